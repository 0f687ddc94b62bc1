"""Where jobs are handed in and asked after. It needs no engine: workers see to the jobs.

Everything here may be called from several threads and processes.
"""

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Select

from extractor.errors import ExtractorError
from extractor.jobs import batches, results, rows
from extractor.jobs.clock import now
from extractor.jobs.identity import Way, job_id, way_hash, way_of
from extractor.jobs.records import Batch, BatchStatus, Job, JobOptions, NotFound, Result
from extractor.policy import Policy
from extractor.review.desk import Desk
from extractor.settings import Settings
from extractor.store.codec import plain
from extractor.store.database import Store
from extractor.store.job_tables import jobs

T = TypeVar("T")
_TOGETHER = 50
"""Filings that are stored in one transaction."""
_LOOK_SECONDS = 0.2
_MOST = 1_000
_DEFAULTS = JobOptions()


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a listing; `cursor` continues it, None at its end."""

    items: tuple[T, ...]
    cursor: str | None


class BadCursor(ExtractorError):
    """A cursor that no listing gave."""


@dataclass(frozen=True)
class _Plan:
    """A way of reading, with all that is the same for every filing."""

    way: Way
    hash: str
    policy: Policy


class Jobs:
    """The jobs and batches of a store."""

    def __init__(self, store: Store, settings: Settings | None = None) -> None:
        self._store = store
        self._settings = settings or Settings()
        self._desk = Desk(store)

    def submit(self, name: str, data: bytes, options: JobOptions = _DEFAULTS) -> Job:
        """Hand in one filing to be read; the same again is the same job.

        Raises ExtractorError for options that make no sense. A filing that cannot be read becomes
        a job all the same, which is parked with the reason.
        """
        plan = self._plan(options)
        with self._store.writing() as connection:
            self._add(connection, plan, name, data)
        return self.job(job_id(hashlib.sha256(data).hexdigest(), plan.hash))

    def job(self, identity: str) -> Job:
        """A job as it stands; raises NotFound."""
        with self._store.reading() as connection:
            return rows.find(connection, identity)

    def wait(self, identity: str, seconds: float) -> Job:
        """A job once it is over, or as it stands after so many seconds; raises NotFound."""
        until = time.monotonic() + seconds
        while True:
            job = self.job(identity)
            left = until - time.monotonic()
            if job.state.over or left <= 0:
                return job
            time.sleep(min(_LOOK_SECONDS, left))

    def retry(self, identity: str) -> Job:
        """Make a next attempt at a job that was parked, failed or was cancelled.

        Answers that earlier attempts were given are used again. Any other job stays as it is.
        Raises NotFound.
        """
        with self._store.writing() as connection:
            found = rows.find(connection, identity)
            rows.again(connection, rows.numbers(jobs.c.id == found.id), now())
        return self.job(identity)

    def cancel(self, identity: str) -> Job:
        """Have a job that is not over be done no more: calls under way end, none begins.

        Raises NotFound.
        """
        with self._store.writing() as connection:
            found = rows.find(connection, identity)
            rows.cancel(connection, rows.numbers(jobs.c.id == found.id), now())
        return self.job(identity)

    def submit_batch(
        self,
        items: Iterable[tuple[str, bytes]],
        options: JobOptions = _DEFAULTS,
        key: str | None = None,
    ) -> Batch:
        """Hand in filings, each a name and its bytes, that belong together.

        They are taken from `items` as they are stored. `key` names the batch: handed in again
        under the same key, after a fault or to add to it, it is the same one. A filing that is
        given twice is one member. Raises ExtractorError for options that make no sense.
        """
        plan = self._plan(options)
        with self._store.writing() as connection:
            number, identity = batches.open_batch(connection, key, now())
        source = iter(items)
        while group := list(islice(source, _TOGETHER)):
            with self._store.writing() as connection:
                found = [self._add(connection, plan, *each) for each in group]
                batches.add_members(connection, number, found)
        with self._store.writing() as connection:
            batches.seal(connection, number)
        return self.batch(identity).batch

    def batch(self, identity: str) -> BatchStatus:
        """How far a batch has come; raises NotFound."""
        with self._store.reading() as connection:
            return batches.status(connection, identity, now())

    def batches(self, cursor: str | None = None, limit: int = 50) -> Page[Batch]:
        """The batches, the newest first."""
        before = _number(cursor)
        with self._store.reading() as connection:
            found = batches.listed(connection, before, _bounded(limit) + 1)
        return _page(found, _bounded(limit))

    def jobs(
        self, batch: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Job]:
        """The jobs of a batch, or all, in the order in which they came; raises NotFound."""
        after = _number(cursor)
        with self._store.reading() as connection:
            query = self._of(connection, batch).order_by(jobs.c.seq)
            query = query if after is None else query.where(jobs.c.seq > after)
            read = connection.execute(query.limit(_bounded(limit) + 1)).all()
        return _page([(row.seq, rows.job_of(row)) for row in read], _bounded(limit))

    def retry_batch(self, identity: str) -> int:
        """Retry what was parked, failed or was cancelled of a batch; how many. Raises NotFound."""
        with self._store.writing() as connection:
            mine = batches.jobs_in(batches.number_of(connection, identity))
            return rows.again(connection, mine, now())

    def cancel_batch(self, identity: str) -> int:
        """Cancel what is not over of a batch; how many. Raises NotFound.

        A filing that another batch waits for as well is cancelled there too.
        """
        with self._store.writing() as connection:
            mine = batches.jobs_in(batches.number_of(connection, identity))
            return rows.cancel(connection, mine, now())

    def result(self, identity: str) -> Result:
        """What a job came to, with what people decided since.

        Raises NotFound where there is no such job, or nothing was stored of it.
        """
        job = self.job(identity)
        found = results.result_of(self._desk, job)
        if found is None:
            raise NotFound(f"job {job.id[:12]} has no result: it is {job.state}")
        return found

    def results(
        self, batch: str | None = None, changed_since: datetime | None = None
    ) -> Iterator[Result]:
        """What the jobs of a batch, or all, came to, with what people decided since.

        One at a time, in the order of the jobs. `changed_since` leaves out what was neither
        stored nor decided on since then. Raises NotFound.
        """
        with self._store.reading() as connection:
            query = self._of(connection, batch)
        return results.stream(self._desk, query, changed_since)

    def _plan(self, options: JobOptions) -> _Plan:
        way = way_of(options, self._settings)
        return _Plan(way, way_hash(way, options.policy, self._settings), options.policy)

    def _add(self, connection: Connection, plan: _Plan, name: str, data: bytes) -> int:
        rows.keep_policy(connection, plan.policy)
        most = self._settings.max_filing_bytes
        row: dict[str, Any] = {"name": plain(name), "policy": plan.policy.hash}
        if len(data) > most:
            sha256 = hashlib.sha256(data).hexdigest()
            said = (
                f"{name}: has more than the {most:,} bytes that are read; give the one document "
                "of it that matters, or set EXTRACTOR_MAX_FILING_BYTES"
            )
            row |= rows.parked("unreadable", said)
        else:
            sha256 = rows.keep_bytes(connection, name, data, now())
        row |= {"id": job_id(sha256, plan.hash), "filing": sha256}
        return rows.add(connection, row, plan.way, now())

    def _of(self, connection: Connection, batch: str | None) -> Select[Any]:
        query = rows.described()
        if batch is None:
            return query
        number = batches.number_of(connection, batch)
        return query.where(jobs.c.seq.in_(batches.jobs_in(number)))


def _page(found: Sequence[tuple[int, T]], limit: int) -> Page[T]:
    kept = found[:limit]
    more = len(found) > limit
    return Page(tuple(each for _, each in kept), str(kept[-1][0]) if more else None)


def _number(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):
        raise BadCursor("the cursor is not one that a listing gave: leave it out to begin anew")
    return int(cursor)


def _bounded(limit: int) -> int:
    return min(max(limit, 1), _MOST)
