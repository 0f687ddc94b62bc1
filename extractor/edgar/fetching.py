"""A filing with its bytes and what it amends: by number, by filer, or as an index lists it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from extractor.edgar.amendments import Link, original_of
from extractor.edgar.archive import NOW, Edgar
from extractor.edgar.faults import NotOnEdgar
from extractor.edgar.headers import listed_by
from extractor.edgar.index import Listed

_LONGEST_AGO = timedelta(days=5 * 366)
"""How long after its original an amendment may come and still be linked."""


@dataclass(frozen=True)
class Fetched:
    """A filing, its bytes and their hash, and what it amends."""

    listed: Listed
    data: bytes
    sha256: str
    link: Link

    def without_data(self) -> "Fetched":
        """The same without its bytes, to remember many."""
        return replace(self, data=b"")


def fetch(edgar: Edgar, listed: Listed, *, again: bool = False) -> Fetched:
    """A filing that an index lists; raises EdgarFault."""
    data = edgar.submission(listed.ciks[0], listed.accession, again=again)
    return Fetched(listed, data, hashlib.sha256(data).hexdigest(), link_of(edgar, listed))


def by_number(edgar: Edgar, accession: str, cik: int | None = None) -> Listed:
    """A filing by its number; raises NotOnEdgar.

    Where it stands depends on its filer. Many numbers begin with that of the filer; for the
    others it is looked up in the index of the quarter, unless `cik` says it.
    """
    try:
        data = edgar.submission(cik or int(accession[:10]), accession)
    except NotOnEdgar:
        if cik is not None:
            raise
        return edgar.find(accession)
    return listed_by(data, accession)


def by_filer(edgar: Edgar, cik: int, form: str, first: date, last: date) -> Iterator[Listed]:
    """What a filer filed of a form between two days, the newest first."""
    for each in edgar.filings(edgar.filer(cik, NOW), first, last):
        if each.listed.is_of(form):
            yield each.listed


def link_of(edgar: Edgar, listed: Listed) -> Link:
    """What a filing amends, by its filers' lists; nothing where it amends none."""
    if not listed.is_amendment:
        return Link(None)
    first = listed.filed_on - _LONGEST_AGO
    for cik in listed.ciks:
        try:
            filings = [*edgar.filings(edgar.filer(cik), first, listed.filed_on)]
            if all(each.listed.accession != listed.accession for each in filings):
                # The list that is kept is older than the filing.
                filings = [*edgar.filings(edgar.filer(cik, NOW), first, listed.filed_on)]
        except NotOnEdgar:
            continue
        link = original_of(listed.accession, filings)
        if link.candidates:
            return link
    return Link(None)
