"""Results whose output can only be made when all are there: tables, and a page of many filings."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

from extractor.cli.ledger import Ledger
from extractor.cli.sinks import File, Target, bytes_of, writing
from extractor.cli.styles import Format
from extractor.extraction import Extraction, Records
from extractor.records import Receipt
from extractor.render.objects import receipt_object
from extractor.render.page import Listed, book, listed, part
from extractor.tables.cells import Entry, rows_of
from extractor.tables.layout import Layout, pack
from extractor.tables.writing import write_packed

if TYPE_CHECKING:
    from extractor.tables.writing import TableFormat

Lines = Callable[[], Iterator[dict[str, Any]]]
"""Gives what was kept of each result, as often as it is asked."""


class Kept(Protocol):
    """What is kept of each result, and what is made of all."""

    values: str

    def of(self, extraction: Extraction) -> dict[str, Any]:
        """What is kept of a result, as JSON values."""

    def finish(self, lines: Lines, out: Path) -> None:
        """Make the output of all that was kept."""


class Tables:
    """Rows of tables, to be one file, or a folder with a file a table."""

    def __init__(self, format: Format, records: Records, table: str | None) -> None:
        self._format: TableFormat = format.value  # type: ignore[assignment]  # only table formats
        self._records = records
        self._table = table
        self.values: str = records

    def of(self, extraction: Extraction) -> dict[str, Any]:
        """The rows."""
        return pack(rows_of(Entry(extraction), self._records))

    def finish(self, lines: Lines, out: Path) -> None:
        """Write the tables, under the columns that all of them need together."""
        layout = Layout()
        for each in lines():
            layout.see(each)
        target = out
        if self._table is not None and out.is_dir():
            target = out / f"{self._table}.{self._format}"
        write_packed(lines, layout, self._format, target, self._table)


class Book:
    """Parts of one page."""

    values = "page"

    def of(self, extraction: Extraction) -> dict[str, Any]:
        """The filing's part of the page, and its line in the list."""
        return {"line": asdict(listed(extraction)), "part": part(extraction)}

    def finish(self, lines: Lines, out: Path) -> None:
        """Write the page."""
        file = File(out)
        done = False
        try:
            pieces = book(
                (Listed(**each["line"]) for each in lines()), (each["part"] for each in lines())
            )
            for piece in pieces:
                file.put(bytes_of(piece))
            done = True
        finally:
            file.end(keep=done)


class Gathered:
    """Results kept in a ledger beside the output, which is made of them at the end.

    A run that was killed has left its ledger, so that a later one need not do its work again.
    `passing` True takes the ledger away when the output is made.
    """

    resumable = True

    def __init__(self, kept: Kept, out: Path, *, resume: bool, passing: bool) -> None:
        self._kept = kept
        self._out = out
        self._passing = passing
        self.resumes = resume
        self._path = out / ".rows.jsonl" if out.is_dir() else out.with_name(f".{out.name}.jsonl")
        self._seen: set[tuple[str, str]] = set()
        with writing(out):
            self._path.open("ab").close()
            self._ledger = Ledger(self._path, by_filing=True) if resume else None

    def has(self, name: str, receipt: Receipt) -> bool:
        """Whether the ledger has the result."""
        known = self._ledger is not None and self._ledger.has(name, self._kept.values, receipt)
        if known:
            self._seen.add((name, receipt.filing))
        return known

    def write(self, extraction: Extraction) -> None:
        """Keep a result; the first one of a run that does not resume forgets those of another."""
        name = extraction.filing.name
        line = {
            "name": name,
            "complete": extraction.complete,
            "values": self._kept.values,
            "receipt": receipt_object(extraction.receipt),
            "kept": self._kept.of(extraction),
        }
        self._seen.add((name, extraction.receipt.filing))
        with writing(self._out):
            if self._ledger is None:
                self._path.write_bytes(b"")
                self._ledger = Ledger(self._path, by_filing=True)
            self._ledger.append(bytes_of(json.dumps(line) + "\n"))

    def close(self, cut: bool) -> None:
        """Make the output: of the filings of this run, or of all that is kept if it was cut."""
        try:
            if self._ledger is not None:
                with writing(self._out), self._ledger:
                    self._ledger.compact()
            if self._seen:
                with writing(self._out):
                    self._kept.finish(lambda: self._lines(every=cut), self._out)
        finally:
            self._forget(cut)

    def abandon(self) -> None:
        """Leave what is kept."""
        if self._ledger is not None:
            with suppress(OSError):
                self._ledger.close()
        self._forget(cut=True)

    def _lines(self, *, every: bool) -> Iterator[dict[str, Any]]:
        if self._ledger is None:
            return
        with self._path.open("rb") as file:
            for data in file:
                line = json.loads(data)
                key = (line["name"], line["receipt"]["filing"])
                if line.get("values") == self._kept.values and (every or key in self._seen):
                    yield line["kept"]

    def _forget(self, cut: bool) -> None:
        """Take the ledger away where nothing is to be taken up again."""
        with suppress(OSError):
            if (self._passing and not cut) or self._path.stat().st_size == 0:
                self._path.unlink()


class Carried:
    """The same for a place that is no file: made in a folder of its own, then put there."""

    resumable = False
    resumes = False

    def __init__(self, kept: Kept, target: Target) -> None:
        self._folder = TemporaryDirectory()
        self._made = Path(self._folder.name) / "made"
        self._inner = Gathered(kept, self._made, resume=False, passing=True)
        self._target = target

    def has(self, name: str, receipt: Receipt) -> bool:  # noqa: ARG002
        """Never: it is made anew."""
        return False

    def write(self, extraction: Extraction) -> None:
        """Keep a result."""
        self._inner.write(extraction)

    def close(self, cut: bool) -> None:
        """Make the output and put it in its place."""
        done = False
        try:
            self._inner.close(cut)
            if self._made.is_file():
                with self._made.open("rb") as file:
                    shutil.copyfileobj(file, _Puts(self._target), 1 << 20)
            done = True
        finally:
            self._target.end(keep=done)
            self._folder.cleanup()

    def abandon(self) -> None:
        """Give up."""
        self._inner.abandon()
        self._target.end(keep=False)
        self._folder.cleanup()


class _Puts:
    """A target as a file that is written to."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def write(self, data: bytes) -> int:
        self._target.put(data)
        return len(data)
