"""How fast EDGAR is asked: all processes of this user on this machine take turns."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from extractor.edgar.faults import EdgarFault

try:
    from filelock import FileLock
except ModuleNotFoundError as error:
    raise EdgarFault(
        "fetching from EDGAR needs the package filelock, which is not installed: "
        "pip install 'filing-extractor[edgar]'"
    ) from error

_LONGEST = 3600.0
"""A turn further away than this was written by a clock that went wrong."""


class Pace:
    """Gives out turns, evenly apart. The next free one stands in a file that processes share.

    `clock` tells the time of the machine in seconds, `sleep` waits.
    """

    def __init__(
        self,
        file: Path,
        per_second: float,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._file = file
        self._apart = 1.0 / per_second
        self._clock = clock
        self._sleep = sleep
        self._lock = FileLock(f"{file}.lock")

    def wait(self) -> None:
        """Wait for a turn."""
        with self._locked():
            now = self._clock()
            turn = max(now, self._next(now))
            self._file.write_text(repr(turn + self._apart), encoding="ascii")
        if turn > now:
            self._sleep(turn - now)

    def hold(self, seconds: float) -> None:
        """Have nobody ask for so long."""
        with self._locked():
            now = self._clock()
            until = max(self._next(now), now + min(seconds, _LONGEST))
            self._file.write_text(repr(until), encoding="ascii")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Nobody else changes the file; raises EdgarFault where no turn can be taken."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._lock:
                yield
        except OSError as error:
            raise EdgarFault(
                f"{self._file}: no turn to ask EDGAR can be noted: {error.strerror}; free space, "
                "or set EXTRACTOR_CACHE_DIR"
            ) from error

    def _next(self, now: float) -> float:
        try:
            turn = float(self._file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return now
        return turn if now <= turn <= now + _LONGEST else now
