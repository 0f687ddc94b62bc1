"""Rows of many extractions under one set of columns, whatever forms they are of. Pure.

Which columns a table has is known when the last filing is seen, so rows are packed to be kept
until then, each with the columns that it was made for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from extractor.extraction import Cell
from extractor.tables.cells import Row
from extractor.tables.shape import EMPTY, FIXED, Column, Kind, Table

Packed = dict[str, Any]
"""The rows of one extraction as JSON values, by the name of the table."""


def pack(made: Mapping[Table, Sequence[Row]]) -> Packed:
    """Rows as JSON values: decimals and dates are strings, exactly."""
    return {
        table.name: {
            "columns": [[each.name, each.kind.value, each.scale] for each in table.columns],
            "rows": [[_plain(cell) for cell in row] for row in rows],
        }
        for table, rows in made.items()
    }


class Layout:
    """The columns that all packed rows seen so far have together."""

    def __init__(self) -> None:
        self._columns: dict[str, dict[str, Column]] = {}
        self._widths: dict[tuple[str, str], int] = {}
        for table in EMPTY:
            self._columns[table.name] = {each.name: each for each in table.columns}

    def see(self, packed: Packed) -> None:
        """Make room for the rows of an extraction."""
        for name, part in packed.items():
            known = self._columns.setdefault(name, {})
            columns = _columns(part)
            for column in columns:
                known[column.name] = _merged(known.get(column.name, column), column)
            for number, column in enumerate(columns):
                if column.kind is Kind.DECIMAL:
                    self._widen(name, column.name, (row[number] for row in part["rows"]))

    def _widen(self, table: str, name: str, values: Iterator[str | None]) -> None:
        """No decimal is lost: the column gets as many as its longest value has."""
        column = self._columns[table][name]
        decimals = max((len(each.partition(".")[2]) for each in values if each), default=0)
        if decimals > column.scale and column.kind is Kind.DECIMAL:
            self._columns[table][name] = replace(column, scale=decimals)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table with its columns; those that every form has come last."""
        last = [table.name for table in FIXED]
        names = [name for name in self._columns if name not in last] + last
        return tuple(Table(name, tuple(self._columns[name].values())) for name in names)


class Unpacker:
    """Packed rows made into typed rows of the tables of a layout."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._tables = {table.name: table for table in tables}

    def rows(self, packed: Packed) -> Iterator[tuple[str, Row]]:
        """The name of the table and the row, for each row; other tables are left out."""
        for name, part in packed.items():
            table = self._tables.get(name)
            if table is None:
                continue
            columns = _columns(part)
            here = {column.name: number for number, column in enumerate(columns)}
            for row in part["rows"]:
                yield (
                    name,
                    tuple(
                        _cell(row[here[each.name]], each.kind) if each.name in here else None
                        for each in table.columns
                    ),
                )


def _columns(part: Packed) -> list[Column]:
    return [Column(name, Kind(kind), scale) for name, kind, scale in part["columns"]]


def _merged(one: Column, other: Column) -> Column:
    """A column for both; two forms that mean different things by a name share it as text."""
    if one.kind is not other.kind:
        return Column(one.name)
    return one if one.scale >= other.scale else other


def _plain(cell: Cell) -> object:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, date) else cell


def _cell(value: Any, kind: Kind) -> Cell:
    if value is None:
        return None
    match kind:
        case Kind.DECIMAL:
            return Decimal(value)
        case Kind.DATE:
            return date.fromisoformat(value)
        case Kind.MOMENT:
            return datetime.fromisoformat(value)
        case Kind.INTEGER:
            return int(value)
        case Kind.YES_NO:
            return bool(value)
        case Kind.TEXT:
            return str(value)
