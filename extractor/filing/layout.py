"""The lines of a reading text and the cells that gaps divide them into."""

import re
from dataclasses import dataclass
from functools import lru_cache

# White space of one character joins words; more of it, a tab or a lone bar divides cells.
_CELL = re.compile(r"(?!\|(?:\s|$))\S+(?:[^\S\t\n\r\x0b\x0c](?!\|(?:\s|$))\S+)*")
_CONTINUATION = re.compile(r"[a-z]")
_FEWEST_CONTINUATIONS = 8
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
    return _RULE.fullmatch(text) is not None


def lines_of(text: str, start: int = 0, end: int | None = None) -> tuple[Line, ...]:
    """The lines of `text` from `start` to `end`; all offsets are those of `text`.

    The blank lines between all lines of a text that is double-spaced throughout do not count.
    """
    lines: list[Line] = []
    spacing = _spacing(text)
    offset, gap, ruled = start, 0, False
    for raw in text[start:end].splitlines(keepends=True):
        found = tuple(
            Cell(offset + match.start(), offset + match.end(), match.start(), match[0])
            for match in _CELL.finditer(raw)
        )
        cells = tuple(cell for cell in found if not is_rule(cell.text))
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
