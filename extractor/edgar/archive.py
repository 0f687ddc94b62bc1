"""EDGAR: what it has, from the shelf where that is as good, else from its hosts."""

import gzip
import io
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from types import TracebackType

from extractor.edgar.addresses import Site
from extractor.edgar.faults import EdgarFault, NotOnEdgar
from extractor.edgar.filers import Filed, Filer, filer_in, filings_in
from extractor.edgar.headers import check
from extractor.edgar.index import IndexDay, Listed, days_of, listed_in, quarters, years_of
from extractor.edgar.pace import Pace
from extractor.edgar.settings import EdgarSettings
from extractor.edgar.shelf import Kept, Shelf
from extractor.edgar.transport import Transport
from extractor.settings import Settings

FOREVER = float("inf")
NOW = 0.0
"""How old an answer from the shelf may be, in seconds: a submission never changes by itself."""
_HOUR = 3600.0
_DAY = 24 * _HOUR
_MOST_INDEX = 500_000_000


class Edgar:
    """What EDGAR has. Use it as a context manager, or call `close`.

    Raises EdgarFault where nobody is named who asks. `clock` gives the seconds since 1970.
    """

    def __init__(
        self,
        settings: EdgarSettings | None = None,
        reading: Settings | None = None,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        settings, reading = settings or EdgarSettings(), reading or Settings()
        folder = reading.cache_dir / "edgar"
        self.site = Site.standing_in(settings.base_url)
        self.look_back = settings.look_back
        self._shelf = Shelf(folder / "answers")
        self._offline = reading.offline and not self.site.is_local
        self._clock = clock
        pace = Pace(folder / "turn", settings.requests_per_second, clock=clock, sleep=sleep)
        self._transport = Transport(settings, self.site, pace, reading.max_filing_bytes, clock)

    def __enter__(self) -> "Edgar":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connections."""
        self._transport.close()

    def today(self) -> date:
        """The day, by UTC."""
        return datetime.fromtimestamp(self._clock(), UTC).date()

    def submission(self, cik: int, accession: str, *, again: bool = False) -> bytes:
        """A whole submission; `again` asks EDGAR whether it was corrected since it was fetched."""
        url, oldest = self.site.submission(cik, accession), NOW if again else FOREVER
        return self._get(url, oldest, lambda data: check(data, accession))

    def filer(self, cik: int, oldest: float = _DAY) -> Filer:
        """What EDGAR says of a filer, at most so many seconds old."""
        return filer_in(
            self._get(self.site.filer(cik), oldest, lambda data: filer_in(data, cik)), cik
        )

    def filings(self, filer: Filer, first: date, last: date) -> Iterator[Filed]:
        """What a filer filed between two days, the newest first."""
        yield from _within(filer.filings, first, last)
        for older in filer.older:
            if older.first <= last and first <= older.last:
                read = partial(filings_in, cik=filer.cik, name=filer.name)
                found = read(self._get(self.site.older(older.name), _DAY, read))
                yield from _within(found, first, last)

    def days(self, first: date) -> Iterator[IndexDay]:
        """The days from one on that have an index, in order."""
        for year, quarter in quarters(first, self.today()):
            try:
                url = self.site.daily(year, quarter) + "index.json"
                listing = self._get(url, NOW, days_of)
            except NotOnEdgar:
                continue  # a quarter that has only begun
            yield from (each for each in days_of(listing) if each.day >= first)

    def day(self, day: IndexDay) -> tuple[Listed, ...]:
        """The filings that a day's index lists."""
        quarter = next(quarters(day.day, day.day))
        return _listed(self._get(self.site.daily(*quarter) + day.name, NOW, _listed))

    def find(self, accession: str) -> Listed:
        """A filing by its number alone, looked up in the indexes; raises NotOnEdgar."""
        for year, quarter in years_of(accession, self.today()):
            try:
                index = self._get(self.site.quarterly(year, quarter), _HOUR, _unzipped)
            except NotOnEdgar:
                continue
            # Looked for first, because taking apart a whole quarter takes seconds.
            if accession.encode() in _unzipped(index):
                for each in _listed(index):
                    if each.accession == accession:
                        return each
        raise NotOnEdgar(f"{accession}: no index of EDGAR's lists this number; check it")

    def _get(self, url: str, oldest: float, read: Callable[[bytes], object]) -> bytes:
        """What is at an address. `read` raises EdgarFault for what is not as it should be: that
        is not kept, or it would be found again the next time."""
        kept = self._shelf.get(url)
        if self._offline:
            if kept is None:
                raise EdgarFault(f"--offline is set, and {url} was not fetched before")
            return kept.body
        now = self._clock()
        if kept is not None and 0 <= now - kept.at < oldest:
            return kept.body
        known = (kept.etag, kept.modified) if kept is not None else ("", "")
        answer = self._transport.get(url, *known)
        if answer.same and kept is not None:
            self._shelf.put(url, Kept(kept.body, kept.etag, kept.modified, now))
            return kept.body
        read(answer.body)
        self._shelf.put(url, Kept(answer.body, answer.etag, answer.modified, now))
        return answer.body


def _listed(index: bytes) -> tuple[Listed, ...]:
    return listed_in(_unzipped(index))


def _within(filings: tuple[Filed, ...], first: date, last: date) -> Iterator[Filed]:
    return (each for each in filings if first <= each.listed.filed_on <= last)


def _unzipped(data: bytes) -> bytes:
    """The text of an index, packed or not; it may not swell beyond all measure."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.open(io.BytesIO(data)) as file:
            plain = file.read(_MOST_INDEX + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise EdgarFault("EDGAR's index is not whole; try later") from error
    if len(plain) > _MOST_INDEX:
        raise EdgarFault("EDGAR's index is larger than any; try later")
    return plain
