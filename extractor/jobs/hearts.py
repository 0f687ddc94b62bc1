"""Workers and their heartbeats: who is at work, and who died."""

import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from extractor.store.job_tables import workers

_SIGNED_OFF = 0
"""Stands for the process of a worker that ended by itself."""


@dataclass(frozen=True)
class Process:
    """A process, told from all others: `place` is where its number means something (a boot of a
    machine, and a container of it), `born` tells it from a later one of the same number."""

    host: str
    place: str
    pid: int
    born: str


@dataclass(frozen=True)
class Worker:
    """A worker as the store knows it; `beats` only grows while it lives."""

    id: str
    process: Process
    beats: int
    started_at: datetime
    beat_at: datetime


class Watch:
    """Tells the dead from the living by their beats alone, so that no two clocks need agree."""

    def __init__(self, silence: float) -> None:
        self._silence = silence
        self._heard: dict[str, tuple[int, float]] = {}

    def dead(self, others: Iterable[Worker], now: float, here: Process) -> list[str]:
        """The ids of those that were silent for too long, or whose process is gone from here.

        `now` is by a clock of this process that never goes back.
        """
        found: list[str] = []
        seen: dict[str, tuple[int, float]] = {}
        for worker in others:
            beats, since = self._heard.get(worker.id, (-1, now))
            since = since if beats == worker.beats else now
            seen[worker.id] = (worker.beats, since)
            gone = worker.process.pid == _SIGNED_OFF or is_gone(worker.process, here)
            if gone or now - since > self._silence:
                found.append(worker.id)
        self._heard = seen
        return found


def is_gone(process: Process, here: Process) -> bool:
    """Whether a process is known to have ended: only those of the same place can be looked up."""
    return bool(here.place) and process.place == here.place and _born(process.pid) != process.born


def this_process() -> Process:
    """The process that asks."""
    return Process(socket.gethostname(), _place(), os.getpid(), _born(os.getpid()))


def enrol(connection: Connection, identity: str, process: Process, now: datetime) -> None:
    """Add a worker, before it takes any work."""
    connection.execute(
        workers.insert().values(
            id=identity,
            host=process.host,
            place=process.place,
            pid=process.pid,
            born=process.born,
            started_at=now,
            beat_at=now,
        )
    )


def beat(connection: Connection, identity: str, now: datetime) -> bool:
    """Give a sign of life; False where others took the worker for dead."""
    c = workers.c
    mine = workers.update().where(c.id == identity).values(beats=c.beats + 1, beat_at=now)
    return connection.execute(mine).rowcount == 1


def sign_off(connection: Connection, identity: str) -> None:
    """Note that a worker ended by itself: what it left need not wait for its silence."""
    mine = workers.update().where(workers.c.id == identity)
    connection.execute(mine.values(pid=_SIGNED_OFF))


def remove(connection: Connection, identities: Iterable[str]) -> None:
    """Forget workers whose work was taken over."""
    connection.execute(workers.delete().where(workers.c.id.in_(list(identities))))


def at_work(connection: Connection) -> list[Worker]:
    """Every worker that did not sign off and was not found dead."""
    return [each for each in all_workers(connection) if each.process.pid != _SIGNED_OFF]


def all_workers(connection: Connection) -> list[Worker]:
    """Every worker whose work was not taken over."""
    return [
        Worker(
            row.id,
            Process(row.host, row.place, row.pid, row.born),
            row.beats,
            row.started_at,
            row.beat_at,
        )
        for row in connection.execute(select(workers).order_by(workers.c.started_at))
    ]


def _place() -> str:
    """Where process numbers mean the same; "" where that cannot be told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def _born(pid: int) -> str:
    """When a process began, in the kernel's own count; "" for one that is gone or a zombie."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The name stands in brackets and may hold anything: what follows its last bracket is fixed.
    fields = told.rpartition(")")[2].split()
    return "" if fields[0] in ("Z", "X") else fields[19]
