"""Where an exhibit list ends, and what stands among its rows without belonging to one."""

import re
from collections.abc import Sequence

from extractor.filing.layout import Line

# An item that is mentioned: "Item 2.02 of Form 8-K", "Items 7.01 and 8.01 above".
_ITEM_NUMBER = r"\d{1,2}(?:\.\d\d)?(?:\([a-z\d]\)){0,2}"
_MORE_ITEMS = rf"(?:(?:,|,?\s+(?:and|or|&))\s+{_ITEM_NUMBER}){{0,6}}"
_MENTION = rf"{_ITEM_NUMBER}{_MORE_ITEMS}\s+(?:of|hereof|above|below)\b"
# What no description begins with.
_BREAK = re.compile(
    r"\W{0,6}(?:signatures?\W{0,6}$|signature\s+page|pursuant\s+to\s+the\s+requirement|"
    rf"items?\s+(?!{_MENTION})\d|"
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
    r"[*†‡+#^°§~]{1,4}\s{0,20}\S|\((?:\d|[*†‡+#°§~])\)\s{1,40}[A-Z]|"
    r"\([A-Za-z]\)\s{1,40}(?:[Pp]reviously|[Ff]iled|[Ff]urnished|[Ii]ncorporated)\b|_{2,}|\d\s{2,}[A-Z]"
)
_PAGE = re.compile(r"[-–—\s]{0,4}(?:page\s)?\d{1,3}[-–—\s]{0,4}", re.IGNORECASE)
_FEWEST_WORDS = 2
_FEWEST_COLUMNS = 2
_LONGEST_WRAPPED = 120
_NEAR = 40


def ends(lines: Sequence[Line], index: int) -> bool:
    """Whether what begins on a line goes on with no description; a torn text breaks it early."""
    return _matches(lines, index, (_BREAK, _PROSE, _METHOD))


def is_prose(lines: Sequence[Line], index: int) -> bool:
    """Whether a sentence about the exhibits begins on a line, which may belong to one of them."""
    return _matches(lines, index, (_PROSE,)) and not _matches(lines, index, (_BREAK, _METHOD))


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


def is_subhead(lines: Sequence[Line], index: int, column: int) -> bool:
    """Whether a line heads the rows below it: it stands in the column of the numbers, above a row.

    A description that goes on there was broken for width; one whose last line had room for the
    next word was not.
    """
    line, before = lines[index], lines[index - 1]
    if line.column > column or len(before.cells) < _FEWEST_COLUMNS or index + 1 == len(lines):
        return False
    below = lines[index + 1]
    if below.column != column or len(below.cells) < _FEWEST_COLUMNS or not below.text[:1].isdigit():
        return False
    near = lines[max(0, index - _NEAR) : index + _NEAR]
    width = max(each.column + len(each.text) for each in near)
    room = width > _LONGEST_WRAPPED or (
        before.column + len(before.text) + len(line.text.split()[0]) < width
    )
    return room and line.text[:1].isupper()


def without_page(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without the number of the page behind the last of them."""
    last = lines[-1] if lines else None
    return lines[:-1] if last and last.gap and _PAGE.fullmatch(last.text) else lines


def is_page_remark(line: Line) -> bool:
    """Whether a line only says what becomes of the rest of the page."""
    return _PAGE_REMARK.fullmatch(line.text) is not None


def _matches(lines: Sequence[Line], index: int, patterns: Sequence[re.Pattern[str]]) -> bool:
    text = lines[index].text
    torn = len(text.split()) <= _FEWEST_WORDS and index + 1 < len(lines)
    texts = (text, f"{text} {lines[index + 1].text}") if torn else (text,)
    return any(pattern.match(each) for pattern in patterns for each in texts)
