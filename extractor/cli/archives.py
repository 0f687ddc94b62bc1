"""Filings in an archive, unpacked in memory; one that plays tricks is refused before any is read.

What an archive says of itself is not believed: sizes are counted while reading.
"""

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tarfile import HeaderError, ReadError
from typing import IO, Self

from extractor.errors import ExtractorError

_TARS = (".tar", ".tgz", ".tbz2", ".txz", ".tar.gz", ".tar.bz2", ".tar.xz")
_BLOCK = 1 << 20
_End = tarfile.EOFHeaderError  # type: ignore[attr-defined]  # the types leave it out


@dataclass(frozen=True)
class ArchiveLimits:
    """What an archive may hold: members, bytes a member and in all, and how often its own size
    it may unpack to (counted once it is past `free` bytes)."""

    member: int
    members: int = 100_000
    total: int = 20_000_000_000
    ratio: int = 200
    free: int = 50_000_000


class BadArchive(ExtractorError):
    """An archive that is not unpacked."""


def is_archive(path: Path) -> bool:
    """Whether a file is taken for an archive, by its name."""
    name = path.name.lower()
    return name.endswith((".zip", *_TARS))


def unpacked(path: Path, limits: ArchiveLimits) -> Iterator[tuple[str, bytes]]:
    """The name and bytes of each file in an archive, in its order; hidden ones are left out.

    Raises BadArchive, before the first is given, for links and devices, names that lead out of
    the archive, encrypted or damaged members, and more than the limits allow.
    """
    read = _zip if path.name.lower().endswith(".zip") else _tar
    with _faults(path):
        for _ in _within(path, read(path, limits), limits):
            pass
        for name, parts in _within(path, read(path, limits), limits):
            yield name, b"".join(parts)


Members = Iterator[tuple[str, Iterator[bytes]]]


def _within(
    path: Path, members: Members, limits: ArchiveLimits
) -> Iterator[tuple[str, list[bytes]]]:
    """The members, with every size counted while it is read."""
    packed, total = path.stat().st_size, 0
    for number, (name, parts) in enumerate(members, start=1):
        if number > limits.members:
            raise BadArchive(f"{path}: holds more than {limits.members:,} files; split it")
        size, kept = 0, []
        for part in parts:
            size += len(part)
            total += len(part)
            if size > limits.member:
                raise BadArchive(
                    f"{path}: {_shown(name)} has more than the {limits.member:,} bytes that are "
                    "read; take it out, or set EXTRACTOR_MAX_FILING_BYTES"
                )
            if total > limits.total:
                raise BadArchive(f"{path}: unpacks to more than {limits.total:,} bytes; split it")
            if total > limits.free and total > limits.ratio * packed:
                raise BadArchive(
                    f"{path}: unpacks to more than {limits.ratio} times its own size, which no "
                    "archive of filings does"
                )
            kept.append(part)
        if not _is_hidden(name):
            yield name, kept


def _zip(path: Path, limits: ArchiveLimits) -> Members:
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if len(entries) > limits.members:
            raise BadArchive(f"{path}: holds more than {limits.members:,} files; split it")
        for entry in entries:
            _check_name(path, entry.filename)
            # The upper half holds the mode of a file that was packed on Unix: is it a plain one?
            kind = (entry.external_attr >> 16) & 0o170000
            if kind not in (0, 0o100000, 0o040000):
                raise BadArchive(f"{path}: {_shown(entry.filename)} is a link or a device")
            if entry.flag_bits & 1:
                raise BadArchive(f"{path}: {_shown(entry.filename)} is encrypted")
            if not entry.is_dir():
                with archive.open(entry) as file:
                    yield entry.filename, _parts(file)


def _tar(path: Path, _limits: ArchiveLimits) -> Members:
    # A stream: no member is looked for by an offset that the archive itself gives.
    with tarfile.open(path, "r|*", tarinfo=_Entry) as archive:
        for entry in archive:
            _check_name(path, entry.name)
            if entry.isdir():
                continue
            file = archive.extractfile(entry) if entry.isreg() else None
            if file is None:
                raise BadArchive(f"{path}: {_shown(entry.name)} is a link or a device")
            yield entry.name, _parts(file)


class _Entry(tarfile.TarInfo):
    """A member of a tar archive. Only the mark at its end ends an archive: a damaged header, or a
    file that was cut off, would do so otherwise, and nobody would know what was missing."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        """The next member."""
        try:
            return super().fromtarfile(tarfile)
        except _End:
            raise
        except HeaderError as error:
            raise ReadError(str(error)) from error


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    while part := file.read(_BLOCK):
        yield part


def _check_name(path: Path, name: str) -> None:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    drive = bool(parts) and parts[0].endswith(":")
    if name.startswith(("/", "\\")) or ".." in parts or drive or "\x00" in name:
        raise BadArchive(f"{path}: {_shown(name)} leads out of the archive")


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def _shown(name: str) -> str:
    return repr(name[:100])


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError) as e:
        raise BadArchive(f"{path}: the archive is damaged, or of a kind that is not read") from e
    except OSError as error:
        raise BadArchive(f"{path}: cannot be read: {error.strerror or error}") from error
