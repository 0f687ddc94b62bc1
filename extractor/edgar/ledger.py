"""How far a query has come, in the store: the days read, the filings listed, what is still due."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from extractor.edgar.amendments import Link
from extractor.edgar.index import IndexDay, Listed
from extractor.store.codec import digest, plain
from extractor.store.edgar_tables import edgar_days as days
from extractor.store.edgar_tables import edgar_filings as filings
from extractor.store.edgar_tables import edgar_listed as listed
from extractor.store.edgar_tables import edgar_wanted as wanted

WAITING, DELIVERED, WITHDRAWN = "waiting", "delivered", "withdrawn"
"""States of a filing that a query wants."""


@dataclass(frozen=True)
class Due:
    """A filing to be delivered; `again` where it was listed anew, and may have been corrected."""

    listed: Listed
    again: bool


def key_of(query: str) -> str:
    """What a query is called in the tables."""
    return hashlib.sha256(query.encode("utf-8", "replace")).hexdigest()


def known_days(connection: Connection, query: str) -> dict[date, str]:
    """The days that were read for a query, with the stamps that their indexes had."""
    found = select(days.c.day, days.c.stamp).where(days.c.query == query)
    return {date.fromisoformat(row.day): row.stamp for row in connection.execute(found)}


def take_in(
    connection: Connection, query: str, day: IndexDay, found: Sequence[Listed], now: datetime
) -> None:
    """Book a day's index: what it lists anew is due, what it lists no more is withdrawn.

    All of it, and that the day was read, is one transaction of the caller's.
    """
    at, c = day.day.isoformat(), listed.c
    mine = select(c.accession, c.said).where(c.query == query, c.day == at)
    before = {row.accession: row.said for row in connection.execute(mine)}
    for each in found:
        _put(connection, filings, _filing(each, now), ("form", "company", "ciks", "filed_on"))
        said = _said(each)
        if before.pop(each.accession, None) == said:
            continue
        row = {"query": query, "accession": each.accession}
        _put(connection, listed, {**row, "day": at, "said": said}, ("said",))
        _want(connection, row)
    for accession in before:
        gone = (c.query == query) & (c.accession == accession)
        connection.execute(listed.delete().where(gone, c.day == at))
        if connection.execute(select(func.count()).where(gone)).scalar_one() == 0:
            _note(connection, query, [accession], {"state": WITHDRAWN})
    _put(connection, days, {"query": query, "day": at, "stamp": day.stamp}, ("stamp",))


def due(connection: Connection, query: str) -> list[Due]:
    """What is to be delivered, in the order of filing."""
    c = filings.c
    found = (
        select(filings, wanted.c.again)
        .join(wanted, wanted.c.accession == c.accession)
        .where(wanted.c.query == query, wanted.c.state == WAITING)
        .order_by(c.filed_on, c.accession)
    )
    return [Due(_listed(row), row["again"]) for row in connection.execute(found).mappings()]


def withdrawn(connection: Connection, query: str) -> set[str]:
    """What was listed once and is not any more."""
    found = select(wanted.c.accession).where(wanted.c.query == query, wanted.c.state == WITHDRAWN)
    return set(connection.execute(found).scalars())


def delivered(connection: Connection, query: str, accessions: Iterable[str]) -> None:
    """Note that filings are where they were wanted."""
    _note(connection, query, list(accessions), {"state": DELIVERED, "again": False, "why": ""})


def put_off(connection: Connection, query: str, accession: str, why: str) -> None:
    """Note why a filing could not be had; it stays due."""
    _note(connection, query, [accession], {"why": plain(why)})


def fetched(connection: Connection, accession: str, sha256: str, link: Link, now: datetime) -> None:
    """Note what a filing's bytes are, and what it amends."""
    row = update(filings).where(filings.c.accession == accession)
    connection.execute(
        row.values(
            sha256=sha256,
            amends=link.original,
            may_amend=" ".join(link.candidates),
            updated_at=now,
        )
    )


def amendments_of(connection: Connection, accession: str) -> list[str]:
    """The filings that are known to amend one, by their numbers."""
    c = filings.c
    found = select(c.accession).where(c.amends == accession).order_by(c.filed_on, c.accession)
    return list(connection.execute(found).scalars())


def _want(connection: Connection, row: Mapping[str, Any]) -> None:
    """Have a filing be due; one that was delivered before is to be looked at again."""
    c = wanted.c
    known = (c.query == row["query"]) & (c.accession == row["accession"])
    again = update(wanted).where(known)
    if not connection.execute(again.values(state=WAITING, again=True)).rowcount:
        connection.execute(wanted.insert().values(**row, state=WAITING))


def _note(
    connection: Connection, query: str, accessions: Sequence[str], values: Mapping[str, Any]
) -> None:
    mine = (wanted.c.query == query) & wanted.c.accession.in_(accessions)
    connection.execute(update(wanted).where(mine).values(**values))


def _put(
    connection: Connection, table: Any, row: Mapping[str, Any], changed: Sequence[str]
) -> None:
    """Add a row, or bring columns of the one with the same key up to date."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    made: Any = insert(table).values(**row)
    keys = [column.name for column in table.primary_key]
    connection.execute(
        made.on_conflict_do_update(index_elements=keys, set_={name: row[name] for name in changed})
    )


def _filing(each: Listed, now: datetime) -> dict[str, Any]:
    return {
        "accession": each.accession,
        "form": plain(each.form),
        "company": plain(each.company),
        "ciks": " ".join(map(str, each.ciks)),
        "filed_on": each.filed_on.isoformat(),
        "updated_at": now,
    }


def _said(each: Listed) -> str:
    """What tells whether an index says the same of a filing as before."""
    return digest([each.form, each.company, sorted(each.ciks), each.filed_on.isoformat()])


def _listed(row: RowMapping) -> Listed:
    ciks = tuple(map(int, row["ciks"].split()))
    filed = date.fromisoformat(row["filed_on"])
    return Listed(row["accession"], ciks, row["company"], row["form"], filed)
