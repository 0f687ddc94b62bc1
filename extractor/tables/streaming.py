"""One table of one extraction as text, for tables whose columns need no other filing."""

from extractor.extraction import Extraction, Records
from extractor.tables.cells import Entry, rows_of
from extractor.tables.shape import FIXED
from extractor.tables.text_files import csv_text, json_line


def header(name: str) -> str:
    """The line of comma-separated values that names the columns of a table of `FIXED`."""
    return csv_text(table.names for table in FIXED if table.name == name)


def lines(extraction: Extraction, name: str, records: Records, *, csv: bool) -> str:
    """The rows of a table: comma-separated values without their header, or JSON lines."""
    for table, rows in rows_of(Entry(extraction), records).items():
        if table.name == name:
            return csv_text(rows) if csv else "".join(json_line(table, row) for row in rows)
    return ""
