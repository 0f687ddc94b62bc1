"""What a batch is made of: files, folders, patterns, archives, lists of them, JSON lines."""

import glob
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from extractor.cli.archives import ArchiveLimits, BadArchive, is_archive, unpacked
from extractor.cli.inputs import STDIN, Input, expand, read
from extractor.filing.model import UnreadableFiling

Complain = Callable[[str, str], None]
_JSONL = (".jsonl", ".ndjson")


def filings_of(paths: Iterable[str], most: int, complain: Complain) -> Iterator[tuple[str, bytes]]:
    """The name and bytes of every filing that paths stand for, one by one.

    `most` is how many bytes a filing may have. What cannot be read is told to `complain`, with
    what it is called, and left out.
    """
    for path in paths:
        yield from _of_path(path, most, complain)


def _of_path(
    given: str, most: int, complain: Complain, *, listed: bool = False
) -> Iterator[tuple[str, bytes]]:
    if given == STDIN and not listed:
        yield from _of_lines(_stdin(), "standard input", most, complain)
        return
    path = Path(given)
    if path.name.lower().endswith(_JSONL) and path.is_file():
        if listed:
            # It could be the list that it stands in.
            complain("a list in a list is not read: give it by itself", given)
            return
        yield from _of_lines(_lines(path, complain), given, most, complain)
    elif is_archive(path) and path.is_file():
        try:
            yield from unpacked(path, ArchiveLimits(member=most))
        except BadArchive as error:
            complain(str(error), "")
    elif not path.exists() and glob.has_magic(given):
        found = sorted(glob.glob(given, recursive=True))  # noqa: PTH207  # may be absolute
        if not found:
            complain("no file is called so", given)
        for each in found:
            yield from _of_path(each, most, complain, listed=listed)
    elif given == STDIN:
        complain("standard input is not read from within a list", given)
    else:
        yield from _of_files([given], most, complain)


def _of_files(paths: list[str], most: int, complain: Complain) -> Iterator[tuple[str, bytes]]:
    for entry in expand(paths):
        if not isinstance(entry, Input):
            complain(entry.why, entry.label)
            continue
        try:
            yield entry.name, read(entry, most)
        except UnreadableFiling as error:
            complain(str(error), entry.label)


def _of_lines(
    lines: Iterable[str], where: str, most: int, complain: Complain
) -> Iterator[tuple[str, bytes]]:
    """Each line is a path, or an object with `path`, or with `text` and `name`."""
    for number, line in enumerate(lines, start=1):
        said = line.strip()
        if not said:
            continue
        if not said.startswith("{"):
            yield from _of_path(said, most, complain, listed=True)
            continue
        try:
            given = json.loads(said)
        except (ValueError, RecursionError):
            given = {}
        path, text = given.get("path"), given.get("text")
        if isinstance(path, str):
            yield from _of_path(path, most, complain, listed=True)
        elif isinstance(text, str):
            name = given.get("name")
            data = text.encode("utf-8", "replace")
            yield name if isinstance(name, str) and name else f"line {number}", data
        else:
            complain(f"line {number} is no JSON object with a path, or a text and a name", where)


def _lines(path: Path, complain: Complain) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from file
    except OSError as error:
        complain(f"cannot be read: {error.strerror}", str(path))


def _stdin() -> Iterator[str]:
    if sys.stdin is not None:
        yield from sys.stdin
