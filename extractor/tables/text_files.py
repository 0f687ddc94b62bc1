"""Tables as comma-separated values and as JSON lines."""

import csv
import io
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from decimal import Decimal

from extractor.extraction import Cell
from extractor.tables.cells import Row
from extractor.tables.files import Places
from extractor.tables.shape import Table

# A spreadsheet runs a cell that begins like this as a formula, unless it is a number.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)


def csv_text(rows: Iterable[Iterable[Cell]]) -> str:
    """Rows as comma-separated values; text that would run as a formula gets an apostrophe."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_shown(cell) for cell in row] for row in rows)
    return text.getvalue()


def json_line(table: Table, row: Row) -> str:
    """A row as one JSON object on a line; decimals are strings, dates ISO."""
    cells = {name: _plain(cell) for name, cell in zip(table.names, row, strict=True)}
    return json.dumps(cells, ensure_ascii=False) + "\n"


class TextFiles:
    """A file a table: `csv` True for comma-separated values, False for JSON lines."""

    def __init__(self, tables: Iterable[Table], places: Places, *, csv: bool) -> None:
        self._tables = {table.name: table for table in tables}
        self._csv = csv
        self._files = {name: places.open(name) for name in self._tables}
        if csv:
            for name, table in self._tables.items():
                self._put(name, csv_text([table.names]))

    def put(self, table: str, row: Row) -> None:
        """Write a row."""
        known = self._tables[table]
        self._put(table, csv_text([row]) if self._csv else json_line(known, row))

    def end(self) -> None:
        """Write what is not on the disk yet."""
        for file in self._files.values():
            file.flush()

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            with suppress(OSError):
                file.close()

    def _put(self, table: str, text: str) -> None:
        # A lone surrogate, as in a file name that is no UTF-8, is written as an escape.
        self._files[table].write(text.encode("utf-8", "backslashreplace"))


def _shown(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str):
        # Outside quotes a lone carriage return would end the row.
        text = cell.replace("\r\n", "\n").replace("\r", "\n")
        return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
    plain = _plain(cell)
    return "" if plain is None else str(plain)


def _plain(cell: Cell) -> object:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, date) else cell
