"""Working in this process: what `extractor worker` does, and `batch submit --wait` alone."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import typer

from extractor.cli.job import settings_of
from extractor.jobs import hearts
from extractor.jobs.hearts import this_process
from extractor.jobs.worker import Worker
from extractor.store.database import Store

_PATIENCE = 60.0


def run_worker(url: str | None, concurrency: int | None, offline: bool) -> None:
    """Work until told to stop."""
    settings = settings_of(offline)
    over = threading.Event()
    with _told_by_signals(over):
        worker = Worker(url, concurrency=concurrency, settings=settings, patience=_PATIENCE)
        with worker:
            calls = concurrency or settings.concurrency
            typer.echo(f"Worker {worker.id[:8]}: at most {calls} calls at once", err=True)
            over.wait()
            typer.echo("Finishing what is under way", err=True)


def someone_works(store: Store) -> bool:
    """Whether a worker has the store's jobs in hand."""
    here = this_process()
    with store.reading() as connection:
        return any(not hearts.is_gone(each.process, here) for each in hearts.at_work(connection))


@contextmanager
def _told_by_signals(over: threading.Event) -> Iterator[None]:
    """Set the event where the process is asked to end; asked twice, it ends at once."""

    def stop(number: int, _frame: FrameType | None) -> None:
        if over.is_set():
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        over.set()

    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
