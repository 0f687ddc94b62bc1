import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values import ITEM_NUMBER, Unreadable

LEADS = ["", "Item ", "ITEM ", "Item\u00a0", "Item\n  ", "item", "Item No. "]
TAILS = ["", ".", ":", " -", " –", ". —", "(c)", " (b)", "(c)(1).", ".:"]
old = st.integers(1, 12).map(str)
new = st.builds("{}.{:02}".format, st.integers(1, 9), st.integers(1, 99))


def found(text: str) -> list[tuple[str, str]]:
    return [(text[token.start : token.end], token.value) for token in ITEM_NUMBER.find(text)]


@given(st.one_of(old, new), st.sampled_from(LEADS), st.sampled_from(TAILS))
def test_what_is_printed_is_read(number: str, lead: str, tail: str) -> None:
    assert ITEM_NUMBER.parse(lead + number + tail) == number


@given(st.one_of(old, new), st.sampled_from(LEADS[1:]), st.sampled_from(["", "(c)"]))
def test_finds_the_number_after_the_word(number: str, lead: str, sub_item: str) -> None:
    text = f"Section 5 - Governance\n\n{lead}{number}{sub_item}.  Financial Statements"
    assert found(text) == [(number + sub_item, number)]


@pytest.mark.parametrize(
    "quote",
    [
        "0",
        "13",
        "5.2",
        "5.00",
        "0.12",
        "10.01",
        "5.021",
        "5.O2",
        "Items 7 and 9",
        "Item",
        "None",
        "",
        "Item 5.02 Departure of Directors",
        "Exhibit 7",
    ],
)
def test_refuses(quote: str) -> None:
    with pytest.raises(Unreadable, match="is not an item number"):
        ITEM_NUMBER.parse(quote)


def test_without_the_word_only_an_item_of_the_form_is_found() -> None:
    assert found("5.02 Departure\n9.01 Exhibits\n7 pages, 5.09 and 9.02") == [
        ("5.02", "5.02"),
        ("9.01", "9.01"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Section 2.01 of",
        "Exhibit 4.01",
        "$5.02",
        "5.02%",
        "15.02 and 5.021",
        "Item 14",
        "items",
        "Item 10.1",
    ],
)
def test_finds_no_other_number(text: str) -> None:
    assert found(text) == []
