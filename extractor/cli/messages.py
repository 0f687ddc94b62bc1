"""What is said on standard error: complaints, one line each, and progress where someone looks."""

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.status import Status


def complain(message: str, where: str = "") -> None:
    """Say one line on standard error: `extractor: WHERE: MESSAGE`."""
    from extractor.render.words import tidy

    typer.echo(tidy(": ".join(filter(None, ("extractor", where, message)))), err=True)


def unexpected(error: Exception, where: str = "") -> None:
    """Tell of a fault of the program itself; EXTRACTOR_DEBUG=1 adds the traceback."""
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    complain(f"unexpected fault ({said}); please report it", where)
    if os.environ.get("EXTRACTOR_DEBUG", "") not in {"", "0"}:
        typer.echo("".join(traceback.format_exception(error)), err=True, nl=False)


class Progress:
    """A line that says what is being done; shown only where standard error is a terminal."""

    def __init__(self) -> None:
        self._status: Status | None = None
        self._task = ""

    def __enter__(self) -> "Progress":
        if sys.stderr is not None and sys.stderr.isatty():
            from rich.console import Console

            console = Console(stderr=True, markup=False, emoji=False, highlight=False)
            self._status = console.status("")
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._status is not None:
            self._status.stop()

    @property
    def visible(self) -> bool:
        """Whether anybody sees it."""
        return self._status is not None

    def begin(self, task: str) -> None:
        """Name the task that is begun."""
        self._task = task
        self.tell("")

    def tell(self, step: str) -> None:
        """Name the step of the task that is under way."""
        if self._status is not None:
            from rich.text import Text

            from extractor.render.words import tidy

            self._status.update(Text(tidy(": ".join(filter(None, (self._task, step))))))

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the line away while something else is written to the same terminal."""
        if self._status is None:
            yield
            return
        self._status.stop()
        try:
            yield
        finally:
            self._status.start()
