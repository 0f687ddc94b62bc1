"""Finding filings and tasks: by filer, form, date, state, reason."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, func, select

from extractor.reasons import Reason
from extractor.store import tables as t


@dataclass(frozen=True)
class Sought:
    """What is looked for; what is empty does not count.

    `filer` is a part of the name in any case, `form` that of the review (`abs-8-k`), `since` and
    `until` bound the date of the report, `reason` is one of an open item. `state` and `round` are
    those of a task.
    """

    filer: str = ""
    form: str = ""
    since: str = ""
    until: str = ""
    reason: Reason | None = None
    state: str = ""
    round: str = ""
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True)
class Found:
    """A task in a list. `report_date` is in ISO form, "" where none is known."""

    task: int
    filing: str
    name: str
    filer: str
    form: str
    report_date: str
    round: str
    state: str
    owner: str | None
    priority: float
    open_items: int
    expires_at: datetime | None


def search(connection: Connection, sought: Sought) -> list[Found]:
    """The tasks that fit, those that are worth most first."""
    c, f = t.tasks.c, t.filings.c
    query = select(
        c.id.label("task"),
        c.filing,
        f.name,
        f.filer,
        c.form,
        f.report_date,
        c.round,
        c.state,
        c.owner,
        c.priority,
        c.open_items,
        c.expires_at,
    ).join(t.filings)
    waiting = case((c.state == "done", 1), else_=0)
    ordered = query.where(*_conditions(sought)).order_by(
        waiting, c.deferred, c.priority.desc(), c.id
    )
    rows = connection.execute(ordered.limit(sought.limit).offset(sought.offset)).mappings()
    return [Found(**row) for row in rows]


def _conditions(sought: Sought) -> list[ColumnElement[bool]]:
    c, f, i = t.tasks.c, t.filings.c, t.items.c
    exact = {c.form: sought.form, c.state: sought.state, c.round: sought.round}
    found = [column == wanted for column, wanted in exact.items() if wanted]
    if sought.filer:
        found.append(func.lower(f.filer).contains(sought.filer.lower(), autoescape=True))
    if sought.since:
        found.append(f.report_date >= sought.since)
    if sought.until:
        found += [f.report_date != "", f.report_date <= sought.until]
    if sought.reason is not None:
        named = i.reasons.contains(f'"{sought.reason.value}"', autoescape=True)
        open_ = select(i.id).where(i.task == c.id, i.status == "open", named)
        found.append(open_.exists())
    return found
