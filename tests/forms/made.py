"""Documents that are made for a test, and the rows that a baseline quotes of them."""

from collections.abc import Iterable

from extractor.filing.model import Document
from extractor.forms.base import Quoted
from extractor.text.folding import collapse


def html_page(*parts: str) -> str:
    """A page of parts one below the other: markup as it is, of plain text each line by itself."""
    shown = (part if part.startswith("<") else _paragraphs(part) for part in parts)
    return f"<html><body>{''.join(shown)}</body></html>"


def quoted_rows(document: Document, quotes: Iterable[Quoted], path: str) -> list[dict[str, str]]:
    """The rows of a list as they are quoted: what is printed by the name of its leaf."""
    rows: dict[int, dict[str, str]] = {}
    for quote in quotes:
        of, _, leaf = quote.path.rpartition(".")
        if of == path and quote.row is not None:
            printed = " ".join(document.reading.text[start:end] for start, end in quote.ranges)
            rows.setdefault(quote.row, {})[leaf] = collapse(printed)
    return [row for _, row in sorted(rows.items())]


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{each}</p>" for each in text.splitlines() if each)
