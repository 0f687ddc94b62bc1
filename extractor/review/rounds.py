"""The rounds after the first: a blind second opinion, and adjudication where two differ."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from extractor.forms.base import Form
from extractor.review.actions import Action, Round
from extractor.review.desk import item_ref
from extractor.review.items import drawn, put_ref
from extractor.review.person import entry_cell, entry_ref, in_force
from extractor.review.refs import COMPLETE, FieldRef, key_text, same_field
from extractor.review.settings import ReviewSettings
from extractor.store import log, tasks
from extractor.store.log import Entry
from extractor.store.tasks import CLAIMED, OPEN, SETTLED, ItemRow, TaskRow
from extractor.text.compare import same


def follow(
    connection: Connection, form: Form, task: TaskRow, settings: ReviewSettings, now: datetime
) -> None:
    """Open what follows from a round that is done: a second opinion, or an adjudication."""
    entries = log.entries(connection, task.filing, task.form)
    if task.round == Round.FIRST:
        _open_second(connection, form, task, entries, settings, now)
    if task.round in (Round.FIRST, Round.SECOND):
        _open_adjudication(connection, form, task, entries, now)


def owed(connection: Connection, task: TaskRow, who: str) -> TaskRow | None:
    """The second opinion on a filing that a person may still be asked for, None for none."""
    second = tasks.task_for(connection, task.filing, task.form, Round.SECOND)
    if second is None or second.state not in (OPEN, CLAIMED):
        return None
    return second if tasks.may_take(connection, second, who) else None


def keep_out(connection: Connection, second: TaskRow, who: str) -> None:
    """Ask a second opinion of anyone but a person who has seen the first one."""
    people = {*tasks.excluded(connection, second.lane), who}
    lane = tasks.lane(connection, Round.SECOND, people)
    tasks.change_task(connection, second.id, lane=lane)


def differing(form: Form, entries: Iterable[Entry]) -> list[tuple[Entry, Entry]]:
    """The answers of first and second reviewers on one field that are not the same."""
    return [pair for pair in pairs(form, entries) if not agree(form, *pair)]


def pairs(form: Form, entries: Iterable[Entry]) -> list[tuple[Entry, Entry]]:
    """The first and the second reviewer's last answers on each field that both decided."""
    entries = list(entries)
    first = in_force(form, entries, Round.FIRST)
    second = _last(form, in_force(form, entries, Round.SECOND))
    found: list[tuple[Entry, Entry]] = []
    for theirs in second:
        mine = [each for each in first if same_field(form, entry_ref(each), entry_ref(theirs))]
        if mine:
            found.append((mine[-1], theirs))
    return found


def agree(form: Form, left: Entry, right: Entry) -> bool:
    """Whether two answers on one field are the same."""
    if Action.DISPUTE in (left.action, right.action):
        return left.action == right.action
    if left.path.endswith(COMPLETE):
        return True
    if Action.DROP_ROW in (left.action, right.action):
        return left.action == right.action
    compare = form.spec.leaves[left.path].leaf.compare
    return same(compare, entry_cell(left).value, entry_cell(right).value)


def chosen(ref: FieldRef, filing: str, settings: ReviewSettings) -> bool:
    """Whether a field gets a second opinion."""
    if ref.path in settings.second_paths:
        return True
    named = filing, ref.path, key_text(ref.row)
    return drawn(settings.second_rate, Round.SECOND, *named)


def _last(form: Form, entries: Sequence[Entry]) -> list[Entry]:
    kept: list[Entry] = []
    for entry in reversed(entries):
        if not any(same_field(form, entry_ref(entry), entry_ref(each)) for each in kept):
            kept.append(entry)
    return kept[::-1]


def _open_second(
    connection: Connection,
    form: Form,
    task: TaskRow,
    entries: Sequence[Entry],
    settings: ReviewSettings,
    now: datetime,
) -> None:
    by = {entry.seq: entry.reviewer for entry in entries}
    settled = [i for i in tasks.items_of(connection, task.id) if i.status == SETTLED and i.decided]
    items = [item for item in settled if chosen(item_ref(item), task.filing, settings)]
    people = {by[item.decided] for item in items if item.decided in by}
    _open(connection, form, task, Round.SECOND, items, people, now)


def _open_adjudication(
    connection: Connection, form: Form, task: TaskRow, entries: Sequence[Entry], now: datetime
) -> None:
    second = tasks.task_for(connection, task.filing, task.form, Round.SECOND)
    if second is None or second.open_items:
        return
    apart = differing(form, entries)
    ruled = in_force(form, entries, Round.ADJUDICATION)
    apart = [
        pair
        for pair in apart
        if not any(
            each.seq > pair[1].seq and same_field(form, entry_ref(each), entry_ref(pair[1]))
            for each in ruled
        )
    ]
    refs = [entry_ref(theirs) for _, theirs in apart]
    items = [
        item
        for item in tasks.items_of(connection, second.id)
        if any(same_field(form, item_ref(item), ref) for ref in refs)
    ]
    people = {entry.reviewer for pair in apart for entry in pair}
    _open(connection, form, task, Round.ADJUDICATION, items, people, now)


def _open(
    connection: Connection,
    form: Form,
    task: TaskRow,
    round_: Round,
    items: Sequence[ItemRow],
    people: set[str],
    now: datetime,
) -> None:
    """Open items in a round that excludes `people`; one that is there already is not doubled."""
    if not items:
        return
    there = tasks.task_for(connection, task.filing, task.form, round_, lock=True)
    old = [] if there is None else tasks.items_of(connection, there.id)
    new: list[Mapping[str, Any]] = []
    for item in items:
        known = next((e for e in old if same_field(form, item_ref(e), item_ref(item))), None)
        if known is None:
            new.append(_copy(item, round_))
        elif round_ is Round.ADJUDICATION and known.status != OPEN:
            tasks.change_item(connection, known.id, status=OPEN, decided=None)
    identity = there.id if there is not None else _make(connection, task, round_, people, now)
    if there is not None:
        people = people | set(tasks.excluded(connection, there.lane))
        lane = tasks.lane(connection, round_, people)
        tasks.change_task(connection, identity, lane=lane, extraction=task.extraction)
    tasks.add_items(connection, identity, new)
    tasks.reopen(connection, identity)


def _make(
    connection: Connection, task: TaskRow, round_: Round, people: set[str], now: datetime
) -> int:
    values = {
        "filing": task.filing,
        "form": task.form,
        "round": round_.value,
        "lane": tasks.lane(connection, round_.value, people),
        "extraction": task.extraction,
        "created_at": now,
    }
    return tasks.add_task(connection, values)


def _copy(item: ItemRow, round_: Round) -> dict[str, Any]:
    return {
        "schema_path": item.schema_path,
        "path": item.path,
        "ref": put_ref(item_ref(item)),
        "reasons": item.reasons,
        "origin": round_.value,
        "blind": round_ is Round.SECOND,
        "probability": item.probability,
        "weight": item.weight,
        "seconds": item.seconds,
    }
