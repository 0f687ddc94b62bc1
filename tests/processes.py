"""Commands of the package as processes of their own, to be killed."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

_CODE = "from extractor.cli import main; main()"


class Process:
    """A command that runs until it is killed; a context manager that kills it at its end."""

    def __init__(self, *arguments: object, log: Path, **settings: object) -> None:
        self._command = [sys.executable, "-c", _CODE, *map(str, arguments)]
        self._settings = {name: str(value) for name, value in settings.items()}
        self._log = log
        self._running: subprocess.Popen[str] | None = None
        self.kills = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it, after a kill once more."""
        with self._log.open("a", encoding="utf-8") as errors:
            self._running = subprocess.Popen(
                self._command,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                env={**_environment(), **self._settings},
                text=True,
            )

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        if self._running is not None:
            assert self._running.poll() is None, self._log.read_text(encoding="utf-8")
            self._running.kill()
            self._running.wait()
            self._running = None
            self.kills += 1


def _environment() -> Mapping[str, str]:
    return {**os.environ, "EXTRACTOR_CACHE": "0"}
