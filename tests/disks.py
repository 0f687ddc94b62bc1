"""A disk of a test's own, so small that it can be filled: a memory file system, mounted by root.

Where none can be mounted its tests are skipped, loudly; a limit on the size of files stands for a
full disk in `tests/soak/test_resources.py`, which needs no mount.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

BLOCK = 4_096
"""What such a disk hands out at once, in bytes."""
_SIZE = 4 << 20
"""How large one is, where a test does not name another size as the fixture's parameter."""
_FILLER = "filler"
_LOUD = "NO SMALL DISK CAN BE MOUNTED HERE (it needs root): full disks are tested by limits alone"


@dataclass(frozen=True)
class Disk:
    """A disk: the folder that tests use, and a file that takes the room away."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where there is nothing but what a test put there."""
        return self.root / "here"

    @property
    def files(self) -> list[str]:
        """What lies in the folder, hidden files too, by path."""
        every = (each for each in self.folder.rglob("*") if each.is_file())
        return sorted(str(each.relative_to(self.folder)) for each in every)

    def fill(self, leave: int = 0) -> None:
        """Leave so many bytes of room, as near as blocks allow; less where others write, too."""
        self.empty()
        with (self.root / _FILLER).open("wb", buffering=0) as filler, suppress(OSError):
            filler.write(bytes(max(0, self._free() - leave)))

    def empty(self) -> None:
        """Have all room free that the test's own files leave."""
        (self.root / _FILLER).unlink(missing_ok=True)

    def _free(self) -> int:
        state = os.statvfs(self.root)
        return state.f_bavail * state.f_frsize


@pytest.fixture
def disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Disk]:
    """A disk that is empty yet."""
    root = tmp_path / "disk"
    root.mkdir()
    options = f"size={getattr(request, 'param', _SIZE)},mode=700"
    try:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(root)]
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip(_LOUD)
    try:
        made = Disk(root)
        made.folder.mkdir()
        yield made
    finally:
        subprocess.run(["umount", "--lazy", str(root)], capture_output=True, check=True)
