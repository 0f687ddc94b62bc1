"""What is read: files, the files of folders, standard input."""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.filing.model import UnreadableFiling

STDIN = "-"


@dataclass(frozen=True)
class Input:
    """A filing to read. `label` is what messages call it, `name` what its result is called.

    `name` is the file's name or, for a file of a folder, its path from there. `path` None is
    standard input.
    """

    label: str
    name: str
    path: Path | None


@dataclass(frozen=True)
class Missing:
    """A path that leads to no filing, and why."""

    label: str
    why: str


def several(paths: Iterable[str]) -> bool:
    """Whether the paths may stand for more than one filing."""
    given = list(paths)
    return len(given) > 1 or any(path not in (STDIN, "") and Path(path).is_dir() for path in given)


def expand(paths: Iterable[str], leave_out: Path | None = None) -> list[Input | Missing]:
    """The filings that paths stand for, in order, each once.

    A folder stands for the files in it and in its folders, sorted, without hidden ones and
    without what lies at or under `leave_out`.
    """
    found: dict[str, Input | Missing] = {}
    skip = os.path.realpath(leave_out) if leave_out is not None else None
    for path in paths:
        for entry in _expand(path, skip):
            place = entry.path if isinstance(entry, Input) else None
            found.setdefault(os.path.realpath(place) if place else f"?{entry.label}", entry)
    return list(found.values())


def read(entry: Input, most: int) -> bytes:
    """The bytes of a filing; raises UnreadableFiling where there are none or more than `most`."""
    try:
        data = _bytes(entry, most + 1)
    except OSError as error:
        raise UnreadableFiling(f"cannot be read: {_cause(error)}") from error
    if len(data) > most:
        raise UnreadableFiling(
            f"has more than the {most:,} bytes that are read; give the one document of it that "
            "matters, or set EXTRACTOR_MAX_FILING_BYTES"
        )
    return data


def _bytes(entry: Input, most: int) -> bytes:
    if entry.path is None:
        return sys.stdin.buffer.read(most) if sys.stdin is not None else b""
    with entry.path.open("rb") as file:
        return file.read(most)


def _expand(given: str, skip: str | None) -> Iterator[Input | Missing]:
    if given == STDIN:
        yield Input("standard input", "stdin", None)
        return
    if not given:
        # What a shell makes of a variable that is not set; as a path it would be where one stands.
        yield Missing("''", "an empty path names no filing; for the folder you are in give .")
        return
    path = Path(given)
    try:
        if not path.is_dir():
            path.stat()
            yield Input(given, path.name, path)
            return
    except FileNotFoundError:
        yield Missing(given, "there is no such file")
        return
    except (OSError, ValueError) as error:
        yield Missing(given, f"cannot be read: {_cause(error)}")
        return
    entries = sorted(_walk(path, skip), key=lambda entry: Path(entry.label).parts)
    yield from entries or [Missing(given, "the folder holds no files")]


def _walk(folder: Path, skip: str | None) -> Iterator[Input | Missing]:
    faults: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=faults.append):
        here = Path(root)
        folders[:] = [each for each in folders if _is_wanted(here / each, skip)]
        for name in files:
            path = here / name
            if not _is_wanted(path, skip):
                continue
            if _waits(path):
                yield Missing(str(path), "is no file: a pipe, a socket or a device")
            else:
                yield Input(str(path), path.relative_to(folder).as_posix(), path)
    for fault in faults:
        yield Missing(str(fault.filename), f"cannot be read: {_cause(fault)}")


def _waits(path: Path) -> bool:
    """Whether to open what lies in a folder could wait for ever; given by name it may be meant."""
    return path.exists() and not path.is_file()


def _is_wanted(path: Path, skip: str | None) -> bool:
    return not path.name.startswith(".") and (skip is None or os.path.realpath(path) != skip)


def _cause(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
