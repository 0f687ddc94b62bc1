import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values import TEXT, Unreadable


@given(st.text(max_size=500))
def test_only_white_space_changes(quote: str) -> None:
    if any(map(str.isalnum, quote)):
        assert TEXT.parse(quote) == " ".join(quote.split())
    else:
        with pytest.raises(Unreadable):
            TEXT.parse(quote)


def test_every_kind_of_white_space_becomes_one_blank() -> None:
    assert TEXT.parse("\u2003 18400 Von Karman,\r\n\tSuite\u00a0\u00a01000. ") == (
        "18400 Von Karman, Suite 1000."
    )


@pytest.mark.parametrize("quote", ["", " \n", "* - …", "x" * 2_001, "x" + " " * 30_000])
def test_refuses(quote: str) -> None:
    with pytest.raises(Unreadable, match="is not a text of at most 2,000 characters"):
        TEXT.parse(quote)


def test_the_length_is_that_of_the_value() -> None:
    assert TEXT.parse("x " * 1_000 + " " * 500) == "x " * 999 + "x"


@given(st.text())
def test_finds_nothing(text: str) -> None:
    assert list(TEXT.find(text)) == []
