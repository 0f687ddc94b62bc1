"""Tasks, their leases and their items: what a person may hold, and who holds it.

A task is one round of review of one filing. It stands in a lane with all tasks that the same
persons may not take, so that the next one for a person is the first of one of a few lanes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select, text, update

from extractor.store import tables as t
from extractor.store.codec import canonical
from extractor.store.filings import FilingRow

OPEN, CLAIMED, DONE, PURGED = "open", "claimed", "done", "purged"
"""States of a task. An item is OPEN, SETTLED, RESOLVED or SUPERSEDED."""
SETTLED, RESOLVED, SUPERSEDED = "settled", "resolved", "superseded"

_TAKE = """
UPDATE tasks SET state = 'claimed', owner = :who, token = token + 1, expires_at = :until
WHERE state = 'open' AND id = ({best}) RETURNING {columns}
"""
# One look into the index for each lane that the person may take from. The state is spelled out,
# since only so does a planner use the index that holds open tasks alone.
_BEST_SQLITE = """
SELECT t.id FROM (
  SELECT (SELECT o.id FROM tasks o WHERE o.lane = l.id AND o.state = 'open'
          ORDER BY o.deferred, o.priority DESC, o.id LIMIT 1) AS id
  FROM lanes l WHERE l.round IN ({rounds}) AND NOT EXISTS
    (SELECT 1 FROM lane_members m WHERE m.lane = l.id AND m.reviewer = :who)
) first JOIN tasks t ON t.id = first.id
ORDER BY t.deferred, t.priority DESC, t.id LIMIT 1
"""
_BEST_POSTGRESQL = """
SELECT first.id FROM lanes l CROSS JOIN LATERAL (
  SELECT o.id, o.deferred, o.priority FROM tasks o WHERE o.lane = l.id AND o.state = 'open'
  ORDER BY o.deferred, o.priority DESC, o.id LIMIT 1{lock}
) first
WHERE l.round IN ({rounds}) AND NOT EXISTS
  (SELECT 1 FROM lane_members m WHERE m.lane = l.id AND m.reviewer = :who)
ORDER BY first.deferred, first.priority DESC, first.id LIMIT 1
"""
_SKIP_LOCKED = " FOR UPDATE OF o SKIP LOCKED"


@dataclass(frozen=True)
class TaskRow:
    """A task as it is stored. `token` grows with every claim; `expires_at` ends the lease."""

    id: int
    filing: str
    form: str
    round: str
    lane: int
    extraction: int | None
    state: str
    deferred: int
    priority: float
    open_items: int
    owner: str | None
    token: int
    expires_at: datetime | None
    created_at: datetime
    done_at: datetime | None


@dataclass(frozen=True)
class ItemRow:
    """One field that waits for a person, or did.

    `ref` is the field's identity as JSON, `path` its path in the extraction that it was opened
    for. `decided` is the log entry that settled it. `stale`: a later extraction has no doubt of it.
    `alike` is the same for items that ask the same of the same value, "" for one that is like no
    other; `around` for those whose value stands among the same words.
    """

    id: int
    task: int
    schema_path: str
    path: str
    ref: str
    reasons: str
    origin: str
    blind: bool
    status: str
    stale: bool
    probability: float
    weight: float
    seconds: float
    decided: int | None
    alike: str = ""
    around: str = ""


_ITEM = tuple(t.items.c[name] for name in ItemRow.__dataclass_fields__)


def next_task(
    connection: Connection, who: str, rounds: Collection[str], until: datetime
) -> TaskRow | None:
    """Claim the first open task that a person may take; None where there is none."""
    columns = [t.tasks.c[name] for name in TaskRow.__dataclass_fields__]
    statement = _TAKE.format(
        best=_best(connection, rounds, lock=True), columns=", ".join(each.name for each in columns)
    )
    given = {"who": who, "until": t.stamp(until), **_rounds(rounds)}
    row = connection.execute(text(statement).columns(*columns), given).one_or_none()
    return None if row is None else TaskRow(*row)


def peek(connection: Connection, who: str, rounds: Collection[str]) -> int | None:
    """The id of the task that `next_task` would claim, unclaimed."""
    statement = _best(connection, rounds, lock=False)
    found: int | None = connection.execute(
        text(statement), {"who": who, **_rounds(rounds)}
    ).scalar_one_or_none()
    return found


def take(connection: Connection, task: int, who: str, now: datetime, until: datetime) -> bool:
    """Claim one task, open or done, or held by nobody any more; False where another holds it."""
    c = t.tasks.c
    free = (c.state != CLAIMED) | (c.expires_at <= now) | (c.owner == who)
    taken = update(t.tasks).where(c.id == task, free)
    values = {"state": CLAIMED, "owner": who, "token": c.token + 1, "expires_at": until}
    return connection.execute(taken.values(**values)).rowcount == 1


def held(connection: Connection, who: str, now: datetime) -> TaskRow | None:
    """The task that a person holds."""
    c = t.tasks.c
    query = select(t.tasks).where(c.owner == who, text("state = 'claimed'"), c.expires_at > now)
    row = connection.execute(query.order_by(c.id).limit(1)).mappings().one_or_none()
    return None if row is None else TaskRow(**row)


def renew(
    connection: Connection, task: int, who: str, token: int, now: datetime, until: datetime
) -> bool:
    """Go on holding a task, and hold its row until the transaction ends; False if it was lost."""
    c = t.tasks.c
    mine = update(t.tasks).where(
        c.id == task, c.owner == who, c.token == token, c.state == CLAIMED, c.expires_at > now
    )
    return connection.execute(mine.values(expires_at=until)).rowcount == 1


def let_go(connection: Connection, tasks: Iterable[int], *, defer: bool = False) -> None:
    """End the claims on tasks: what a later extraction superseded closes, the rest is free."""
    c = t.tasks.c
    for task in tasks:
        mine = (t.items.c.task == task, t.items.c.status == OPEN, t.items.c.stale)
        connection.execute(update(t.items).where(*mine).values(status=SUPERSEDED))
        freed: dict[str, Any] = {"state": OPEN, "owner": None, "expires_at": None}
        if defer:
            freed["deferred"] = c.deferred + 1
        connection.execute(update(t.tasks).where(c.id == task).values(**freed))
        recount(connection, task)


def expire(connection: Connection, now: datetime, latest: datetime) -> list[int]:
    """End the claims whose lease is over, or ends after `latest`, as no clock that is right can
    have said; the tasks."""
    c = t.tasks.c
    over = or_(c.expires_at <= now, c.expires_at > latest)
    late = select(c.id).where(text("state = 'claimed'"), over)
    tasks = list(connection.execute(late.with_for_update(skip_locked=True)).scalars())
    let_go(connection, tasks)
    return tasks


def recount(connection: Connection, task: int) -> int:
    """Set what follows from a task's open items: their number, and its priority where free."""
    rows = open_items(connection, task)
    c = t.tasks.c
    values: dict[str, Any] = {"open_items": len(rows), "priority": worth(rows)}
    connection.execute(update(t.tasks).where(c.id == task).values(**values))
    if not rows:
        connection.execute(update(t.tasks).where(c.id == task, c.state == OPEN).values(state=DONE))
    return len(rows)


OPENING_SECONDS = 10.0
"""What it takes to open a filing and find one's way in it, before its first field."""


def worth(rows: Sequence[ItemRow]) -> float:
    """What a second spent on a filing brings: errors found, weighed, a second."""
    gain = sum(each.probability * each.weight for each in rows)
    return gain / (OPENING_SECONDS + sum(each.seconds for each in rows))


def finish(connection: Connection, task: int, now: datetime) -> None:
    """Mark a task as done; nobody holds it."""
    done = {"state": DONE, "owner": None, "expires_at": None, "done_at": now, "deferred": 0}
    connection.execute(update(t.tasks).where(t.tasks.c.id == task).values(**done))


def get_task(connection: Connection, task: int) -> TaskRow | None:
    """A task by its id."""
    row = connection.execute(select(t.tasks).where(t.tasks.c.id == task)).mappings().one_or_none()
    return None if row is None else TaskRow(**row)


def task_and_filing(connection: Connection, task: int) -> tuple[TaskRow, FilingRow] | None:
    """A task and the filing that it is on, in one question."""
    of_task = [t.tasks.c[name] for name in TaskRow.__dataclass_fields__]
    of_filing = [t.filings.c[name] for name in FilingRow.__dataclass_fields__]
    both = t.tasks.join(t.filings, t.tasks.c.filing == t.filings.c.sha256)
    query = select(*of_task, *of_filing).select_from(both).where(t.tasks.c.id == task)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return TaskRow(*row[: len(of_task)]), FilingRow(*row[len(of_task) :])


def task_for(
    connection: Connection, filing: str, form: str, round_: str, *, lock: bool = False
) -> TaskRow | None:
    """The task of a round of a filing; with `lock` its row is held."""
    c = t.tasks.c
    query = select(t.tasks).where(c.filing == filing, c.form == form, c.round == round_)
    query = query.with_for_update() if lock else query
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else TaskRow(**row)


def tasks_of(connection: Connection, filing: str, form: str | None = None) -> list[TaskRow]:
    """Every task of a filing."""
    query = select(t.tasks).where(t.tasks.c.filing == filing).order_by(t.tasks.c.id)
    query = query if form is None else query.where(t.tasks.c.form == form)
    return [TaskRow(**row) for row in connection.execute(query).mappings()]


def add_task(connection: Connection, values: Mapping[str, Any]) -> int:
    """Add an open task without items; its id."""
    given = {"state": OPEN, "priority": 0.0, "open_items": 0, **values}
    added = t.tasks.insert().values(**given).returning(t.tasks.c.id)
    return int(connection.execute(added).scalar_one())


def change_task(connection: Connection, task: int, **values: Any) -> None:
    """Change columns of a task."""
    connection.execute(update(t.tasks).where(t.tasks.c.id == task).values(**values))


def lane(connection: Connection, round_: str, excluded: Iterable[str] = ()) -> int:
    """The lane of a round that these persons may not take from; made where it is missing."""
    members = sorted(set(excluded))
    told = canonical(members)
    c = t.lanes.c
    known = select(c.id).where(c.round == round_, c.excluded == told)
    found = connection.execute(known).scalar_one_or_none()
    if found is not None:
        return int(found)
    # Two transactions may make it at once: the second waits for the first, and finds it made.
    made = text(
        "INSERT INTO lanes (round, excluded) VALUES (:round, :excluded) ON CONFLICT DO NOTHING"
    )
    new = connection.execute(made, {"round": round_, "excluded": told}).rowcount == 1
    identity = int(connection.execute(known).scalar_one())
    if new and members:
        rows = [{"lane": identity, "reviewer": each} for each in members]
        connection.execute(t.lane_members.insert(), rows)
    return identity


def may_take(connection: Connection, task: TaskRow, who: str) -> bool:
    """Whether a person is not excluded from a task's lane."""
    m = t.lane_members.c
    query = select(m.lane).where(m.lane == task.lane, m.reviewer == who)
    return connection.execute(query).first() is None


def items_of(connection: Connection, task: int) -> list[ItemRow]:
    """Every item of a task."""
    query = select(*_ITEM).where(t.items.c.task == task).order_by(t.items.c.id)
    return _items(connection, query)


def open_items(connection: Connection, task: int) -> list[ItemRow]:
    """The items of a task that wait."""
    query = select(*_ITEM).where(t.items.c.task == task, t.items.c.status == OPEN)
    return _items(connection, query.order_by(t.items.c.id))


def add_items(connection: Connection, task: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add open items to a task."""
    made = [{"task": task, "status": OPEN, "stale": False, **row} for row in rows]
    if made:
        connection.execute(t.items.insert(), made)


def change_item(connection: Connection, item: int, **values: Any) -> None:
    """Change columns of an item."""
    connection.execute(update(t.items).where(t.items.c.id == item).values(**values))


def counts(connection: Connection) -> dict[str, int]:
    """How many tasks are in each state, by `ROUND STATE`."""
    c = t.tasks.c
    query = select(c.round, c.state, func.count()).group_by(c.round, c.state)
    return {f"{row[0]} {row[1]}": row[2] for row in connection.execute(query)}


def _items(connection: Connection, query: Select[Any]) -> list[ItemRow]:
    return [ItemRow(*row) for row in connection.execute(query)]


def _best(connection: Connection, rounds: Collection[str], *, lock: bool) -> str:
    names = ", ".join(f":round{number}" for number in range(len(rounds)))
    if connection.dialect.name == "postgresql":
        return _BEST_POSTGRESQL.format(rounds=names, lock=_SKIP_LOCKED if lock else "")
    return _BEST_SQLITE.format(rounds=names)


def _rounds(rounds: Collection[str]) -> dict[str, str]:
    return {f"round{number}": each for number, each in enumerate(rounds)}


def excluded(connection: Connection, lane_: int) -> list[str]:
    """Who may not take from a lane."""
    query = select(t.lane_members.c.reviewer).where(t.lane_members.c.lane == lane_)
    return list(connection.execute(query).scalars())


def reopen(connection: Connection, task: int) -> None:
    """Count a task's items; one that was done and has open ones is open again."""
    if recount(connection, task):
        c = t.tasks.c
        back = update(t.tasks).where(c.id == task, c.state.in_((DONE, PURGED)))
        connection.execute(back.values(state=OPEN, done_at=None))


def blank(connection: Connection, task: int) -> None:
    """Close a task for good and take the values off its items: its filing is purged."""
    gone = {"status": SUPERSEDED, "ref": "null", "reasons": "[]"}
    connection.execute(update(t.items).where(t.items.c.task == task).values(**gone))
    closed = {"state": PURGED, "owner": None, "expires_at": None, "extraction": None}
    connection.execute(update(t.tasks).where(t.tasks.c.id == task).values(**closed, open_items=0))
