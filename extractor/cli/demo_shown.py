"""What the demonstration prints: a few fields of an extraction, its classes and its findings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from rich.console import Console
from rich.table import Table

from extractor.extraction import Extraction
from extractor.forms.schema import SchemaSpec, spec_of
from extractor.records import BASELINE, LLM, CheckStatus, Decision, FieldResult
from extractor.render.words import displayed, tally, tidy

_FIELDS = (
    "cover.registrant",
    "cover.report_date",
    "signature.signed_on",
    "deal.series",
    "deal.issued_on",
    "deal.cut_off_date",
    "deal.pool_balance",
    "deal.stated_class_count",
)
_CLASS = ("name", "balance", "percentage_interest", "rate")
_CLASSES = "deal.classes#"
_NONE = "–"


@dataclass(frozen=True)
class _Line:
    """Fields that are shown on one line."""

    label: str
    fields: tuple[FieldResult, ...]


def first_look(extraction: Extraction, width: int) -> str:
    """What one reader found."""
    spec = spec_of(type(extraction.record))
    table = _table("field", "value", "line", "decision")
    for line in _lines(extraction):
        where = next((each.evidence for each in line.fields if each.evidence), ())
        at = extraction.filing.line(where)
        values = _joined(displayed(spec, each.schema_path, each.value) for each in line.fields)
        table.add_row(line.label, values, "" if at is None else str(at), _decision(line.fields))
    return _text(table, width) + _end(extraction)


def side_by_side(extraction: Extraction, width: int) -> str:
    """What the baselines and the model found, and what became of it."""
    spec = spec_of(type(extraction.record))
    table = _table("field", "baselines", "model", "decision")
    for line in _lines(extraction):
        table.add_row(
            line.label,
            _said(line.fields, BASELINE, spec),
            _said(line.fields, LLM, spec),
            _decision(line.fields),
        )
    return _text(table, width) + _end(extraction)


def _lines(extraction: Extraction) -> Iterator[_Line]:
    for path in _FIELDS:
        if path in extraction.fields:
            yield _Line(path, (extraction.fields[path],))
    rows = dict.fromkeys(
        path.partition(".")[0] + "." + path.split(".")[1]
        for path in extraction.fields
        if path.startswith(_CLASSES) and "." in path.removeprefix(_CLASSES)
    )
    for number, row in enumerate(rows, start=1):
        fields = (extraction.fields.get(f"{row}.{name}") for name in _CLASS)
        yield _Line(f"class {number}", tuple(each for each in fields if each is not None))


def _said(fields: Sequence[FieldResult], reader: str, spec: SchemaSpec) -> str:
    """One reader's values."""
    said = (
        next((each for each in field.candidates if each.reader == reader), None) for field in fields
    )
    return _joined(displayed(spec, each.path, each.value) for each in said if each) or _NONE


def _joined(values: Iterator[str]) -> str:
    return "  ".join(tidy(value) for value in values if value)


def _decision(fields: Sequence[FieldResult]) -> str:
    waiting = sum(field.decision is Decision.REVIEW for field in fields)
    if not waiting:
        return "accepted"
    return "to review" if len(fields) == 1 else f"{waiting} of {len(fields)} to review"


def _end(extraction: Extraction) -> str:
    """What the checks say, and how many fields wait."""
    told = (CheckStatus.FAILED, CheckStatus.FINDING)
    said = [f"  {tidy(check.message)}" for check in extraction.checks if check.status in told]
    proven = [
        f"  {tidy(check.message)}"
        for check in extraction.checks
        if check.status is CheckStatus.PASSED and check.confirms and "sum" in check.name
    ]
    lines = ["", *proven, *said, "", f"{len(extraction.fields)} fields: {tally(extraction)}.", ""]
    return "\n".join(lines)


def _table(*headers: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for header in headers:
        table.add_column(header, overflow="fold", no_wrap=header in {"decision", "line"})
    return table


def _text(table: Table, width: int) -> str:
    out = StringIO()
    console = Console(
        file=out, width=width, no_color=True, highlight=False, emoji=False, markup=False
    )
    console.print(table)
    return "".join(f"  {line.rstrip()}\n" for line in out.getvalue().splitlines())
