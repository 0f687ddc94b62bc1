"""Tells webhooks what became of jobs and batches: noted in the store first, then sent until taken.

Any number of servers may share a store. What a server was sending when it died is sent again by
another, under the same id.
"""

import json
import logging
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, exists, select, update
from sqlalchemy.exc import SQLAlchemyError

from extractor.errors import ExtractorError
from extractor.jobs.office import Jobs
from extractor.service.api import hooks, sending, signing
from extractor.service.api.addresses import BadAddress, Lookup, Reach, looked_up
from extractor.service.api.sending import Told
from extractor.service.api.shapes import job_shape, status_shape
from extractor.store.api_tables import deliveries, watched, webhooks
from extractor.store.database import Store
from extractor.store.job_tables import batch_members, batches, jobs

WAITING, DONE, GIVEN_UP = "waiting", "done", "given up"
"""States of a delivery."""
JOB_OVER, BATCH_COMPLETE = "job.over", "batch.complete"
PAUSES = (5, 30, 120, 600, 3_600, 3 * 3_600, 6 * 3_600, 12 * 3_600, 24 * 3_600)
"""Seconds until the next try; after the last one it is given up, two days on."""
_LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 1.0
_LEASE = timedelta(minutes=1)
_KEPT = timedelta(days=30)
_TOGETHER = 50
_AT_ONCE = 4
_OPEN = ("waiting", "running")


@dataclass(frozen=True)
class _Due:
    """A delivery that is to be tried now."""

    seq: int
    id: str
    body: str
    url: str
    secret: str
    tries: int


class Courier:
    """Looks for what is to be told, and tells it. `clock` gives the time, `lookup` addresses."""

    def __init__(
        self,
        store: Store,
        reach: Reach,
        clock: Callable[[], datetime],
        lookup: Lookup = looked_up,
    ) -> None:
        self._store = store
        self._jobs = Jobs(store)
        self._reach = reach
        self._clock = clock
        self._lookup = lookup
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Courier":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def note(self) -> int:
        """Note what is to be told of all that is over by now; how much it is."""
        with self._store.reading() as connection:
            found = [*_jobs_over(connection), *_batches_complete(connection)]
        return sum(self._noted(*each) for each in found)

    def deliver(self) -> int:
        """Try what is due; how much it was."""
        due = self._taken()
        if due:
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                list(pool.map(self._try, due))
        return len(due)

    def tidy(self) -> None:
        """Forget what was told long ago."""
        c = deliveries.c
        old = deliveries.delete().where(c.state != WAITING, c.created_at < self._clock() - _KEPT)
        with self._store.writing() as connection:
            connection.execute(old)

    def _run(self) -> None:
        rounds = 0
        while not self._over.wait(_LOOK_SECONDS):
            try:
                if rounds % 3_600 == 0:
                    self.tidy()
                self.note()
                self.deliver()
            except (ExtractorError, SQLAlchemyError) as error:
                _LOG.warning("%s", error)
            rounds += 1

    def _noted(self, seq: int, kind: str, subject: str) -> bool:
        """Note one thing; False where another server did."""
        now = self._clock()
        event, data = self._said(kind, subject)
        body = {"type": event, "timestamp": now.isoformat(), "data": data}
        with self._store.writing() as connection:
            mine = update(watched).where(watched.c.seq == seq, watched.c.told.is_(False))
            row = connection.execute(
                mine.values(told=True).returning(watched.c.webhook)
            ).one_or_none()
            if row is None:
                return False
            made = {
                "id": f"msg_{secrets.token_hex(12)}",
                "webhook": row.webhook,
                "event": event,
                "body": json.dumps(body),
                "state": WAITING,
                "due_at": now,
                "created_at": now,
            }
            connection.execute(deliveries.insert().values(**made))
        return True

    def _said(self, kind: str, subject: str) -> tuple[str, dict[str, Any]]:
        """The event, and the job or batch as the API answers it."""
        if kind == hooks.JOB:
            return JOB_OVER, job_shape(self._jobs.job(subject)).model_dump(mode="json")
        status = status_shape(self._jobs.batch(subject))
        return BATCH_COMPLETE, status.model_dump(mode="json")

    def _taken(self) -> list[_Due]:
        """What is due, leased to this server."""
        c, now = deliveries.c, self._clock()
        query = (
            select(c.seq, c.id, c.body, c.tries, webhooks.c.url, webhooks.c.secret)
            .join(webhooks, webhooks.c.seq == c.webhook)
            .where(c.state == WAITING, c.due_at <= now)
            .order_by(c.due_at, c.seq)
            .limit(_TOGETHER)
        )
        with self._store.reading() as connection:
            found = [_Due(**row) for row in connection.execute(query).mappings()]
        if not found:
            return []
        with self._store.writing() as connection:
            return [each for each in found if _leased(connection, each, now)]

    def _try(self, due: _Due) -> None:
        """Send one, and note what came of it."""
        told = self._sent(due)
        values: dict[str, Any] = {"said": told.said}
        if told.done:
            values["state"] = DONE
        elif due.tries >= len(PAUSES):
            values["state"] = GIVEN_UP
        else:
            values["due_at"] = self._clock() + timedelta(seconds=PAUSES[due.tries])
        with self._store.writing() as connection:
            mine = update(deliveries).where(deliveries.c.seq == due.seq)
            connection.execute(mine.values(**values))

    def _sent(self, due: _Due) -> Told:
        body = due.body.encode()
        try:
            target = self._reach.target(due.url, self._lookup)
        except BadAddress as error:
            return Told(False, str(error))
        seconds = int(self._clock().timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "filing-extractor",
            **signing.signed(due.secret, due.id, seconds, body),
        }
        return sending.send(target, body, headers)


def _leased(connection: Connection, due: _Due, now: datetime) -> bool:
    c = deliveries.c
    mine = update(deliveries).where(
        c.seq == due.seq, c.state == WAITING, c.tries == due.tries, c.due_at <= now
    )
    taken = connection.execute(mine.values(tries=c.tries + 1, due_at=now + _LEASE))
    return taken.rowcount == 1


def _jobs_over(connection: Connection) -> list[tuple[int, str, str]]:
    """Watched jobs that are over and were not told."""
    c = watched.c
    query = (
        select(c.seq, c.kind, c.subject)
        .join(jobs, jobs.c.id == c.subject)
        .where(c.told.is_(False), c.kind == hooks.JOB, jobs.c.state.not_in(_OPEN))
    )
    rows = connection.execute(query.order_by(c.seq).limit(_TOGETHER))
    return [(row.seq, row.kind, row.subject) for row in rows]


def _batches_complete(connection: Connection) -> list[tuple[int, str, str]]:
    """Watched batches that are complete and were not told."""
    c, member = watched.c, batch_members.c
    unfinished = (
        exists()
        .where(member.batch == batches.c.seq)
        .where(jobs.c.seq == member.job, jobs.c.state.in_(_OPEN))
    )
    query = (
        select(c.seq, c.kind, c.subject)
        .join(batches, batches.c.id == c.subject)
        .where(c.told.is_(False), c.kind == hooks.BATCH, batches.c.sealed, ~unfinished)
    )
    rows = connection.execute(query.order_by(c.seq).limit(_TOGETHER))
    return [(row.seq, row.kind, row.subject) for row in rows]
