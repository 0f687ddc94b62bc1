"""A worker: takes jobs to the engine, gives signs of life, takes over from the dead, stops."""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from extractor.jobs import hearts, rows
from extractor.jobs.asking import Asking
from extractor.jobs.clock import now
from extractor.jobs.engine import Engine
from extractor.jobs.gauges import watch_store
from extractor.jobs.hearts import Watch, this_process
from extractor.jobs.identity import workflow_id
from extractor.jobs.settings import JobSettings
from extractor.jobs.workflow import Workflow
from extractor.review.desk import Desk
from extractor.settings import Settings
from extractor.store.address import StoreFault, default_url
from extractor.store.database import Store

_LOG = logging.getLogger(__name__)
_BEAT_SECONDS = 1.0
_LOOK_SECONDS = 5.0
_ADRIFT_SECONDS = 20.0
_QUIET = timedelta(seconds=10)
"""Jobs that nothing was heard of for so long are looked up in the engine."""
_AHEAD = 4
"""How many jobs wait in the engine for each that may be under way: enough never to run dry, few
enough that what is cancelled has mostly not got there."""


class Worker:
    """Works on the jobs of a store until it is stopped. One in a process.

    `concurrency` is how many calls to a model are under way at once. Use it as a context
    manager: leaving it waits for what is under way, at most `patience` seconds.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        concurrency: int | None = None,
        settings: Settings | None = None,
        limits: JobSettings | None = None,
        patience: float = 30.0,
    ) -> None:
        settings = settings or Settings()
        calls = concurrency or settings.concurrency
        self.id = str(uuid.uuid4())
        self._settings = settings.model_copy(update={"concurrency": calls})
        self._limits = limits or JobSettings()
        self._patience = patience
        self._url = url or default_url()
        self._store = Store.open(self._url)
        # A filing asks several questions side by side; two more are read or assessed meanwhile.
        self._filings = calls // 2 + 2
        self._engine = Engine(self._url, self.id, self._filings, self._limits.poll)
        self._process = this_process()
        self._watch = Watch(self._limits.silence)
        self._over = threading.Event()
        self._adrift: dict[str, float] = {}
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "Worker":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to work, in threads of its own."""
        with self._store.writing() as connection:
            hearts.enrol(connection, self.id, self._process, now())
        watch_store(self._store)
        asking = Asking(self._store, self._settings, self._limits)
        desk = Desk(self._store)
        self._flow = Workflow(desk, self._engine, asking, self._settings, self._limits)
        self._engine.start(self._flow.run)
        for work, every in (
            (self._beat, _BEAT_SECONDS),
            (self._hand_over, self._limits.poll),
            (self._look_after, _LOOK_SECONDS),
        ):
            thread = threading.Thread(target=self._repeat, args=(work, every), daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Take nothing more on, wait for what is under way, and leave the rest to others."""
        self._over.set()
        for thread in self._threads:
            thread.join()
        self._engine.stop(self._patience)
        with suppress(StoreFault), self._store.writing() as connection:
            hearts.sign_off(connection, self.id)
        self._store.close()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the worker is told to stop; True if it was."""
        return self._over.wait(seconds)

    def _repeat(self, work: Callable[[], None], every: float) -> None:
        """Do a duty again and again; a store that cannot be reached now may be a moment later.

        What keeps it from its duty is said once, not each time.
        """
        said = ""
        while not self._over.wait(every):
            try:
                work()
                said = ""
            except (StoreFault, SQLAlchemyError) as error:
                fault = str(error).partition("\n")[0]
                if fault != said:
                    _LOG.warning("%s; it is tried again", fault)
                said = fault

    def _beat(self) -> None:
        with self._store.writing() as connection:
            if not hearts.beat(connection, self.id, now()):
                # Others took it for dead, and its work over: from here on it is a new hand.
                hearts.enrol(connection, self.id, self._process, now())
        with self._store.reading() as connection:
            others = [each for each in hearts.all_workers(connection) if each.id != self.id]
        dead = self._watch.dead(others, time.monotonic(), self._process)
        if dead:
            # Forgotten only once their work is back in the queue: recovering twice does no harm.
            self._engine.recover(dead)
            with self._store.writing() as connection:
                hearts.remove(connection, dead)

    def _hand_over(self) -> None:
        """Give the engine what waits, a little ahead of what it is at."""
        with self._store.reading() as connection:
            found = rows.to_hand(connection, _AHEAD * self._filings)
        for _, job, attempt in found:
            self._engine.enqueue(workflow_id(job, attempt), job, attempt)
        if found:
            with self._store.writing() as connection:
                rows.mark_handed(connection, found)

    def _look_after(self) -> None:
        """Bring jobs in line with an engine that lost them, or ended them on its own account."""
        with self._store.reading() as connection:
            quiet = rows.under_way(connection, now(), _QUIET)
        if not quiet:
            return
        names = [workflow_id(job, attempt) for _, job, attempt in quiet]
        known = self._engine.ended(names)
        for seq, job, attempt in quiet:
            over = known.get(workflow_id(job, attempt))
            if over is not False:
                with self._store.writing() as connection:
                    rows.unhand(connection, seq, attempt, now(), next_=bool(over))
        self._take_up_again([name for name in names if known.get(name) is False])

    def _take_up_again(self, names: Sequence[str]) -> None:
        """Run again what ended here without the engine's knowing.

        What only just begins looks the same, and must not run twice: so not before a while.
        """
        adrift = self._engine.adrift(names, self._flow.running) if names else set()
        at = time.monotonic()
        self._adrift = {name: self._adrift.get(name, at) for name in adrift}
        for name in [each for each, since in self._adrift.items() if at - since > _ADRIFT_SECONDS]:
            self._engine.take_up(name)
            del self._adrift[name]
