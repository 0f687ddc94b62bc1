"""Exhibit lists that run on: entries that begin within a line, behind the one before.

Text that has lost its line breaks has whole lists on one line, and a sentence may list two. Such a
line is cut where an entry begins, so that all else sees one entry a line.
"""

import re
from collections.abc import Sequence

from extractor.filing.layout import Cell, Line

_MARK = re.compile(
    r"(?:(?<![A-Za-z/(\"“-])(?P<word>exhibit\s{1,4}(?:no\.?\s{0,4}|number:?\s{1,4})?|ex-\s?)"
    r"|(?<![\w.,$/\"“-])(?<![^\s]\()(?P<bracket>\()?)"
    r"(?P<number>\d{1,2}(?:\.\d{1,3}){1,2}|99(?:[A-Z]|-\d)|10[1-6](?:\.(?-i:[A-Z]{3}))?)"
    r"(?(bracket)\))(?:\s?[*†‡+#^]{1,3}|\s?\(\d{1,2}\)){0,2}"
    r"(?P<joint>\s{0,4}[:–—-]{1,2}\s{1,4}|[.,]?\s{1,4})"
    r"(?=[“\"(\[]?(?:(?-i:[A-Z$])|\d{4}\s(?-i:[A-Z])))",
    re.IGNORECASE,
)
_DATA_FILE = re.compile(r"(?:the\s)?(?:cover\s+page|inline\s|interactive\s|xbrl\b)", re.IGNORECASE)
_LISTED = re.compile(r";\s{0,4}(?:(?:and|or)\s{1,4})?$", re.IGNORECASE)
_HEADER = re.compile(
    r"\b(?:exhibits?\s+(?:no\.?|numbers?)|descriptions?|documents?|of\s+exhibits?|exhibits|page)"
    r"[\s.:]{0,8}$",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"\b(?:exhibits?|nos?|nos?\.|sections?|rules?|items?|articles?|paragraphs?|schedules?|annex|part|"
    r"version|and|or|of|to|in|as|by|from|with|under|than|at|is|are|for|approximately|see|note|the|"
    r"this|hereto|said|form|series|class|chapter|page)[\s.]{1,4}$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?\s+\d", re.IGNORECASE
)
_PARTS = re.compile(r"\d+|[A-Z]")
_FEWEST_CHARACTERS = 100
"""A shorter line is broken for width: what begins within it begins no entry."""
_LOOK_BEHIND = 40


def cut_lines(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines, each cut where a further entry of the list begins within it."""
    pieces: list[Line] = []
    last: tuple[int, ...] = ()
    for line in lines:
        cuts, last = _cuts(text, line, last)
        start, gap = line.start, line.gap
        for cut in cuts:
            pieces.append(_part(text, line, start, cut, gap))
            start, gap = cut, 1
        pieces.append(_part(text, line, start, line.end, gap) if cuts else line)
    return pieces


def _cuts(text: str, line: Line, last: tuple[int, ...]) -> tuple[list[int], tuple[int, ...]]:
    """Where entries begin within a line, and the last number of an entry up to its end.

    The entry that the line itself begins with is not among them.
    """
    cuts: list[int] = []
    for mark in _MARK.finditer(text, line.start, line.end):
        number = _order(mark["number"])
        behind = text[max(line.start, mark.start() - _LOOK_BEHIND) : mark.start()]
        first = mark.start() == line.start or (not last and behind.rstrip().endswith(":"))
        begins = not first and _begins(
            text, line, mark, behind, goes_on=bool(last) and number > last
        )
        if begins:
            cuts.append(mark.start())
        if first or begins:
            last = number
    return cuts, last


def _begins(text: str, line: Line, mark: re.Match[str], behind: str, *, goes_on: bool) -> bool:
    """Whether an entry begins at a number, as what stands before and behind it says."""
    following = text[mark.end() : min(line.end, mark.end() + _LOOK_BEHIND)]
    if _HEADER.search(behind):
        return True
    if "." in mark["number"] and goes_on and _LISTED.search(behind):
        return True
    if _REFERS.search(behind) or _DATE.match(following):
        return False
    if mark["number"].startswith("10") and "." not in mark["number"][:4]:
        return _DATA_FILE.match(following) is not None
    parted = mark["word"] and mark["joint"].strip()
    return goes_on and bool(parted or len(line.text) > _FEWEST_CHARACTERS)


def _order(number: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else ord(part) for part in _PARTS.findall(number))


def _part(text: str, line: Line, start: int, end: int, gap: int) -> Line:
    cells = tuple(
        Cell(low, high, low - line.start + line.column, text[low:high])
        for cell in line.cells
        if (low := max(start, cell.start)) < (high := _trimmed(text, start, min(end, cell.end)))
    )
    if not cells:
        cells = (Cell(start, end, start - line.start + line.column, text[start:end]),)
    first, last = cells[0].start, cells[-1].end
    ruled = line.ruled and gap == line.gap
    return Line(first, last, gap, ruled, cells[0].column, text[first:last], cells)


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
