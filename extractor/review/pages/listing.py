"""The queue as a page lists it: what waits, what is searched for, how far one has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from extractor.forms.registry import known_forms
from extractor.reasons import SENTENCES, Reason
from extractor.review.agreement import Work, work
from extractor.review.search import Found, Sought, search
from extractor.store import log, tasks

PAGE_SIZE = 50
_RECENT = 5_000
_ROUNDS = ("first", "second", "adjudication")
_STATES = ("open", "claimed", "done")


@dataclass(frozen=True)
class Listed:
    """A task of the list with what makes it worth a look: gain / (opening + fields) seconds."""

    found: Found
    gain: float
    seconds: float
    opening: float


@dataclass(frozen=True)
class Progress:
    """How many filings wait in the first round and are done, and what one did oneself today."""

    waiting: int
    done: int
    today: Work | None


@dataclass(frozen=True)
class Query:
    """What a visitor looks for, as it was typed; `problem` is a sentence on what cannot be."""

    sought: Sought
    page: int = 1
    problem: str = ""


def query_of(given: dict[str, str], states: Iterable[str] = _STATES) -> Query:
    """A search from the parameters of a page; what cannot be meant is told and left out."""
    problems: list[str] = []
    for name in ("since", "until"):
        if given.get(name) and not _is_date(given[name]):
            problems.append(f"{given[name]} is no date such as 2002-03-18")
    reason = _reason(given.get("reason", ""))
    page = given.get("page", "1")
    number = min(int(page), 10_000) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return Query(
        Sought(
            filer=given.get("filer", "")[:200],
            form=_one_of(given.get("form", ""), form_names()),
            since=_date(given.get("since", "")),
            until=_date(given.get("until", "")),
            reason=reason,
            state=_one_of(given.get("state", ""), states),
            limit=PAGE_SIZE + 1,
            offset=(max(number, 1) - 1) * PAGE_SIZE,
        ),
        max(number, 1),
        "; ".join(problems),
    )


def listed(connection: Connection, sought: Sought) -> list[Listed]:
    """The tasks that fit, with the factors of their expected value."""
    return [_listed(connection, each) for each in search(connection, sought)]


def progress(connection: Connection, reviewer: str, now: datetime) -> Progress:
    """How far the queue is, and what a reviewer did today."""
    counted = tasks.counts(connection)
    waiting = sum(
        number
        for name, number in counted.items()
        if name.split()[0] in _ROUNDS and name.split()[1] in ("open", "claimed")
    )
    done = sum(number for name, number in counted.items() if name.endswith(" done"))
    recent = log.recent(connection, _RECENT)
    mine = [e for e in recent if e.reviewer == reviewer and e.at.date() == now.date()]
    own = work(mine)
    return Progress(waiting, done, own[0] if own else None)


def form_names() -> tuple[str, ...]:
    """The forms that a filing may be read as."""
    return tuple(form.name for form in known_forms())


def reasons() -> tuple[tuple[str, str], ...]:
    """The reasons that can be searched for, with their sentences."""
    return tuple((reason.value, SENTENCES[reason]) for reason in Reason)


def _listed(connection: Connection, found: Found) -> Listed:
    items = tasks.open_items(connection, found.task)
    return Listed(
        found,
        sum(each.probability * each.weight for each in items),
        sum(each.seconds for each in items),
        tasks.OPENING_SECONDS,
    )


def _one_of(given: str, known: Iterable[str]) -> str:
    return given if given in known else ""


def _date(given: str) -> str:
    return given if _is_date(given) else ""


def _is_date(given: str) -> bool:
    try:
        return date.fromisoformat(given).isoformat() == given
    except ValueError:
        return False


def _reason(given: str) -> Reason | None:
    return Reason(given) if given in {each.value for each in Reason} else None
