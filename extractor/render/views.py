"""An extraction as a page shows it: its fields numbered, its text marked, its checks reckoned."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from extractor.extraction import Extraction
from extractor.filing.model import Document
from extractor.forms.schema import SchemaSpec, spec_of
from extractor.reasons import SENTENCES
from extractor.records import Candidate, CheckResult, FieldResult
from extractor.render.marks import Segment, segments
from extractor.render.objects import receipt_object
from extractor.render.words import (
    assurance,
    cost,
    displayed,
    incompleteness,
    tally,
    tidy,
    unanswered,
    unfinished,
    why,
)


@dataclass(frozen=True)
class Reading:
    """What one reader said."""

    reader: str
    quote: str
    value: str
    problem: str


@dataclass(frozen=True)
class Row:
    """A field; `target` says whether its evidence can be jumped to."""

    number: int
    field: FieldResult
    value: str
    line: int | None
    why: str
    sentences: tuple[str, ...]
    readings: tuple[Reading, ...]
    target: bool


@dataclass(frozen=True)
class Text:
    """A document with its marks."""

    title: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Named:
    """A field that a check names; `number` None for one that is not among the fields."""

    path: str
    number: int | None
    key: str
    value: str


@dataclass(frozen=True)
class Sum:
    """What the amounts of one column of a list add up to."""

    path: str
    count: int
    total: str


@dataclass(frozen=True)
class Figures:
    """The fields that a check doubts or confirms, with their values and sums."""

    title: str
    entries: tuple[Named, ...]
    sums: tuple[Sum, ...]


@dataclass(frozen=True)
class Check:
    """A check and what it was reckoned from."""

    check: CheckResult
    doubts: Figures
    confirms: Figures


@dataclass(frozen=True)
class View:
    """An extraction as a page shows it. `prefix` begins each of its ids in the page.

    Shown are the main document and every other one in which a value was found.
    """

    prefix: str
    title: str
    rows: tuple[Row, ...]
    texts: tuple[Text, ...]
    checks: tuple[Check, ...]
    unanswered: tuple[str, ...]
    warnings: tuple[str, ...]
    receipt: Mapping[str, str]
    missing: str
    tally: str
    cost: str
    assurance: str


def view(extraction: Extraction, prefix: str = "") -> View:
    """The view of an extraction."""
    numbers = {path: number for number, path in enumerate(extraction.fields, start=1)}
    spec = spec_of(type(extraction.record))
    rows = (_row(numbers[path], each, extraction, spec) for path, each in extraction.fields.items())
    return View(
        prefix=prefix,
        title=f"{tidy(extraction.filing.name)}: {extraction.form}",
        rows=tuple(rows),
        texts=tuple(_texts(extraction, numbers)),
        checks=tuple(_check(each, extraction, numbers) for each in extraction.checks),
        unanswered=tuple(unanswered(each) for each in unfinished(extraction)),
        warnings=extraction.warnings,
        receipt=_receipt(extraction),
        missing=incompleteness(extraction),
        tally=tally(extraction),
        cost=cost(extraction.usage),
        assurance=assurance(extraction),
    )


def _row(number: int, field: FieldResult, extraction: Extraction, spec: SchemaSpec) -> Row:
    return Row(
        number=number,
        field=field,
        value=displayed(spec, field.schema_path, field.value),
        line=extraction.filing.line(field.evidence),
        why=why(field, extraction),
        sentences=tuple(SENTENCES[reason] for reason in field.reasons),
        readings=tuple(_reading(each, spec) for each in field.candidates),
        target=bool(field.evidence),
    )


def _reading(candidate: Candidate, spec: SchemaSpec) -> Reading:
    problem = SENTENCES[candidate.problem] if candidate.problem else ""
    value = displayed(spec, candidate.path, candidate.value)
    return Reading(candidate.reader, candidate.quote, value, problem)


def _check(check: CheckResult, extraction: Extraction, numbers: Mapping[str, int]) -> Check:
    return Check(
        check,
        _figures(check.doubts, "The values in doubt", extraction, numbers),
        _figures(check.confirms, "The values confirmed", extraction, numbers),
    )


def _figures(
    paths: tuple[str, ...], title: str, extraction: Extraction, numbers: Mapping[str, int]
) -> Figures:
    spec = spec_of(type(extraction.record))
    fields = {path: extraction.fields.get(path) for path in paths}
    named = (_named(path, numbers.get(path), each, spec) for path, each in fields.items())
    sums = _sums((each for each in fields.values() if each), spec)
    return Figures(title, tuple(named), tuple(sums))


def _named(path: str, number: int | None, field: FieldResult | None, spec: SchemaSpec) -> Named:
    if field is None:
        return Named(path, number, "", "")
    return Named(path, number, field.key, displayed(spec, field.schema_path, field.value))


def _sums(fields: Iterator[FieldResult], spec: SchemaSpec) -> Iterator[Sum]:
    """The sum of each column of a list of which several amounts are named."""
    columns: dict[str, list[Decimal]] = defaultdict(list)
    for field in fields:
        if "#" in field.path and isinstance(field.value, Decimal):
            columns[field.schema_path].append(field.value)
    for path, amounts in columns.items():
        if len(amounts) > 1:
            yield Sum(path, len(amounts), displayed(spec, path, sum(amounts, Decimal(0))))


def _texts(extraction: Extraction, numbers: Mapping[str, int]) -> Iterator[Text]:
    fields = extraction.fields
    evidence = {numbers[path]: each.evidence for path, each in fields.items() if not _is_list(path)}
    lists = {numbers[path]: each.evidence for path, each in fields.items() if _is_list(path)}
    anchors = {numbers[path]: each.anchor for path, each in fields.items()}
    spans = [span for each in fields.values() for span in each.evidence]
    main = extraction.filing.main_document
    others = sorted({span.document for span in spans} - {main.index})
    for document in (main, *(extraction.filing.documents[index] for index in others)):
        marked = tuple(segments(document.text, document.index, evidence, anchors, lists))
        yield Text(_title(document), marked)


def _is_list(path: str) -> bool:
    return path.endswith("#complete")


def _title(document: Document) -> str:
    return " · ".join(filter(None, (document.type, document.filename, document.description)))


def _receipt(extraction: Extraction) -> dict[str, str]:
    facts = receipt_object(extraction.receipt)
    prompts = [f"{name} {digest}" for name, digest in extraction.receipt.prompts.items()]
    sampling = [f"{name} {value}" for name, value in extraction.receipt.sampling.items()]
    facts |= {"prompts": "\n".join(prompts), "sampling": "\n".join(sampling)}
    return {name: str(value) for name, value in facts.items() if value}
