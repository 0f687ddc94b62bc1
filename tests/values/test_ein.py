import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values import EIN, Unreadable
from extractor.values.ein import known_prefix

JOINTS = ["-", "", "–", "—", "−", "\u2010", "\u2011", " - ", "- ", "\u00a0–\u00a0"]
PROSE = [
    ("Delaware   333-72880   ", "\n"),
    ("No. ", " (949) 863-7243"),
    ("(", ")"),
    ("33-70636, ", "."),
    ("", ""),
]
parts = st.tuples(
    st.from_regex(r"[0-9]{2}", fullmatch=True), st.from_regex("[0-9]{7}", fullmatch=True)
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[token.start : token.end], token.value) for token in EIN.find(text)]


@given(parts, st.sampled_from(JOINTS), st.sampled_from(PROSE))
def test_is_read_and_found(number: tuple[str, str], joint: str, prose: tuple[str, str]) -> None:
    printed, ein = joint.join(number), "-".join(number)
    assert EIN.parse(f" {printed}.") == ein
    assert found(f"{prose[0]}{printed}{prose[1]}") == [(printed, ein)]


@pytest.mark.parametrize(
    "quote",
    [
        "Applied for",
        "PENDING",
        "None",
        "",
        "33-70636",
        "333-72880",
        "33-085216",
        "33-08521690",
        "330-852169",
        "33-O852169",
        "33 0852169",
        "(949) 863-7243",
        "92612-1234",
        "123-45-6789",
        "33-0852169 and 33-0852170",
    ],
)
def test_refuses(quote: str) -> None:
    with pytest.raises(Unreadable, match="is not an employer identification number"):
        EIN.parse(quote)


@pytest.mark.parametrize(
    "text",
    [
        "(949) 863-7243, 949-863-7243 and +33-1234567",
        "1-33-0852169",
        "333-72880, 33-70636 and 33-99999-01",
        "92612-1234",
        "0000950116-02-000123",
        "333-7288033-0852169",
        "133-0852169 and 33-08521699 and x33-0852169",
        "33-\n0852169",
    ],
)
def test_finds_no_piece_of_something_else(text: str) -> None:
    assert found(text) == []


def test_an_unknown_prefix_is_told_and_still_read() -> None:
    assert known_prefix("33-0852169")
    assert not known_prefix("17-0852169")
    assert EIN.parse("17-0852169") == "17-0852169"
