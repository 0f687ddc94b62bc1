"""Paragraphs of a view: runs of lines that are not blank."""

import re
from collections.abc import Iterator

from extractor.text.view import View, join

_PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every paragraph."""
    for match in _PARAGRAPH.finditer(text):
        yield match.span()


def leave_out(view: View, pattern: re.Pattern[str]) -> View:
    """The view without the paragraphs that begin with `pattern`."""
    kept, at = [], 0
    for start, end in paragraphs(view.text):
        if pattern.match(view.text, start):
            kept.append(view.slice(at, start))
            at = end
    kept.append(view.slice(at, len(view.text)))
    return join(kept, "")
