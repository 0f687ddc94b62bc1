"""What this machine has: memory, cores, disk. Sizes are in bytes, None where it cannot be told."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from extractor.llm.server import available_cores

_MEMINFO = Path("/proc/meminfo")
_GROUP = Path("/sys/fs/cgroup")
_KILOBYTE = 1024


@dataclass(frozen=True)
class Machine:
    """Memory in all and free, cores that this process may use, and free disk of a folder."""

    memory: int | None
    free_memory: int | None
    cores: int
    free_disk: Callable[[Path], int | None]


def this_machine() -> Machine:
    """The machine as this process sees it, within what its container allows."""
    limit, used = _number(_GROUP / "memory.max"), _number(_GROUP / "memory.current")
    total, free = _meminfo("MemTotal") or _pages(), _meminfo("MemAvailable")
    if limit is not None:
        total = min(limit, total or limit)
        left = max(0, limit - (used or 0))
        free = left if free is None else min(free, left)
    return Machine(total, free, available_cores(_GROUP), free_disk)


def free_disk(folder: Path) -> int | None:
    """Bytes free where a folder is or would be made."""
    try:
        return shutil.disk_usage(nearest(folder)).free
    except OSError:
        return None


def nearest(folder: Path) -> Path:
    """The folder itself, or the closest one above it that is there."""
    return next((each for each in (folder, *folder.parents) if each.is_dir()), Path.cwd())


def _meminfo(name: str) -> int | None:
    with suppress(OSError, ValueError, IndexError):
        for line in _MEMINFO.read_text("ascii").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * _KILOBYTE
    return None


def _pages() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None


def _number(path: Path) -> int | None:
    """The number in a file of the system; one that says "max" has none."""
    try:
        return int(path.read_text("ascii"))
    except (OSError, ValueError):
        return None
