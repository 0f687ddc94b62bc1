"""Extractions as rows for a spreadsheet: one row a field."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from extractor.extraction import Extraction
from extractor.records import FieldResult
from extractor.render.words import TAKEN, shown

Row = tuple[str, ...]

# A spreadsheet runs a cell that begins like this as a formula, unless it is a number.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def header(record: bool) -> Row:
    """The names of the columns; the one of the values says which of the two records they are of."""
    value = "record_value" if record else "accepted_value"
    named = ("filing", "form", "complete", "path", "key", value)
    return (*named, "outcome", "decision", "line", "reasons")


def rows(extraction: Extraction, record: bool) -> Iterator[Row]:
    """A row for each field.

    `record` False leaves the value of every field blank that is neither accepted nor settled.
    """
    for field in extraction.fields.values():
        yield tuple(map(_cell, _row(extraction, field, record)))


def csv_text(table: Iterable[Row]) -> str:
    """Rows as comma-separated values."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue()


def _row(extraction: Extraction, field: FieldResult, record: bool) -> Row:
    line = extraction.filing.line(field.evidence)
    return (
        extraction.filing.name,
        extraction.form,
        "yes" if extraction.complete else "no",
        field.path,
        field.key,
        shown(field.value) if record or field.decision in TAKEN else "",
        field.outcome.value,
        field.decision.value,
        "" if line is None else str(line),
        "; ".join(field.reasons),
    )


def _cell(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
