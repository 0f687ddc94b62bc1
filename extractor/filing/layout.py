"""The lines of a reading text and the cells that gaps divide them into."""

import re
from dataclasses import dataclass

# White space of one character joins words, more of it or a tab divides cells.
_CELL = re.compile(r"\S+(?:[^\S\t\n\r\x0b\x0c]\S+)*")
_RULE = re.compile(r"[-_=.~*#+·•—–─━\s]{3,}|[-_=—–]{1,2}")


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
    """The lines of `text` from `start` to `end`; all offsets are those of `text`."""
    lines: list[Line] = []
    offset, gap, ruled = start, 0, False
    for raw in text[start:end].splitlines(keepends=True):
        found = tuple(
            Cell(offset + match.start(), offset + match.end(), match.start(), match[0])
            for match in _CELL.finditer(raw)
        )
        cells = tuple(cell for cell in found if not is_rule(cell.text))
        if cells:
            first, last = cells[0].start, cells[-1].end
            lines.append(Line(first, last, gap, ruled, cells, text[first:last]))
            gap, ruled = 0, False
        elif found:
            ruled = True
        else:
            gap += 1
        offset += len(raw)
    return tuple(lines)
