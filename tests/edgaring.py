"""A server on this machine that stands for EDGAR: what it has, and how it fails."""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from extractor.edgar.archive import Edgar
from extractor.edgar.settings import EdgarSettings
from extractor.settings import Settings
from tests.loopback import Loopback
from tests.pipeline.conftest import TEXT

AGENT = "Ann Heron ann@heron.example"
TODAY = date(2026, 11, 20)
ABSENT = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>"
HEADER = """\
<SEC-DOCUMENT>{accession}.txt : 20261118
<SEC-HEADER>{accession}.hdr.sgml : 20261118
ACCESSION NUMBER:\t\t{accession}
CONFORMED SUBMISSION TYPE:\t{form}
FILED AS OF DATE:\t\t{filed:%Y%m%d}

FILER:

\tCOMPANY DATA:\t
\t\tCOMPANY CONFORMED NAME:\t\t\t{name}
\t\tCENTRAL INDEX KEY:\t\t\t{cik:010d}
\t\tSTANDARD INDUSTRIAL CLASSIFICATION:\tASSET-BACKED SECURITIES [{sic}]
</SEC-HEADER>
<DOCUMENT>
<TYPE>{form}
<SEQUENCE>1
<FILENAME>main.txt
<TEXT>
{text}
</TEXT>
</DOCUMENT>
</SEC-DOCUMENT>
"""


@dataclass(frozen=True)
class Reply:
    """A response that is given once."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


@dataclass(frozen=True)
class Received:
    """A request; the names of its headers are in lower case."""

    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Made:
    """A filing that EDGAR has."""

    accession: str
    cik: int = 100
    form: str = "8-K"
    name: str = "PELICAN HOLDINGS, INC."
    filed: date = date(2026, 11, 18)
    reported: str = "2026-11-16"
    items: str = "8.01"
    sic: str = "6189"
    note: str = ""

    @property
    def data(self) -> bytes:
        """The whole submission."""
        text = TEXT.format(name=self.name) + self.note
        return HEADER.format(**vars(self) | {"text": text}).encode()

    @property
    def path(self) -> str:
        """Where it is."""
        return f"/Archives/edgar/data/{self.cik}/{self.accession}.txt"

    @property
    def row(self) -> str:
        """Its line in a daily index."""
        path = self.path.removeprefix("/Archives/")
        return f"{self.cik}|{self.name}|{self.form}|{self.filed:%Y%m%d}|{path}"


def index(rows: Sequence[str]) -> bytes:
    """A master index."""
    head = "Description: Daily Index\n\nCIK|Company Name|Form Type|Date Filed|File Name\n"
    return (head + "-" * 80 + "\n" + "".join(f"{row}\n" for row in rows)).encode("latin-1")


class EdgarStandIn(Loopback):
    """Serves what `files` holds; what `faults` has for a path is given first. A context manager."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.faults: dict[str, list[Reply]] = {}
        self.received: list[Received] = []
        self.stamps = True
        self._days: dict[date, list[str]] = {}
        self._lock = threading.Lock()
        self.listen(_handler(self))

    @property
    def url(self) -> str:
        """Its address."""
        return self.address

    @property
    def asked(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [each.path for each in self.received]

    def has(self, *filings: Made) -> None:
        """Have filings, and list them with their filers."""
        for each in filings:
            self.files[each.path] = each.data
        for cik in {each.cik for each in filings}:
            self.filer(cik, [each for each in filings if each.cik == cik])

    def filer(self, cik: int, filings: Sequence[Made], files: Sequence[object] = ()) -> None:
        """Have a filer with these filings."""
        said = {
            "cik": cik,
            "name": filings[0].name if filings else "",
            "sic": filings[0].sic if filings else "",
            "filings": {"recent": columns(filings), "files": list(files)},
        }
        self.files[f"/submissions/CIK{cik:010d}.json"] = json.dumps(said).encode()

    def day(self, day: date, *rows: str) -> None:
        """Have the index of a day list these rows."""
        self._days[day] = list(rows)
        folder = f"/Archives/edgar/daily-index/{day.year}/QTR{(day.month - 1) // 3 + 1}/"
        self.files[f"{folder}master.{day:%Y%m%d}.idx"] = index(rows)
        items = [
            {
                "name": f"{kind}.{each:%Y%m%d}.idx",
                "last-modified": "",
                "size": _stamp(listed) * self.stamps,
            }
            for each, listed in self._days.items()
            for kind in ("form", "master")
        ]
        listing = {"directory": {"item": items, "name": folder, "parent-dir": "../"}}
        self.files[f"{folder}index.json"] = json.dumps(listing).encode()

    def reply(self, received: Received) -> Reply:
        """The response to a request."""
        with self._lock:
            self.received.append(received)
            waiting = self.faults.get(received.path)
            if waiting:
                return waiting.pop(0)
        body = self.files.get(received.path)
        if body is None:
            return Reply(403, ABSENT)
        etag = f'"{sha256(body).hexdigest()}"'
        if received.headers.get("if-none-match") == etag:
            return Reply(304)
        return Reply(200, body, {"ETag": etag})


def columns(filings: Sequence[Made]) -> dict[str, list[str]]:
    """Filings as a filer's list has them, by column."""
    return {
        "accessionNumber": [each.accession for each in filings],
        "filingDate": [each.filed.isoformat() for each in filings],
        "reportDate": [each.reported for each in filings],
        "form": [each.form for each in filings],
        "items": [each.items for each in filings],
    }


class Clock:
    """A time that only waiting moves on."""

    def __init__(self) -> None:
        self.now = 1_795_132_800.0  # 20 November 2026
        self.slept: list[float] = []

    def __call__(self) -> float:
        """The time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self.slept.append(seconds)
        self.now += seconds


def edgar_at(url: str, folder: Path, clock: Clock, **settings: object) -> Edgar:
    """EDGAR as it stands at an address, with a shelf in a folder."""
    given = EdgarSettings.model_validate({"user_agent": AGENT, "base_url": url, **settings})
    reading = Settings(cache_dir=folder)
    return Edgar(given, reading, clock=clock, sleep=clock.sleep)


def _stamp(rows: Sequence[str]) -> str:
    return sha256("\n".join(rows).encode()).hexdigest()[:12]


def _handler(stand_in: EdgarStandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = stand_in.reply(Received(self.path, headers))
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.status != 304:
                self.send_header("Content-Length", str(len(reply.body) + 100 * reply.cut))
            self.end_headers()
            self.wfile.write(reply.body)
            self.close_connection = reply.cut

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
