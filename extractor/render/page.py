"""An extraction as one self-contained HTML page: the filing beside what was read in it."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from extractor.extraction import Extraction
from extractor.filing.model import Document
from extractor.reasons import SENTENCES
from extractor.records import Candidate, CheckResult, Decision, FieldResult
from extractor.render.marks import Segment, segments
from extractor.render.objects import receipt_object
from extractor.render.words import (
    assurance,
    cost,
    incompleteness,
    shown,
    tally,
    unanswered,
    unfinished,
    why,
)

# What a browser would obey or lose: control characters, and marks that turn the direction of text.
_HIDDEN = [*range(0x09), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0xA0)]
_TURNING = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_UNSHOWN = {**dict.fromkeys(_HIDDEN + _TURNING, "\ufffd"), 0x0C: "\n"}


@dataclass(frozen=True)
class _Row:
    """A field as the page shows it; `target` says whether its evidence can be jumped to."""

    number: int
    field: FieldResult
    value: str
    line: int | None
    why: str
    sentences: tuple[str, ...]
    readings: tuple["_Reading", ...]
    target: bool


@dataclass(frozen=True)
class _Reading:
    """What one reader said."""

    reader: str
    quote: str
    value: str
    problem: str


@dataclass(frozen=True)
class _Text:
    """A document with its marks."""

    title: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class _Check:
    """A check with links to the fields that it names."""

    check: CheckResult
    doubts: tuple[tuple[str, int | None], ...]
    confirms: tuple[tuple[str, int | None], ...]


def page(extraction: Extraction) -> str:
    """The page: it loads nothing, runs no script, and shows the filing's text as text only.

    Shown are the main document and every other one in which a value was found.
    """
    numbers = {path: number for number, path in enumerate(extraction.fields, start=1)}
    rows = tuple(_row(numbers[path], each, extraction) for path, each in extraction.fields.items())
    template, style = _template()
    return template.render(
        style=Markup(style),
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        extraction=extraction,
        rows=rows,
        by_number={row.number: row for row in rows},
        texts=tuple(_texts(extraction, numbers)),
        checks=tuple(_check(each, numbers) for each in extraction.checks),
        unanswered=tuple(unanswered(each) for each in unfinished(extraction)),
        receipt=_receipt(extraction),
        missing=incompleteness(extraction),
        tally=tally(extraction),
        cost=cost(extraction.usage),
        assurance=assurance(extraction),
    )


def _row(number: int, field: FieldResult, extraction: Extraction) -> _Row:
    return _Row(
        number=number,
        field=field,
        value=shown(field.value),
        line=extraction.filing.line(field.evidence),
        why=why(field, extraction),
        sentences=tuple(SENTENCES[reason] for reason in field.reasons),
        readings=tuple(_reading(each) for each in field.candidates),
        target=bool(field.evidence),
    )


def _reading(candidate: Candidate) -> _Reading:
    problem = SENTENCES[candidate.problem] if candidate.problem else ""
    return _Reading(candidate.reader, candidate.quote, shown(candidate.value), problem)


def _check(check: CheckResult, numbers: Mapping[str, int]) -> _Check:
    return _Check(
        check,
        tuple((path, numbers.get(path)) for path in check.doubts),
        tuple((path, numbers.get(path)) for path in check.confirms),
    )


def _texts(extraction: Extraction, numbers: Mapping[str, int]) -> Iterator[_Text]:
    fields = extraction.fields
    evidence = {numbers[path]: each.evidence for path, each in fields.items()}
    anchors = {numbers[path]: each.anchor for path, each in fields.items()}
    spans = [span for places in evidence.values() for span in places]
    main = extraction.filing.main_document
    others = sorted({span.document for span in spans} - {main.index})
    for document in (main, *(extraction.filing.documents[index] for index in others)):
        marked = tuple(segments(document.text, document.index, evidence, anchors))
        yield _Text(_title(document), marked)


def _title(document: Document) -> str:
    return " · ".join(filter(None, (document.type, document.filename, document.description)))


def _receipt(extraction: Extraction) -> dict[str, str]:
    facts = receipt_object(extraction.receipt)
    prompts = [f"{name} {digest}" for name, digest in extraction.receipt.prompts.items()]
    sampling = [f"{name} {value}" for name, value in extraction.receipt.sampling.items()]
    facts |= {"prompts": "\n".join(prompts), "sampling": "\n".join(sampling)}
    return {name: str(value) for name, value in facts.items() if value}


def _visible(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return value.translate(_UNSHOWN)
    return "" if value is None else value


@lru_cache(maxsize=1)
def _template() -> tuple[Template, str]:
    folder = resources.files("extractor.render")
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["settled"] = Decision.SETTLED
    text = folder.joinpath("extraction.html.j2").read_text(encoding="utf-8")
    style = folder.joinpath("extraction.css").read_text(encoding="utf-8")
    return environment.from_string(text), style
