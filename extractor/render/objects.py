"""An extraction as JSON."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.reasons import SENTENCES, Reason
from extractor.records import (
    Candidate,
    CheckResult,
    ChunkReport,
    FieldResult,
    Receipt,
    Usage,
)
from extractor.text.spans import Evidence

Json = dict[str, object]


def json_text(extraction: Extraction, indent: int | None = None) -> str:
    """An extraction as one JSON object, on one line unless `indent` is given."""
    return json.dumps(as_object(extraction), ensure_ascii=False, indent=indent)


def as_object(extraction: Extraction) -> Json:
    """An extraction as JSON values: decimals are strings, dates ISO, offsets code points."""
    filing = extraction.filing
    return {
        "schema_version": extraction.schema_version,
        "form": extraction.form,
        "filing": {"name": filing.name, "sha256": filing.sha256},
        "complete": extraction.complete,
        "record": _plain(extraction.record),
        "accepted": _plain(extraction.accepted),
        "fields": {path: _field(each, filing) for path, each in extraction.fields.items()},
        "checks": [_check(check) for check in extraction.checks],
        "chunks": [_chunk(chunk, filing) for chunk in extraction.chunks],
        "usage": _usage(extraction.usage),
        "receipt": receipt_object(extraction.receipt),
        "warnings": list(extraction.warnings),
        "policy": {
            "name": extraction.assessment.policy,
            "certified": extraction.assessment.certified,
            "bound": extraction.assessment.bound,
        },
    }


def receipt_object(receipt: Receipt) -> Json:
    """A receipt as JSON values."""
    return {
        "filing": receipt.filing,
        "form": receipt.form,
        "schema": receipt.schema,
        "prompts": dict(receipt.prompts),
        "policy": receipt.policy,
        "package": receipt.package,
        "model": receipt.model,
        "sampling": _plain(receipt.sampling),
        "answers": receipt.answers,
        "text_only": receipt.text_only,
    }


def _field(field: FieldResult, filing: Filing) -> Json:
    return {
        "value": _plain(field.value),
        "key": field.key,
        "outcome": field.outcome.value,
        "decision": field.decision.value,
        "reasons": [_reason(reason) for reason in field.reasons],
        "line": filing.line(field.evidence),
        "evidence": _places(field.evidence, filing),
        "anchor": _places(field.anchor, filing),
        "candidates": [_candidate(each, filing) for each in field.candidates],
    }


def _candidate(candidate: Candidate, filing: Filing) -> Json:
    return {
        "reader": candidate.reader,
        "value": _plain(candidate.value),
        "quote": candidate.quote,
        "evidence": _places(candidate.evidence, filing),
        "anchor": _places(candidate.anchor, filing),
        "occurrences": candidate.occurrences,
        "problem": _reason(candidate.problem) if candidate.problem else None,
    }


def _check(check: CheckResult) -> Json:
    return {
        "name": check.name,
        "status": check.status.value,
        "message": check.message,
        "hint": check.hint,
        "doubts": list(check.doubts),
        "confirms": list(check.confirms),
    }


def _chunk(chunk: ChunkReport, filing: Filing) -> Json:
    return {
        "question": chunk.question,
        "status": chunk.status.value,
        "detail": chunk.detail,
        "line": filing.line(chunk.evidence),
        "evidence": [
            {"document": span.document, "start": span.start, "end": span.end}
            for span in chunk.evidence
        ],
    }


def _usage(usage: Usage) -> Json:
    return {
        "calls": usage.calls,
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "cached_calls": usage.cached_calls,
        "seconds": round(usage.seconds, 3),
    }


def _places(evidence: Evidence, filing: Filing) -> list[Json]:
    return [
        {
            "document": span.document,
            "start": span.start,
            "end": span.end,
            "text": filing.quote((span,)),
        }
        for span in evidence
    ]


def _reason(reason: Reason) -> Json:
    return {"code": reason.value, "sentence": SENTENCES[reason]}


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return _plain(value.model_dump())
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value
