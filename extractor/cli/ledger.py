"""What is done already: a file of JSON lines, read so that a run can be taken up again."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Self

from extractor.errors import ExtractorError
from extractor.records import Receipt
from extractor.render.objects import receipt_object


class NotALedger(ExtractorError):
    """A file holds something else than results."""


@dataclass(frozen=True)
class _Line:
    """A line: where it stands, in bytes, and what it says was done."""

    start: int
    end: int
    complete: bool
    values: str
    receipt: dict[str, object]


class Ledger:
    """The lines of a file, the last one for each key; opened for appending.

    Each line is an object with a `receipt`, `complete`, and a `name` (or, in a result, a
    `filing` with one). `by_filing` True lets filings of one name but different content stand
    beside each other. A line that was torn when a run was killed is taken off the end.
    """

    def __init__(self, path: Path, *, by_filing: bool) -> None:
        self._path = path
        self._by_filing = by_filing
        self._lines: dict[tuple[str, str], _Line] = {}
        self._superseded = False
        self._end = 0
        self._file: BinaryIO = path.open("a+b")
        try:
            self._scan()
        except BaseException:
            self._file.close()
            raise

    def has(self, name: str, values: str, receipt: Receipt) -> bool:
        """Whether a complete result of this name was made from the same, whatever the answers."""
        wanted = receipt_object(replace(receipt, answers=""))
        line = self._lines.get(self._key(name, receipt.filing))
        return (
            line is not None
            and line.complete
            and line.values == values
            and line.receipt | {"answers": ""} == wanted
        )

    def append(self, data: bytes) -> None:
        """Append a line, which must end in a line feed; where that fails, leave none of it."""
        left = memoryview(data)
        try:
            # Past the buffer, which would keep what it cannot write and try again when it closes.
            while left:
                left = left[os.write(self._file.fileno(), left) :]
        except OSError:
            with suppress(OSError):
                os.truncate(self._path, self._end)
            raise
        self._note(json.loads(data), self._end, len(data))
        self._end += len(data)

    def compact(self) -> None:
        """Take out the lines that later ones supersede."""
        if not self._superseded:
            return
        part = self._path.with_name(f".{self._path.name}.part")
        try:
            with part.open("wb") as file:
                for line in sorted(self._lines.values(), key=lambda line: line.start):
                    self._file.seek(line.start)
                    file.write(self._file.read(line.end - line.start))
            part.replace(self._path)
        finally:
            part.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _scan(self) -> None:
        self._file.seek(0)
        start = 0
        for number, data in enumerate(self._file, start=1):
            entry = _entry(data)
            whole = data.endswith(b"\n")
            if entry is None and whole:
                raise NotALedger(
                    f"{self._path}: line {number} is no result of an earlier run; "
                    "give another --out, or delete that file"
                )
            if entry is None:
                self._file.truncate(start)
                break
            if not whole:
                self._file.write(b"\n")
            self._note(entry, start, len(data) + (not whole))
            start += len(data)
        self._end = self._file.seek(0, os.SEEK_END)

    def _note(self, entry: dict[str, Any], start: int, length: int) -> None:
        name = str(entry["name"] if "name" in entry else entry["filing"]["name"])
        receipt = entry["receipt"]
        key = self._key(name, str(receipt["filing"]))
        self._superseded |= key in self._lines
        values = str(entry.get("values", ""))
        self._lines[key] = _Line(start, start + length, bool(entry["complete"]), values, receipt)

    def _key(self, name: str, sha256: str) -> tuple[str, str]:
        return name, sha256 if self._by_filing else ""


def _entry(data: bytes) -> dict[str, Any] | None:
    """The object of a line, None where it is no line of a ledger."""
    try:
        entry = json.loads(data)
        named = "name" in entry or "name" in entry["filing"]
        known = "complete" in entry and "filing" in entry["receipt"]
    except (ValueError, TypeError, KeyError):
        return None
    return entry if named and known else None
