"""Results as they are answered: those of `extractor extract --format json`, with their job."""

import json
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field

from extractor.jobs.records import JobState, Result
from extractor.render.objects import as_object
from extractor.service.api.shapes import Json, Shape, UsageShape


class Written(StrEnum):
    """Which of the two records is in a result."""

    ACCEPTED = "accepted"
    RECORD = "record"


WhichRecord = Annotated[
    Written | None,
    Query(
        description="`accepted`: only values that were accepted or settled by a person; `record`: "
        "the best grounded value of each field. Without it both."
    ),
]


class JobOfResult(Shape):
    """The job that a result is of."""

    id: str
    state: JobState
    name: str
    attempt: int


class FilingOfResult(Shape):
    """The filing that a result is of."""

    name: str
    sha256: str


class ReasonShape(Shape):
    """Why a decision came to be."""

    code: str
    sentence: str


class PlaceShape(Shape):
    """A place in the canonical text of a document, in code points."""

    document: int
    start: int
    end: int
    text: str


class CandidateShape(Shape):
    """What one reader says of a field."""

    reader: str
    value: Any = Field(description="decimals are strings, dates ISO")
    quote: str | None
    evidence: list[PlaceShape]
    anchor: list[PlaceShape]
    occurrences: int
    problem: ReasonShape | None


class FieldShape(Shape):
    """A field: its value, where it stands, what was decided of it and why."""

    value: Any = Field(description="decimals are strings, dates ISO")
    key: str
    outcome: str
    decision: str
    reasons: list[ReasonShape]
    line: int | None
    evidence: list[PlaceShape]
    anchor: list[PlaceShape]
    candidates: list[CandidateShape]


class CheckShape(Shape):
    """A rule over the whole record."""

    name: str
    status: str
    message: str
    hint: str
    doubts: list[str]
    confirms: list[str]


class ResultShape(Shape):
    """What a job came to, with what people decided since."""

    job: JobOfResult
    updated_at: datetime
    schema_version: str
    form: str
    filing: FilingOfResult
    complete: bool
    record: Json | None = Field(default=None, description="the schema is that of the form")
    accepted: Json | None = Field(default=None, description="the schema is that of the form")
    fields: dict[str, FieldShape]
    checks: list[CheckShape]
    chunks: list[Json]
    usage: UsageShape
    receipt: Json
    warnings: list[str]
    policy: Json


def result_object(result: Result, which: Written | None) -> Json:
    """A result as JSON values."""
    job = result.job
    made = as_object(result.extraction)
    for each in Written:
        if which not in (None, each):
            del made[each.value]
    told = {"id": job.id, "state": job.state.value, "name": job.name, "attempt": job.attempt}
    return {"job": told, "updated_at": result.updated_at.isoformat(), **made}


def lines(found: Iterator[Result], which: Written | None) -> Iterator[str]:
    """Results as lines of JSON."""
    for each in found:
        yield f"{json.dumps(result_object(each, which), ensure_ascii=False)}\n"
