"""Tables as Parquet files."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from extractor.extraction import Cell
from extractor.tables.cells import Row
from extractor.tables.errors import TableFault, require
from extractor.tables.files import Places
from extractor.tables.shape import Column, Kind, Table

BATCH = 5_000
"""Rows that are kept before they are written."""

_PRECISION = 38


class ParquetFiles:
    """A file a table: decimals are decimal128, dates date32, moments microseconds in UTC."""

    def __init__(self, tables: Iterable[Table], places: Places) -> None:
        require("pyarrow", "Parquet", "tables")
        self._tables = {table.name: _Columns(table, places) for table in tables}

    def put(self, table: str, row: Row) -> None:
        """Add a row; rows are written some thousand at a time."""
        self._tables[table].put(row)

    def end(self) -> None:
        """Write what is left, and end the files."""
        for columns in self._tables.values():
            columns.end()

    def close(self) -> None:
        """Let go of the files."""
        for columns in self._tables.values():
            columns.close()


class _Columns:
    """The file of one table."""

    def __init__(self, table: Table, places: Places) -> None:
        from pyarrow import parquet, schema

        self._table = table
        self._schema = schema([(each.name, _type(each)) for each in table.columns])
        self._file = places.open(table.name)
        self._writer = parquet.ParquetWriter(self._file, self._schema)
        self._rows: list[Row] = []

    def put(self, row: Row) -> None:
        self._rows.append(row)
        if len(self._rows) >= BATCH:
            self._flush()

    def end(self) -> None:
        self._flush()
        self._writer.close()
        self._file.flush()

    def close(self) -> None:
        with suppress(OSError):
            self._writer.close()
            self._file.close()

    def _flush(self) -> None:
        from pyarrow import RecordBatch

        if not self._rows:
            return
        columns = list(zip(*self._rows, strict=True))
        arrays = [self._array(number, cells) for number, cells in enumerate(columns)]
        self._writer.write_batch(RecordBatch.from_arrays(arrays, schema=self._schema))
        self._rows.clear()

    def _array(self, number: int, cells: tuple[Cell, ...]) -> Any:
        from pyarrow import ArrowInvalid, array

        column = self._table.columns[number]
        try:
            return array([_cell(cell) for cell in cells], type=self._schema.field(number).type)
        except ArrowInvalid as error:
            raise TableFault(
                f"the column {column.name} of the table {self._table.name} holds a number of more "
                f"than {_PRECISION} digits, which Parquet does not take; write csv or jsonl"
            ) from error


def _type(column: Column) -> Any:
    import pyarrow as pa

    if column.kind is Kind.DECIMAL:
        return pa.decimal128(_PRECISION, min(column.scale, _PRECISION))
    return {
        Kind.TEXT: pa.string(),
        Kind.INTEGER: pa.int64(),
        Kind.DATE: pa.date32(),
        Kind.YES_NO: pa.bool_(),
        Kind.MOMENT: pa.timestamp("us", tz="UTC"),
    }[column.kind]


def _cell(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return cell.encode("utf-8", "backslashreplace").decode()
    if isinstance(cell, datetime) and cell.tzinfo is None:
        return cell.replace(tzinfo=UTC)
    return cell
