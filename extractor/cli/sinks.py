"""Where results go: standard output, a file, or a folder with a file for each filing."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from extractor.cli.ledger import Ledger
from extractor.cli.styles import Format, Style
from extractor.errors import ExtractorError
from extractor.extraction import Extraction
from extractor.records import Receipt
from extractor.render.objects import receipt_object

LEDGER = ".receipts.jsonl"
"""The file of a folder of results that says from what each was made."""


class OutputFault(ExtractorError):
    """Results cannot be written where they should go."""


class Sink(Protocol):
    """A place for results. Every method raises OutputFault where it cannot write."""

    resumable: bool
    """Whether a later run can leave out what is done."""
    resumes: bool
    """Whether this run does."""

    def has(self, name: str, receipt: Receipt) -> bool:
        """Whether the result of the filing `name` is there, complete, made from the same."""

    def write(self, extraction: Extraction) -> None:
        """Write one result."""

    def close(self, cut: bool) -> None:
        """End the output: what was written is well-formed and in its place.

        `cut` True says that the run was cut short: an output of nothing then replaces none.
        """

    def abandon(self) -> None:
        """Give up after a fault of the output itself."""


class Target(Protocol):
    """What bytes are put into, in order."""

    def put(self, data: bytes) -> None:
        """Put bytes, at once."""

    def end(self, keep: bool) -> None:
        """Close; `keep` False leaves nothing new behind."""


class Stream:
    """Results one after the other; as JSON, several make an array."""

    resumable = False
    resumes = False

    def __init__(self, style: Style, target: Target, array: bool) -> None:
        self._style = style
        self._target = target
        self._array = array and style.format is Format.JSON
        self._written = 0

    def has(self, name: str, receipt: Receipt) -> bool:  # noqa: ARG002
        """Never: a stream is written anew."""
        return False

    def write(self, extraction: Extraction) -> None:
        """Write one result."""
        entry = self._style.entry(extraction)
        if self._array:
            entry = (",\n" if self._written else "[\n") + entry.rstrip("\n")
        elif not self._written:
            entry = self._style.opening() + entry
        elif self._style.format is Format.TABLE:
            entry = "\n" + entry
        self._target.put(bytes_of(entry))
        self._written += 1

    def close(self, cut: bool) -> None:
        """Close the array and the target."""
        keep = self._written > 0 or (self._array and not cut)
        if self._array and keep:
            self._target.put(b"\n]\n" if self._written else b"[]\n")
        self._target.end(keep)

    def abandon(self) -> None:
        """Give up."""
        self._target.end(keep=False)


class Stdout:
    """Standard output."""

    def put(self, data: bytes) -> None:
        """Write and flush; raises BrokenPipeError where nobody reads any more."""
        if sys.stdout is None:
            raise OutputFault("standard output is closed; name a place with --out")
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputFault(f"standard output cannot be written: {error.strerror}") from error

    def end(self, keep: bool) -> None:
        """Leave standard output open; after a fault, drop what it still holds."""
        if not keep and sys.stdout is not None:
            with suppress(OSError, ValueError):
                # The interpreter flushes at exit, which would fail again, and loudly.
                null = os.open(os.devnull, os.O_WRONLY)
                os.dup2(null, sys.stdout.fileno())
                os.close(null)


class File:
    """A file that takes the place of an older one as a whole; a device is written directly."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._target = Path(os.path.realpath(path))
        self._direct = path.exists() and not path.is_file()
        self._part = self._target if self._direct else _part(self._target)
        with writing(path):
            self._file = self._part.open("wb")

    def put(self, data: bytes) -> None:
        """Write and flush."""
        with writing(self._path):
            self._file.write(data)
            self._file.flush()

    def end(self, keep: bool) -> None:
        """Put the file in its place, or leave the older one there."""
        with suppress(OSError):
            self._file.close()
        if self._direct:
            return
        with writing(self._path):
            if keep:
                self._part.replace(self._target)
            else:
                self._part.unlink(missing_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Write a file as a whole, with the folders above it, or leave what was there."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    file = File(path)
    whole = False
    try:
        file.put(bytes_of(text))
        whole = True
    finally:
        file.end(keep=whole)


class Lines:
    """JSON lines in a file: each is there as soon as it is written, and a later run adds to it."""

    resumable = True

    def __init__(self, style: Style, path: Path, resume: bool) -> None:
        self._style = style
        self._path = path
        self.resumes = resume
        with writing(path):
            if not resume:
                path.open("ab").close()
            self._ledger = Ledger(path, by_filing=True) if resume else None

    def has(self, name: str, receipt: Receipt) -> bool:
        """Whether the file has the result."""
        return self._ledger is not None and self._ledger.has(name, "", receipt)

    def write(self, extraction: Extraction) -> None:
        """Append a line; the first one of a run that does not resume empties the file."""
        with writing(self._path):
            if self._ledger is None:
                self._path.write_bytes(b"")
                self._ledger = Ledger(self._path, by_filing=True)
            self._ledger.append(bytes_of(self._style.entry(extraction)))

    def close(self, cut: bool) -> None:  # noqa: ARG002
        """Take out what was superseded, and close."""
        if self._ledger is not None:
            with writing(self._path), self._ledger:
                self._ledger.compact()

    def abandon(self) -> None:
        """Leave what is there."""
        if self._ledger is not None:
            with suppress(OSError):
                self._ledger.close()


class Folder:
    """A file for each result, and a ledger of what each was made from."""

    resumable = True

    def __init__(self, style: Style, folder: Path, resume: bool) -> None:
        self._style = style
        self._folder = folder
        self.resumes = resume
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._ledger = Ledger(folder / LEDGER, by_filing=False)

    def has(self, name: str, receipt: Receipt) -> bool:
        """Whether the folder has the result."""
        file = self._style.file_name(name)
        known = self.resumes and self._ledger.has(file, "", receipt)
        return known and (self._folder / file).is_file()

    def write(self, extraction: Extraction) -> None:
        """Write the result's file, then its line of the ledger."""
        name = self._style.file_name(extraction.filing.name)
        target = self._folder / name
        with writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            _replace(target, bytes_of(self._style.document(extraction)))
            entry = {
                "name": name,
                "complete": extraction.complete,
                "receipt": receipt_object(extraction.receipt),
            }
            self._ledger.append(bytes_of(json.dumps(entry) + "\n"))

    def close(self, cut: bool) -> None:  # noqa: ARG002
        """Close the ledger."""
        self._ledger.close()

    def abandon(self) -> None:
        """Leave what is there."""
        with suppress(OSError):
            self._ledger.close()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Every fault of the file system as one sentence on `path`."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputFault(f"{path} cannot be written: {error.strerror or error}") from error


def _replace(target: Path, data: bytes) -> None:
    """Put a file in its place as a whole, or not at all."""
    part = _part(target)
    try:
        part.write_bytes(data)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _part(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.part")


def bytes_of(text: str) -> bytes:
    """UTF-8; a lone surrogate, as in a file name that is no UTF-8, is written as an escape."""
    return text.encode("utf-8", "backslashreplace")
