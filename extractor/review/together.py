"""Flags that are alike, found and settled together: each shown, each booked by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, text

from extractor.errors import ExtractorError
from extractor.records import Value
from extractor.render.words import shown
from extractor.review.actions import Action, Round, Submission
from extractor.review.queue import Claim, Queue
from extractor.review.views import ItemView, TaskState
from extractor.review.wording import line_of
from extractor.store import tables as t
from extractor.store import tasks
from extractor.store.filings import FilingRow
from extractor.store.tasks import OPEN

MOST = 20
"""How many are shown at once: no more than a person looks at one by one."""
_LINE = 160


@dataclass(frozen=True)
class Alike:
    """A flag as it is shown.

    `value` is the text of what would be accepted, `typed` the value; `line` is the line of the
    filing on which it stands, `number` that line's number, None for none.
    """

    task: int
    path: str
    key: str
    value: str
    typed: Value | None
    filing: FilingRow
    line: str
    number: int | None


@dataclass(frozen=True)
class Flag:
    """A flag that a person saw and confirmed, with the value that was shown."""

    task: int
    path: str
    value: str


@dataclass(frozen=True)
class Settled:
    """What became of a flag: the log entry that settled it, or why it was left as it is."""

    flag: Flag
    seq: int = 0
    why: str = ""


def alike(queue: Queue, task: int, path: str) -> list[Alike]:
    """The open flag at `path` of a task, and those like it; the flag comes first.

    Like it are those of one form, field, value and set of reasons, in the filing itself, in others
    of its filer, and in others of its template: where the value stands among the same words. Only
    of filings that nobody holds, and at most `MOST`. [] where nothing is open at `path`.
    """
    state = queue.state(task)
    item = next((each for each in state.open_items if each.path == path), None)
    if item is None or item.field is None or state.task.round != Round.FIRST:
        return []
    with queue.desk.store.reading() as connection:
        others = _others(connection, state, item)
    found = [_shown(queue, state, item)]
    for other, number in others:
        there = state if other == task else queue.state(other)
        same = next((each for each in there.open_items if each.id == number), None)
        if same is not None and _is_like(same, item):
            found.append(_shown(queue, there, same))
    return found


def settle_together(
    queue: Queue,
    claim: Claim,
    flags: Iterable[Flag],
    now: datetime,
    *,
    request: str,
    comment: str = "",
    seconds: float = 0.0,
) -> list[Settled]:
    """Accept each flag as it was shown, and say what became of each.

    `claim` is the person's hold on the filing that they are at. One is left as it is where its
    filing is held by another, or its value is not the one shown any more. Sent again under the same
    `request`, each is booked once. `seconds` were spent on all of them.
    """
    flags = list(flags)
    each_took = seconds / max(len(flags), 1)
    settled: list[Settled] = []
    for number, flag in enumerate(flags):
        submission = Submission(
            Action.ACCEPT,
            flag.path,
            expected=flag.value,
            comment=comment,
            together=request,
            seconds=each_took,
            request=f"{request}-{number}",
        )
        try:
            settled.append(Settled(flag, _settle(queue, claim, flag, submission, now)))
        except ExtractorError as error:
            settled.append(Settled(flag, why=str(error)))
    return settled


def undo_elsewhere(queue: Queue, reviewer: str, task: int, seq: int, now: datetime) -> None:
    """Take back a decision on a filing that the person does not hold; raises ExtractorError."""
    claim = queue.claim(reviewer, task, now)
    try:
        queue.undo(claim, seq, now)
    finally:
        queue.release(claim, now)


def _settle(queue: Queue, claim: Claim, flag: Flag, submission: Submission, now: datetime) -> int:
    if flag.task == claim.task:
        state = queue.submit(claim, submission, now)
    else:
        other = queue.claim(claim.reviewer, flag.task, now)
        try:
            state = queue.submit(other, submission, now)
        finally:
            queue.release(other, now)
    return next(entry.seq for entry in state.entries if entry.request == submission.request)


def _others(connection: Connection, state: TaskState, item: ItemView) -> list[tuple[int, int]]:
    """Tasks and items that may be alike, the filing's own first, each once."""
    rows = tasks.open_items(connection, state.task.id)
    mine = next((row for row in rows if row.id == item.id), None)
    if mine is None or not mine.alike:
        return []
    c, f, i = t.tasks.c, t.filings.c, t.items.c
    # The state is spelled out, since only so does a planner use the index of open items.
    here = (
        select(c.id.label("at"), i.id.label("number"))
        .select_from(t.items.join(t.tasks, i.task == c.id).join(t.filings, c.filing == f.sha256))
        .where(i.alike == mine.alike, text("items.status = 'open'"), i.id != item.id)
    )
    free = here.where(c.round == Round.FIRST.value, c.state == OPEN)
    wanted = [here.where(c.id == state.task.id)]
    if state.filing.filer:
        wanted.append(free.where(f.filer == state.filing.filer))
    if mine.around:
        wanted.append(free.where(i.around == mine.around))
    found: dict[tuple[int, int], None] = {}
    for query in wanted:
        for row in connection.execute(query.order_by(c.id, i.id).limit(MOST - 1)):
            found[row.at, row.number] = None
    return list(found)[: MOST - 1]


def _is_like(item: ItemView, wanted: ItemView) -> bool:
    """Whether a flag asks the same as it stands now."""
    if item.field is None or wanted.field is None:
        return False
    same = item.ref.path == wanted.ref.path and set(item.reasons) == set(wanted.reasons)
    return same and item.field.value == wanted.field.value


def _shown(queue: Queue, state: TaskState, item: ItemView) -> Alike:
    value, evidence = (None, ()) if item.field is None else (item.field.value, item.field.evidence)
    filing = queue.filing(state.filing.sha256)
    return Alike(
        task=state.task.id,
        path=item.path,
        key=item.key,
        value=shown(value),
        typed=value,
        filing=state.filing,
        line=line_of(filing, evidence, _LINE),
        number=filing.line(evidence),
    )
