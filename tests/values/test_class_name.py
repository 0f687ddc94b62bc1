import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values import CLASS_NAME, Unreadable


@pytest.mark.parametrize(
    ("quote", "name"),
    [
        ("A-1", "A-1"),
        ("Class A-1", "A-1"),
        ("CLASS  A-1", "A-1"),
        ("the Class A-1 Certificates", "A-1"),
        ("“Class B”", "B"),
        ("Class A-2-B Notes", "A-2-B"),
        ("Class A Floating Rate", "A Floating Rate"),
        ("Senior Notes", "Senior Notes"),
        ("Class Certificates", "Certificates"),
        ("Class", "Class"),
        ("Classic Trust", "Classic Trust"),
        ("Residual", "Residual"),
    ],
)
def test_a_name_is_read_without_the_word_class(quote: str, name: str) -> None:
    assert CLASS_NAME.parse(quote) == name


@given(st.from_regex(r"[A-Z][A-Z0-9]{0,2}(-[A-Z0-9]{1,3}){0,2}", fullmatch=True))
def test_a_name_that_was_read_is_read_the_same(name: str) -> None:
    assert CLASS_NAME.parse(f"Class {name}") == CLASS_NAME.parse(name) == name


@pytest.mark.parametrize("quote", ["", "—", "x" * 61, "x" * 2_001])
def test_refuses(quote: str) -> None:
    with pytest.raises(Unreadable, match="the name of a class"):
        CLASS_NAME.parse(quote)


@given(st.text())
def test_finds_nothing(text: str) -> None:
    assert list(CLASS_NAME.find(text)) == []
