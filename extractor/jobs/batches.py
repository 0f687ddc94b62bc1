"""Batches in the store: which jobs belong together, and how far they have come."""

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, update

from extractor.jobs.records import Batch, BatchStatus, JobState, NotFound
from extractor.jobs.rows import insert_new, state_column
from extractor.records import Usage
from extractor.store.job_tables import batch_members as members
from extractor.store.job_tables import batches, jobs

_WINDOW = timedelta(minutes=5)
_OVER = [state.value for state in JobState if state.over]


def open_batch(connection: Connection, key: str | None, now: datetime) -> tuple[int, str]:
    """A new batch, or the one of this key; its number and id."""
    c = batches.c
    identity = secrets.token_hex(8)
    insert_new(connection, batches, {"id": identity, "key": key, "created_at": now})
    wanted = c.id == identity if key is None else c.key == key
    row = connection.execute(select(c.seq, c.id).where(wanted)).one()
    return row.seq, row.id


def add_members(connection: Connection, batch: int, found: Sequence[int]) -> None:
    """Add jobs to a batch, each once, in their order."""
    c = members.c
    known = select(c.job).where(c.batch == batch, c.job.in_(found))
    there = set(connection.execute(known).scalars())
    new = [job for job in dict.fromkeys(found) if job not in there]
    last = select(func.max(c.position)).where(c.batch == batch)
    first = (connection.execute(last).scalar_one() or 0) + 1
    rows = [{"batch": batch, "position": first + n, "job": job} for n, job in enumerate(new)]
    if rows:
        connection.execute(members.insert(), rows)


def seal(connection: Connection, batch: int) -> None:
    """Note that every filing of a batch is in."""
    connection.execute(update(batches).where(batches.c.seq == batch).values(sealed=True))


def number_of(connection: Connection, identity: str) -> int:
    """The number of a batch; raises NotFound."""
    found = select(batches.c.seq).where(batches.c.id == identity)
    seq = connection.execute(found).scalar_one_or_none()
    if seq is None:
        raise NotFound(f"there is no batch {identity[:64]!r}: see extractor batch status")
    return int(seq)


def jobs_in(batch: int) -> Select[Any]:
    """The query for the numbers of a batch's jobs."""
    return select(members.c.job).where(members.c.batch == batch)


def listed(connection: Connection, before: int | None, limit: int) -> list[tuple[int, Batch]]:
    """Batches with their numbers, the newest first, from below a number."""
    count = (
        select(func.count())
        .where(members.c.batch == batches.c.seq)
        .correlate(batches)
        .scalar_subquery()
    )
    query = select(batches, count.label("members")).order_by(batches.c.seq.desc()).limit(limit)
    query = query if before is None else query.where(batches.c.seq < before)
    return [(row.seq, _batch(row, row.members)) for row in connection.execute(query)]


def status(connection: Connection, identity: str, now: datetime) -> BatchStatus:
    """How far a batch has come; raises NotFound.

    All of it is read by one statement, so that it adds up whatever happens meanwhile.
    """
    number = number_of(connection, identity)
    c, shown = jobs.c, state_column()
    recent = (c.updated_at > now - _WINDOW) & shown.in_(_OVER)
    query = (
        select(
            shown.label("state"),
            c.fault,
            c.model,
            func.count().label("members"),
            func.count().filter(recent).label("recent"),
            *(func.sum(c[name]).label(name) for name in _SUMMED),
        )
        .select_from(members.join(jobs, c.seq == members.c.job))
        .where(members.c.batch == number)
        .group_by(shown, c.fault, c.model)
    )
    groups = connection.execute(query).all()
    row = connection.execute(select(batches).where(batches.c.seq == number)).one()
    return _status(_batch(row, sum(group.members for group in groups)), groups)


_SUMMED = ("calls", "prompt_tokens", "completion_tokens", "cached_calls", "seconds")


def _status(batch: Batch, groups: Sequence[Row[Any]]) -> BatchStatus:
    counts = dict.fromkeys(JobState, 0)
    faults: Counter[str] = Counter()
    by_model: dict[str, Usage] = {}
    for group in groups:
        state = JobState(group.state)
        counts[state] += group.members
        if state in (JobState.FAILED, JobState.PARKED):
            faults[group.fault] += group.members
        usage = _usage(group)
        by_model[group.model] = by_model.get(group.model, Usage()) + usage
    return BatchStatus(
        batch=batch,
        counts=counts,
        usage=sum(by_model.values(), Usage()),
        by_model=by_model,
        faults=dict(faults),
        recent=sum(group.recent for group in groups),
        window=_WINDOW.total_seconds(),
    )


def _usage(group: Row[Any]) -> Usage:
    # Sums of whole numbers come back as decimals from some databases.
    calls, prompt, completion, cached = (int(getattr(group, name)) for name in _SUMMED[:-1])
    return Usage(calls, prompt, completion, cached, float(group.seconds))


def _batch(row: Row[Any], count: int) -> Batch:
    return Batch(row.id, row.key, count, row.sealed, row.created_at)
