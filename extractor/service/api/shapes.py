"""What the API answers: jobs, batches, forms, and what they are read from."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Form, Path, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from extractor.jobs.records import Batch, BatchStatus, Job, JobState
from extractor.records import Usage

T = TypeVar("T")


def _spelt(kind: type[date], given: object) -> object:
    """What is spelt as ISO 8601 has it: a number is no date, though it could be read as one."""
    if not isinstance(given, str):
        return given
    found = kind.fromisoformat(given)
    if kind is date and found.isoformat() != given:
        raise ValueError("a date is spelt as 2026-01-31")
    return found


JobId = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="A job's id.")]
BatchId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", description="A batch's id.")]
Cursor = Annotated[
    str | None,
    Query(max_length=1_000, description="`next` of the page before; without it the first page."),
]
Limit = Annotated[int, Query(ge=1, le=200, description="At most so many.")]
Wait = Annotated[
    float,
    Query(ge=0, le=60, description="Seconds to wait for the end, where it has not come yet."),
]
IsoDate = Annotated[date, BeforeValidator(partial(_spelt, date))]
IsoTime = Annotated[datetime, BeforeValidator(partial(_spelt, datetime))]
FormName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
ModelName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$")]
FormField = Annotated[FormName, Form(description="A form's name, or auto.")]
ModelField = Annotated[ModelName | None, Form(description="The model to ask.")]
"""The two as fields of an upload."""


class Shape(BaseModel):
    """Base of what is answered."""

    model_config = ConfigDict(frozen=True)


class UsageShape(Shape):
    """What a model was asked and what that took; `cached_calls` were answered from before."""

    calls: int
    cached_calls: int
    prompt_tokens: int
    completion_tokens: int
    seconds: float


class JobShape(Shape):
    """A filing that is to be read in a certain way, and how far that has come."""

    id: str
    filing: str = Field(description="sha256 of its bytes")
    name: str
    state: JobState
    over: bool = Field(description="nothing more will happen to it by itself")
    reason: str = Field(description="a sentence, where it failed or was parked")
    fault: str = Field(description="the kind of fault, '' without one")
    form: str = Field(description="'' as long as it is not known")
    model: str
    attempt: int
    has_result: bool
    created_at: datetime
    updated_at: datetime
    usage: UsageShape


class BatchShape(Shape):
    """A batch as it was handed in."""

    id: str
    members: int = Field(description="its filings, each counted once")
    sealed: bool = Field(description="all of them are in")
    created_at: datetime


class StatusShape(BatchShape):
    """How far a batch has come: `counts` add up to `members`."""

    complete: bool = Field(description="every filing is in and accounted for")
    open: int = Field(description="filings to which something will still happen by itself")
    counts: dict[JobState, int]
    faults: dict[str, int] = Field(description="the failed and the parked by kind of fault")
    usage: UsageShape


class CountShape(Shape):
    """How many jobs were changed."""

    jobs: int


class Page(Shape, Generic[T]):
    """A part of a listing; `next` is the cursor of the part after it, null at the end."""

    items: list[T]
    next: str | None


class FormShape(Shape):
    """A form that filings can be read as."""

    name: str
    title: str
    fields: int


class HealthShape(Shape):
    """The server answers."""

    status: str


class ReadyShape(Shape):
    """Whether all that the service needs is there."""

    ready: bool
    store: bool = Field(description="the store can be reached")
    migrations: bool = Field(description="its tables are those of this version")
    worker: bool = Field(description="a worker is alive")


Json = dict[str, Any]


def job_shape(job: Job) -> JobShape:
    """A job as it is answered."""
    return JobShape(
        id=job.id,
        filing=job.filing,
        name=job.name,
        state=job.state,
        over=job.state.over,
        reason=job.reason,
        fault=job.fault,
        form=job.form,
        model=job.model,
        attempt=job.attempt,
        has_result=job.extraction is not None,
        created_at=job.created_at,
        updated_at=job.updated_at,
        usage=usage_shape(job.usage),
    )


def batch_shape(batch: Batch) -> BatchShape:
    """A batch as it is answered."""
    return BatchShape(
        id=batch.id, members=batch.members, sealed=batch.sealed, created_at=batch.created_at
    )


def status_shape(status: BatchStatus) -> StatusShape:
    """The status of a batch as it is answered."""
    return StatusShape(
        **batch_shape(status.batch).model_dump(),
        complete=status.complete,
        open=status.open,
        counts=dict(status.counts),
        faults=dict(status.faults),
        usage=usage_shape(status.usage),
    )


def usage_shape(usage: Usage) -> UsageShape:
    """A usage as it is answered."""
    return UsageShape(
        calls=usage.calls,
        cached_calls=usage.cached_calls,
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        seconds=round(usage.seconds, 3),
    )


def job_shapes(jobs: Iterable[Job]) -> list[JobShape]:
    """Jobs as they are answered."""
    return list(map(job_shape, jobs))
