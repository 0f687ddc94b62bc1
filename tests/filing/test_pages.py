"""Pages vanish: breaks, page numbers and guide tags, and nothing else."""

import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractor.filing.page_lines import page_number
from extractor.filing.pages import goes_on
from extractor.filing.plain import reading_view


def reading(text: str, *, plain: bool = True) -> str:
    return reading_view(0, text, plain=plain).text


BREAKS: list[Callable[[int], list[str]]] = [
    lambda number: ["<PAGE>"],
    lambda number: ["\f"],
    lambda number: ["", "<PAGE>", ""],
    lambda number: [f"<PAGE>   {number}"],
    lambda number: [f"                 -{number}-", "<PAGE>"],
    lambda number: ["", "", "<PAGE>", "", "", f"       - {number} -", "", ""],
    lambda number: ["", f"                {number}", "", "<PAGE>", "", ""],
    lambda number: ["", "<page>", "", f"Page {number} of 9", ""],
    lambda number: ["", f"page {number}", "\f", ""],
    lambda number: ["", "<PAGE>", "<TABLE>", "<CAPTION>", "<S>      <C>     <C>", ""],
    lambda number: ["", "\f", "", f"                {number}", ""],
]


@st.composite
def paragraphs(draw: st.DrawFn) -> list[str]:
    """Wrapped lines of one long sentence."""
    words = draw(
        st.lists(
            st.sampled_from("the trustee of a pool and certificates".split()),
            min_size=20,
            max_size=60,
        )
    )
    lines, line = [], "The"
    for word in words:
        if len(line) + len(word) > 68:
            lines.append(line)
            line = word
        else:
            line += " " + word
    return [*lines, f"{line}."]


@st.composite
def tables(draw: st.DrawFn) -> list[str]:
    """Rows of a name, an amount and a rate."""
    amounts = draw(st.lists(st.integers(1000, 10**9), min_size=2, max_size=8))
    return [f"   A-{row}      {amount:>15,.2f}      Variable" for row, amount in enumerate(amounts)]


documents = st.lists(st.tuples(paragraphs(), tables()), min_size=1, max_size=3).map(
    lambda pairs: [line for pair in pairs for block in pair for line in ["", *block]][1:]
)


def broken(lines: list[str], places: list[tuple[int, Callable[[int], list[str]]]]) -> str:
    result: list[str] = []
    number = 1
    pending = sorted(places, key=lambda place: place[0])
    for index, line in enumerate([*lines, None]):
        while pending and pending[0][0] == index:
            number += 1
            result += pending.pop(0)[1](number)
        if line is not None:
            result.append(line)
    return "\n".join(result) + "\n"


places = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from(BREAKS)),
    max_size=6,
    unique_by=lambda each: each[0],
)


@given(documents, places)
def test_a_text_with_page_breaks_reads_as_without(
    lines: list[str], places: list[tuple[int, Callable[[int], list[str]]]]
) -> None:
    inside = [(index, style) for index, style in places if index <= len(lines)]
    assert reading(broken(lines, inside)) == "\n".join(lines) + "\n"


arbitrary = st.lists(
    st.text(st.sampled_from("abz .,;:AB()$-_=*"), min_size=1, max_size=90).filter(str.strip),
    min_size=1,
    max_size=30,
)


@given(arbitrary, places)
def test_bare_breaks_leave_nothing_in_any_text(
    lines: list[str], places: list[tuple[int, Callable[[int], list[str]]]]
) -> None:
    assume(not any(page_number(line.strip()) or line.startswith("- -") for line in lines))
    bare = [(index, BREAKS[index % 2]) for index, _ in places]
    assert reading(broken(lines, bare)) == "\n".join(lines) + "\n"


@given(arbitrary, places)
def test_breaks_take_no_line_of_text_with_them(
    lines: list[str], places: list[tuple[int, Callable[[int], list[str]]]]
) -> None:
    assume(not any(page_number(line.strip()) or line.startswith("- -") for line in lines))
    shown = reading(broken(lines, places))
    assert [line for line in shown.split("\n") if line] == lines


@given(st.lists(st.sampled_from([*"qw1 -\n\f\r<>23iF()", "<PAGE>", "Page ", "\n\n"]), max_size=90))
def test_no_word_of_any_text_gets_lost(parts: list[str]) -> None:
    letters = [part for part in parts if part in {"q", "w"}]
    assert re.findall("[qw]", reading("".join(parts))) == letters


def test_a_table_cut_by_a_page_goes_on() -> None:
    text = (
        "       M-2         $11,423,000.00      Variable\n"
        "       M-3          $9,435,000.00      Variable\n\n\n<PAGE>\n\n\n"
        "                      -3-\n\n\n"
        "       M-4            $497,000.00      Variable\n"
    )
    assert "M-3          $9,435,000.00      Variable\n       M-4" in reading(text)


def test_a_page_between_paragraphs_leaves_one_blank_line() -> None:
    text = "The last sentence of a page.\n\n\n\n<PAGE>\n\n\n  -2-\n\n\nItem 5. Other Events\n"
    assert reading(text) == "The last sentence of a page.\n\nItem 5. Other Events\n"


def test_text_beside_a_page_tag_stays() -> None:
    assert reading("one <PAGE> two\n") == "one \n two\n"
    assert reading("one\ftwo\n") == "one\ntwo\n"


@pytest.mark.parametrize(
    "value", ["99", "104", "575", "1,000", "$5", "5.02", "2001", "-0-", "(4)", "A-2", "X", "[X]"]
)
def test_a_value_alone_on_a_line_far_from_a_break_stays(value: str) -> None:
    text = f"Exhibit\n\n{value}\n\nPress release\n"
    assert reading(text) == text


@pytest.mark.parametrize("value", ["575", "104", "1,000", "(4)", "A-2", "5.02"])
def test_a_value_beside_a_break_that_cannot_be_its_page_number_stays(value: str) -> None:
    assert value in reading(f"First page.\n\n<PAGE>\n\n{value}\n\nPress release\n")


def test_a_number_in_a_column_beside_a_break_stays() -> None:
    text = "NUMBER OF LOANS\n      46\n<PAGE>\n       2\n      17\n"
    assert reading(text) == "NUMBER OF LOANS\n      46\n       2\n      17\n"


def test_numbers_in_sequence_are_pages_wherever_they_begin() -> None:
    page = "\n\n     {}\n<PAGE>\n\n"
    pages = "".join("Some text of this page.\n" + page.format(n) for n in ("F-45", "F-46", "F-47"))
    assert "F-4" not in reading(pages)


def test_the_last_page_has_its_number_at_the_end() -> None:
    assert reading("First page.\n\n\f\nSecond page.\n\n   2\n") == "First page.\n\nSecond page.\n"


def test_page_numbers_without_breaks_go_only_in_sequence() -> None:
    page = "".join(f"Line {letter} of the text.\n" for letter in "abcdefghijkl")
    text = f"{page}\n1\n\n{page}\n2\n\n{page}\n3\n"
    assert not re.search(r"^\d$", reading(text), re.MULTILINE)
    odd = f"{page}\n1\n\n{page}\n2\n\n{page}\n7\n"
    assert re.findall(r"^\d$", reading(odd), re.MULTILINE) == ["1", "2", "7"]
    near = "1\n\nUnderwriting agreement\n\n2\n\nPooling agreement\n\n3\n\nConsent\n"
    assert reading(near) == near


def test_guide_lines_of_tables_vanish_and_text_beside_a_tag_stays() -> None:
    text = (
        "<TABLE>\n<CAPTION>\nClass     Balance\n<S>       <C>\nA         100\n</TABLE>\n<F1> Note\n"
    )
    assert reading(text) == "Class     Balance\nA         100\n     Note\n"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("The certificates were issued pursuant to an agreement among the", "Depositor and", True),
        ("short line", "and its continuation", True),
        ("A sentence that is complete and fills the width of the line here.", "Another", False),
        ("   A-1     $100.00    Variable", "   A-2     $200.00    Variable", True),
        (
            "4.1     Pooling and Servicing Agreement, dated as of the first of",
            "        May 1",
            True,
        ),
        (
            "   A-1     $100.00    Variable rate, which is long enough here",
            "The certificates",
            False,
        ),
        (
            "The certificates were issued pursuant to an agreement among the",
            "Item 7. Exhibits",
            False,
        ),
        ("The certificates were issued pursuant to an agreement among the", "SIGNATURES", False),
        ("dated as of the", "1st of May", True),
        ("(Zip Code)", "Registrant's telephone number", False),
        ("--------------------------------------------------------------", "Registrant", False),
    ],
)
def test_what_goes_on_over_a_page(before: str, after: str, expected: bool) -> None:
    assert goes_on(before, after) is expected
