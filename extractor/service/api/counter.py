"""What every operation works with, and what is checked of everything that is handed in."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from extractor.errors import ExtractorError
from extractor.jobs.office import Jobs
from extractor.jobs.records import JobOptions
from extractor.llm.endpoint import NONE
from extractor.pipeline import load_policy
from extractor.policy import AGREEMENT, Policy
from extractor.review.queue import Queue
from extractor.service.api.cursors import Cursors
from extractor.service.api.problems import TooLarge
from extractor.service.api.settings import ApiSettings
from extractor.settings import Settings
from extractor.store.codec import plain
from extractor.store.database import Store

T = TypeVar("T")
Unpack = Callable[[Path, int], Iterator[tuple[str, bytes]]]
"""The name and bytes of each file in an archive, none larger than so many bytes."""
_FIRST_LOOK, _MOST_LOOK = 0.1, 1.0
_LONGEST_NAME = 300


@dataclass(frozen=True)
class Counter:
    """Where requests are seen to. `clock` tells the time that everything is booked with."""

    queue: Queue
    cursors: Cursors
    settings: ApiSettings
    reading: Settings
    clock: Callable[[], datetime]
    unpack: Unpack

    @property
    def store(self) -> Store:
        """The store."""
        return self.queue.desk.store

    @cached_property
    def jobs(self) -> Jobs:
        """The jobs and batches of the store."""
        return Jobs(self.store, self.reading)

    @cached_property
    def policy(self) -> Policy:
        """The policy under which submitted filings are decided; raises ExtractorError."""
        path = self.settings.policy
        return AGREEMENT if path is None else load_policy(path)

    def options(self, form: str, model: str | None) -> JobOptions:
        """How a filing is to be read.

        Only the operator says where a model is asked, and which: a key must not be able to have
        filings sent elsewhere. Raises ExtractorError.
        """
        known = {NONE, self.reading.model} | self.settings.more_models
        if model is not None and model not in known:
            raise ExtractorError(
                f"the model {model!r} may not be asked for here; there is "
                f"{', '.join(sorted(known))} (the operator may allow more: EXTRACTOR_API_MODELS)"
            )
        return JobOptions(form=form, model=model, policy=self.policy)

    def check_size(self, data: bytes) -> bytes:
        """The bytes of a filing; raises TooLarge."""
        most = self.reading.max_filing_bytes
        if len(data) > most:
            raise TooLarge(
                f"the filing has more than the {most:,} bytes that are read here; give the one "
                "document of it that matters"
            )
        return data


def name_of(given: str | None, default: str = "filing") -> str:
    """The name that an uploaded file goes by: never a path."""
    bare = plain(given or "").replace("\\", "/").rpartition("/")[2].strip()
    return bare[:_LONGEST_NAME] or default


async def waited(ask: Callable[[], T], is_over: Callable[[T], bool], seconds: float) -> T:
    """What is asked for once it is over, or as it stands after so many seconds.

    No thread is held while it waits.
    """
    until, pause = monotonic() + seconds, _FIRST_LOOK
    while True:
        found = await run_in_threadpool(ask)
        left = until - monotonic()
        if left <= 0 or is_over(found):
            return found
        await asyncio.sleep(min(pause, left))
        pause = min(pause * 1.5, _MOST_LOOK)
