"""Lines of a printed table cut into cells, and what a cell can be."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.forms.base import Range

_TOKEN = re.compile(r"[^\s|]+")
_TAB = re.compile(r"\t")
_TAB_STOP = 8
_LEADER = re.compile(r"(?:[ ]?\.){3,}|\u2026+|_{3,}")
_FEWEST_DOTS = 3
_SUM_TOKEN = re.compile(
    r"(?:\$?(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.[0-9]{2})|\$\s?[0-9]+)$"
)
_PERCENT_TOKEN = re.compile(r"[0-9][0-9.]*%$")
_RULE = re.compile(r"[\s\-=_~*.+|\u2013\u2014\u2500]+$")
_MAX_MARKS = 30
_NOTE_MARKS = re.compile(r"(?:\s*(?:\([0-9a-z]{1,2}\)|\[[0-9a-z]{1,2}\]|\*{1,3}|[†‡§]))+\s*$")

AMOUNT = re.compile(
    r"\$?\s*(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?|[0-9]+(?:\.[0-9]{2})?)(?![0-9A-Za-z#~]|[.,][0-9A-Za-z]|-[A-Za-z]|\s*%)"
)
"""A sum of dollars; one that letters or signs run into was misread and is none."""
PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]+)?\s*%")
RATE_WORD = re.compile(
    r"(?:variable|floating|adjustable|fixed|n/?\.?a\.?|not applicable|none|libor|net wac|wac"
    r"|zero|prime|sofr|auction|(?:one|three|six|[136])-month|(?:[0-9]+\.[0-9]{3,}))(?![a-z])",
    re.IGNORECASE,
)
TOTAL = re.compile(r"\s*(?:sub-?\s*|grand\s+)?total|\s*aggregate", re.IGNORECASE)
"""How a line begins that says the sum of rows above it."""
CUSIP = re.compile(r"(?=[0-9A-Z]*[0-9])[0-9A-Z]{5}[\s-]?[0-9A-Z]{3}[\s-]?[0-9](?![0-9A-Za-z])")
DESIGNATION = (
    r"(?=[0-9A-Za-z/\-]{0,12}[A-Z])[0-9A-Z][0-9A-Za-z]{0,4}(?:[-/][0-9A-Za-z]{1,4}){0,3}"
    r"(?![0-9A-Za-z/\-])"
)
"""A class's own name: A, M-1, CE, R-I, IO, 1-A-1, II-A-1, A-2a. Words are told apart by context."""

_SECURITY = (
    "asset-backed|asset|backed|mortgage|pass-through|certificates?|notes?|bonds?|term|floating"
    "|fixed|rate|interests?|senior|subordinated?"
)
_CLASS_CELL = re.compile(
    r"(?i:(?:series\s+[0-9]{2,4}-[0-9A-Z]{1,8},?|senior|subordinated?|mezzanine)\s+(?=class\s))?[\"“]?(?P<prefix>(?i:(?:sub)?class(?:es)?|notes?|certificates?)\s+)?[\"“]?"
    rf"(?P<name>{DESIGNATION}|(?<=lass )[0-9]{{1,2}}(?![\w-]))[\"”]?"
    rf"(?P<rest>(?:\s+(?i:{_SECURITY})(?![\w-])[,\"”]?){{1,6}})?"
    r"(?:\s*(?:\([0-9a-z]{1,2}\)|\[[0-9a-z]{1,2}\]|[*†‡§,:])){0,4}\s*$"
)
# A class that its table names by what it is, beside others that have a letter.
_NAMED_IN_WORDS = re.compile(
    r"(?P<name>(?:(?:trust|owner\s+trust|residual|subordinated?)\s+)?(?:certificates|notes|bonds)"
    r"|(?:collateral|residual)\s+(?:interests?|invested\s+amount|certificates?))"
    r"(?:\s*(?:\([0-9a-z]{1,2}\)|\[[0-9a-z]{1,2}\]|[*†‡§])){0,3}\s*$",
    re.IGNORECASE,
)
_WORDS = (
    "TOTAL TOTALS N/A NA NONE ITEM PAGE THE CLASS RATE DATE NO YES PER AND FOR OF TO BY IN ON NOTE"
    " NOTES NET ALL SUM LESS PLUS DUE DAY YEAR USD TRUST"
)
_NOT_A_CLASS = frozenset(_WORDS.split())


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its range in the text, and the columns of its line that it covers."""

    start: int
    end: int
    left: int
    right: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its range in the text, without the line end."""

    start: int
    end: int
    text: str
    cells: tuple[Cell, ...]

    @property
    def blank(self) -> bool:
        """Whether nothing is printed on it."""
        return not self.cells and not self.text.strip()

    @property
    def ruled(self) -> bool:
        """Whether it holds nothing but a drawn line."""
        return not self.blank and _RULE.match(self.text) is not None


def lines_of(text: str, within: Range) -> Iterator[Line]:
    """The lines of a range of the text, cut into cells."""
    start, stop = within
    while start < stop:
        end = text.find("\n", start, stop)
        end = stop if end < 0 else end
        raw = text[start:end]
        yield Line(start, end, raw, tuple(_cells(raw, start)))
        start = end + 1


def _cells(raw: str, offset: int) -> Iterator[Cell]:
    blanked = raw
    if raw.count(".") >= _FEWEST_DOTS or "_" in raw or "\u2026" in raw:
        blanked = _LEADER.sub(lambda found: " " * len(found.group()), raw)
    if _RULE.match(blanked):
        return
    tabs = _tabs(raw)
    left = 0
    last: re.Match[str] | None = None
    for token in _TOKEN.finditer(blanked):
        if last is None:
            left = token.start()
        elif not _joins(blanked, left, last, token):
            yield _cell(raw, offset, left, last.end(), tabs)
            left = token.start()
        last = token
    if last is not None:
        yield _cell(raw, offset, left, last.end(), tabs)


def _tabs(raw: str) -> list[tuple[int, int]]:
    """Where the tabs of a line are, and how far the columns behind each are from the characters."""
    tabs: list[tuple[int, int]] = []
    shift = 0
    for tab in _TAB.finditer(raw):
        shift += _TAB_STOP - 1 - (tab.start() + shift) % _TAB_STOP
        tabs.append((tab.start(), shift))
    return tabs


def _cell(raw: str, offset: int, left: int, right: int, tabs: Sequence[tuple[int, int]]) -> Cell:
    before = bisect_left(tabs, (left,))
    shift = tabs[before - 1][1] if before else 0
    return Cell(offset + left, offset + right, left + shift, right + shift, raw[left:right])


def _joins(line: str, left: int, last: re.Match[str], token: re.Match[str]) -> bool:
    """Whether a token belongs to the cell that begins at `left` and so far ends with `last`."""
    gap = line[last.end() : token.start()]
    before, word = last.group(), token.group()
    if gap == " " and before[0].isalpha() and word[0].isalpha():
        return True  # two words, as nearly everywhere
    if before == "$" and last.start() == left:
        return word[:1].isdigit()
    if word.startswith("%"):
        return before[-1:].isdigit() and "|" not in gap
    if len(gap) > 1 or gap in ("\t", "|") or word.startswith("$"):
        return False
    if _SUM_TOKEN.match(before):
        return word.startswith(("(", "*", "[")) and line[left] != "("
    return not (_PERCENT_TOKEN.match(before) and word[0].isdigit())


def unmarked(cell: Cell) -> Range:
    """The range of a cell without the footnote marks at its end."""
    shown = max(0, len(cell.text) - _MAX_MARKS)
    marks = _NOTE_MARKS.search(cell.text, shown)
    return cell.start, cell.start + (marks.start() if marks and marks.start() else len(cell.text))


def class_name(cell: Cell) -> Range | None:
    """The range of the class's own name in the first cell of a row; None where it names none."""
    found = _CLASS_CELL.match(cell.text)
    if found is None or found["name"].upper() in _NOT_A_CLASS:
        return None
    if found["prefix"] is None and found["rest"] is None and _is_number(found["name"]):
        return None
    return cell.start + found.start("name"), cell.start + found.end("name")


def name_in_words(cell: Cell) -> Range | None:
    """The range of the words that name a class without a letter ("Collateral Interest")."""
    found = _NAMED_IN_WORDS.match(cell.text)
    return None if found is None else (cell.start, cell.start + found.end("name"))


def says_class(cell: Cell) -> bool:
    """Whether the cell itself uses the word class, note or certificate."""
    found = _CLASS_CELL.match(cell.text)
    return found is not None and bool(found["prefix"] or found["rest"])


def amount(cell: Cell) -> Range | None:
    """The range of the sum of dollars that a cell begins with."""
    found = AMOUNT.match(cell.text)
    return None if found is None else (cell.start, cell.start + found.end())


def percent(cell: Cell) -> Range | None:
    """The range of the percentage that a cell begins with, sign included."""
    found = PERCENT.match(cell.text)
    return None if found is None else (cell.start, cell.start + found.end())


def is_mark(cell: Cell) -> bool:
    """Whether a cell holds nothing but the marks of footnotes."""
    return len(cell.text) <= _MAX_MARKS and _NOTE_MARKS.fullmatch(cell.text) is not None


def is_value(cell: Cell) -> bool:
    """Whether a cell holds what rows of a class table hold: a sum, percentage, rate or CUSIP."""
    return any(p.match(cell.text) for p in (AMOUNT, PERCENT, RATE_WORD, CUSIP))


def _is_number(name: str) -> bool:
    return CUSIP.fullmatch(name) is not None
