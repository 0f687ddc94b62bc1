"""The distribution report of an asset-backed issuer: the table of a Form 10-D's Exhibit 99.1."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from extractor.forms.kit import (
    Form,
    FoundRows,
    Hit,
    Near,
    Reads,
    Rows,
    ValueBaseline,
    column_adds_up,
    pattern,
    rows_add_up,
)

PROMPTS = Path(__file__).parent / "prompts"
COLUMNS = ("beginning", "ending", "principal", "interest")
"""Words that name a column; where a header has two of them, the first here counts."""
TOTAL = Near("totals?", before=0, after=0)


class ClassRow(BaseModel):
    """A row of the table."""

    name: Annotated[str, Reads(max_length=30), Near("class|notes|beginning", before=90)] = Field(
        description="the class, without the word Class"
    )
    beginning: Decimal = Field(description="balance before the distribution")
    principal: Decimal = Field(description="principal distributed")
    interest: Decimal = Field(description="interest distributed")
    ending: Decimal = Field(description="balance after the distribution")


class Totals(BaseModel):
    """The last row of the table; its amounts stand on a line that begins with the word Total."""

    beginning: Annotated[Decimal | None, Reads(weight=2.0), TOTAL] = Field(
        None, description="total balance before the distribution"
    )
    principal: Annotated[Decimal | None, Reads(weight=2.0), TOTAL] = Field(
        None, description="total principal distributed"
    )
    interest: Annotated[Decimal | None, Reads(weight=2.0), TOTAL] = Field(
        None, description="total interest distributed"
    )
    ending: Annotated[Decimal | None, Reads(weight=2.0), TOTAL] = Field(
        None, description="total balance after the distribution"
    )


class DistributionReport(BaseModel):
    """Distribution report (Form 10-D, Exhibit 99.1)."""

    trust: Annotated[
        str, Reads("name"), Near("exhibit|report|statement|certificate|issuing|trust")
    ] = Field(description="name of the issuing entity")
    distribution_date: Annotated[date, Near("(?:distribution|payment) date")] = Field(
        description="the day of the distribution or payment"
    )
    totals: Totals | None = Field(None, description="the totals of the table")
    classes: Annotated[list[ClassRow], Rows(key=("name",), most=200)] = Field(
        description="every row of the table, without the total"
    )


AMOUNT = re.compile(r"\$?(?<![\d,.])\d[\d,]{0,18}\.\d\d(?![\d.])")
GAP = re.compile(r" {2,}")
WORDS = re.compile(r"(?i)\b(?:beginning|principal|interest|ending|total|rate)\b")
HEADER_LINES = 5


@dataclass(frozen=True)
class Line:
    """A line of a table: where it begins, the cell before its amounts, and the amounts."""

    start: int
    name: tuple[int, int]
    amounts: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Table:
    """The lines with amounts below one header, and which of their amounts is in which column."""

    lines: tuple[Line, ...]
    columns: dict[str, int]


def table_of(text: str) -> Table | None:
    """The table of the text: as many amounts on each line as the first line below its header."""
    lines = tuple(_lines(text))
    for first in lines:
        columns = _columns(text, first)
        if len(columns) == len(COLUMNS):
            alike = (each for each in lines if each.start >= first.start)
            count = len(first.amounts)
            return Table(tuple(each for each in alike if len(each.amounts) == count), columns)
    return None


def _lines(text: str) -> Iterator[Line]:
    for line in re.finditer(r"[^\n]+", text):
        amounts = tuple(each.span() for each in AMOUNT.finditer(text, *line.span()))
        if len(amounts) < len(COLUMNS):
            continue
        start = line.start() + len(line.group()) - len(line.group().lstrip())
        gap = GAP.search(text, start, amounts[0][0])
        end = gap.start() if gap else amounts[0][0]
        yield Line(line.start(), (start, start + len(text[start:end].rstrip())), amounts)


def _columns(text: str, first: Line) -> dict[str, int]:
    """For each column the number of its amount: the one that the header's words stand above."""
    said: dict[int, set[str]] = {}
    at = first.start
    for _ in range(HEADER_LINES):
        begin = text.rfind("\n", 0, max(0, at - 1)) + 1
        for word in WORDS.finditer(text, begin, max(begin, at - 1)):
            middle = (word.start() + word.end()) / 2 - begin
            nearest = min(
                range(len(first.amounts)),
                key=lambda each: abs(sum(first.amounts[each]) / 2 - first.start - middle),
            )
            said.setdefault(nearest, set()).add(word.group().lower())
        at = begin
    columns: dict[str, int] = {}
    for number, words in sorted(said.items()):
        column = next((each for each in COLUMNS if each in words), None)
        if column is not None and column not in columns and "total" not in words:
            columns[column] = number
    return columns


def _is_total(text: str, line: Line) -> bool:
    return text[slice(*line.name)].lower().startswith("total")


def classes(text: str) -> FoundRows:
    """Every line of the table but its totals; all of them are accounted for."""
    table = table_of(text)
    if table is None:
        return FoundRows(())
    rows = []
    for line in table.lines:
        if _is_total(text, line):
            break
        start, end = line.name
        start += len("Class ") if text[start:end].startswith("Class ") else 0
        cells = {name: Hit(*line.amounts[at]) for name, at in table.columns.items()}
        rows.append({"name": Hit(start, end), **cells})
    return FoundRows(tuple(rows), accounted=True if rows else None)


def total(column: str) -> ValueBaseline:
    """The amount of a column in the line of totals."""

    def find(text: str) -> Hit | None:
        table = table_of(text)
        lines = table.lines if table else ()
        line = next((each for each in lines if _is_total(text, each)), None)
        if table is None or line is None:
            return None
        return Hit(*line.amounts[table.columns[column]], anchor=line.name)

    return find


FORM = Form.from_schema(
    DistributionReport,
    name="distribution-report",
    documents=("EX-99.1",),
    baselines={
        "trust": pattern(r"^[^\S\n]{0,60}(?P<value>[A-Z][\w' -]{2,60} Trust \d{4}-\w{1,6})$"),
        "distribution_date": pattern(
            r"(?:distribution|payment) date(?: of)?[\s:]{1,60}(?P<value>[a-z]{3,9} \d{1,2}, \d{4})"
        ),
        **{f"totals.{column}": total(column) for column in COLUMNS},
        "classes": classes,
    },
    checks=(
        rows_add_up("classes", plus=("beginning",), minus=("principal",), equals="ending"),
        *(column_adds_up("classes", column, total=f"totals.{column}") for column in COLUMNS),
    ),
    matches=lambda filing: 3 * filing.main_document.type.upper().startswith("10-D"),
    prompts={"classes": (PROMPTS / "classes.txt").read_text(encoding="utf-8")},
    version="1",
)
