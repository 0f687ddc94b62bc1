"""The entries of an exhibit list: what belongs to a description, and where it ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.filing.layout import Line
from extractor.forms.base import Range
from extractor.forms.form_8k.baselines.exhibit_ends import (
    breaks_off,
    ends,
    is_footnote,
    is_page_remark,
    is_prose,
    is_subhead,
)
from extractor.forms.form_8k.baselines.exhibit_rows import Row, is_sure, kept_cells, row_at

_JOINING = re.compile(
    r"(?:[,&;:(/–—-]|['’]s|\b(?:and|or|of|the|for|to|in|by|between|among|with|from|dated|as|on|at|its|"
    r"a|an|certain|mr\.?|ms\.?|inc\.?,|no\.?|series|effective|under|into|per|regarding|relating|"
    r"concerning|including|pursuant|this|such|their|issued|executed|entered))$",
    re.IGNORECASE,
)
_CONTINUES = re.compile(r"(?:and|or|of|by|between|among|with|dated|relating)\b", re.IGNORECASE)
_LEADING = " \t\r\n\u00a0.:;,-–—*†‡+#°§~|"
_CAPTION = re.compile(r"(?:description|document|title)\s{0,4}:\s{0,20}", re.IGNORECASE)
_LONGEST_REMARK = 8


@dataclass
class Entry:
    """A row with the ranges of its description; `filed` unless it is said to be none."""

    row: Row
    ranges: list[Range] = field(default_factory=list)
    filed: bool = True


def is_open(text: str, entry: Entry) -> bool:
    """Whether a description has a bracket still to close."""
    written = "".join(text[start:end] for start, end in entry.ranges)
    return any(written.count(one) > written.count(two) for one, two in ("()", "[]"))


def stops(text: str, lines: Sequence[Line], index: int, entry: Entry, last: Line | None) -> bool:
    """Whether the description ends before a line; `last` is the last one that belongs to it."""
    line = lines[index]
    if not entry.ranges:
        return breaks_off(lines, index) and line.apart
    if is_footnote(line):
        return True
    unfinished = last is not None and _JOINING.search(last.text.rstrip("*†‡+# ")) is not None
    unfinished = unfinished or is_open(text, entry)
    if line.gap == 0 and not line.ruled:
        return _stops_within(text, lines, index, entry, last, unfinished=unfinished)
    if unfinished or line.text[:1].islower() or line.text[:1] in "([":
        return is_page_remark(line)
    if _CONTINUES.match(line.text) and last is not None and not last.text.endswith("."):
        return False
    if ends(lines, index) or last is None:
        return True
    indented = line.column > entry.row.column + 2 and abs(line.column - _column(entry, last)) <= 2
    return not (indented and line.gap <= 1) and not (line.ruled and line.gap == 0)


def _stops_within(
    text: str,
    lines: Sequence[Line],
    index: int,
    entry: Entry,
    last: Line | None,
    *,
    unfinished: bool,
) -> bool:
    """The same for a line that nothing parts from the one before."""
    line = lines[index]
    if is_open(text, entry):
        return breaks_off(lines, index)
    if line.text[:1] in "[(" and is_page_remark(line):
        return True
    if line.text[:1].islower() or line.text[:1] in "([":
        return False
    if not unfinished and is_subhead(lines, index, entry.row.column):
        return True
    ended = last is not None and last.text.endswith(".")
    if ended and line.column < _margin(text, entry.row):
        return True
    remark = ends(lines, index) and not _row_follows(text, lines, index)
    return remark and (ended or not unfinished)


def _row_follows(text: str, lines: Sequence[Line], index: int) -> bool:
    """Whether a remark goes on to the end of its paragraph within a list that goes on below."""
    near = range(index + 1, min(len(lines), index + _LONGEST_REMARK))
    below = next((i for i in near if lines[i].apart), None)
    row = None if below is None else row_at(text, lines, below, table=False)
    return row is not None and is_sure(row) and is_prose(lines, index)


def _margin(text: str, row: Row) -> int:
    """The column in which an entry begins: that of its number, or of the word before it."""
    if not row.worded:
        return row.column
    before = text[text.rfind("\n", 0, row.start) + 1 : row.start]
    return min(row.column, len(before) - len(before.lstrip()))


def _column(entry: Entry, last: Line) -> int:
    """The column in which the description stands."""
    return next((c.column for c in last.cells if c.start > entry.row.start), last.column)


def add_line(text: str, entry: Entry, line: Line, start: int, limit: int | None) -> None:
    """Add what a line holds of the description."""
    cells = kept_cells(line, start, limit)
    if not cells:
        return
    low, high = max(start, cells[0].start), cells[-1].end
    if not entry.ranges:
        while low < high and text[low] in _LEADING:
            low += 1
        if low < high and text[low] == "(" and text[low : low + 3] in ("(1)", "(2)", "(3)", "(*)"):
            low += 3
            while low < high and text[low] in _LEADING:
                low += 1
        caption = _CAPTION.match(text, low, high)
        low = caption.end() if caption else low
    if low >= high:
        return
    if entry.ranges and not text[entry.ranges[-1][1] : low].strip():
        entry.ranges[-1] = (entry.ranges[-1][0], high)
    else:
        entry.ranges.append((low, high))
