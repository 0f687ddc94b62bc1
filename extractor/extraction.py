"""The result of an extraction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel

from extractor.filing.model import Filing
from extractor.records import (
    CheckResult,
    ChunkReport,
    ChunkStatus,
    Decision,
    FieldResult,
    Reading,
    Receipt,
    Usage,
)

if TYPE_CHECKING:
    import pandas
    import polars
    from rich.console import Console, ConsoleOptions, RenderResult

Cell = str | int | bool | Decimal | date | datetime | None
"""A typed value of a table; None for an empty cell."""

Records = Literal["accepted", "record"]
"""Which values are written: accepted and person-settled ones, or the best of every field."""


@dataclass(frozen=True)
class Assessment:
    """What the readings of one filing amount to; made by `assess`, without I/O.

    `record` has the best grounded value of each field whatever its decision, `accepted` only
    accepted and person-settled values. `fields` is by field path, in the order of the schema.
    `policy` names the policy; `certified` says whether it carries an error bound,
    and `bound` what is claimed and what was measured.
    """

    record: BaseModel
    accepted: BaseModel
    fields: Mapping[str, FieldResult]
    checks: tuple[CheckResult, ...]
    policy: str
    certified: bool
    bound: str


@dataclass(frozen=True)
class Extraction:
    """A filing turned into a typed record, with the evidence and the decision of each field.

    `complete` is False where any part of the filing could not be read or asked about: `chunks`
    tell what became of each. `warnings` are plain sentences on the filing's text, and on a
    policy that does not fit. `readings` are what `assess` decided from.
    """

    form: str
    filing: Filing
    assessment: Assessment
    readings: tuple[Reading, ...]
    chunks: tuple[ChunkReport, ...]
    usage: Usage
    receipt: Receipt
    warnings: tuple[str, ...] = field(default=())

    @property
    def record(self) -> BaseModel:
        """The best grounded value of each field, whatever its decision."""
        return self.assessment.record

    @property
    def accepted(self) -> BaseModel:
        """The same record with accepted or person-settled values only."""
        return self.assessment.accepted

    @property
    def fields(self) -> Mapping[str, FieldResult]:
        """Every field by its path."""
        return self.assessment.fields

    @property
    def checks(self) -> tuple[CheckResult, ...]:
        """The cross-checks of the whole record."""
        return self.assessment.checks

    @property
    def schema_version(self) -> str:
        """The hash of the form's schema."""
        return self.receipt.schema

    @property
    def cost(self) -> Usage:
        """What its answers cost when they were given, also where they came from a store now."""
        return sum((chunk.cost for chunk in self.chunks), Usage())

    @property
    def complete(self) -> bool:
        """Whether every part of the filing was read and every question answered."""
        return all(chunk.status.accounted for chunk in self.chunks)

    @property
    def spared(self) -> int:
        """How many questions were not put, since all that they feed was accepted without them."""
        return sum(chunk.status is ChunkStatus.SPARED for chunk in self.chunks)

    @property
    def to_review(self) -> tuple[FieldResult, ...]:
        """The fields that wait for a person."""
        return tuple(each for each in self.fields.values() if each.decision is Decision.REVIEW)

    def to_rows(self, records: Records = "accepted") -> dict[str, list[dict[str, Cell]]]:
        """The extraction as tables: rows with typed cells, by the table's name.

        There is a table for the filing, one for each list, and `findings`, `to_check` and
        `fields`. Each value stands beside its decision, its line and its document.
        """
        from extractor.tables import to_rows

        return to_rows(self, records)

    def to_pandas(self, records: Records = "accepted") -> "dict[str, pandas.DataFrame]":
        """The same tables as pandas data frames; raises ExtractorError without pandas."""
        from extractor.tables import to_pandas

        return to_pandas(self, records)

    def to_polars(self, records: Records = "accepted") -> "dict[str, polars.DataFrame]":
        """The same tables as polars data frames; raises ExtractorError without polars."""
        from extractor.tables import to_polars

        return to_polars(self, records)

    def to_html(self) -> str:
        """A page with the text, its values marked, fields, reasons and checks; loads nothing."""
        from extractor.render.page import page

        return page(self)

    def __repr__(self) -> str:
        from extractor.render.words import tally, tidy

        return f"<Extraction of {tidy(self.filing.name)} as {self.form}: {tally(self)}>"

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "RenderResult":
        """The table of `extractor extract`, as wide as the terminal."""
        from extractor.render.table import parts

        return parts(self, options.max_width)

    def _repr_html_(self) -> str:
        """The record and the highlighted text, for a notebook."""
        from extractor.render.notebook import fragment

        return fragment(self)
