"""Extractions as tables: filings, deals, classes, parties and what is to be checked."""

from extractor.extraction import Records
from extractor.tables.cells import Entry
from extractor.tables.errors import MissingPackage, TableFault
from extractor.tables.frames import to_pandas, to_polars, to_rows
from extractor.tables.rates import Rate, RateKind, split_rate
from extractor.tables.writing import TableFormat, write

__all__ = [
    "Entry",
    "MissingPackage",
    "Rate",
    "RateKind",
    "Records",
    "TableFault",
    "TableFormat",
    "split_rate",
    "to_pandas",
    "to_polars",
    "to_rows",
    "write",
]
