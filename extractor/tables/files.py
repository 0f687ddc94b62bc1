"""Files that take the place of older ones only when all of them are whole."""

import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from extractor.tables.errors import TableFault


class Places:
    """The files that tables are written to: one for all, or one a table in a folder.

    Nothing is in its place before `keep`; `drop` leaves what was there before.
    """

    def __init__(self, destination: Path, suffix: str, *, folder: bool) -> None:
        self._destination = destination
        self._suffix = suffix
        self._folder = folder
        self._parts: dict[Path, Path] = {}
        self._files: list[BinaryIO] = []
        if folder:
            try:
                destination.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise fault(destination, error) from error

    def part(self, table: str) -> Path:
        """Where a table is written until all are whole."""
        target = self._destination
        if self._folder:
            target = target / f"{table}.{self._suffix}"
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        self._parts[target] = part
        return part

    def open(self, table: str) -> BinaryIO:
        """The file of a table, opened for writing."""
        part = self.part(table)
        try:
            file = part.open("wb")
        except OSError as error:
            raise fault(self._destination, error) from error
        self._files.append(file)
        return file

    def keep(self) -> tuple[Path, ...]:
        """Put every file in its place."""
        try:
            for target, part in self._parts.items():
                part.replace(target)
        except OSError as error:
            raise fault(self._destination, error) from error
        return tuple(self._parts)

    def drop(self) -> None:
        """Give up what is not in its place."""
        for file in self._files:
            with suppress(OSError):
                file.close()
        for part in self._parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)


def fault(path: Path, error: OSError) -> TableFault:
    """A fault of the file system as a sentence on `path`."""
    return TableFault(f"{path} cannot be written: {error.strerror or error}")
