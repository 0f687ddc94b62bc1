"""What EDGAR says of a filer: its industry, and what it has filed. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from extractor.edgar.faults import EdgarFault
from extractor.edgar.index import Listed

_OLDER = re.compile(r"CIK\d{10}-submissions-\d{3}\.json")
_ACCESSION = re.compile(r"\d{10}-\d{2}-\d{6}")
_COLUMNS = ("accessionNumber", "filingDate", "form")


@dataclass(frozen=True)
class Filed:
    """A filing as its filer's list has it; `reported_on` is the date of the event."""

    listed: Listed
    reported_on: date | None
    items: frozenset[str]


@dataclass(frozen=True)
class Older:
    """A file with what was filed before the latest, and between which days."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Filer:
    """A filer; `sic` is its industry's number, empty where it has none."""

    cik: int
    name: str
    sic: str
    filings: tuple[Filed, ...]
    older: tuple[Older, ...]


def filer_in(data: bytes, cik: int) -> Filer:
    """The filer of a `submissions` file; raises EdgarFault."""
    try:
        said = json.loads(data)
        name = str(said.get("name") or "")
        return Filer(
            cik,
            name,
            str(said.get("sic") or "").strip(),
            _filings(said["filings"]["recent"], cik, name),
            tuple(map(_older, said["filings"].get("files") or ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unreadable(cik) from error


def filings_in(data: bytes, cik: int, name: str) -> tuple[Filed, ...]:
    """The filings of one of a filer's older files; raises EdgarFault."""
    try:
        return _filings(json.loads(data), cik, name)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unreadable(cik) from error


def _unreadable(cik: int) -> EdgarFault:
    return EdgarFault(f"EDGAR's list of the filings of {cik} cannot be read; try later")


def _filings(columns: Mapping[str, Any], cik: int, name: str) -> tuple[Filed, ...]:
    """Filings that are kept by column."""
    count = len(columns["accessionNumber"])
    reported = columns.get("reportDate") or [""] * count
    items = columns.get("items") or [""] * count
    rows = zip(*(columns[each] for each in _COLUMNS), reported, items, strict=True)
    return tuple(_filed(cik, name, *row) for row in rows)


def _filed(
    cik: int, name: str, accession: str, filed: str, form: str, on: str, items: str
) -> Filed:
    if not _ACCESSION.fullmatch(accession):
        raise ValueError(accession)
    listed = Listed(accession, (cik,), name, form, date.fromisoformat(filed))
    said = frozenset(filter(None, (each.strip() for each in items.split(","))))
    return Filed(listed, date.fromisoformat(on) if on else None, said)


def _older(said: Mapping[str, Any]) -> Older:
    name = str(said["name"])
    if not _OLDER.fullmatch(name):
        raise ValueError(name)
    first, last = date.fromisoformat(said["filingFrom"]), date.fromisoformat(said["filingTo"])
    return Older(name, first, last)
