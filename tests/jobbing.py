"""Small filings, and a worker in this process: for tests of jobs."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from extractor.jobs.office import Jobs
from extractor.jobs.records import BatchStatus, Job
from extractor.jobs.settings import JobSettings
from extractor.jobs.worker import Worker
from extractor.settings import Settings
from tests.pipeline.conftest import TEXT
from tests.stand_in import Reply, completion, nothing

PATIENCE = 60.0
"""Seconds after which a test that hangs gives up."""
QUESTIONS = 4
"""Questions that each of these filings is asked."""
SETTINGS = Settings(cache=False, attempts=1)
LIMITS = JobSettings(rounds=3, pause=0.05, poll=0.05)


def filing(name: str) -> bytes:
    """The bytes of the filing of a registrant."""
    return TEXT.format(name=name).encode()


def yard(number: int) -> tuple[str, bytes]:
    """The name and the bytes of a filing of which no question is asked of any other filing."""
    name = f"YARD {number:05}, INC."
    told = TEXT.replace("Other Events", "Other Events of {name}").format(name=name)
    return f"{number:05}.txt", told.encode()


def quoting(body: dict[str, Any]) -> Reply:
    """A completion that quotes the name and the exhibit of such a filing, always the same."""
    answer = nothing(body)
    name = re.search(r"YARD \d+, INC\.", str(body["messages"]))
    if name and "registrant" in answer:
        answer["registrant"] = name[0]
    if name and "exhibits" in answer:
        answer["exhibits"] = [{"number": "99.1", "description": f"Press release of {name[0]}"}]
    return completion(answer)


@contextmanager
def at_work(
    url: str, limits: JobSettings = LIMITS, concurrency: int = 4, settings: Settings = SETTINGS
) -> Iterator[Worker]:
    """A worker that leaves at once when it is not needed any more."""
    with Worker(
        url, concurrency=concurrency, settings=settings, limits=limits, patience=0
    ) as worker:
        yield worker


def over(office: Jobs, job: Job) -> Job:
    """A job once it is over."""
    found = office.wait(job.id, PATIENCE)
    assert found.state.over, found
    return found


def complete(office: Jobs, batch: str, patience: float = PATIENCE) -> BatchStatus:
    """A batch once it is complete; its counts add up all the while."""
    until = time.monotonic() + patience
    while True:
        status = office.batch(batch)
        assert sum(status.counts.values()) == status.batch.members
        if status.complete:
            return status
        assert time.monotonic() < until, status
        time.sleep(0.05)
