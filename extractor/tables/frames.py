"""The tables of one extraction as rows and as data frames."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from extractor.extraction import Cell, Extraction, Records
from extractor.tables.cells import Entry, Row, rows_of
from extractor.tables.errors import require
from extractor.tables.shape import Kind, Table

if TYPE_CHECKING:
    import pandas
    import polars

_DIGITS = 38

Rows = dict[str, list[dict[str, Cell]]]
"""The rows of each table, by the table's name and then by the column's."""


def to_rows(extraction: Extraction, records: Records = "accepted") -> Rows:
    """The rows of each table, with typed cells; a table without rows is an empty list."""
    made = rows_of(Entry(extraction), records)
    return {
        table.name: [dict(zip(table.names, row, strict=True)) for row in rows]
        for table, rows in made.items()
    }


def to_pandas(
    extraction: Extraction, records: Records = "accepted"
) -> "dict[str, pandas.DataFrame]":
    """The tables as pandas data frames; decimals and dates stay what they are."""
    require("pandas", "to_pandas()")
    import pandas

    return {
        table.name: pandas.DataFrame(rows, columns=list(table.names), dtype=object)
        for table, rows in rows_of(Entry(extraction), records).items()
    }


def to_polars(
    extraction: Extraction, records: Records = "accepted"
) -> "dict[str, polars.DataFrame]":
    """The tables as polars data frames, with typed columns."""
    require("polars", "to_polars()")
    import polars

    made = rows_of(Entry(extraction), records)
    return {
        table.name: polars.DataFrame(rows, schema=_schema(polars, table, rows), orient="row")
        for table, rows in made.items()
    }


def _schema(polars: Any, table: Table, rows: list[Row]) -> dict[str, Any]:
    types = {
        Kind.TEXT: polars.String,
        Kind.INTEGER: polars.Int64,
        Kind.DATE: polars.Date,
        Kind.YES_NO: polars.Boolean,
        Kind.MOMENT: polars.Datetime("us", "UTC"),
    }
    return {
        each.name: polars.Decimal(_DIGITS, max(each.scale, _decimals(rows, at)))
        if each.kind is Kind.DECIMAL
        else types[each.kind]
        for at, each in enumerate(table.columns)
    }


def _decimals(rows: list[Row], column: int) -> int:
    """Decimals of the longest value of a column: none is lost."""
    cells = (row[column] for row in rows)
    texts = (format(cell, "f") for cell in cells if isinstance(cell, Decimal))
    return max((len(text.partition(".")[2]) for text in texts), default=0)
