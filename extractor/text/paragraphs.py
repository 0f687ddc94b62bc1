"""Paragraphs of a view: runs of lines that are not blank."""

import re
from collections.abc import Iterator

from extractor.text.view import View, join

_PARAGRAPH = re.compile(r"(?:^[^\S\n]*+\S[^\n]*(?:\n|\Z))+", re.MULTILINE)


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


_WRAP = re.compile(r"(?<![ \t])[ \t]*+\n[ \t]*+(?=\S)")


def unwrap(view: View, head: re.Pattern[str]) -> View:
    """The view with each paragraph on one line, and no line between them.

    A line that begins with `head` begins a paragraph.
    """
    return join([_on_one_line(view, head, *at) for at in paragraphs(view.text)], "\n")


def _on_one_line(view: View, head: re.Pattern[str], start: int, end: int) -> View:
    lines: list[View] = []
    parts: list[View] = []
    at = start + len(view.text[start:end]) - len(view.text[start:end].lstrip())
    for wrap in _WRAP.finditer(view.text, start, end):
        parts.append(view.slice(at, wrap.start()))
        at = wrap.end()
        if head.match(view.text, at):
            lines.append(join(parts, " "))
            parts = []
    last = view.slice(at, end)
    parts.append(last.slice(0, len(last.text.rstrip())))
    return join([*lines, join(parts, " ")], "\n")
