"""What a model is shown of tables of classes that are too long or too wide for one answer.

Nothing is left out for being unknown: only what the caption of its column says is no initial
balance and no rate, and rows that say no more than that of classes that were named before.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.forms.abs_8k.baselines.class_blocks import Block, is_row, row_blocks
from extractor.forms.abs_8k.baselines.class_columns import CUSIP, LATER, RATE, Columns
from extractor.forms.abs_8k.baselines.table_lines import (
    RATE_WORD,
    Cell,
    Line,
    amount,
    class_name,
    lines_of,
    percent,
)
from extractor.forms.base import Range
from extractor.text.view import View, join

MOST_ROWS = 24
"""Rows for which an answer has room."""
_STATEMENT_COLUMNS = 2
"""With so many columns of other things a table states what was paid on the classes."""
_ROWS_OF_A_PART = 12
_OTHER = re.compile(rf"{CUSIP.pattern}|{LATER.pattern}", re.IGNORECASE)
_PAYMENT = re.compile(
    rf"{_OTHER.pattern}|advances?\b|delinquen|foreclos|liquidat|prepay|repurchase"
    r"|^\W*(?:(?:sub|grand)\W?)?totals?\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"[\d.,$%()\s-]*\d[\d.,$%()\s-]*")
_RATE = re.compile(rf"{RATE.pattern}|interest\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Cut:
    """What is shown of a table: its header, the places where rows begin, and what is left out.

    `columns` is how many columns of it are left out.
    """

    header: Range | None
    rows: tuple[int, ...]
    holes: tuple[Range, ...]
    columns: int


def parts_of_classes(reading: View, ranges: Sequence[Range]) -> tuple[View, ...]:
    """Ranges of a document's text as they are put to a model: at once, or in parts.

    Where more lines than an answer has room for look like rows, or a table is a statement of
    payments, columns and lines go whose captions say that they hold what was paid, lost or left,
    and further blocks of the same classes that hold nothing else; what remains is cut between rows,
    the header before each part. All other tables are shown as they are.
    """
    lines = tuple(line for each in ranges for line in _lines(reading.text, each))
    cuts = tuple(_cuts(row_blocks(lines)))
    wide = any(cut.columns >= _STATEMENT_COLUMNS for cut in cuts)
    if not wide and sum(map(is_row, lines)) <= MOST_ROWS:
        return (_shown(reading, ranges, (), (0, len(reading.text))),)
    holes = _merged([*(hole for cut in cuts for hole in cut.holes), *_loose(lines)])
    starts = [(start, cut.header) for cut in cuts for start in _starts(cut)]
    bounds = [0, *(start for start, _ in starts), len(reading.text)]
    leads = [None, *(header for _, header in starts)]
    return tuple(
        _shown(reading, ranges, holes, *((lead,) if lead else ()), within)
        for lead, within in zip(leads, pairwise(bounds), strict=True)
    )


def _lines(text: str, within: Range) -> Iterator[Line]:
    """The lines of a range, the first one from its beginning: its cells are aligned by that."""
    return lines_of(text, (text.rfind("\n", 0, within[0]) + 1, within[1]))


def _cuts(blocks: Iterable[Block]) -> Iterator[_Cut]:
    known: set[str] = set()
    for block in blocks:
        names = {name for line in block.rows if (name := _name(line))}
        stated = block.columns
        if stated.balance or stated.rate is not None or stated.percentage is not None:
            others = _others(block)
            rows = tuple(line.start for line in block.rows)
            yield _Cut(_header(block), rows, _cells(block, others), len(others))
            known |= names
        elif names and names <= known:
            yield _Cut(_header(block), (), ((block.start, block.end + 1),), 0)


def _starts(cut: _Cut) -> Iterator[int]:
    """Where further parts of a table begin, all of about the same length."""
    parts = -(-len(cut.rows) // _ROWS_OF_A_PART)
    for part in range(1, parts):
        yield cut.rows[part * len(cut.rows) // parts]


def _loose(lines: Iterable[Line]) -> Iterator[Range]:
    """The lines beside the rows that state what was paid, lost or left, and sums.

    Figures below a line of words may be those of its row.
    """
    named = False
    for line in lines:
        if not line.cells:
            continue
        if not is_row(line) and (_is_payment(line) or (_is_sum(line) and not named)):
            yield line.start, line.end + 1
        named = len(line.cells) == 1 and not _is_sum(line)


def _is_payment(line: Line) -> bool:
    first, *others = line.cells
    said = _PAYMENT.search(first.text) is not None and class_name(first) is None
    return said and any(amount(cell) or percent(cell) for cell in others)


def _is_sum(line: Line) -> bool:
    return all(_FIGURE.fullmatch(cell.text) for cell in line.cells)


def _merged(holes: Iterable[Range]) -> list[Range]:
    """The ranges in order, those that overlap as one."""
    merged: list[Range] = []
    for low, high in sorted(holes):
        if merged and low <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(high, merged[-1][1])
        else:
            merged.append((low, high))
    return merged


def _header(block: Block) -> Range | None:
    return (block.start, block.header[-1].end + 1) if block.header else None


def _name(line: Line) -> str:
    cell = line.cells[0]
    found = class_name(cell)
    return "" if found is None else cell.text[found[0] - cell.start : found[1] - cell.start].upper()


def _others(block: Block) -> frozenset[int]:
    """The columns that hold nothing that is asked for, where that is sure.

    It is sure only under a caption that says so, beside a column of initial balances, and where
    every cell stands in a column of its own and no row is out of line.
    """
    columns = block.columns
    if not columns.balance or not all(_is_in_line(columns, line.cells) for line in block.rows):
        return frozenset()
    asked = {0, columns.rate, *columns.balance}
    titles = enumerate(column.title for column in columns.all)
    return frozenset(n for n, title in titles if n not in asked and _is_other(title))


def _cells(block: Block, others: frozenset[int]) -> tuple[Range, ...]:
    """The cells of some columns, those of the header included."""
    columns = block.columns
    cells = [cell for line in block.rows for cell in line.cells if columns.place(cell) in others]
    cells += [cell for n in others for cell in columns.all[n].header if _is_of_one(columns, cell)]
    return tuple((cell.start, cell.end) for cell in cells)


def _is_other(title: str) -> bool:
    return bool(_OTHER.search(title)) and not _RATE.search(title)


def _is_in_line(columns: Columns, cells: Sequence[Cell]) -> bool:
    """Whether of a row no two cells share a column, none may be in two, and balances are sums."""
    places = [columns.place(cell) for cell in cells]
    return (
        len(set(places)) == len(places)
        and all(_is_of_one(columns, cell) for cell in cells)
        and all(
            _is_balance(cell)
            for cell, place in zip(cells, places, strict=True)
            if place in columns.balance
        )
    )


def _is_balance(cell: Cell) -> bool:
    return bool(amount(cell) or percent(cell) or RATE_WORD.match(cell.text))


def _is_of_one(columns: Columns, cell: Cell) -> bool:
    """Whether a cell stands in one column alone, or over it."""
    return sum(column.distance(cell) < 0 for column in columns.all) == 1


def _shown(reading: View, ranges: Sequence[Range], holes: Sequence[Range], *parts: Range) -> View:
    """What of the ranges lies in each of the parts, one after the other, without the holes."""
    return join([join(_kept(reading, ranges, holes, part), "\n\n") for part in parts], "")


def _kept(
    reading: View, ranges: Sequence[Range], holes: Sequence[Range], part: Range
) -> Iterator[View]:
    for start, end in ranges:
        low, high = max(start, part[0]), min(end, part[1])
        if low < high:
            yield _without(reading, holes, low, high)


def _without(reading: View, holes: Sequence[Range], at: int, end: int) -> View:
    kept = []
    for low, high in holes[max(0, bisect_left(holes, (at, at)) - 1) :]:
        if low >= end:
            break
        kept.append(reading.slice(at, max(at, low)))
        at = min(end, max(at, high))
    return join([*kept, reading.slice(at, end)], "")
