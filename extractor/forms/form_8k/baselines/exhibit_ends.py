"""Where an exhibit list ends, and what stands among its rows without belonging to one."""

import re
from collections.abc import Sequence

from extractor.filing.layout import Line

# What no description begins with.
_BREAK = re.compile(
    r"\W{0,6}(?:signatures?\W{0,6}$|signature\s+page|pursuant\s+to\s+the\s+requirement|items?\s+\d|"
    r"(?:exhibit\s+index|index\s+(?:to|of)\s+exhibits)\W{0,6}$|\[?remainder\s)",
    re.IGNORECASE,
)
# What a description may begin with, though most often it is a paragraph behind the list.
_PROSE = re.compile(
    r"\W{0,6}(?:forward.looking|safe\s+harbor|"
    r"the\s+(?:information|company|registrant|foregoing|following|exhibits?)\s|"
    r"this\s+(?:report|form|current|information)\s|in\s+accordance\s|certain\s+(?:portions|schedules)\s|"
    r"schedules?\s.{0,40}omitted|portions\s+of)",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(r"\W{0,6}the\s+following\s+(?:\w{1,20}\s+){0,3}exhibits?\b", re.IGNORECASE)
_PAGE_REMARK = re.compile(r"[\[(*\s]{0,4}(?:signatures?|remainder|rest)\b.{0,60}", re.IGNORECASE)
# How an exhibit is filed, on a line of its own: no part of a description, no end of the list.
_METHOD = re.compile(
    r"\W{0,6}(?:(?:filed|furnished|incorporated|attached)\s+(?:herein\s+)?"
    r"(?:herewith|electronically|by\s+ref)|(?:previously|herewith)\s+(?:filed|furnished))",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(
    r"[*†‡+#^°§~]{1,4}\s{0,20}\S|\((?:\d|[*†‡+#°§~])\)\s{1,40}[A-Z]|_{2,}|\d\s{2,}[A-Z]"
)
_FEWEST_WORDS = 2


def ends(lines: Sequence[Line], index: int) -> bool:
    """Whether what begins on a line goes on with no description; a torn text breaks it early."""
    return _matches(lines, index, (_BREAK, _PROSE, _METHOD))


def breaks_off(lines: Sequence[Line], index: int) -> bool:
    """Whether what begins on a line is no description, even behind a number without one."""
    return _matches(lines, index, (_BREAK,))


def is_end(lines: Sequence[Line], index: int) -> bool:
    """Whether the list ends before a line: not with a footnote, and not where more is announced."""
    text = lines[index].text
    goes_on = any(each.match(text) for each in (_FOOTNOTE, _METHOD, _ANNOUNCES))
    return ends(lines, index) and not goes_on


def is_footnote(line: Line) -> bool:
    """Whether a line begins with the mark of a footnote."""
    return _FOOTNOTE.match(line.text) is not None


def is_page_remark(line: Line) -> bool:
    """Whether a line only says what becomes of the rest of the page."""
    return _PAGE_REMARK.fullmatch(line.text) is not None


def _matches(lines: Sequence[Line], index: int, patterns: Sequence[re.Pattern[str]]) -> bool:
    text = lines[index].text
    torn = len(text.split()) <= _FEWEST_WORDS and index + 1 < len(lines)
    texts = (text, f"{text} {lines[index + 1].text}") if torn else (text,)
    return any(pattern.match(each) for pattern in patterns for each in texts)
