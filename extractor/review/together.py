"""Flags of one filer that are alike, found and settled together: each shown, each booked alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from extractor.errors import ExtractorError
from extractor.render.words import shown
from extractor.review.actions import Action, Round, Submission
from extractor.review.queue import Queue
from extractor.review.views import ItemView, TaskState
from extractor.store import tables as t

_MOST = 50


@dataclass(frozen=True)
class Alike:
    """A flag like the one that a person looks at; `value` is as it would be accepted."""

    task: int
    filing: str
    name: str
    path: str
    value: str


def alike(queue: Queue, task: int, path: str) -> list[Alike]:
    """Open items as that at `path` of a task: same filer, form, field, reasons and value.

    Only of filings that nobody holds, at most 50 of them; () where nothing is open at `path`.
    """
    state = queue.state(task)
    item = _item(state, path)
    if item is None or not state.filing.filer:
        return []
    with queue.desk.store.reading() as connection:
        others = _tasks(connection, state, item)
    found = (_alike(queue.state(other), item) for other in others)
    return [each for each in found if each is not None]


def settle_together(
    queue: Queue, reviewer: str, flags: Iterable[Alike], now: datetime, comment: str = ""
) -> tuple[list[Alike], list[Alike]]:
    """Accept each flag as it was shown: those that were booked, and those left as they are.

    One is left where its filing is held by another, or its value is not the one shown any more.
    """
    booked: list[Alike] = []
    left: list[Alike] = []
    for flag in flags:
        submission = Submission(Action.ACCEPT, flag.path, expected=flag.value, comment=comment)
        try:
            claim = queue.claim(reviewer, flag.task, now)
            try:
                queue.submit(claim, submission, now)
            finally:
                queue.release(claim, now)
        except ExtractorError:
            left.append(flag)
        else:
            booked.append(flag)
    return booked, left


def _item(state: TaskState, path: str) -> ItemView | None:
    return next((item for item in state.open_items if item.path == path), None)


def _tasks(connection: Connection, state: TaskState, item: ItemView) -> list[int]:
    c, f, i = t.tasks.c, t.filings.c, t.items.c
    query = (
        select(c.id)
        .join(t.filings)
        .join(t.items, i.task == c.id)
        .where(f.filer == state.filing.filer, c.form == state.task.form, c.id != state.task.id)
        .where(c.round == Round.FIRST, c.state == "open", i.status == "open")
        .where(i.schema_path == item.ref.path)
    )
    return list(connection.execute(query.distinct().order_by(c.id).limit(_MOST)).scalars())


def _alike(state: TaskState, wanted: ItemView) -> Alike | None:
    for item in state.open_items:
        same = item.ref.path == wanted.ref.path and item.reasons == wanted.reasons
        if same and item.field and wanted.field and item.field.value == wanted.field.value:
            filing = state.filing
            value = shown(item.field.value)
            return Alike(state.task.id, filing.sha256, filing.name, item.path, value)
    return None
