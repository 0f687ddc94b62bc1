"""Looking a quote up: exact but for white space, case, quotes and dashes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.text.folding import fold
from extractor.text.locate import MAX_OCCURRENCES, locate
from extractor.text.view import View, ViewBuilder

TEXT = """The Mortgage Pool has an aggregate balance of $198,644,095.79. as of
February 1, 2002 (the “Cut–off Date”), and Dune   Trust
Company serves as trustee of Series 2002-11."""


def found(quote: str, text: str = TEXT) -> list[str]:
    return [text[start:end] for start, end in locate(quote, View.whole(0, text))]


@pytest.mark.parametrize(
    ("quote", "printed"),
    [
        ("$198,644,095.79", "$198,644,095.79"),
        ("198,644,095.79", "198,644,095.79"),
        ("FEBRUARY 1, 2002", "February 1, 2002"),
        ("february  1,\n2002", "February 1, 2002"),
        ('"Cut-off Date"', "“Cut–off Date”"),
        ("Dune Trust Company", "Dune   Trust\nCompany"),
        ("DuneTrust Company", "Dune   Trust\nCompany"),
        ("Series 2002-11", "Series 2002-11"),
        ("trustee", "trustee"),
    ],
)
def test_what_folding_ignores_is_ignored(quote: str, printed: str) -> None:
    assert found(quote) == [printed]


@pytest.mark.parametrize(
    "quote",
    [
        "$198,644,095.97",  # two digits swapped
        "$198,644,095.78",
        "$198644095.79",  # a comma counts
        "$98,644,095.79",
        "98,644,095.79",  # the number goes on to the left
        "644,095.7",  # and to the right
        "February 1, 200",
        "Series 2002-1",
        "Series 2002-12",
        "Dune Trust Co",
        "rustee",
        "",
        " \n ",
    ],
)
def test_what_is_not_printed_is_not_found(quote: str) -> None:
    assert found(quote) == []


@pytest.mark.parametrize(
    ("quote", "text", "printed"),
    [
        ("Item 5", "Item5 Other Events", ["Item5"]),
        ("5", "Item5. Other Events", ["5"]),
        ("March 18, 2002", "March 18,2002by the registrant", ["March 18,2002"]),
        ("Delaware", "Delaware333-72880", ["Delaware"]),
        ("333-72880", "333-7288033-0852169", []),
        ("72880", "333-72880", ["72880"]),
        ("$100", "$100² of notes", ["$100"]),
        ("$1002", "$100² of notes", []),
        ("5 1", "5 ½ years", []),
        ("2 years", "½ years", []),
        ("5 ½ years", "5 ½ years", ["5 ½ years"]),
        ("office", "the o\N{LATIN SMALL LIGATURE FFI}ce", ["o\N{LATIN SMALL LIGATURE FFI}ce"]),
        ("of", "the o\N{LATIN SMALL LIGATURE FFI}ce", []),
    ],
)
def test_words_and_numbers_are_whole(quote: str, text: str, printed: list[str]) -> None:
    assert found(quote, text) == printed


def test_every_occurrence_is_found_once_and_in_order() -> None:
    text = "Class A, Class A and class a; Class A-1, Classes A"
    places = locate("Class A", View.whole(0, text))
    assert places == ((0, 7), (9, 16), (21, 28), (30, 37))


def test_overlapping_occurrences_are_told_apart() -> None:
    assert locate("a a", View.whole(0, "a a a")) == ((0, 3), (2, 5))


def test_a_quote_that_stands_everywhere_is_found_a_bounded_number_of_times() -> None:
    assert len(locate("x", View.whole(0, "x " * 500))) == MAX_OCCURRENCES


def test_a_quote_over_a_cut_is_found_in_the_view_that_closes_it() -> None:
    text = "balance of $160,901,\n<PAGE>\n000.00 each"
    builder = ViewBuilder(0)
    builder.keep(text[:21], 0)
    builder.keep(text[28:], 28)
    view = builder.build()
    ((start, end),) = locate("$160,901,000.00", view)
    printed = [text[span.start : span.end] for span in view.evidence(start, end)]
    assert [each.strip() for each in printed] == ["$160,901,", "000.00"]


_WORDS = st.lists(st.sampled_from('Dune trust 12 1,000.5 Co. "x" – $7'.split()), min_size=1)


@given(_WORDS, st.data())
def test_whatever_is_printed_between_blanks_is_found_where_it_stands(
    words: list[str], data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    text = " ".join(words)
    start = len(" ".join(words[:first])) + (first > 0)
    quote = " ".join(words[first : last + 1])
    places = locate(
        data.draw(st.sampled_from([quote, quote.upper(), quote.replace(" ", "\n")])),
        View.whole(0, text),
    )
    assert (start, start + len(quote)) in places


@given(st.text("ab1 2,.-\n½", max_size=30), st.text("ab12,.-½", min_size=1, max_size=4))
def test_every_place_reads_like_the_quote(text: str, quote: str) -> None:
    for start, end in locate(quote, View.whole(0, text)):
        assert fold(text[start:end]).text == fold(quote).text


@given(st.integers(10**5, 10**12), st.data())
def test_a_number_with_one_digit_changed_is_never_found(number: int, data: st.DataObject) -> None:
    printed = f"{number:,}"
    digits = [at for at, character in enumerate(printed) if character.isdigit()]
    at = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([each for each in "0123456789" if each != printed[at]]))
    changed = printed[:at] + other + printed[at + 1 :]
    assert found(changed, f"a balance of ${printed} as of today") == []
    assert found(printed, f"a balance of ${printed} as of today") == [printed]


@given(st.from_regex(r"[1-9][0-9]{3,8}", fullmatch=True), st.data())
def test_a_run_of_digits_within_a_longer_one_is_never_found(
    number: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(number) - 1))
    end = data.draw(st.integers(start + 1, len(number)))
    quote = number[start:end]
    assert found(quote, f"no. {number};") == ([number] if quote == number else [])
