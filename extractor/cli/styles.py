"""How results are written: the formats and their choices."""

from dataclasses import dataclass
from enum import StrEnum

from extractor.extraction import Extraction, Records
from extractor.render import objects, page, table
from extractor.tables.shape import FIELDS, FIXED
from extractor.tables.streaming import header, lines


class Format(StrEnum):
    """The formats of a result."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    HTML = "html"


TABULAR = (Format.CSV, Format.XLSX, Format.PARQUET)
"""The formats that are always tables."""

STREAMED = tuple(each.name for each in FIXED)
"""The tables whose columns are known before any filing is, so that they need not be gathered."""


@dataclass(frozen=True)
class Style:
    """How results are written one by one.

    `records` says which values a table holds; `table` names the one that comma-separated values
    and, where it is given, JSON lines are of.
    """

    format: Format
    records: Records = "accepted"
    width: int = table.WIDTH
    color: bool = False
    table: str | None = None

    def file_name(self, name: str) -> str:
        """The name of the file that holds the result of the filing `name`."""
        return f"{name}.{'txt' if self.format is Format.TABLE else self.format.value}"

    def document(self, extraction: Extraction) -> str:
        """One result as a document of its own."""
        return self.opening() + self.entry(extraction)

    def opening(self) -> str:
        """What stands before the first of several results."""
        return header(self.table or FIELDS) if self.format is Format.CSV else ""

    def entry(self, extraction: Extraction) -> str:
        """One result among several. Workbooks and Parquet files are not made of such."""
        if self.format is Format.CSV or self.table is not None:
            csv = self.format is Format.CSV
            return lines(extraction, self.table or FIELDS, self.records, csv=csv)
        match self.format:
            case Format.TABLE:
                return table.table_text(extraction, self.width, self.color)
            case Format.JSON:
                return objects.json_text(extraction, indent=2) + "\n"
            case Format.JSONL:
                return objects.json_text(extraction) + "\n"
            case _:
                return page.page(extraction)
