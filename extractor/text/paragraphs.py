"""Paragraphs of a view: runs of lines that are not blank."""

import re
from collections.abc import Iterator

from extractor.text.view import View, join

_PARAGRAPH = re.compile(r"(?:^[^\S\n]*+\S[^\n]*(?:\n|\Z))+", re.MULTILINE)


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every paragraph."""
    for match in _PARAGRAPH.finditer(text):
        yield match.span()


_LINE = re.compile(r"[^\n]*(?:\n|\Z)")
_WRAPPED = 55
"""Characters from which on a line of prose may be one that was wrapped."""
_GAP = re.compile(r"\S[^\S\n]{3}|\t")
_DATED = re.compile(r"\b(?!193[34]\b)(?:19|20)[0-9]{2}\b")
"""A year that is not that of a securities act: the line may say when it was signed."""
_ENDED = re.compile(r"[.:;]\W{0,3}$")


def leave_out(view: View, pattern: re.Pattern[str]) -> View:
    """The view without the lines that begin with `pattern`, and those on which such a line goes on.

    Only a full line of prose that does not end there goes on, and never on a line with columns:
    where a layout leaves no blank line, what matters may stand right below. A line with a year
    stays.
    """
    kept, at = [], 0
    for start, end in paragraphs(view.text):
        dropped = ""
        for match in _LINE.finditer(view.text, start, end):
            line = match.group().strip()
            begins = pattern.match(view.text, match.start()) is not None
            if (begins or (line and _goes_on(dropped, line))) and not _DATED.search(line):
                kept.append(view.slice(at, match.start()))
                at, dropped = match.end(), line
            else:
                dropped = ""
    kept.append(view.slice(at, len(view.text)))
    return join(kept, "")


def _goes_on(dropped: str, line: str) -> bool:
    wrapped = len(dropped) >= _WRAPPED and not _ENDED.search(dropped)
    return wrapped and not _GAP.search(dropped) and not _GAP.search(line)


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


_STOP = (
    r"(?<=[a-z0-9)\"”])(?<!\bInc)(?<!\bCorp)(?<!\bCo)(?<!\bLtd)(?<!\bNo)(?<!\bNos)(?<!\bvs)"
    r"[.;][\"”)]{0,2}\s+(?=[A-Z“\"(])"
)
SENTENCE_END = re.compile(rf"(?=[.;\n])(?:{_STOP}|\n[^\S\n]*\n\s*)")
"""Where a sentence or a paragraph ends, with the white space behind it."""


def select(view: View, pattern: re.Pattern[str]) -> View:
    """The sentences of the view that `pattern` matches, and the whole paragraphs that are no prose.

    A paragraph with columns or without a sentence stays if the pattern matches anywhere in it. The
    whole view where the pattern matches nothing.
    """
    kept = [
        view.slice(*part)
        for paragraph in paragraphs(view.text)
        for part in _sentences(view.text, *paragraph)
        if pattern.search(view.text, *part)
    ]
    return join(kept, "") if kept else view


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a paragraph, each with the white space behind it; the last with a newline."""
    at = start
    if not _GAP.search(text[start:end].strip()):
        for stop in SENTENCE_END.finditer(text, start, end):
            yield at, stop.end()
            at = stop.end()
    yield at, end


def cut_out(view: View, pattern: re.Pattern[str]) -> View:
    """The view without what `pattern` matches."""
    kept, at = [], 0
    for match in pattern.finditer(view.text):
        kept.append(view.slice(at, match.start()))
        at = match.end()
    kept.append(view.slice(at, len(view.text)))
    return join(kept, "")
