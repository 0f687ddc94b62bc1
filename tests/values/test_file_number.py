import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values import FILE_NUMBER, Unreadable

LEADS = ["", "No. ", "File No. ", "# ", "#", "Commission File Number: ", "SEC FILE NO.", "Nos. "]
JOINTS = ["-", "–", "−", " - ", "- "]
PROSE = [
    ("Delaware    ", "    33-0852169"),
    ("(Commission File Number ", ")"),
    ("(949) 863-7243, ", ", March 18, 2002"),
    ("", "."),
]
numbers = st.one_of(
    st.from_regex(r"(333|33|0|1|2|001|000|811|814)-[0-9]{3,6}", fullmatch=True),
    st.from_regex(r"(333|33|1)-[0-9]{4,6}-[0-9]{2,3}", fullmatch=True),
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[token.start : token.end], token.value) for token in FILE_NUMBER.find(text)]


@given(numbers, st.sampled_from(LEADS), st.sampled_from(JOINTS))
def test_what_is_printed_is_read(number: str, lead: str, joint: str) -> None:
    assert FILE_NUMBER.parse(lead + number.replace("-", joint) + ".") == number


@given(numbers, st.sampled_from(JOINTS), st.sampled_from(PROSE))
def test_finds_exactly_the_number(number: str, joint: str, prose: tuple[str, str]) -> None:
    printed = number.replace("-", joint)
    assert found(f"{prose[0]}{printed}{prose[1]}") == [(printed, number)]


@pytest.mark.parametrize(
    "quote", ["333-72880", "0-12345", "1-768", "1-35", "33-12345-NY", "33-99999-01", "2-12345"]
)
def test_reads_as_printed(quote: str) -> None:
    assert FILE_NUMBER.parse(quote) == quote


@pytest.mark.parametrize(
    "quote",
    [
        "33-0852169",
        "12-31-2001",
        "3-18-02",
        "12-31",
        "2002-03-18",
        "10/28/2004",
        "863-7243",
        "(949) 863-7243",
        "1-800-555-1234",
        "92612-1234",
        "333-7288O",
        "333-1234567",
        "333 72880",
        "33372880",
        "4.1",
        "None",
        "",
    ],
)
def test_refuses(quote: str) -> None:
    with pytest.raises(Unreadable, match="is not a Commission file number"):
        FILE_NUMBER.parse(quote)


@pytest.mark.parametrize(
    "text",
    [
        "33-0852169 or 33-085216900",
        "(333) 333-1234, 949 333-1234 and 1-800-555-1234",
        "12-31-2001, 3-18-02 and 2002-03-18",
        "0000950116-02-000123 and 92612-1234",
        "4333-72880 and 333-72880-1234",
        "333-7288033-0852169",
        "one- to 1-4 family, Series 2002-1",
    ],
)
def test_finds_no_piece_of_something_else(text: str) -> None:
    assert found(text) == []
