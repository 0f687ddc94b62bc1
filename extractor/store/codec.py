"""Readings, receipts and values as JSON and back, exactly. Pure.

A text stays itself, an integer a number; a decimal and a date are objects that say what they are,
a decimal with its printed scale. The JSON is canonical: what is equal has the same text, so that it
can be hashed, and it is ASCII, so that every database keeps it.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from extractor.reasons import Reason
from extractor.records import (
    Candidate,
    ChunkReport,
    ChunkStatus,
    ListReading,
    Reading,
    Receipt,
    RowMark,
    Usage,
    Value,
)
from extractor.text.spans import Evidence, Span

Json = dict[str, Any]


def canonical(value: object) -> str:
    """JSON with sorted keys and no blanks, in ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def digest(value: object) -> str:
    """The sha256 of the canonical JSON."""
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()


def packed(value: object) -> bytes:
    """Canonical JSON, compressed."""
    return zlib.compress(canonical(value).encode("ascii"))


def unpacked(data: bytes) -> Any:
    """What `packed` packed."""
    return json.loads(zlib.decompress(data))


def plain(text: str) -> str:
    """A text that every database keeps as it is: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def put_value(value: Value | None) -> object:
    """A typed value as JSON."""
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


def get_value(given: Any) -> Value | None:
    """The typed value of `put_value`."""
    if isinstance(given, Mapping):
        if "decimal" in given:
            return Decimal(given["decimal"])
        return date.fromisoformat(given["date"])
    if given is None or isinstance(given, str | int):
        return given
    raise ValueError(f"not a value: {given!r}")


def put_evidence(evidence: Evidence) -> list[list[int]]:
    """Spans as lists of three numbers."""
    return [[span.document, span.start, span.end] for span in evidence]


def get_evidence(given: Iterable[Sequence[int]]) -> Evidence:
    """The spans of `put_evidence`."""
    return tuple(Span(*each) for each in given)


def put_reading(reading: Reading) -> Json:
    """A reading as JSON."""
    return {
        "reader": reading.reader,
        "candidates": [_put_candidate(each) for each in reading.candidates],
        "lists": [_put_list(each) for each in reading.lists],
        "rows": [_put_mark(each) for each in reading.rows],
        "as_filed": list(reading.as_filed),
    }


def get_reading(given: Json) -> Reading:
    """The reading of `put_reading`."""
    return Reading(
        reader=given["reader"],
        candidates=tuple(map(_get_candidate, given["candidates"])),
        lists=tuple(map(_get_list, given["lists"])),
        rows=tuple(map(_get_mark, given["rows"])),
        as_filed=tuple(given["as_filed"]),
    )


def put_chunk(chunk: ChunkReport) -> Json:
    """The report on a chunk as JSON."""
    return {
        "question": chunk.question,
        "status": chunk.status.value,
        "detail": chunk.detail,
        "evidence": put_evidence(chunk.evidence),
        "cost": put_usage(chunk.cost),
    }


def get_chunk(given: Json) -> ChunkReport:
    """The report of `put_chunk`."""
    return ChunkReport(
        question=given["question"],
        status=ChunkStatus(given["status"]),
        detail=given["detail"],
        evidence=get_evidence(given["evidence"]),
        cost=get_usage(given["cost"]),
    )


def put_usage(usage: Usage) -> Json:
    """What the model cost, as JSON."""
    return {
        "calls": usage.calls,
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "cached_calls": usage.cached_calls,
        "seconds": usage.seconds,
    }


def get_usage(given: Json) -> Usage:
    """The usage of `put_usage`."""
    return Usage(**given)


def get_receipt(given: Json) -> Receipt:
    """The receipt of `extractor.render.objects.receipt_object`."""
    return Receipt(**given)


def _put_candidate(each: Candidate) -> Json:
    return {
        "reader": each.reader,
        "path": each.path,
        "row": each.row,
        "quote": each.quote,
        "value": put_value(each.value),
        "evidence": put_evidence(each.evidence),
        "anchor": put_evidence(each.anchor),
        "occurrences": each.occurrences,
        "problem": each.problem,
    }


def _get_candidate(given: Json) -> Candidate:
    return Candidate(
        reader=given["reader"],
        path=given["path"],
        row=given["row"],
        quote=given["quote"],
        value=get_value(given["value"]),
        evidence=get_evidence(given["evidence"]),
        anchor=get_evidence(given["anchor"]),
        occurrences=given["occurrences"],
        problem=_reason(given["problem"]),
    )


def _put_list(each: ListReading) -> Json:
    return {
        "reader": each.reader,
        "path": each.path,
        "rows": each.rows,
        "accounted": each.accounted,
        "reason": each.reason,
        "evidence": put_evidence(each.evidence),
    }


def _get_list(given: Json) -> ListReading:
    return ListReading(
        reader=given["reader"],
        path=given["path"],
        rows=given["rows"],
        accounted=given["accounted"],
        reason=_reason(given["reason"]),
        evidence=get_evidence(given["evidence"]),
    )


def _put_mark(each: RowMark) -> Json:
    return {
        "path": each.path,
        "row": each.row,
        "key": [put_value(part) for part in each.key],
        "places": put_evidence(each.places),
        "dropped": each.dropped,
    }


def _get_mark(given: Json) -> RowMark:
    return RowMark(
        path=given["path"],
        row=given["row"],
        key=tuple(map(get_value, given["key"])),
        places=get_evidence(given["places"]),
        dropped=given["dropped"],
    )


def _reason(given: str | None) -> Reason | None:
    return None if given is None else Reason(given)
