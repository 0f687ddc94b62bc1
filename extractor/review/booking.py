"""What an entry of the log does to its task's items, and the entries that are no decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from extractor.extraction import Assessment
from extractor.review.actions import DECIDING, Action, BadSubmission, Round
from extractor.review.desk import Desk, Snapshot, item_ref
from extractor.review.items import Plan, plan, wanted
from extractor.review.order import Estimates
from extractor.review.person import entry_ref, in_force
from extractor.review.refs import FieldRef, same_field
from extractor.review.resolving import find_item
from extractor.store import tasks
from extractor.store.log import Entry
from extractor.store.tasks import OPEN, RESOLVED, SETTLED, TaskRow

_NOT_YET = 1 << 62
"""The number of an entry that has none yet: after all others."""
_ESTIMATES = Estimates()


@dataclass(frozen=True)
class Changes:
    """What is to be written with an entry. `settles` is the item that it decides.

    `assessment` is what the extraction amounts to with it, None where it changes nothing there.
    """

    plan: Plan
    settles: int | None = None
    assessment: Assessment | None = None


def changes_after(desk: Desk, snapshot: Snapshot, entry: Entry) -> Changes:
    """What an entry does to the items of its task."""
    entries = (*snapshot.entries, replace(entry, seq=_NOT_YET))
    settles = _settled(snapshot, entry)
    if snapshot.task.round != Round.FIRST:
        return Changes(_taken_back(snapshot, entry, entries), settles)
    form = snapshot.form
    assessment = desk.assessed(form, snapshot.stored, entries)
    fields = assessment.fields
    filing, rate = snapshot.task.filing, desk.settings.audit_rate
    with desk.store.reading() as connection:
        around = desk.words(connection, filing)
    found = wanted(form, fields, filing, _ESTIMATES, rate, around, snapshot.items)
    made = plan(form, snapshot.items, found, later=False, held=True)
    back = _taken_back(snapshot, entry, entries)
    return Changes(Plan(made.add, {**back.change, **made.change}), settles, assessment)


def write_changes(connection: Connection, task: int, changes: Changes, seq: int) -> int:
    """Write what an entry does; how many items are open after it."""
    change: dict[int, Mapping[str, Any]] = dict(changes.plan.change)
    if changes.settles is not None:
        change[changes.settles] = {"status": SETTLED, "decided": seq}
    for item, values in change.items():
        tasks.change_item(connection, item, **values)
    tasks.add_items(connection, task, changes.plan.add)
    return tasks.recount(connection, task)


def undoing(snapshot: Snapshot, reviewer: str, seq: int, now: datetime) -> Entry:
    """The entry that takes back an earlier one; raises BadSubmission where it cannot be."""
    entry = next((each for each in snapshot.entries if each.seq == seq), None)
    if entry is None or entry.action not in DECIDING | {Action.DISPUTE}:
        raise BadSubmission(f"entry {seq} is no decision on this filing")
    if entry.reviewer != reviewer or entry.task != snapshot.task.id:
        raise BadSubmission(f"entry {seq} was {entry.reviewer}'s in another round: it stays")
    if any(each.undoes == seq for each in snapshot.entries):
        raise BadSubmission(f"entry {seq} was undone before")
    if any(each.action == Action.EXPORT and each.seq > seq for each in snapshot.entries):
        raise BadSubmission("the filing was exported since: an adjudicator may reopen the field")
    row = entry.said.get("row")
    made = plain_entry(
        snapshot.task, reviewer, Action.UNDO, now, {} if row is None else {"row": row}
    )
    return replace(
        made,
        path=entry.path,
        spec=entry.spec,
        text_hash=entry.text_hash,
        item=entry.item,
        undoes=seq,
    )


def plain_entry(
    task: TaskRow,
    reviewer: str,
    action: Action,
    now: datetime,
    body: Mapping[str, Any],
    ref: FieldRef | None = None,
    spec: str = "",
) -> Entry:
    """An entry that gives no field a value."""
    return Entry(
        at=now,
        reviewer=reviewer,
        filing=task.filing,
        form=task.form,
        round=task.round,
        action=action.value,
        path="" if ref is None else ref.path,
        spec=spec,
        extraction=task.extraction,
        task=task.id,
        body=dict(body),
    )


def _settled(snapshot: Snapshot, entry: Entry) -> int | None:
    if entry.action not in DECIDING | {Action.DISPUTE}:
        return None
    item = find_item(snapshot.form, snapshot.items, entry_ref(entry))
    return None if item is None else item.id


def _taken_back(snapshot: Snapshot, entry: Entry, entries: Sequence[Entry]) -> Plan:
    """The items whose decision is undone: settled by the one before it, or open again."""
    change: dict[int, Mapping[str, Any]] = {}
    for item in snapshot.items if entry.undoes is not None else ():
        if item.decided != entry.undoes:
            continue
        said = in_force(snapshot.form, entries, Round(snapshot.task.round))
        ref = item_ref(item)
        before = [each for each in said if same_field(snapshot.form, entry_ref(each), ref)]
        if before:
            change[item.id] = {"status": SETTLED, "decided": before[-1].seq}
        else:
            first = snapshot.task.round == Round.FIRST
            change[item.id] = {"status": RESOLVED if first else OPEN, "decided": None}
    return Plan((), change)
