"""What jobs came to: stored extractions, assessed again with what people decided since."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from extractor.extraction import Extraction
from extractor.jobs.records import Job, Result
from extractor.jobs.rows import job_of
from extractor.review.desk import Desk
from extractor.store import filings, log
from extractor.store import tables as t
from extractor.store.filings import NoSuchFiling
from extractor.store.job_tables import jobs

_TOGETHER = 100


def stream(desk: Desk, query: Select[Any], changed_since: datetime | None) -> Iterator[Result]:
    """The results of the jobs of a query; what was purged is left out."""
    after = 0
    while True:
        page = query.where(jobs.c.seq > after, jobs.c.extraction.is_not(None))
        with desk.store.reading() as connection:
            found = connection.execute(page.order_by(jobs.c.seq).limit(_TOGETHER)).all()
        if not found:
            return
        after = found[-1].seq
        for row in found:
            result = result_of(desk, job_of(row), changed_since)
            if result is not None:
                yield result


def result_of(desk: Desk, job: Job, changed_since: datetime | None = None) -> Result | None:
    """What a job came to; None where nothing is stored of it, or nothing changed since."""
    if job.extraction is None:
        return None
    with desk.store.reading() as connection:
        changed = _changed(connection, job, job.extraction)
        if changed is None or (changed_since is not None and changed <= changed_since):
            return None
        try:
            return Result(job, _extraction(desk, connection, job.extraction), changed)
        except NoSuchFiling:
            return None


def _changed(connection: Connection, job: Job, extraction: int) -> datetime | None:
    """When an extraction was stored or last decided on."""
    added = connection.execute(
        select(t.extractions.c.added_at).where(t.extractions.c.id == extraction)
    ).scalar_one_or_none()
    decided = connection.execute(
        select(func.max(t.decisions.c.at)).where(
            t.decisions.c.filing == job.filing, t.decisions.c.form == job.form
        )
    ).scalar_one_or_none()
    times: list[datetime] = [each for each in (added, decided) if each is not None]
    return max(times) if added is not None else None


def _extraction(desk: Desk, connection: Connection, identity: int) -> Extraction:
    stored = filings.load_extraction(connection, identity)
    form = desk.form(stored.form)
    entries = log.entries(connection, stored.filing, stored.form)
    return Extraction(
        form=stored.form,
        filing=filings.load_filing(connection, stored.filing),
        assessment=desk.assessed(form, stored, entries),
        readings=stored.readings,
        chunks=stored.chunks,
        usage=stored.usage,
        receipt=stored.receipt,
        warnings=stored.warnings,
    )
