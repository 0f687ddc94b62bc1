"""The lines of a reading text and the cells that gaps divide them into."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

# White space of one character joins words; more of it, a tab or a lone bar divides cells.
_CELL = re.compile(r"(?!\|(?:\s|$))\S+(?:[^\S\t\n\r\x0b\x0c](?!\|(?:\s|$))\S+)*")
_WIDE = "  "
_GAP = re.compile(f"{_WIDE}+")
_CONTINUATION = re.compile(r"[a-z]")
_FEWEST_CONTINUATIONS = 8
_FEWEST_TORN = 8
_DRAWN = "-_=.:~*#+·•—–─━"
_RULE = re.compile(rf"[{re.escape(_DRAWN)}\s]{{3,}}|[-_=—–]{{1,2}}")

Edges = tuple[int, int]
"""Where a cell begins and ends."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A run of words of one line; `column` counts characters from the line's beginning."""

    start: int
    end: int
    column: int
    text: str


@dataclass(frozen=True)
class Line:
    """A line with something printed on it.

    `gap` counts the blank lines before it; `ruled` says whether a rule of dashes stands there.
    Rules are no lines themselves, and no cells. `column` is where the first cell begins. `given`
    are its cells where the text alone does not tell them.
    """

    start: int
    end: int
    gap: int
    ruled: bool
    column: int
    text: str
    given: tuple[Cell, ...] = ()

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The runs of words that gaps divide it into."""
        return self.given or tuple(
            Cell(self.start + low, self.start + high, self.column + low, self.text[low:high])
            for low, high in _printed(self.text)
        )

    @property
    def edges(self) -> list[Edges]:
        """The columns at which its cells begin and end; most lines need no more of them."""
        if self.given:
            return [(cell.column, cell.column + len(cell.text)) for cell in self.given]
        return [(self.column + low, self.column + high) for low, high in _printed(self.text)]

    @property
    def apart(self) -> bool:
        """Whether something, if only a blank line, parts it from the line before."""
        return self.gap > 0 or self.ruled


def is_rule(text: str) -> bool:
    """Whether a text only draws a line."""
    return not text[:1].isalnum() and _RULE.fullmatch(text) is not None


def lines_of(text: str, start: int = 0, end: int | None = None) -> tuple[Line, ...]:
    """The lines of `text` from `start` to `end`; all offsets are those of `text`.

    The blank lines between all lines of a text that is double-spaced throughout do not count.
    """
    lines: list[Line] = []
    spacing = _spacing(text)
    offset, gap, ruled = start, 0, False
    for raw in text[start:end].splitlines(keepends=True):
        body = raw.strip()
        low, high = (0, len(body)) if _is_bordered_by_words(body) else _extent(body)
        if low < high:
            column = raw.find(body) + low
            first, apart = offset + column, max(0, gap - spacing)
            lines.append(Line(first, first + high - low, apart, ruled, column, body[low:high]))
            gap, ruled = 0, False
        elif _spans(body):
            ruled = True
        else:
            gap += 1
        offset += len(raw)
    return tuple(lines)


def _is_bordered_by_words(body: str) -> bool:
    """Whether a line's first and last cell are no rules, as far as that is seen at once."""
    if not body or not _has_gaps_only(body):
        return False
    last = body.rfind(_WIDE)
    return body[0] not in _DRAWN and (last < 0 or body[last + len(_WIDE)] not in _DRAWN)


def _extent(body: str) -> Edges:
    """Where the first cell of a line begins and the last one ends; nothing where it has none."""
    printed = _printed(body)
    return (printed[0][0], printed[-1][1]) if printed else (0, 0)


def _printed(body: str) -> list[Edges]:
    """Where the cells of a line begin and end."""
    return [
        (low, high)
        for low, high in _spans(body)
        if body[low] not in _DRAWN or not is_rule(body[low:high])
    ]


def _spans(body: str) -> list[Edges]:
    """The same with the rules."""
    # Most lines are words with single blanks and a gap or two: gaps are found sooner than cells.
    if not _has_gaps_only(body):
        return [match.span() for match in _CELL.finditer(body)]
    if _WIDE not in body:
        return [(0, len(body))] if body else []
    gaps = [gap.span() for gap in _GAP.finditer(body)]
    return list(
        zip([0, *(end for _, end in gaps)], [*(start for start, _ in gaps), len(body)], strict=True)
    )


def _has_gaps_only(body: str) -> bool:
    """Whether nothing but gaps divides the cells of a line."""
    return "|" not in body and body.isprintable()


def whole_lines_of(text: str, start: int = 0, end: int | None = None) -> tuple[Line, ...]:
    """The lines as `lines_of` gives them, each put together again where a torn text broke it.

    Some programs that make HTML break every block behind its first word, and what is left when
    the markup is gone begins each block with a line of one word: "Seattle," and "Washington 98121".
    """
    lines = lines_of(text, start, end)
    if not _torn(text):
        return lines
    whole: list[Line] = []
    for index, line in enumerate(lines):
        if whole and _broken(lines, index):
            whole[-1] = _joined(text, whole[-1], line)
        else:
            whole.append(line)
    return tuple(whole)


def _broken(lines: Sequence[Line], index: int) -> bool:
    """Whether a line is the rest of a block of which the line before holds the first word only."""
    before, line = lines[index - 1], lines[index]
    return not line.apart and (index == 1 or before.apart) and _is_word(before)


def _is_word(line: Line) -> bool:
    return len(line.text.split()) == 1


def _joined(text: str, one: Line, two: Line) -> Line:
    """Two lines as one, of which the last cell of the first goes on in the first of the second."""
    last, first = one.cells[-1], two.cells[0]
    cell = Cell(last.start, first.end, last.column, _unbroken(text, last.start, first.end))
    cells = (*one.cells[:-1], cell, *two.cells[1:])
    words = _unbroken(text, one.start, two.end)
    return Line(one.start, two.end, one.gap, one.ruled, one.column, words, cells)


def _unbroken(text: str, start: int, end: int) -> str:
    return text[start:end].replace("\n", " ")


@lru_cache(maxsize=2)
def _torn(text: str) -> bool:
    """Whether most blocks of several lines begin with a line of one word."""
    blocks = torn = 0
    lines = lines_of(text)
    for index in range(1, len(lines)):
        if not lines[index].apart and (index == 1 or lines[index - 1].apart):
            blocks += 1
            torn += _is_word(lines[index - 1]) and not _is_word(lines[index])
    return torn >= _FEWEST_TORN and torn * 2 >= blocks


@lru_cache(maxsize=2)
def _spacing(text: str) -> int:
    """How many blank lines a text has between the lines of one sentence: 1 if double-spaced.

    Lines that begin in lower case go on with a sentence; in nearly every text most of them
    follow the line before directly.
    """
    blank, followed, parted = False, 0, 0
    for line in text.splitlines():
        printed = line.lstrip()
        if printed and _CONTINUATION.match(printed):
            followed += not blank
            parted += blank
        blank = not printed
    return int(parted >= _FEWEST_CONTINUATIONS and followed * 20 <= parted)
