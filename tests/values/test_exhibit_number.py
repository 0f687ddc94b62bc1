import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values import EXHIBIT_NUMBER, Unreadable

LEADS = ["", "Exhibit ", "EXHIBIT ", "EX-", "Ex. ", "Ex ", "Exhibit No. ", "Exhibit\u00a0"]
TAILS = ["", ".", ":", " -", " –", "*", "**", "†", "+", ".*"]
NUMBERS = ["4.1", "99", "99.1", "104", "10(a)", "10.1(b)", "99-1", "99(i)", "10-S", "101.INS"]
numbers = st.one_of(
    st.sampled_from(NUMBERS),
    st.from_regex(r"[1-9][0-9]?(\.[0-9]{1,3})?(\([a-z]\))?", fullmatch=True),
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[token.start : token.end], token.value) for token in EXHIBIT_NUMBER.find(text)]


@given(numbers, st.sampled_from(LEADS), st.sampled_from(TAILS))
def test_what_is_printed_is_read(number: str, lead: str, tail: str) -> None:
    assert EXHIBIT_NUMBER.parse(lead + number + tail) == number
    assert EXHIBIT_NUMBER.parse(f"({number})") == number


@given(numbers, st.sampled_from(LEADS[1:]))
def test_finds_the_number_after_the_word(number: str, lead: str) -> None:
    text = f"attached hereto as {lead}{number}, among National City Bank (the “Bank”)"
    assert found(text) == [(number, number)]


def test_a_blank_within_stays_as_printed() -> None:
    assert EXHIBIT_NUMBER.parse("10.1\n  (a)") == "10.1 (a)"


@pytest.mark.parametrize(
    "quote",
    [
        "None",
        "",
        "1234",
        "0.1",
        "4.1 Pooling and Servicing Agreement",
        "4.l",
        "4..1",
        "Exhibit",
        "A",
    ],
)
def test_refuses(quote: str) -> None:
    with pytest.raises(Unreadable, match="is not an exhibit number"):
        EXHIBIT_NUMBER.parse(quote)


def test_without_the_word_only_a_decimal_number_of_the_table_is_found() -> None:
    assert found("  4.1      Pooling\n 99.2*  Release\n 7 pages, 45.1") == [
        ("4.1", "4.1"),
        ("99.2", "99.2"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Section 4.1",
        "Item 5.02",
        "$4.1",
        "4.1%",
        "14.1.2002.5x",
        "1,004.1",
        "Exhibit 1234",
        "exhibits",
    ],
)
def test_finds_no_other_number(text: str) -> None:
    assert found(text) == []


def test_an_aside_is_no_part_of_the_number() -> None:
    assert found("Exhibit 99.1 (filed) and Exhibit 4.2 (as amended)") == [
        ("99.1", "99.1"),
        ("4.2", "4.2"),
    ]
