"""Purging a filing: what it says goes, that it was reviewed and by whom stays provable."""

import hashlib
from datetime import datetime

from extractor.review.actions import Action
from extractor.review.desk import Desk
from extractor.store import filings, log, tasks
from extractor.store.log import Entry


def purge(desk: Desk, name: str, actor: str, now: datetime) -> str:
    """Remove a filing's text, extractions, labels and values; its sha256.

    `name` is the filing's, or the beginning of its hash. The log keeps its entries with the hash
    of what they said, and stays verifiable. Raises NoSuchFiling.
    """
    with desk.store.writing() as connection:
        filing = filings.filing_named(connection, name).sha256
        entry = Entry(
            at=now,
            reviewer=actor,
            filing=filing,
            form="",
            action=Action.PURGE.value,
            body={"data": hashlib.sha256(filings.original(connection, filing)).hexdigest()},
        )
        booked = log.append(connection, entry)
        log.blank(connection, filing, booked.seq)
        for task in tasks.tasks_of(connection, filing):
            tasks.blank(connection, task.id)
        filings.forget(connection, filing, now)
    desk.forget(filing)
    return filing
