"""What is known of jobs and batches: frozen records, without I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from extractor.errors import ExtractorError
from extractor.extraction import Extraction
from extractor.policy import AGREEMENT, Policy
from extractor.records import Usage


class NotFound(ExtractorError):
    """There is no job or batch of this id."""


class JobState(StrEnum):
    """What became of a job.

    `in_review`: whole and stored, and some field waits for a person. `failed`: stored, but the
    model gave no usable answer to some question. `parked`: nothing was stored, and someone has to
    look at the reason. All but `waiting` and `running` are over, until the job is retried.
    """

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    IN_REVIEW = "in_review"
    FAILED = "failed"
    PARKED = "parked"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self not in (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True)
class JobOptions:
    """How a filing is to be read, as `extractor extract` has it.

    `model` None takes that of the settings. Keys are no part of it: the worker has them.
    """

    form: str = "auto"
    model: str | None = None
    base_url: str | None = None
    policy: Policy = AGREEMENT


@dataclass(frozen=True)
class Job:
    """A filing that is to be read in a certain way, and how far that has come.

    `id` is a hash of the filing and of the way, so the same is never two jobs. `reason` is a
    sentence where the job failed or was parked, `fault` the kind of it. `usage` is what was paid,
    over all attempts. `extraction` is the id of what was stored.
    """

    id: str
    filing: str
    name: str
    state: JobState
    reason: str
    fault: str
    form: str
    model: str
    attempt: int
    created_at: datetime
    updated_at: datetime
    usage: Usage
    extraction: int | None


@dataclass(frozen=True)
class Batch:
    """A batch as it was submitted. `members` counts its filings, each once; `sealed` says that
    all of them are in."""

    id: str
    key: str | None
    members: int
    sealed: bool
    created_at: datetime


@dataclass(frozen=True)
class BatchStatus:
    """How far a batch has come: the counts of its states always add up to its members.

    `usage` is what its jobs have paid. `faults` counts the failed and the parked by kind of
    fault, `by_model` sums the usage by model. `recent` is how many were over in the last
    `window` seconds.
    """

    batch: Batch
    counts: Mapping[JobState, int]
    usage: Usage
    by_model: Mapping[str, Usage] = field(default_factory=dict)
    faults: Mapping[str, int] = field(default_factory=dict)
    recent: int = 0
    window: float = 300.0

    @property
    def open(self) -> int:
        """How many filings something will still happen to by itself."""
        return sum(count for state, count in self.counts.items() if not state.over)

    @property
    def complete(self) -> bool:
        """Whether every filing is in and accounted for."""
        return self.batch.sealed and self.open == 0


@dataclass(frozen=True)
class Result:
    """A stored extraction as it stands now, with what people decided since.

    `updated_at` is when it was stored or last decided on.
    """

    job: Job
    extraction: Extraction
    updated_at: datetime
