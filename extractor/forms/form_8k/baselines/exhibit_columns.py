"""Exhibit lists whose numbers stand in the last column, behind the descriptions."""

import re
from collections.abc import Sequence

from extractor.filing.layout import Cell, Line
from extractor.forms.base import Range
from extractor.forms.form_8k.baselines.exhibit_rows import Row, is_header, is_sure, row_at

_NUMBERS = re.compile(r"exhibit(?:\s+(?:no\.?|numbers?))?|no\.?|numbers?", re.IGNORECASE)
_WORDS = re.compile(r"descriptions?\b.{0,40}|documents?\b.{0,40}|title\b.{0,40}", re.IGNORECASE)
_FEWEST_COLUMNS = 2
_NEAR = 8

Found = tuple[Row, list[Range]]


def rows_before_numbers(text: str, lines: Sequence[Line]) -> list[Found]:
    """The rows below a header that names the descriptions first and the numbers last.

    Where blank lines part the rows, each has one number, on whichever of its lines. Else all
    numbers stand on the first lines of their rows, or all on the last ones.
    """
    header = next((i for i, line in enumerate(lines) if _names_numbers_last(line)), None)
    if header is None:
        return []
    column = lines[header].cells[-1].column - _NEAR
    found: list[Found] = []
    block: list[Line] = []
    for line in lines[header + 1 :]:
        if line.gap and block:
            found += _rows(text, block, column)
            block = []
        if not line.gap and not block and found:
            break
        block.append(line)
    return found + _rows(text, block, column)


def _names_numbers_last(line: Line) -> bool:
    cells = line.cells
    return (
        len(cells) >= _FEWEST_COLUMNS
        and is_header(line)
        and _WORDS.fullmatch(cells[0].text) is not None
        and _NUMBERS.fullmatch(cells[-1].text) is not None
    )


def _rows(text: str, block: Sequence[Line], column: int) -> list[Found]:
    """The rows of lines that no blank line parts; none where they do not end in numbers."""
    numbered = [(line, _number(text, line, column)) for line in block]
    count = sum(row is not None for _, row in numbered)
    first = numbered[0][1] is not None
    found: list[Found] = []
    pending: list[Range] = []
    for line, row in numbered:
        words = [cell for cell in line.cells if row is None or cell.start < row.start]
        ranges = [(words[0].start, words[-1].end)] if words else []
        if row is not None and (first or count == 1 or not found or pending or ranges):
            found.append((row, [*pending, *ranges]))
            pending = []
        elif found and (first or count == 1):
            found[-1][1].extend(ranges)
        else:
            pending += ranges
    return found


def _number(text: str, line: Line, column: int) -> Row | None:
    """The number that is the last cell of a line, in the column of the numbers."""
    cell = line.cells[-1]
    if cell.column < column:
        return None
    row = row_at(text, [_alone(cell)], 0, table=True)
    whole = row is not None and row.start <= cell.end and row.end >= cell.end
    return row if row and whole and (is_sure(row) or row.number.isdigit()) else None


def _alone(cell: Cell) -> Line:
    return Line(cell.start, cell.end, 1, False, cell.column, cell.text, (cell,))
