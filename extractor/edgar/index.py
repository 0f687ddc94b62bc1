"""EDGAR's indexes: which days there are, and which filings each lists. Pure."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from extractor.edgar.faults import EdgarFault

_DAY = re.compile(r"master\.((?:\d\d)?\d{6})\.idx(?:\.gz)?")
"""Indexes of the first years have two digits for the year."""
_PATH = re.compile(r"edgar/data/(\d{1,10})/(\d{10}-\d{2}-\d{6})\.txt")
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_AMENDED = "/A"


@dataclass(frozen=True)
class IndexDay:
    """A day that has an index.

    `stamp` changes when EDGAR writes that index again; it is empty where the list does not say.
    """

    day: date
    name: str
    stamp: str


@dataclass(frozen=True)
class Listed:
    """A filing as an index lists it, with all its filers in the order of the index."""

    accession: str
    ciks: tuple[int, ...]
    company: str
    form: str
    filed_on: date

    @property
    def is_amendment(self) -> bool:
        """Whether it corrects or completes another filing."""
        return self.form.endswith(_AMENDED)

    def is_of(self, form: str) -> bool:
        """Whether it is of a form; an amendment is of the form that it amends."""
        wanted = form.upper()
        return self.form.upper() in {wanted, wanted + _AMENDED}


def quarters(first: date, last: date) -> Iterator[tuple[int, int]]:
    """The quarters between two days, as year and number."""
    at = first.year * 4 + (first.month - 1) // 3
    end = last.year * 4 + (last.month - 1) // 3
    for each in range(at, end + 1):
        yield each // 4, each % 4 + 1


def days_of(listing: bytes) -> list[IndexDay]:
    """The days of a quarter's folder, by its `index.json`, in order; raises EdgarFault."""
    try:
        items = json.loads(listing)["directory"]["item"]
        named = [(_DAY.fullmatch(str(each["name"])), each) for each in items]
        found = {
            _date(match[1]): IndexDay(
                _date(match[1]),
                match[0],
                f"{each.get('last-modified', '')} {each.get('size', '')}".strip(),
            )
            for match, each in named
            if match is not None
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise EdgarFault("EDGAR's list of daily indexes cannot be read; try later") from error
    return [found[day] for day in sorted(found)]


def listed_in(index: bytes) -> tuple[Listed, ...]:
    """The filings of a master index, each once; lines that are none are passed over.

    Raises EdgarFault for a file that is no index, or whose end is missing.
    """
    # Parted as bytes: as text, characters of a name would count as line ends, too.
    lines = [line.decode("latin-1") for line in index.splitlines(keepends=True)]
    start = next((n for n, line in enumerate(lines) if line.startswith("-----")), None)
    if start is None or not lines[-1].endswith("\n"):
        raise EdgarFault("EDGAR's index is not whole; try later")
    return _joined(filter(None, map(_row, lines[start + 1 :])))


def _joined(rows: Iterable[Listed]) -> tuple[Listed, ...]:
    """Rows of one filing made one: it is listed once for each of its filers."""
    found: dict[str, Listed] = {}
    for row in rows:
        known = found.setdefault(row.accession, row)
        if row.ciks[0] not in known.ciks:
            found[row.accession] = replace(known, ciks=(*known.ciks, *row.ciks))
    return tuple(found.values())


def _row(line: str) -> Listed | None:
    cells = [each.strip() for each in line.rstrip("\r\n").split("|")]
    if len(cells) != 5:
        return None
    path, filed = _PATH.fullmatch(cells[4]), _DATE.fullmatch(cells[3])
    if path is None or filed is None:
        return None
    try:
        day = date(int(filed[1]), int(filed[2]), int(filed[3]))
    except ValueError:
        return None
    return Listed(path[2], (int(path[1]),), cells[1], cells[2], day)


def years_of(accession: str, today: date) -> Iterator[tuple[int, int]]:
    """The quarters in whose index an accession number may stand, the likeliest first."""
    year = _year(int(accession[11:13]))
    # A number that is given out in December may be used in January.
    return quarters(date(year, 1, 1), min(date(year + 1, 1, 1), today + timedelta(days=1)))


def _date(digits: str) -> date:
    year = int(digits[:-4]) if len(digits) == 8 else _year(int(digits[:2]))
    return date(year, int(digits[-4:-2]), int(digits[-2:]))


def _year(short: int) -> int:
    return 1900 + short if short > 90 else 2000 + short
