"""What the service tells of jobs and batches: frozen records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Usage:
    """What a model was asked and what that took; `cached_calls` were answered from before."""

    calls: int
    cached_calls: int
    prompt_tokens: int
    completion_tokens: int
    seconds: float


@dataclass(frozen=True)
class Job:
    """A filing that is to be read in a certain way, and how far that has come.

    `state` is waiting, running, done, in_review, failed, parked or cancelled; `over` says that
    nothing more will happen to it by itself. `reason` is a sentence where it failed or was parked.
    """

    id: str
    filing: str
    name: str
    state: str
    over: bool
    reason: str
    fault: str
    form: str
    model: str
    attempt: int
    has_result: bool
    created_at: datetime
    updated_at: datetime
    usage: Usage


@dataclass(frozen=True)
class Batch:
    """A batch as it was handed in. `sealed`: all of its filings are in."""

    id: str
    members: int
    sealed: bool
    created_at: datetime


@dataclass(frozen=True)
class BatchStatus:
    """How far a batch has come: `counts` (by state) add up to its members.

    `open` filings are those to which something will still happen by itself; `faults` counts the
    failed and the parked by kind of fault.
    """

    batch: Batch
    complete: bool
    open: int
    counts: Mapping[str, int]
    faults: Mapping[str, int]
    usage: Usage


def job_of(given: Json) -> Job:
    """A job of what was answered."""
    return Job(
        id=given["id"],
        filing=given["filing"],
        name=given["name"],
        state=given["state"],
        over=given["over"],
        reason=given["reason"],
        fault=given["fault"],
        form=given["form"],
        model=given["model"],
        attempt=given["attempt"],
        has_result=given["has_result"],
        created_at=_time(given["created_at"]),
        updated_at=_time(given["updated_at"]),
        usage=_usage(given["usage"]),
    )


def batch_of(given: Json) -> Batch:
    """A batch of what was answered."""
    return Batch(given["id"], given["members"], given["sealed"], _time(given["created_at"]))


def status_of(given: Json) -> BatchStatus:
    """The status of a batch of what was answered."""
    return BatchStatus(
        batch=batch_of(given),
        complete=given["complete"],
        open=given["open"],
        counts=given["counts"],
        faults=given["faults"],
        usage=_usage(given["usage"]),
    )


def _usage(given: Json) -> Usage:
    return Usage(
        calls=given["calls"],
        cached_calls=given["cached_calls"],
        prompt_tokens=given["prompt_tokens"],
        completion_tokens=given["completion_tokens"],
        seconds=given["seconds"],
    )


def _time(given: str) -> datetime:
    return datetime.fromisoformat(given)
