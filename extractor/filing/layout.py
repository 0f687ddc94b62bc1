"""The lines of a reading text and the cells that gaps divide them into."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# White space of one character joins words; more of it, a tab or a lone bar divides cells.
_CELL = re.compile(r"(?!\|(?:\s|$))\S+(?:[^\S\t\n\r\x0b\x0c](?!\|(?:\s|$))\S+)*")
_GAP = re.compile("  +")
_CONTINUATION = re.compile(r"[a-z]")
_FEWEST_CONTINUATIONS = 8
_FEWEST_TORN = 8
_RULE = re.compile(r"[-_=.:~*#+·•—–─━\s]{3,}|[-_=—–]{1,2}")


@dataclass(frozen=True, slots=True)
class Cell:
    """A run of words of one line; `column` counts characters from the line's beginning."""

    start: int
    end: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something printed on it.

    `gap` counts the blank lines before it; `ruled` says whether a rule of dashes stands there.
    Rules are no lines themselves, and no cells.
    """

    start: int
    end: int
    gap: int
    ruled: bool
    cells: tuple[Cell, ...]
    text: str

    @property
    def column(self) -> int:
        """Where the first cell begins."""
        return self.cells[0].column

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
        found = _cells(raw, offset)
        cells = tuple([cell for cell in found if not is_rule(cell.text)])
        if cells:
            first, last = cells[0].start, cells[-1].end
            apart = max(0, gap - spacing)
            lines.append(Line(first, last, apart, ruled, cells, text[first:last]))
            gap, ruled = 0, False
        elif found:
            ruled = True
        else:
            gap += 1
        offset += len(raw)
    return tuple(lines)


def _cells(raw: str, offset: int) -> list[Cell]:
    """The cells of a line that begins at an offset, rules among them."""
    text = raw.strip()
    # Most lines are words with single blanks and a gap or two: gaps are found sooner than cells.
    if "|" not in text and text.isprintable():
        return list(_between_gaps(text, raw.find(text), offset)) if text else []
    return [
        Cell(offset + match.start(), offset + match.end(), match.start(), match[0])
        for match in _CELL.finditer(raw)
    ]


def _between_gaps(text: str, column: int, offset: int) -> Iterator[Cell]:
    at = 0
    for gap in _GAP.finditer(text):
        words = text[at : gap.start()]
        yield Cell(offset + column + at, offset + column + gap.start(), column + at, words)
        at = gap.end()
    yield Cell(offset + column + at, offset + column + len(text), column + at, text[at:])


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
    return Line(one.start, two.end, one.gap, one.ruled, cells, _unbroken(text, one.start, two.end))


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
