"""What a user writes, to be checked as a user checks it: strictly, without this project's plugins.

Each `assert_type` is a promise; the file is never run.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, assert_type

from pydantic import BaseModel

from extractor import (
    Extraction,
    Extractor,
    ExtractorError,
    FieldResult,
    Filing,
    Form,
    Settings,
    load_form,
)
from extractor.client import BatchStatus, Client, Job
from extractor.forms.abs_8k.schema import Abs8K
from extractor.forms.kit import (
    CheckResult,
    CheckStatus,
    Draft,
    Facts,
    FoundRows,
    Hit,
    Near,
    Reads,
    column_adds_up,
    pattern,
    use,
)
from extractor.tables import Entry, Rate, RateKind, split_rate, write


def read(paths: list[Path]) -> Iterator[str]:
    """A synchronous run over many filings."""
    settings = Settings(offline=True)
    with Extractor(model="none", settings=settings, form="abs-8-k") as extractor:
        for extraction in extractor.extract_many(map(Filing.from_path, paths), concurrency=2):
            assert_type(extraction, Extraction)
            assert_type(extraction.complete, bool)
            assert_type(extraction.schema_version, str)
            yield extraction.filing.name


async def read_one(path: Path) -> Decimal | None:
    """An asynchronous run over one, down to a value of the record."""
    extraction = await Extractor().aextract(Filing.from_path(path))
    record = extraction.accepted
    if isinstance(record, Abs8K) and record.deal is not None:
        assert_type(record.deal.cut_off_date, date | None)
        return record.deal.pool_balance
    return None


def look(extraction: Extraction) -> list[str]:
    """Fields, tables and reasons."""
    field = extraction.fields["cover.report_date"]
    assert_type(field, FieldResult)
    assert_type(field.value, str | int | Decimal | date | None)
    assert_type(field.why(), str)
    rows = extraction.to_rows("record")["filings"]
    cell = rows[0]["cover_report_date"]
    assert_type(cell, str | int | bool | Decimal | date | datetime | None)
    assert_type(extraction.to_html(), str)
    return [each.why() for each in extraction.to_review]


def keep(extractions: Iterator[Extraction], when: datetime) -> tuple[Path, ...]:
    """Tables."""
    rate = split_rate("LIBOR + 0.27%")
    assert_type(rate, Rate)
    assert_type(rate.kind, RateKind | None)
    try:
        return write((Entry(each, when) for each in extractions), "xlsx", "deals.xlsx")
    except ExtractorError:
        return ()


def known() -> Form:
    """A form by its name."""
    return load_form("8-k")


class Row(BaseModel):
    """A row of a form of one's own."""

    name: str
    amount: Decimal


class Own(BaseModel):
    """A form of one's own."""

    total: Annotated[Decimal, Reads(weight=2.0), Near("total")]
    rows: list[Row]


def found(text: str) -> FoundRows:
    """Rows."""
    return FoundRows(({"name": Hit(0, len(text))},), accounted=True)


OWN = Form.from_schema(
    Own,
    name="own",
    baselines={"total": pattern(r"total (?P<value>\d+)"), "rows": found},
    checks=(column_adds_up("rows", "amount", total="total"),),
    matches=lambda filing: 3 * ("total" in filing.main_document.text),
)


def drafted() -> str:
    """The same, piece by piece; a decorator leaves a function's type as it is."""
    draft = Draft(Own, name="own-2")

    @draft.baseline("total")
    def total(text: str) -> Hit | None:
        return Hit(0, 1) if text else None

    @draft.check
    def whole(facts: Facts) -> CheckResult:
        return CheckResult("whole", CheckStatus.PASSED, f"{len(facts.rows['rows'])} rows")

    assert_type(total("text"), Hit | None)
    assert_type(whole(Facts({}, {})), CheckResult)
    assert_type(draft.form(), Form)
    with Extractor(model="none", form=draft.form()) as extractor:
        return extractor.extract(Filing.from_text(use(OWN))).form


def served(path: Path) -> BatchStatus:
    """What is handed in over HTTP."""
    with Client("http://127.0.0.1:8000", "key") as client:
        job = client.submit(path)
        assert_type(client.wait(job), Job)
        return client.wait_batch(client.submit_batch([path]))
