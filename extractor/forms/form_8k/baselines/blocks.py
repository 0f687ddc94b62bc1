"""A signature block taken apart: what role each of its cells has."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from extractor.filing.layout import Cell, Line
from extractor.values import DATE


class Role(StrEnum):
    """What a part of a signature block is."""

    BY = "by"
    SIGN = "sign"
    NAME = "name"
    TITLE = "title"
    DATE = "date"
    REMARK = "remark"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a signature block; `line` counts lines, `gap` is that of its line.

    A caption without its value ("Name:" alone) is a part with an empty range.
    """

    role: Role
    start: int
    end: int
    column: int
    line: int
    gap: int
    text: str


_CAPTIONS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        Role.SIGN,
        re.compile(
            r"(?:by\s{0,20}[:.]?\s{0,60}(?:\(signature[^()]{0,20}\)\s{0,20})?)?(?:[/\\]{1,2}\s?s?\s?[/\\]{1,2}|\bs/|/s\b|\(s\)|"
            r"\(signed\))[\s:.]{0,60}",
            re.I,
        ),
    ),
    (
        Role.BY,
        re.compile(r"by\s{0,20}:[\s_]{0,200}|by[\s_]{0,200}$|by_{2,200}|by\s(?=[A-Z])", re.I),
    ),
    (
        Role.NAME,
        re.compile(
            r"(?:print(?:ed)?\s)?name(?:(?:\s(?:and|&)\stitle|/title)?\s{0,20}:\s{0,60}"
            r"|\s{1,4}(?-i:(?=[A-Z][a-z])))",
            re.I,
        ),
    ),
    (
        Role.TITLE,
        re.compile(
            r"(?:title|its|position|capacity|office)\s{0,20}:\s{0,60}"
            r"|title\s{1,4}(?=(?:senior|executive|vice|president|chief|chair|treasurer|secretary"
            r"|managing|general|assistant)\b)",
            re.I,
        ),
    ),
    (
        Role.DATE,
        re.compile(r"(?:date[ds]?|as\sof)(?:\s(?:this|as\sof))?\s{0,20}[:.]?\s{0,60}", re.I),
    ),
)
_REMARK = re.compile(
    r"\((?:the\s)?(?:registrant|co-?registrants?|signature|name|title|date|print\s.{0,30}|issuer|"
    r"depositor|company|authorized\ssignature|duly\sauthorized.{0,40}|seller|servicer)s?\)"
    r"|registrant:?|\(?signature\)?:?|in\sits\scapacity.{0,200}|as\s(?:depositor|servicer|trustee|"
    r"master|seller|sponsor|attorney|administrator|issuer|general\spartner|agent|managing).{0,200}"
    r"|\[.{0,200}\]|\(as\s.{0,200}|on\sbehalf\sof.{0,200}",
    re.I,
)
_BARE: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.NAME, re.compile(r"(?:print(?:ed)?\s)?name", re.I)),
    (Role.TITLE, re.compile(r"title|its", re.I)),
)
# Captions that, where they stand alone, give their role to the text behind them.
_PASSED_ON = (Role.BY, Role.NAME, Role.TITLE, Role.DATE, Role.SIGN)
_INNER = re.compile(r"(?<!and )(?<!& )(?<!/)\b(?:name|title|dated?|by|its)\s?:(?!\w)", re.I)
_DATED = re.compile(r"date[ds]?\s{0,20}[:.]?\s{0,60}", re.I)
_DATE_BEFORE_NAME = re.compile(r"\(?date\)?\s{1,8}(?-i:(?=[A-Z][a-z]))", re.I)
_LETTER = re.compile(r"[^\W\d_]")


def parts_of(lines: Sequence[Line]) -> list[Part]:
    """The parts of the lines of a block, each caption joined to its value, in reading order."""
    parts: list[Part] = []
    pending: Role | None = None
    for number, line in enumerate(lines):
        if pending is Role.BY or (pending is Role.SIGN and line.gap):
            pending = None
        for cell in line.cells:
            for piece in _pieces(cell):
                part = _bare(piece, number, line) or _part(piece, number, line.gap)
                if part.start == part.end:
                    pending = part.role
                    if part.role in (Role.BY, Role.SIGN):
                        parts.append(part)
                    continue
                dated = pending is not Role.DATE or _begins_with_date(part.text)
                if part.role is Role.TEXT and pending in _PASSED_ON and dated:
                    part = replace(part, role=pending or part.role)
                    if parts and parts[-1].role is pending and parts[-1].start == parts[-1].end:
                        parts.pop()
                pending = None
                parts.append(part)
    return parts


def _pieces(cell: Cell) -> list[Cell]:
    """A cell cut before each caption inside it and behind a date, or the word, that begins it."""
    cuts = {0, len(cell.text)}
    cuts.update(match.start() for match in _INNER.finditer(cell.text) if match.start())
    dated = _DATED.match(cell.text)
    found = next(DATE.find(cell.text), None)
    if found and found.start == (dated.end() if dated else 0):
        rest = cell.text[found.end :].lstrip(" .,;")
        if _LETTER.search(rest):
            cuts.add(len(cell.text) - len(rest))
    named = _DATE_BEFORE_NAME.match(cell.text)
    if named:
        cuts.add(named.end())
    ordered = sorted(cuts)
    return [
        Cell(cell.start + low, cell.start + high, cell.column + low, cell.text[low:high])
        for low, high in pairwise(ordered)
        if cell.text[low:high].strip()
    ]


def _bare(cell: Cell, number: int, line: Line) -> Part | None:
    """A caption without a colon, which only the cell beside it tells from a text."""
    if cell.end == line.cells[-1].end:
        return None
    for role, pattern in _BARE:
        if pattern.fullmatch(cell.text):
            return Part(role, cell.end, cell.end, cell.column, number, line.gap, "")
    return None


def _part(cell: Cell, number: int, gap: int) -> Part:
    text = cell.text.rstrip()
    end = cell.start + len(text)
    for role, pattern in _CAPTIONS:
        match = pattern.match(text)
        if match is None:
            continue
        rest = text[match.end() :]
        if role is Role.DATE and rest and ":" not in match[0] and not _begins_with_date(rest):
            continue
        return Part(role, cell.start + match.end(), end, cell.column, number, gap, rest)
    role = Role.TEXT
    if _REMARK.fullmatch(text) or not _LETTER.search(text):
        role = Role.REMARK
    elif _begins_with_date(text):
        role = Role.DATE
    return Part(role, cell.start, end, cell.column, number, gap, text)


def _begins_with_date(text: str) -> bool:
    found = next(DATE.find(text), None)
    return found is not None and found.start == 0
