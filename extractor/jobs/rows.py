"""Jobs in the store: one row each, changed only from the state that it is known to be in."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from extractor.jobs.identity import Way
from extractor.jobs.records import Job, JobState, NotFound
from extractor.policy import Policy
from extractor.records import Usage
from extractor.store import tables as t
from extractor.store.codec import canonical, plain
from extractor.store.job_tables import jobs

FINISHED = "finished"
"""The stored state of what was stored: done, in review or failed, as the rest of the row says."""
_PAID = ("calls", "prompt_tokens", "completion_tokens", "cached_calls", "seconds")


@dataclass(frozen=True)
class Task:
    """What a worker has to know of a job."""

    seq: int
    id: str
    filing: str
    name: str
    way: Way
    policy: Policy
    attempt: int
    starts: int


def state_column() -> ColumnElement[str]:
    """The state of a job as a user knows it."""
    c = jobs.c
    waits = exists().where(
        t.tasks.c.filing == c.filing, t.tasks.c.form == c.form, t.tasks.c.open_items > 0
    )
    return case(
        (c.state != FINISHED, c.state),
        (c.complete.is_(False), literal(JobState.FAILED.value)),
        (waits, literal(JobState.IN_REVIEW.value)),
        else_=literal(JobState.DONE.value),
    )


def described() -> Select[Any]:
    """The query for jobs as `job_of` reads them."""
    return select(jobs, state_column().label("shown"))


def job_of(row: Row[Any]) -> Job:
    """The job of a row of `described`."""
    return Job(
        id=row.id,
        filing=row.filing,
        name=row.name,
        state=JobState(row.shown),
        reason=row.reason,
        fault=row.fault,
        form=row.form,
        model=row.model,
        attempt=row.attempt,
        created_at=row.created_at,
        updated_at=row.updated_at,
        usage=Usage(*(getattr(row, name) for name in _PAID)),
        extraction=row.extraction,
    )


def find(connection: Connection, identity: str) -> Job:
    """A job by its id; raises NotFound."""
    row = connection.execute(described().where(jobs.c.id == identity)).one_or_none()
    if row is None:
        raise NotFound(f"there is no job {identity[:64]!r}: see extractor batch status")
    return job_of(row)


def keep_policy(connection: Connection, policy: Policy) -> None:
    """Keep a policy, once."""
    content = policy.model_dump_json(exclude_none=True)
    insert_new(connection, t.policies, {"hash": policy.hash, "content": content})


def keep_bytes(connection: Connection, name: str, data: bytes, now: datetime) -> str:
    """Keep a filing's bytes, unread; their hash. What is there already stays as it is."""
    sha256 = hashlib.sha256(data).hexdigest()
    c = t.filings.c
    there = connection.execute(select(c.data.is_not(None)).where(c.sha256 == sha256)).scalar()
    if there:
        return sha256
    kept = {"name": plain(name), "data": zlib.compress(data), "text_hash": "", "purged_at": None}
    if there is None:
        facts = dict.fromkeys(("filer", "form_type", "report_date"), "")
        row = {"sha256": sha256, "added_at": now, **facts, **kept}
        insert_new(connection, t.filings, row)
    else:
        connection.execute(update(t.filings).where(c.sha256 == sha256).values(**kept))
    return sha256


def add(connection: Connection, row: Mapping[str, Any], way: Way, now: datetime) -> int:
    """Add a waiting job, or find the one of this id; its number.

    `row` has its id, filing, name and policy, and what is known of it otherwise.
    """
    known = select(jobs.c.seq).where(jobs.c.id == row["id"])
    found = connection.execute(known).scalar_one_or_none()
    if found is not None:
        return int(found)
    values = {
        "state": JobState.WAITING.value,
        "options": canonical(way.as_object()),
        "model": way.model_id,
        "created_at": now,
        "updated_at": now,
        **row,
    }
    insert_new(connection, jobs, values)
    return int(connection.execute(known).scalar_one())


def insert_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> None:
    """Add a row, unless one of the same key is there already, or comes at the same moment."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())


def numbers(which: ColumnElement[bool]) -> Select[Any]:
    """The query for the numbers of some jobs."""
    return select(jobs.c.seq).where(which)


def again(connection: Connection, which: Select[Any], now: datetime) -> int:
    """Begin a next attempt at those of these jobs that were parked, failed or cancelled; how
    many. What is too large to be read stays parked: nothing of it was kept."""
    c = jobs.c
    stopped = c.state.in_((JobState.PARKED.value, JobState.CANCELLED.value))
    failed = and_(c.state == FINISHED, c.complete.is_(False))
    kept = exists().where(t.filings.c.sha256 == c.filing, t.filings.c.data.is_not(None))
    values = {
        **_fresh(),
        "state": JobState.WAITING.value,
        "complete": None,
        "starts": 0,
        "reason": "",
        "fault": "",
        "updated_at": now,
    }
    changed = update(jobs).where(c.seq.in_(which), stopped | failed, kept).values(**values)
    return connection.execute(changed).rowcount


def cancel(connection: Connection, seqs: Select[Any], now: datetime) -> int:
    """Cancel those of these jobs that are not over; how many."""
    c = jobs.c
    values = {"state": JobState.CANCELLED.value, "updated_at": now}
    changed = update(jobs).where(c.seq.in_(seqs), _is_open()).values(**values)
    return connection.execute(changed).rowcount


def to_hand(connection: Connection, most: int) -> list[tuple[int, str, int]]:
    """Jobs that no engine knows of yet, the oldest first: number, id and attempt.

    No more than bring those that an engine knows of, and that nobody has begun, up to `most`.
    """
    c = jobs.c
    waiting = and_(c.handed.is_(True), _is_open(), c.state == JobState.WAITING.value)
    ahead = select(func.count()).where(waiting).scalar_subquery()
    room = case((ahead < most, most - ahead), else_=0)
    query = select(c.seq, c.id, c.attempt).where(c.handed.is_(False), _is_open())
    found = connection.execute(query.order_by(c.seq).limit(room))
    return [(row.seq, row.id, row.attempt) for row in found]


def mark_handed(connection: Connection, given: Iterable[tuple[int, str, int]]) -> None:
    """Note that an engine knows of these attempts."""
    for seq, _, attempt in given:
        mine = update(jobs).where(jobs.c.seq == seq, jobs.c.attempt == attempt)
        connection.execute(mine.values(handed=True))


def under_way(
    connection: Connection, now: datetime, quiet: timedelta
) -> list[tuple[int, str, int]]:
    """Jobs that an engine knows of and that nothing was heard of for so long, or at a time to come:
    the clock was moved."""
    c = jobs.c
    silent = or_(c.updated_at < now - quiet, c.updated_at > now + quiet)
    query = select(c.seq, c.id, c.attempt).where(c.handed.is_(True), _is_open(), silent)
    return [(row.seq, row.id, row.attempt) for row in connection.execute(query)]


def unhand(connection: Connection, seq: int, attempt: int, now: datetime, *, next_: bool) -> None:
    """Have a job handed over again, as the same attempt or as the next one."""
    values = {**_fresh(), "state": JobState.WAITING.value} if next_ else {"handed": False}
    mine = update(jobs).where(jobs.c.seq == seq, jobs.c.attempt == attempt, _is_open())
    connection.execute(mine.values(**values, updated_at=now))


def begin(connection: Connection, identity: str, attempt: int, now: datetime) -> Task | None:
    """Mark an attempt as running; None where it is over, cancelled or not the last one."""
    c = jobs.c
    mine = update(jobs).where(c.id == identity, c.attempt == attempt, _is_open())
    values = {
        "state": JobState.RUNNING.value,
        "handed": True,
        "starts": c.starts + 1,
        "updated_at": now,
    }
    if connection.execute(mine.values(**values)).rowcount == 0:
        return None
    query = select(jobs, t.policies.c.content).join(t.policies).where(c.id == identity)
    row = connection.execute(query).one()
    return Task(
        seq=row.seq,
        id=row.id,
        filing=row.filing,
        name=row.name,
        way=Way(**json.loads(row.options)),
        policy=Policy.model_validate_json(row.content),
        attempt=row.attempt,
        starts=row.starts,
    )


def got_on(connection: Connection, task: Task, steps: int) -> int:
    """Note how many steps of a job are stored; how often it was begun since there were fewer."""
    c = jobs.c
    starts = case((c.steps < steps, 1), else_=c.starts)
    mine = update(jobs).where(c.seq == task.seq).values(starts=starts, steps=steps)
    return int(connection.execute(mine.returning(c.starts)).scalar_one())


def is_open(connection: Connection, task: Task) -> bool:
    """Whether an attempt is still wanted."""
    c = jobs.c
    query = select(c.seq).where(c.seq == task.seq, c.attempt == task.attempt, _is_open())
    return connection.execute(query).first() is not None


def end(
    connection: Connection, task: Task, usage: Usage, now: datetime, values: Mapping[str, Any]
) -> bool:
    """Note how an attempt ended and what it paid; False where it is not wanted any more."""
    c = jobs.c
    paid = {name: c[name] + getattr(usage, name) for name in _PAID}
    mine = update(jobs).where(c.seq == task.seq, c.attempt == task.attempt, _is_open())
    changed = mine.values(**paid, **values, updated_at=now)
    return connection.execute(changed).rowcount == 1


def finished(extraction: int, form: str, complete: bool, reason: str) -> dict[str, Any]:
    """The columns of a job whose extraction is stored."""
    return {
        "state": FINISHED,
        "extraction": extraction,
        "form": form,
        "complete": complete,
        "fault": "" if complete else "no_answer",
        "reason": plain(reason),
    }


def parked(fault: str, reason: str) -> dict[str, Any]:
    """The columns of a job that was parked."""
    return {"state": JobState.PARKED.value, "fault": fault, "reason": plain(reason)}


def _fresh() -> dict[str, Any]:
    return {"attempt": jobs.c.attempt + 1, "handed": False, "steps": 0}


def _is_open() -> ColumnElement[bool]:
    # Spelled out, since only so does a planner use the index that holds open jobs alone.
    return jobs.c.state.in_(
        [literal("waiting", literal_execute=True), literal("running", literal_execute=True)]
    )
