"""An extraction comes to the queue: what was decided before holds, what is left in doubt waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from extractor.extraction import Extraction
from extractor.forms.base import Form
from extractor.policy import Policy
from extractor.records import Decision, FieldResult
from extractor.review.actions import Round
from extractor.review.desk import Desk
from extractor.review.items import Wanted, plan, wanted
from extractor.review.order import Estimates
from extractor.store import filings, log, tasks
from extractor.store.tasks import CLAIMED, ItemRow, TaskRow

_NO_ESTIMATES = Estimates()


@dataclass(frozen=True)
class Added:
    """What became of an extraction: its id, whether it was new, and its task.

    `opened` items were added or opened again, `inherited` fields are settled by decisions of
    before, `closed` items are superseded.
    """

    extraction: int
    new: bool
    task: int | None
    opened: int = 0
    inherited: int = 0
    closed: int = 0


def add(
    desk: Desk,
    extraction: Extraction,
    data: bytes,
    policy: Policy,
    now: datetime,
    estimates: Estimates = _NO_ESTIMATES,
) -> Added:
    """Keep a filing and its extraction, and open items for what waits.

    `data` are the filing's bytes. Adding the same twice changes nothing.
    """
    with desk.store.writing() as connection:
        return add_within(desk, connection, extraction, data, policy, now, estimates)


def add_within(
    desk: Desk,
    connection: Connection,
    extraction: Extraction,
    data: bytes,
    policy: Policy,
    now: datetime,
    estimates: Estimates = _NO_ESTIMATES,
) -> Added:
    """Do what `add` does within a transaction of the caller's."""
    filings.add_filing(connection, extraction.filing, data, now)
    identity, new = filings.add_extraction(connection, extraction, policy, now)
    return _queue(desk, connection, identity, new=new, now=now, estimates=estimates)


def refresh(desk: Desk, connection: Connection, task: TaskRow, *, later: bool) -> tuple[int, int]:
    """Bring a first round's items in line with its extraction and the log: opened, closed."""
    form = desk.form(task.form)
    fields = _fields(desk, connection, form, task)
    kept = [] if later else tasks.items_of(connection, task.id)
    found = _wanted(desk, connection, task, fields, _NO_ESTIMATES, kept)
    return _apply(connection, form, task, found, later=later)


def _queue(
    desk: Desk,
    connection: Connection,
    identity: int,
    *,
    new: bool,
    now: datetime,
    estimates: Estimates,
) -> Added:
    stored = desk.stored(connection, identity)
    form = desk.form(stored.form)
    task = tasks.task_for(connection, stored.filing, stored.form, Round.FIRST, lock=True)
    if task is not None and (not new or task.extraction == identity):
        return Added(identity, new, task.id)
    if task is None:
        task = _make(connection, stored.filing, stored.form, identity, now)
    else:
        tasks.change_task(connection, task.id, extraction=identity)
        task = tasks.get_task(connection, task.id) or task
    fields = _fields(desk, connection, form, task)
    found = _wanted(desk, connection, task, fields, estimates)
    opened, closed = _apply(connection, form, task, found, later=True)
    inherited = sum(each.decision is Decision.SETTLED for each in fields.values())
    return Added(identity, new, task.id, opened, inherited, closed)


def _fields(
    desk: Desk, connection: Connection, form: Form, task: TaskRow
) -> Mapping[str, FieldResult]:
    stored = desk.stored(connection, task.extraction or 0)
    entries = log.entries(connection, task.filing, task.form)
    return desk.assessed(form, stored, entries).fields


def _wanted(
    desk: Desk,
    connection: Connection,
    task: TaskRow,
    fields: Mapping[str, FieldResult],
    estimates: Estimates,
    items: Iterable[ItemRow] = (),
) -> list[Wanted]:
    form, around = desk.form(task.form), desk.words(connection, task.filing)
    rate = desk.settings.audit_rate
    return wanted(form, fields, task.filing, estimates, rate, around, items)


def _apply(
    connection: Connection, form: Form, task: TaskRow, found: list[Wanted], *, later: bool
) -> tuple[int, int]:
    items = tasks.items_of(connection, task.id)
    made = plan(form, items, found, later=later, held=task.state == CLAIMED)
    tasks.add_items(connection, task.id, made.add)
    was = {item.id: item.status for item in items}
    opened, closed = len(made.add), 0
    for item, values in made.change.items():
        tasks.change_item(connection, item, **values)
        status = values.get("status", was[item])
        opened += status == tasks.OPEN != was[item]
        closed += status == tasks.SUPERSEDED
    tasks.reopen(connection, task.id)
    return opened, closed


def _make(
    connection: Connection, filing: str, form: str, extraction: int, now: datetime
) -> TaskRow:
    identity = tasks.add_task(
        connection,
        {
            "filing": filing,
            "form": form,
            "round": Round.FIRST.value,
            "lane": tasks.lane(connection, Round.FIRST.value),
            "extraction": extraction,
            "created_at": now,
        },
    )
    made = tasks.get_task(connection, identity)
    if made is None:
        raise LookupError(f"task {identity}")
    return made
