"""Keeping up with EDGAR: what the daily index lists anew is fetched and handed on, once.

A day's index is booked whole, in one transaction, with what it makes due; what is due stays so
until it was handed on. So nothing is lost wherever it is stopped, and at worst a filing is handed
on twice, which receivers do not mind.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from extractor.edgar import ledger
from extractor.edgar.archive import Edgar
from extractor.edgar.faults import EdgarFault, NotOnEdgar
from extractor.edgar.fetching import Fetched, fetch
from extractor.edgar.headers import industries_in
from extractor.edgar.index import IndexDay, Listed
from extractor.edgar.ledger import Due
from extractor.store.database import Store

_TOGETHER = 20
"""Filings that are handed on together."""
_RETRIED_FAULTS = 3
"""After so many faults in a row EDGAR is left alone until the next time."""


@dataclass(frozen=True)
class Query:
    """What is wanted: forms, filers of an industry, and where it goes, which is part of it."""

    form: str
    sic: str | None
    target: str

    def __str__(self) -> str:
        industry = f", SIC {self.sic}" if self.sic else ""
        return f"{self.form}{industry}, to {self.target}"


@dataclass
class Report:
    """What a run came to."""

    days: int = 0
    fetched: list[Fetched] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)


Receiver = Callable[[Sequence[Fetched]], None]
"""Takes filings; it may be given one twice."""


class Sync:
    """Keeps one query up to date; `tell` hears in a few words what is being done."""

    def __init__(
        self,
        edgar: Edgar,
        store: Store,
        query: Query,
        receive: Receiver,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._edgar = edgar
        self._store = store
        self._query = query
        self._key = ledger.key_of(str(query))
        self._receive = receive
        self._tell = tell

    def run(self, since: date | None) -> Report:
        """Take in the days from `since` on (None: from where the last run ended), and hand on.

        Raises EdgarFault where there was no last run, or an index cannot be had.
        """
        report = Report()
        before = self._withdrawn()
        for day in self._days(since):
            self._tell(f"index of {day.day}")
            found = [each for each in self._edgar.day(day) if self._is_wanted(each)]
            with self._store.writing() as connection:
                ledger.take_in(connection, self._key, day, found, _now())
            report.days += 1
        report.withdrawn = self._withdrawn() - before
        with self._store.reading() as connection:
            waiting = ledger.due(connection, self._key)
        source = self._fetched(waiting, report)
        while group := list(islice(source, _TOGETHER)):
            self._hand_on(group)
            report.fetched += [each.without_data() for each in group]
        return report

    def _days(self, since: date | None) -> list[IndexDay]:
        """The days whose index is new, or was written again."""
        with self._store.reading() as connection:
            known = ledger.known_days(connection, self._key)
        if since is None and not known:
            raise EdgarFault(
                f"there was no earlier run for {self._query}: name the first day, as in "
                "--since 2026-01-31"
            )
        first = since or max(min(known), max(known) - timedelta(days=self._edgar.look_back))
        # Without a stamp it cannot be told whether an index was written again: it is read again.
        return [
            day
            for day in self._edgar.days(first)
            if not day.stamp or known.get(day.day) != day.stamp
        ]

    def _is_wanted(self, each: Listed) -> bool:
        if not each.is_of(self._query.form):
            return False
        return self._query.sic is None or self._query.sic in self._industries(each)

    def _industries(self, each: Listed) -> set[str]:
        """The industries of a filing's filers; a filer that EDGAR knows nothing of has it in the
        filing's own header."""
        found: set[str] = set()
        for cik in each.ciks:
            try:
                found.add(self._edgar.filer(cik, oldest=30 * 86_400.0).sic)
            except NotOnEdgar:
                found |= industries_in(self._edgar.submission(cik, each.accession))
        return found

    def _fetched(self, waiting: Sequence[Due], report: Report) -> Iterator[Fetched]:
        faults = 0
        for each in waiting:
            accession = each.listed.accession
            if faults == _RETRIED_FAULTS:
                report.left[accession] = "not tried any more after several faults"
                continue
            self._tell(accession)
            try:
                yield fetch(self._edgar, each.listed, again=each.again)
                faults = 0
            except EdgarFault as error:
                # What is not there is a matter of this filing alone.
                faults += not isinstance(error, NotOnEdgar)
                report.left[accession] = str(error)
                with self._store.writing() as connection:
                    ledger.put_off(connection, self._key, accession, str(error))

    def _hand_on(self, group: Sequence[Fetched]) -> None:
        self._receive(group)
        with self._store.writing() as connection:
            for each in group:
                ledger.fetched(connection, each.listed.accession, each.sha256, each.link, _now())
            ledger.delivered(connection, self._key, [each.listed.accession for each in group])

    def _withdrawn(self) -> set[str]:
        with self._store.reading() as connection:
            return ledger.withdrawn(connection, self._key)


def _now() -> datetime:
    return datetime.now(UTC)
