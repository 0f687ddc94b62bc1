"""Filings in an archive, unpacked in memory; one that plays tricks is refused before any is read.

What an archive says of itself is not believed: sizes are counted while reading.
"""

import bz2
import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Self, cast

from extractor.errors import ExtractorError

_TARS = (".tar", ".tgz", ".tbz2", ".txz", ".tar.gz", ".tar.bz2", ".tar.xz")
_BLOCK = 1 << 20
_LONGEST_HEADER = 1 << 20
_ENDS = ("EOFHeaderError",)
"""What tarfile raises, under a name it keeps to itself, where an archive ends as it should."""
_PACKED: dict[bytes, Callable[..., Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ": lzma.open,
    b"\x5d\0\0\x80": lzma.open,
}
"""What unpacks a stream, by how the stream begins."""


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


_DAMAGED = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error, EOFError),
    # What the readers of archives raise where a field of a header makes no sense.
    *(NotImplementedError, RuntimeError, ValueError, OverflowError, IndexError, KeyError),
)

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


def _tar(path: Path, limits: ArchiveLimits) -> Members:
    # A stream: no member is looked for by an offset that the archive itself gives.
    with (
        _Counted(path, limits) as counted,
        tarfile.open(fileobj=cast("IO[bytes]", counted), mode="r|", tarinfo=_Entry) as archive,
    ):
        for entry in archive:
            _check_name(path, entry.name)
            if entry.isdir():
                continue
            file = archive.extractfile(entry) if entry.isreg() else None
            if file is None:
                raise BadArchive(f"{path}: {_shown(entry.name)} is a link or a device")
            yield entry.name, _parts(file)
        # To the end of the file: only there does what it was packed with tell whether all is well.
        while counted.read(_BLOCK):
            pass


class _Counted:
    """The bytes that a tar archive unpacks to, which are no more than the limits allow.

    What the members hold is counted where it is read; this counts all that lies between, too.
    """

    def __init__(self, path: Path, limits: ArchiveLimits) -> None:
        self._path = path
        self._most = max(limits.free, limits.ratio * path.stat().st_size) + _BLOCK
        self._total = 0
        with path.open("rb") as file:
            head = file.read(8)
        unpack = next((each for magic, each in _PACKED.items() if head.startswith(magic)), open)
        self._file: IO[bytes] = unpack(path, "rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        """At most `size` bytes more."""
        data = self._file.read(size)
        self._total += len(data)
        if self._total > self._most:
            raise BadArchive(
                f"{self._path}: unpacks to many times its own size, as no archive of filings does"
            )
        return data


class _Entry(tarfile.TarInfo):
    """A member of a tar archive, of a kind that is read.

    Only the mark at its end ends an archive: left alone, tarfile takes a header that makes no
    sense, or a file that was cut off, for the end, and reads headers of any length into memory.
    """

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """The member of one header."""
        try:
            made = super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            if type(error).__name__ in _ENDS:
                raise
            raise tarfile.ReadError(str(error)) from error
        plain = made.type in (*tarfile.REGULAR_TYPES, tarfile.DIRTYPE)
        if made.type == tarfile.GNUTYPE_SPARSE:
            raise tarfile.ReadError("sparse")
        if made.size < 0 or (not plain and made.size > _LONGEST_HEADER):
            raise tarfile.ReadError("a header that no archive needs")
        return made

    def _refused(self, *_: object) -> None:
        raise tarfile.ReadError("sparse")

    _proc_gnusparse_00 = _proc_gnusparse_01 = _proc_gnusparse_10 = _refused


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
    except _DAMAGED as error:
        raise BadArchive(
            f"{path}: the archive is damaged, or of a kind that is not read"
        ) from error
    except OSError as error:
        raise BadArchive(f"{path}: cannot be read: {error.strerror or error}") from error
