"""Paragraphs, and views without some of them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from extractor.text.paragraphs import leave_out, paragraphs
from extractor.text.spans import Span
from extractor.text.view import View

TEXT = "Title\nof two lines\n\n \nCheck the box\nbelow\n\nThe end"


def test_paragraphs_are_runs_of_lines_that_are_not_blank() -> None:
    assert [TEXT[start:end] for start, end in paragraphs(TEXT)] == [
        "Title\nof two lines\n",
        "Check the box\nbelow\n",
        "The end",
    ]


def test_a_paragraph_is_left_out_with_the_map_kept() -> None:
    view = leave_out(View.whole(0, TEXT), re.compile("check the box", re.IGNORECASE))
    assert view.text == "Title\nof two lines\n\n \n\nThe end"
    end = view.text.index("The end")
    assert view.evidence(end, end + 7) == (Span(0, len(TEXT) - 7, len(TEXT)),)


def test_only_the_beginning_of_a_paragraph_counts() -> None:
    view = View.whole(0, TEXT)
    assert leave_out(view, re.compile("below")).text == TEXT


@given(st.text("a \n", max_size=30))
def test_paragraphs_are_all_that_is_not_blank(text: str) -> None:
    spans = list(paragraphs(text))
    kept = "".join(text[start:end] for start, end in spans)
    assert kept.split() == text.split()
    assert all(line.strip() for start, end in spans for line in text[start:end].splitlines())
    assert spans == sorted(spans)
