"""What a store has waiting, for whoever watches: read when it is asked for, never in the way."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from extractor.jobs.rows import state_column
from extractor.store import tables as t
from extractor.store.address import StoreFault
from extractor.store.database import Store
from extractor.store.job_tables import jobs
from extractor.telemetry import instruments
from extractor.telemetry.telling import Facts, Read, watch

_WAIT = ("open", "claimed")
Values = Iterable[tuple[float, Facts]]


def watch_store(store: Store) -> None:
    """Have jobs by state, and what waits for review, be told."""
    watch(instruments.JOBS_NOW, _safe(lambda: _jobs(store)))
    watch(instruments.REVIEW_NOW, _safe(lambda: _review(store)[0]))
    watch(instruments.REVIEW_AGE, _safe(lambda: _review(store)[1]))


def _safe(read: Read) -> Read:
    """A store that cannot be read has no values; that it cannot, others say."""

    def values() -> Values:
        try:
            return read()
        except (StoreFault, SQLAlchemyError):
            return ()

    return values


def _jobs(store: Store) -> Values:
    state = state_column().label("state")
    with store.reading() as connection:
        rows = connection.execute(select(state, func.count()).select_from(jobs).group_by(state))
        return [(count, {"extractor.state": name}) for name, count in rows]


def _review(store: Store) -> tuple[Values, Values]:
    c = t.tasks.c
    query = select(func.count(), func.min(c.created_at)).where(c.state.in_(_WAIT))
    with store.reading() as connection:
        count, first = connection.execute(query).one()
    age = (datetime.now(UTC) - first).total_seconds() if first else 0.0
    return [(count, {})], [(max(age, 0.0), {})]
