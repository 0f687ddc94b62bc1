"""Tables as the sheets of an XLSX workbook."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from extractor.extraction import Cell
from extractor.tables.cells import Row
from extractor.tables.errors import TableFault, require
from extractor.tables.files import Places
from extractor.tables.shape import FIELDS, FILINGS, Column, Kind, Table

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

MOST_ROWS = 1_048_576
"""Rows of a sheet, its header included."""

_MOST_LINKS = 65_530
"""Links of a sheet: with more of them a spreadsheet calls the file damaged."""
_MOST_TEXT = 32_767
_MOST_TITLE = 31
_MOST_DIGITS = 15
_EARLIEST = date(1900, 3, 1)
_CENTS = 2
_FORMATS = {Kind.DATE: "yyyy-mm-dd", Kind.MOMENT: "yyyy-mm-dd hh:mm:ss"}
_RISKY = ("=", "+", "-", "@", "#", "＝", "＋", "－", "＠", " ", "\t")
_CONTROLS = {code: "\ufffd" for code in range(32) if code not in {9, 10, 13}}
_CONTROLS |= dict.fromkeys([*range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "\ufffd")


class Workbook:
    """A sheet a table; what every field is told again in (`fields`) is left out.

    Numbers are written digit by digit from their decimals; one with more digits than a
    spreadsheet keeps, and a date before its calendar, is written as text. The first cell of a
    row, the filing's name, leads to the row of that filing in the first sheet.
    """

    def __init__(self, tables: Iterable[Table], places: Places) -> None:
        require("openpyxl", "XLSX", "tables")
        from openpyxl import Workbook as Book

        self._book = Book(write_only=True)
        self._part = places.part("")
        self._sheets: dict[str, Any] = {}
        self._columns: dict[str, tuple[Column, ...]] = {}
        self._counts: dict[str, int] = {}
        self._filings: dict[Row, int] = {}
        for table in tables:
            if table.name != FIELDS:
                self._begin(table)

    def put(self, table: str, row: Row) -> None:
        """Add a row to a sheet."""
        if table not in self._sheets:
            return
        self._counts[table] += 1
        if self._counts[table] > MOST_ROWS:
            raise TableFault(
                f"the table {table} has more rows than the {MOST_ROWS:,} of a sheet; write csv or "
                "parquet"
            )
        cells = list(self._cells(table, row))
        if table == FILINGS:
            self._filings[self._of(table, row)] = self._counts[table]
        elif self._counts[table] <= _MOST_LINKS:
            cells[0] = self._linked(table, row)
        self._sheets[table].append(cells)

    def end(self) -> None:
        """Write the workbook."""
        from openpyxl.utils import get_column_letter

        for name, sheet in self._sheets.items():
            last = get_column_letter(len(self._columns[name]))
            sheet.auto_filter.ref = f"A1:{last}{self._counts[name]}"
        self._book.save(self._part)

    def close(self) -> None:
        """Let go of sheets that were not written."""
        for sheet in self._sheets.values():
            if not sheet.closed:
                sheet.close()

    def _begin(self, table: Table) -> None:
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        sheet = self._book.create_sheet(self._title(table.name))
        sheet.freeze_panes = "B2"
        for number, column in enumerate(table.columns, start=1):
            width = min(40, max(10, len(column.name) + 3))
            sheet.column_dimensions[get_column_letter(number)].width = width
        self._sheets[table.name], self._columns[table.name] = sheet, table.columns
        header = []
        for name in table.names:
            cell = self._text(sheet, name)
            cell.font = Font(bold=True)
            header.append(cell)
        sheet.append(header)
        self._counts[table.name] = 1

    def _title(self, name: str) -> str:
        """The sheet's name: no longer than a spreadsheet takes, and the only one."""
        title, number = name[:_MOST_TITLE], 1
        while title.casefold() in {each.title.casefold() for each in self._sheets.values()}:
            number += 1
            title = f"{name[: _MOST_TITLE - 4]}~{number}"
        return title

    def _cells(self, table: str, row: Row) -> Iterator[object]:
        sheet = self._sheets[table]
        for column, value in zip(self._columns[table], row, strict=True):
            if isinstance(value, str):
                safe = value.translate(_CONTROLS)
                plain = len(safe) <= _MOST_TEXT and not safe.startswith(_RISKY)
                yield safe if plain else self._text(sheet, safe)
            elif value is None or isinstance(value, bool | int):
                yield value if _fits(value) else self._text(sheet, str(value))
            else:
                yield self._typed(sheet, column, value)

    def _of(self, table: str, row: Row) -> Row:
        """What a row is of: a filing, read as a form."""
        named = zip(self._columns[table], row, strict=True)
        return tuple(value for column, value in named if column.name in {"sha256", "form"})

    def _linked(self, table: str, row: Row) -> "WriteOnlyCell":
        """The cell of the filing's name, which leads to the filing where that has a row."""
        from openpyxl.worksheet.hyperlink import Hyperlink

        cell = self._text(self._sheets[table], str(row[0] or "").translate(_CONTROLS))
        line = self._filings.get(self._of(table, row))
        if line is not None:
            sheet = self._sheets[FILINGS].title
            # The place of the cell is known only when its row is written.
            cell._hyperlink = Hyperlink(ref="", location=f"'{sheet}'!A{line}")
        return cell

    def _typed(self, sheet: Any, column: Column, value: Cell) -> "WriteOnlyCell":
        if isinstance(value, Decimal):
            cell = self._text(sheet, format(value, "f"))
            if _digits(value) <= _MOST_DIGITS:
                cell.data_type = "n"
            if column.scale == _CENTS:
                cell.number_format = "#,##0.00"
            return cell
        day = value.date() if isinstance(value, datetime) else value
        if not isinstance(day, date) or day < _EARLIEST:
            return self._text(sheet, str(value))
        cell = self._text(sheet, "")
        cell.value = _naive(value)
        cell.number_format = _FORMATS[column.kind]
        return cell

    def _text(self, sheet: Any, text: str) -> "WriteOnlyCell":
        """A cell that is text whatever it begins with, also when somebody edits it."""
        from openpyxl.cell import WriteOnlyCell

        cut = text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 1]}…"
        cell = WriteOnlyCell(sheet, value=cut)
        cell.data_type = "s"
        if cut.startswith(_RISKY):
            cell.quotePrefix = True
        return cell


def _fits(value: bool | int | None) -> bool:
    return value is None or len(str(abs(value))) <= _MOST_DIGITS


def _digits(value: Decimal) -> int:
    """Significant digits, with the zeros before the point of a whole number."""
    _, digits, exponent = value.normalize().as_tuple()
    return len(digits) + max(0, exponent if isinstance(exponent, int) else 0)


def _naive(value: Cell) -> Cell:
    """A moment in UTC, without saying so: a spreadsheet knows no zones."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value
