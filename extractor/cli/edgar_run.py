"""What `extractor edgar` does: find, fetch, hand on, and say what came of it."""

import json
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from extractor.cli.job import Job as Extraction
from extractor.cli.job import request_of
from extractor.cli.messages import Progress, complain
from extractor.edgar.addresses import accession_of, cik_of
from extractor.edgar.archive import Edgar
from extractor.edgar.faults import EdgarFault
from extractor.edgar.fetching import Fetched, by_filer, by_number, fetch
from extractor.edgar.index import Listed
from extractor.edgar.settings import EdgarSettings
from extractor.errors import ExtractorError
from extractor.render.words import counted, tidy

if TYPE_CHECKING:
    from extractor.cli.request import Request
    from extractor.edgar.sync import Receiver
    from extractor.store.database import Store

_SIC = re.compile(r"\d{4}")
_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]{0,19}")
_TOGETHER = 20
_FIRST_DAY = date(1993, 1, 1)
"""Before EDGAR had any filing."""


@dataclass(frozen=True)
class Wanted:
    """Which filings are asked for, as given."""

    accessions: tuple[str, ...]
    cik: str | None
    form: str
    first: str | None
    last: str | None


@dataclass(frozen=True)
class Way:
    """Where filings go and how they are to be read there, as given."""

    out: Path | None
    submit: bool
    model: str | None
    base_url: str | None
    policy: Path | None
    offline: bool
    store: str | None
    json: bool

    def request(self) -> "Request":
        """The settings of the run; raises typer.BadParameter."""
        return request_of(
            Extraction(
                paths=(),
                form="auto",
                model=self.model,
                base_url=self.base_url,
                policy=self.policy,
                format="json",
                out=None,
                record=None,
                resume=False,
                offline=self.offline,
                no_cache=False,
            )
        )


class Folder:
    """Takes filings into a folder, each as a file that is whole or not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, filings: Sequence[Fetched]) -> None:
        """Write filings; raises ExtractorError."""
        for each in filings:
            aside = self._folder / f".{each.listed.accession}.{secrets.token_hex(4)}"
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                aside.write_bytes(each.data)
                aside.replace(self._folder / f"{each.listed.accession}.txt")
            except OSError as error:
                with suppress(OSError):
                    aside.unlink(missing_ok=True)
                raise ExtractorError(
                    f"{self._folder}: cannot be written to: {error.strerror}; name another folder "
                    "with --out"
                ) from error


class Batch:
    """Takes filings as one batch, for workers."""

    def __init__(self, store: "Store", request: "Request") -> None:
        from extractor.jobs.office import Jobs
        from extractor.jobs.records import JobOptions

        self._office = Jobs(store, request.settings)
        self._options = JobOptions("auto", request.model, request.base_url, request.policy)
        self._key = f"edgar {secrets.token_hex(8)}"
        self.id = ""

    def __call__(self, filings: Sequence[Fetched]) -> None:
        """Hand filings in."""
        items = ((f"{each.listed.accession}.txt", each.data) for each in filings)
        self.id = self._office.submit_batch(items, self._options, self._key).id


def run_get(wanted: Wanted, way: Way) -> int:
    """Fetch filings; the exit code. Raises typer.BadParameter, ExtractorError."""
    if not way.out and not way.submit:
        raise typer.BadParameter("name a folder, or give --submit", param_hint="'--out'")
    if not wanted.accessions and not wanted.cik:
        raise typer.BadParameter("name filings by their numbers, or a filer with --cik")
    request, first, last = way.request(), _day(wanted.first), _day(wanted.last)
    with ExitStack() as stack:
        edgar = stack.enter_context(Edgar(EdgarSettings(), request.settings))
        progress = stack.enter_context(Progress())
        store = stack.enter_context(_store(way.store)) if way.submit else None
        batch = Batch(store, request) if store is not None else None
        receivers: list[Receiver] = [Folder(way.out)] if way.out else []
        receivers += [batch] if batch is not None else []
        tally = _Tally(way.json, progress)
        group: list[Fetched] = []
        for each in _found(edgar, wanted, first, last or edgar.today(), tally):
            progress.tell(each.accession)
            try:
                group.append(fetch(edgar, each))
            except EdgarFault as error:
                tally.fault(each.accession, str(error))
            if len(group) == _TOGETHER:
                _hand_on(group, receivers, tally)
                group = []
        _hand_on(group, receivers, tally)
        return tally.end(batch)


def run_sync(form: str, sic: str | None, since: str, way: Way) -> int:
    """Keep up with EDGAR; the exit code. Raises typer.BadParameter, ExtractorError."""
    if not _FORM.fullmatch(form):
        raise typer.BadParameter(f"{form[:40]!r} is no name of a form", param_hint="'--form'")
    if sic is not None and not _SIC.fullmatch(sic):
        raise typer.BadParameter("it has four digits, as 6189", param_hint="'--sic'")
    first = None if since == "last" else _day(since)
    request = way.request()
    with ExitStack() as stack:
        edgar = stack.enter_context(Edgar(EdgarSettings(), request.settings))
        progress = stack.enter_context(Progress())
        store = stack.enter_context(_store(way.store))
        batch = None if way.out else Batch(store, request)
        receive: Receiver = batch or Folder(way.out or Path())
        target = str(way.out.resolve()) if way.out else "the store"

        from extractor.edgar.sync import Query, Sync

        query = Query(form.upper(), sic, target)
        report = Sync(edgar, store, query, receive, progress.tell).run(first)
        tally = _Tally(way.json, progress)
        tally.got(report.fetched)
        for accession in sorted(report.withdrawn):
            tally.note(accession, "is not listed any more: EDGAR took it back")
        for accession, why in report.left.items():
            tally.fault(accession, why)
        return tally.end(batch, f" from {counted(report.days, 'day')}")


class _Tally:
    """Lists what was fetched on standard output, and complains of the rest."""

    def __init__(self, json_: bool, progress: Progress) -> None:
        self._json = json_
        self._progress = progress
        self._count = 0
        self._faults = 0

    def got(self, filings: Sequence[Fetched]) -> None:
        """List filings."""
        self._count += len(filings)
        with self._progress.aside():
            for each in filings:
                typer.echo(json.dumps(_object(each)) if self._json else _line(each))

    def note(self, accession: str, said: str) -> None:
        """Say what is no fault."""
        with self._progress.aside():
            complain(said, accession)

    def fault(self, accession: str, said: str) -> None:
        """Complain of a filing that could not be had."""
        self._faults += 1
        self.note(accession, said.removeprefix(f"{accession}: "))

    def end(self, batch: Batch | None, behind: str = "") -> int:
        """Say what it came to; the exit code."""
        named = f"batch {batch.id}: " if batch is not None and batch.id else ""
        left = f"; {self._faults} could not be had" if self._faults else ""
        with self._progress.aside():
            complain(f"{named}{counted(self._count, 'filing')}{behind}{left}")
        return 1 if self._faults else 0


def _hand_on(group: Sequence[Fetched], receivers: "Sequence[Receiver]", tally: _Tally) -> None:
    if group:
        for receive in receivers:
            receive(group)
        tally.got(group)


def _found(
    edgar: Edgar, wanted: Wanted, first: date | None, last: date, tally: _Tally
) -> Iterator[Listed]:
    """The filings that are asked for, each once; what is not there is complained of."""
    cik = None if wanted.cik is None else cik_of(wanted.cik)
    if not wanted.accessions and cik is not None:
        yield from by_filer(edgar, cik, wanted.form, first or _FIRST_DAY, last)
    for number in dict.fromkeys(map(accession_of, wanted.accessions)):
        try:
            yield by_number(edgar, number, cik)
        except EdgarFault as error:
            tally.fault(number, str(error))


def _store(url: str | None) -> "Store":
    from extractor.store.database import Store

    return Store.open(url)


def _day(given: str | None) -> date | None:
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise typer.BadParameter(f"{given[:40]!r} is no day: it looks like 2026-01-31") from error


def _line(each: Fetched) -> str:
    listed, link = each.listed, each.link
    amends = f"  amends {link.original}" if link.original else ""
    if link.candidates and not link.original:
        amends = f"  amends one of {', '.join(link.candidates)}"
    form, company = tidy(listed.form), tidy(listed.company)
    return f"{listed.accession}  {form:8}  {listed.filed_on}  {company}{amends}"


def _object(each: Fetched) -> dict[str, object]:
    listed, link = each.listed, each.link
    return {
        "accession": listed.accession,
        "form": listed.form,
        "filed_on": listed.filed_on.isoformat(),
        "company": listed.company,
        "ciks": list(listed.ciks),
        "sha256": each.sha256,
        "amends": link.original,
        "may_amend": list(link.candidates),
    }
