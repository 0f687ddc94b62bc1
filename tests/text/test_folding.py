"""Folding: what two prints of the same text may differ in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.text.folding import collapse, fold, unify


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Cut-off  Date", "cut-offdate"),
        ("CUT\N{NON-BREAKING HYPHEN}OFF\nDATE", "cut-offdate"),
        (
            "the \N{LEFT DOUBLE QUOTATION MARK}Trustee\N{RIGHT DOUBLE QUOTATION MARK}",
            'the"trustee"',
        ),
        ("Moody\N{RIGHT SINGLE QUOTATION MARK}s", "moody's"),
        ("`quoted'", "'quoted'"),
        ("2001\N{EN DASH}2002", "2001-2002"),
        ("one\N{NO-BREAK SPACE}two\N{ZERO WIDTH SPACE}three", "onetwothree"),
        ("SOCIÉTÉ", "société"),
        ("\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO}", "12"),
        ("o\N{LATIN SMALL LIGATURE FFI}ce", "office"),
        ("$1,000.00", "$1,000.00"),
        (" \t\n", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text).text == folded


def test_a_raised_digit_is_no_digit_of_the_number_before_it() -> None:
    assert fold("$100²").text != fold("$1002").text


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=40))
def test_plain_text_is_folded_like_any_other(text: str) -> None:
    beside, plain = fold(f"{text}é"), fold(text)
    assert (plain.text, plain.offsets) == (beside.text[:-1], beside.offsets[:-1])
    assert unify(text) == unify(f"{text}é")[:-1]


@given(st.text(max_size=40))
def test_every_folded_character_knows_its_place(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.offsets)
    assert list(folded.offsets) == sorted(folded.offsets)
    for at, offset in enumerate(folded.offsets):
        assert folded.text[at] in fold(text[offset]).text


@given(st.text(max_size=40), st.text(max_size=40))
def test_folding_goes_character_by_character(left: str, right: str) -> None:
    assert fold(left + right).text == fold(left).text + fold(right).text


@given(st.text("aB1 ,.$-'\"\n", max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(st.text(max_size=40))
def test_unifying_twice_changes_nothing(text: str) -> None:
    assert unify(unify(text)) == unify(text)


def test_collapse() -> None:
    assert collapse("  New \n Century\tHome ") == "New Century Home"
    assert collapse(" \n") == ""
