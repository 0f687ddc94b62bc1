"""Paragraphs, and views without some of them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.text.paragraphs import cut_out, leave_out, paragraphs, select, unwrap
from extractor.text.spans import Span
from extractor.text.view import View

TEXT = "Title\nof two lines\n\n \nCheck the box\nbelow\n\nThe end"


def test_paragraphs_are_runs_of_lines_that_are_not_blank() -> None:
    assert [TEXT[start:end] for start, end in paragraphs(TEXT)] == [
        "Title\nof two lines\n",
        "Check the box\nbelow\n",
        "The end",
    ]


def left(text: str, pattern: str) -> str:
    return leave_out(View.whole(0, text), re.compile(pattern, re.IGNORECASE)).text


def test_a_line_is_left_out_with_the_map_kept() -> None:
    view = leave_out(View.whole(0, TEXT), re.compile("check the box", re.IGNORECASE))
    assert view.text == "Title\nof two lines\n\n \nbelow\n\nThe end"
    end = view.text.index("The end")
    assert view.evidence(end, end + 7) == (Span(0, len(TEXT) - 7, len(TEXT)),)


def test_only_the_beginning_of_a_line_counts() -> None:
    assert left(TEXT, "two lines") == TEXT


LONG = "Check the box if this report is to satisfy the obligation of the registrant"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"{LONG}\nunder Rule 425, as amended\nElm Inc.\n", "Elm Inc.\n"),
        (
            f"{LONG}\nand under the rules that the Commission has made for a report\nof it.\nElm\n",
            "Elm\n",
        ),
        (f"{LONG}.\nElm Inc.\n", "Elm Inc.\n"),
        (f"{LONG}\nDelaware      61-0001112\n", "Delaware      61-0001112\n"),
        ("Check the box\nElm Inc.\n", "Elm Inc.\n"),
        (f"{LONG}\n\nElm Inc.\n", "\nElm Inc.\n"),
        (f"{LONG}\nsigned on May 3, 2004\n", "signed on May 3, 2004\n"),
        (f"{LONG}\nunder the Act of 1934\n", ""),
        ("Check the box, signed on May 3, 2004\n", "Check the box, signed on May 3, 2004\n"),
    ],
)
def test_a_wrapped_sentence_is_left_out_and_what_stands_below_is_not(text: str, kept: str) -> None:
    assert left(text, "check the box") == kept


@given(st.text("a \n", max_size=30))
def test_paragraphs_are_all_that_is_not_blank(text: str) -> None:
    spans = list(paragraphs(text))
    kept = "".join(text[start:end] for start, end in spans)
    assert kept.split() == text.split()
    assert all(line.strip() for start, end in spans for line in text[start:end].splitlines())
    assert spans == sorted(spans)


WRAPPED = "Item 5.  Other\n   Events  \nThe board\nmet.\n\n\nItem 7.\n  Exhibits\nItem 9.\n"


def test_unwrapping_sets_each_paragraph_and_each_heading_on_one_line() -> None:
    view = unwrap(View.whole(0, WRAPPED), re.compile("Item"))
    assert view.text == "Item 5.  Other Events The board met.\nItem 7. Exhibits\nItem 9."


def test_unwrapped_words_stand_where_they_stood() -> None:
    view = unwrap(View.whole(0, WRAPPED), re.compile("Item"))
    for word in re.finditer(r"\S+", view.text):
        (span,) = view.evidence(*word.span())
        assert WRAPPED[span.start : span.end] == word.group()


@given(st.text("aI \t\n", max_size=30))
def test_unwrapping_loses_no_word_and_leaves_no_blank_line(text: str) -> None:
    view = unwrap(View.whole(0, text), re.compile("I"))
    assert view.text.split() == text.split()
    assert "\n\n" not in view.text


def test_a_long_run_of_blanks_is_read_once() -> None:
    # Read once from each of its blanks this would take hours.
    blanks = " " * 300_000
    assert list(paragraphs(f"{blanks}\nword")) == [(len(blanks) + 1, len(blanks) + 5)]
    assert unwrap(View.whole(0, f"a{blanks}b"), re.compile("I")).text == f"a{blanks}b"


def selected(text: str, pattern: str) -> str:
    return select(View.whole(0, text), re.compile(pattern)).text


@pytest.mark.parametrize(
    ("text", "pattern", "kept"),
    [
        ("Ash came. Birch\nwent. Elm stayed.\n", "Birch", "Birch\nwent. "),
        ("Ash came.\n\nBirch went.\n\nElm", "Ash|Elm", "Ash came.\nElm"),
        ("Elm Inc. (the seller) came. Ash went.", "seller", "Elm Inc. (the seller) came. "),
        ('He said "Ash." Elm Corp. Birch came. It ended.', "Birch", "Elm Corp. Birch came. "),
        ("Ash    $1. Two\nBirch    $2. Three\n", r"\$2", "Ash    $1. Two\nBirch    $2. Three\n"),
        ("Ash came. Birch went.", "Elm", "Ash came. Birch went."),
        ("", "Elm", ""),
    ],
)
def test_only_sentences_that_match_are_selected(text: str, pattern: str, kept: str) -> None:
    assert selected(text, pattern) == kept


@given(st.text('A. \n"(b1', max_size=60))
def test_what_is_selected_keeps_its_places(text: str) -> None:
    for view in (
        select(View.whole(0, text), re.compile("b")),
        cut_out(View.whole(0, text), re.compile("b")),
    ):
        for piece in view.pieces:
            assert (
                text[piece.source : piece.source + piece.length]
                == view.text[piece.start : piece.start + piece.length]
            )


def test_what_is_cut_out_is_gone() -> None:
    assert cut_out(View.whole(0, "ash birch elm"), re.compile("birch ")).text == "ash elm"
