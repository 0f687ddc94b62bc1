"""Chunks, and views made smaller: nothing lost, tables with their headers, evidence true."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from extractor.filing.chunks import chunks_of, compact, headings
from extractor.filing.plain import reading_view
from extractor.text.view import View, join

SENTENCE = "The certificates evidence the entire beneficial ownership interest in the trust fund. "
HEADER = (
    "      Class        Initial Balance        Rate\n"
    "      -----        ---------------        ----\n"
)


def view_of(text: str) -> View:
    return reading_view(0, text, plain=True)


def rows(count: int) -> str:
    return "".join(f"      A-{n:<6}     ${n:>7},000.00        6.{n:02d}%\n" for n in range(count))


def assert_true(view: View, text: str) -> None:
    """Every character that a view maps is the one that stands there."""
    for piece in view.pieces:
        if piece.length == piece.source_length:
            shown = view.text[piece.start : piece.start + piece.length]
            assert shown == text[piece.source : piece.source + piece.length]


def test_a_view_within_the_budget_is_one_chunk() -> None:
    view = view_of("short")
    assert chunks_of(view, budget=100, overlap=10) == (view,)


def test_a_blank_view_has_no_chunk() -> None:
    assert chunks_of(view_of(" \n\n "), budget=100, overlap=10) == ()


def test_a_long_table_is_cut_between_rows_and_keeps_its_header() -> None:
    text = "Balances and rates:\n\n" + HEADER + rows(60) + "\nThe end of it.\n"
    chunks = chunks_of(view_of(text), budget=1000, overlap=100)
    assert len(chunks) > 2
    for chunk in chunks:
        assert len(chunk.text) <= 1000
        assert_true(chunk, text)
        lines = chunk.text.splitlines()
        if any("A-" in line for line in lines):
            assert chunk.text.index("Initial Balance") < chunk.text.index("A-")
        assert all(line.count("%") == line.count("$") for line in lines)
    found = [name for chunk in chunks for name in re.findall(r"A-\d+", chunk.text)]
    assert found == [f"A-{n}" for n in range(60)]


def test_a_repeated_header_leads_to_where_it_is_printed() -> None:
    text = HEADER + rows(60)
    last = chunks_of(view_of(text), budget=1000, overlap=100)[-1]
    at = last.text.index("Initial Balance")
    (span,) = last.evidence(at, at + len("Initial Balance"))
    assert span.start == text.index("Initial Balance")


def test_a_table_that_fits_is_not_cut() -> None:
    text = SENTENCE * 8 + "\n\n" + HEADER + rows(8) + "\n" + SENTENCE * 8
    whole = (HEADER + rows(8)).strip()
    assert any(whole in chunk.text for chunk in chunks_of(view_of(text), budget=800, overlap=100))


def test_two_tables_do_not_share_a_header() -> None:
    other = HEADER.replace("Initial Balance", "Notional Amount")
    text = HEADER + rows(20) + "\n" + other + rows(20)
    for chunk in chunks_of(view_of(text), budget=700, overlap=50)[-2:]:
        assert "Notional Amount" in chunk.text
        assert "Initial Balance" not in chunk.text


def test_prose_is_cut_behind_sentences_and_overlaps_by_one() -> None:
    text = "".join(f"Sentence {n} is about the pool of loans. " for n in range(100))
    chunks = chunks_of(view_of(text), budget=500, overlap=100)
    for chunk, following in pairwise(chunks):
        assert chunk.text.endswith(". ")
        repeated = re.findall(r"Sentence \d+", following.text)[0]
        assert following.text.startswith(repeated)
        assert repeated in chunk.text


def test_prose_is_cut_behind_a_paragraph_where_there_is_one() -> None:
    text = (SENTENCE * 3 + "\n\n") * 6
    for chunk in chunks_of(view_of(text), budget=700, overlap=0):
        assert len(chunk.text.strip()) % len((SENTENCE * 3).strip() + "\n\n ") in range(400)
        assert chunk.text.startswith("The certificates")
        assert chunk.text.endswith("\n\n")


PIECES = st.one_of(
    st.sampled_from([SENTENCE, "\n\n", "\n", HEADER, rows(4), rows(25), "    ", "word " * 30]),
    st.text("abc. \n-$1", max_size=120),
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@given(TEXTS, st.integers(20, 900), st.integers(0, 200))
def test_every_word_is_in_some_chunk_and_none_is_too_large(
    text: str, budget: int, overlap: int
) -> None:
    view = view_of(text)
    shown: set[int] = set()
    for chunk in chunks_of(view, budget=budget, overlap=overlap):
        assert len(chunk.text) <= budget
        assert_true(chunk, text)
        for piece in chunk.pieces:
            shown.update(range(piece.source, piece.source + piece.source_length))
    whole = {
        place
        for piece in view.pieces
        for place in range(piece.source, piece.source + piece.source_length)
    }
    assert {place for place in whole if not text[place].isspace()} <= shown


def test_compact() -> None:
    text = (
        "     FORM 8-K\n"
        "     --------\n\n\n  \n\n"
        "Class  A        100   \n"
        "*  *  *\n"
        "Fees .............. 12\n"
        "Costs . . . . . . . 13\n"
        "By: ______________\n"
        "well-known; - 2 - ... done\n"
    )
    assert compact(view_of(text)).text == (
        "   FORM 8-K\n\n"
        "Class  A   100\n"
        "Fees .. 12\n"
        "Costs .. 13\n"
        "By: ___\n"
        "well-known; - 2 - ... done\n"
    )


@given(TEXTS)
def test_compact_loses_no_word_and_leads_back(text: str) -> None:
    view = view_of(text)
    small = compact(view)
    assert len(small.text) <= len(view.text)
    assert_true(small, text)
    assert re.findall(r"[a-z0-9$]+", small.text) == re.findall(r"[a-z0-9$]+", view.text)


def test_compact_keeps_the_map_of_joined_views() -> None:
    text = "one\n\n\n\ntwo\n"
    view = view_of(text)
    small = compact(join([view.slice(0, 3), view.slice(7, 11)], "\n\n\n\n"))
    at = small.text.index("two")
    assert [text[span.start : span.end] for span in small.evidence(at, at + 3)] == ["two"]


def test_headings_show_what_may_be_a_heading_or_go_on_with_one() -> None:
    text = (
        "Cover\n\n"
        "Item 5. Other Events\n"
        "The company announced on the first day of this month that it has agreed to\n"
        "acquire all of the stock of another company of which nothing else is known,\n"
        "and so on for several lines that do not matter to anyone at all.\n\n"
        "Short paragraph.\n\n"
        "1. Proposal to elect the directors\n\n"
        "Item\n9.01\n\n"
        "Financial Statements and Exhibits\n\n"
        "The following, by which an item of this report and an exhibit and a section are meant\n"
        "exhibit and section, are filed herewith.\n"
    )
    shown = headings(view_of(text), 100).text
    assert "Item 5. Other Events\nThe company announced" in shown, "it may be the rest of a title"
    assert "acquire all of the" in shown
    assert "several lines" not in shown
    assert "Cover" not in shown
    assert "Short paragraph." not in shown
    assert "Proposal" not in shown, "no item is numbered so where items are called Item"
    assert "\nItem\n9.01\n\nFinancial Statements and Exhibits\n" in shown
    assert "The following" not in shown
    assert "exhibit and section" not in shown


def test_headings_of_a_text_without_the_word_item() -> None:
    text = f"Other Events\n\n{SENTENCE * 5}\n\n7.01 {SENTENCE * 5}\n\nShort paragraph.\n"
    shown = headings(view_of(text), 40).text.splitlines()
    assert shown[0] == "Other Events"
    assert shown[-1] == "Short paragraph."
    numbered = next(line for line in shown if line.startswith("7.01"))
    assert f"7.01 {SENTENCE}".startswith(numbered)
    assert len([line for line in shown if line]) == 3


def test_the_title_of_an_item_is_shown_in_full() -> None:
    title = "Item 5.02. Departure of Directors; Election of Directors; Appointment of Officers"
    shown = headings(view_of(f"{title}\n\n{'words and more words ' * 10}\n"), 40).text
    assert title in shown
    assert "words and more words words" not in shown.replace("\n", " ")[len(title) + 45 :]


def test_headings_of_unwrapped_paragraphs() -> None:
    text = "Item 5. Other Events\n" + SENTENCE * 5 + "\nItem 7. Exhibits\n" + SENTENCE * 5 + "\n"
    shown = headings(view_of(text), 60).text.splitlines()
    assert shown[0] == "Item 5. Other Events"
    assert shown[2] == "Item 7. Exhibits"
    assert SENTENCE.startswith(shown[1])
    assert len(shown[1]) <= 60


@given(TEXTS, st.integers(1, 200))
def test_headings_lead_back(text: str, length: int) -> None:
    small = headings(view_of(text), length)
    assert_true(small, text)
    assert all(len(line.strip()) <= length for line in small.text.splitlines())
