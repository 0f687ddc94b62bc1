"""Drawing HTML tables as columns of text."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from inscriptis.html_properties import Display
from inscriptis.model.canvas import Canvas
from inscriptis.model.html_document_state import HtmlDocumentState

from extractor.filing.html_cleaning import BLANK, BREAK

_GAP = "  "
_WIDEST = 72
_FARTHEST = 250
_MOST_SPANNED = 100
_FEWEST_SIDE_BY_SIDE = 2
_LAST_COLUMN = 1_000
_PREFIX = re.compile(r"(?:US|C|A|U\.S\.)?[$€£¥]\s*\(?|\(\s*\$?|[+-]")
_SUFFIX = re.compile(r"[)%]{1,2}")
_MONEY = re.compile(r"[$€£¥%(]|\d,\d{3}")
_AMOUNT = re.compile(r"[$€£¥(]*+[\s(]*+\d[\d,.]*+\s*+[)%]*+")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell with something in it: its lines, its first grid column and the one behind it."""

    lines: tuple[str, ...]
    column: int
    end: int
    low: bool

    @property
    def width(self) -> int:
        return max(map(len, self.lines))

    @property
    def is_amount(self) -> bool:
        return len(self.lines) == 1 and _AMOUNT.fullmatch(self.lines[0]) is not None


@dataclass(slots=True)
class _Read:
    """A cell as it is read: how many columns and rows it spans, and what was drawn in it.

    The canvas that it is drawn on is let go with its end: in a long table it would take ten times
    the room of the lines.
    """

    columns: int
    rows: int
    low: bool
    lines: tuple[str, ...] = ()
    high: bool = False


class Grid:
    """A table while it is read: rows of cells."""

    def __init__(self) -> None:
        self._rows: list[list[_Read]] = []
        self._open: list[_Read] = []

    def add_row(self) -> None:
        """Begin a row."""
        self._rows.append([])

    def open_cell(self, attributes: Mapping[str, str]) -> None:
        """Begin a cell in the last row."""
        if not self._rows:
            self.add_row()
        low = attributes.get("valign") == "bottom"
        cell = _Read(_span(attributes, "colspan"), _span(attributes, "rowspan"), low)
        self._rows[-1].append(cell)
        self._open.append(cell)

    def close_cell(self, drawn: str) -> None:
        """End the cell that was begun last."""
        cell = self._open.pop()
        cell.lines, cell.high = _lines(drawn), bool(drawn)

    def text(self) -> str:
        """The table drawn: columns at least two blanks apart, long cells jutting out.

        Empty columns take no room. A sign in a cell of its own joins its amount.
        """
        rows = [(_joined(_unbroken(cells)), spaced) for cells, spaced in self._placed()]
        stops = _stops([cells for cells, _ in rows])
        lines: list[str] = []
        for cells, spaced in rows:
            if cells:
                lines += _drawn(cells, stops)
            elif spaced:
                lines.append("")
        return "\n".join(lines)

    def _placed(self) -> list[tuple[list[_Cell], bool]]:
        """The filled cells of each row in their columns, and whether the row is a line high."""
        taken: dict[int, int] = {}
        placed: list[tuple[list[_Cell], bool]] = []
        for row in self._rows:
            cells: list[_Cell] = []
            column, spaced = 0, False
            below = {at: rows - 1 for at, rows in taken.items() if rows > 1}
            for cell in row:
                while column in taken:
                    column += 1
                end = column + cell.columns
                if cell.rows > 1:
                    below |= dict.fromkeys(range(column, min(end, _LAST_COLUMN)), cell.rows - 1)
                spaced = spaced or cell.high
                if cell.lines:
                    # What is part of what may be shown by the indentation of a row's first cell.
                    lines = _outdented(cell.lines) if column else cell.lines
                    cells.append(_Cell(lines, column, end, cell.low))
                column = end
            placed.append((cells, spaced))
            taken = below
        return placed


def _span(attributes: Mapping[str, str], name: str) -> int:
    printed = attributes.get(name, "").strip()
    return min(max(1, int(printed)), _MOST_SPANNED) if printed.isdecimal() else 1


def _lines(drawn: str) -> tuple[str, ...]:
    """The lines of a cell without blank ones round them."""
    lines = [line.replace(BLANK, " ").rstrip() for line in drawn.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    first = next((index for index, line in enumerate(lines) if line), 0)
    return tuple(lines[first:])


def _outdented(lines: tuple[str, ...]) -> tuple[str, ...]:
    margin = min(_indent(line) for line in lines if line)
    return tuple(line[margin:] for line in lines) if margin else lines


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _unbroken(cells: Sequence[_Cell]) -> Sequence[_Cell]:
    """The cells of a row, without page breaks where several cells stand side by side."""
    if len(cells) < _FEWEST_SIDE_BY_SIDE:
        return cells
    kept = (
        replace(cell, lines=tuple(line for line in cell.lines if line.strip() != BREAK))
        for cell in cells
    )
    return [cell for cell in kept if any(cell.lines)]


def _joined(cells: Sequence[_Cell]) -> list[_Cell]:
    """The cells of a row, with "$", "(", ")" and "%" of their own joined to their amounts."""
    joined: list[_Cell] = []
    for cell in cells:
        last = joined[-1] if joined else None
        if last and last.is_amount and _is(_SUFFIX, cell):
            joined[-1] = replace(last, lines=(last.lines[0] + cell.lines[0].strip(),))
        elif last and cell.is_amount and _is(_PREFIX, last):
            joined[-1] = replace(cell, lines=(last.lines[0].strip() + cell.lines[0].strip(),))
        else:
            joined.append(cell)
    return joined


def _is(pattern: re.Pattern[str], cell: _Cell) -> bool:
    return len(cell.lines) == 1 and pattern.fullmatch(cell.lines[0].strip()) is not None


@dataclass(slots=True)
class _Stop:
    """Where a column begins, how wide it is, and how wide its amounts are.

    Amounts end in one line where the column is one of amounts, not of exhibit numbers or names.
    """

    position: int = 0
    width: int = 0
    amounts: int = 0
    excess: int = 0
    money: bool = False

    @property
    def right(self) -> int:
        return self.amounts if self.money and self.excess >= 0 else 0

    def add(self, cell: _Cell) -> None:
        """Take a cell that begins here into account."""
        self.excess += 1 if cell.is_amount else -1
        if cell.is_amount:
            self.amounts = max(self.amounts, min(cell.width, _WIDEST))
            self.money = self.money or _MONEY.search(cell.lines[0]) is not None


def _stops(rows: Sequence[Sequence[_Cell]]) -> dict[int, _Stop]:
    stops = {column: _Stop() for column in sorted({cell.column for row in rows for cell in row})}
    columns = list(stops)
    spanning: list[tuple[int, int, int]] = []
    for row in rows:
        for cell, following in zip_longest(row, row[1:]):
            stop = stops[cell.column]
            stop.add(cell)
            width = min(cell.width, _WIDEST)
            if following is None:
                continue
            last = columns[bisect_left(columns, min(cell.end, following.column)) - 1]
            if last == cell.column:
                stop.width = max(stop.width, width)
            else:
                spanning.append((last, cell.column, width))
    for last, column, width in sorted(spanning):
        between = columns[bisect_left(columns, column) : bisect_left(columns, last)]
        taken = sum(max(stops[each].width, stops[each].right) + len(_GAP) for each in between)
        stops[last].width = max(stops[last].width, width - taken)
    position = 0
    for stop in stops.values():
        stop.position = min(position, _FARTHEST)
        position += max(stop.width, stop.right) + len(_GAP)
    return stops


def _drawn(cells: Sequence[_Cell], stops: Mapping[int, _Stop]) -> list[str]:
    """The lines of a row."""
    height = max(len(cell.lines) for cell in cells)
    drawn: list[str] = []
    for number in range(height):
        line = ""
        for cell in cells:
            index = number - (height - len(cell.lines) if cell.low else 0)
            text = cell.lines[index] if 0 <= index < len(cell.lines) else ""
            if not text:
                continue
            stop = stops[cell.column]
            start = stop.position + (max(0, stop.right - len(text)) if cell.is_amount else 0)
            line = (line + _GAP if line else line).ljust(start) + text
        drawn.append(line)
    return drawn


def open_table(state: HtmlDocumentState, _: Mapping[str, str]) -> None:
    """Handle <table>: what stands in it outside its cells is drawn before it."""
    state.tags[-1].set_canvas(Canvas())
    state.current_table.append(Grid())


def open_row(state: HtmlDocumentState, _: Mapping[str, str]) -> None:
    """Handle <tr>."""
    if state.current_table:
        state.current_table[-1].add_row()


def open_cell(state: HtmlDocumentState, attributes: Mapping[str, str]) -> None:
    """Handle <td>."""
    if state.current_table:
        state.tags[-1].set_canvas(Canvas())
        state.current_table[-1].open_cell(attributes)


def close_cell(state: HtmlDocumentState) -> None:
    """Handle </td>."""
    if state.current_table:
        cell = state.tags[-1]
        cell.canvas.close_tag(cell)
        state.current_table[-1].close_cell(cell.canvas.get_text())


def close_table(state: HtmlDocumentState) -> None:
    """Handle </table>: draw it where it stands."""
    grid: Grid = state.current_table.pop()
    outside = state.tags[-1].canvas.get_text().strip()
    surrounding = state.tags[-2]
    for text in (outside, grid.text()):
        if not text:
            continue
        surrounding.canvas.flush_inline()
        surrounding.write_verbatim_text(text)
        surrounding.canvas.flush_inline()
        if surrounding.display == Display.block:
            # Writing opened a block whose indentation must not add up from table to table.
            surrounding.canvas.current_block.prefix.remove_last_prefix()
