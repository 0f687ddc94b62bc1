"""How results are written: the formats and their choices."""

from dataclasses import dataclass
from enum import StrEnum

from extractor.extraction import Extraction
from extractor.render import objects, page, spreadsheet, table


class Format(StrEnum):
    """The formats of a result."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"


@dataclass(frozen=True)
class Style:
    """A format with its choices: which values CSV holds, how wide and colourful a table is."""

    format: Format
    record: bool = False
    width: int = table.WIDTH
    color: bool = False

    @property
    def values(self) -> str:
        """Which values a result holds, where that is a choice."""
        return ("record" if self.record else "accepted") if self.format is Format.CSV else ""

    def file_name(self, name: str) -> str:
        """The name of the file that holds the result of the filing `name`."""
        return f"{name}.{'txt' if self.format is Format.TABLE else self.format.value}"

    def document(self, extraction: Extraction) -> str:
        """One result as a document of its own."""
        return self.opening() + self.entry(extraction)

    def opening(self) -> str:
        """What stands before the first of several results."""
        if self.format is Format.CSV:
            return spreadsheet.csv_text([spreadsheet.header(self.record)])
        return ""

    def entry(self, extraction: Extraction) -> str:
        """One result among several."""
        match self.format:
            case Format.TABLE:
                return table.table_text(extraction, self.width, self.color)
            case Format.JSON:
                return objects.json_text(extraction, indent=2) + "\n"
            case Format.JSONL:
                return objects.json_text(extraction) + "\n"
            case Format.CSV:
                return spreadsheet.csv_text(spreadsheet.rows(extraction, self.record))
            case Format.HTML:
                return page.page(extraction)
