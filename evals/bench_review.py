"""Measures the review queue with many fields waiting: `make bench-review`.

Copies of the reference filing are written straight into the tables, so that a large queue is there
in a minute; what is timed are the calls that a page makes, each in a transaction of its own: claim
the next filing, and open it (its text, its extraction, the log, and `assess` over both). The same
is timed on a queue of a tenth of the size first: the growth is what the size costs.
"""

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, select, text

from extractor.filing.model import Filing
from extractor.forms.registry import form_by_name
from extractor.pipeline import Extractor
from extractor.review.actions import Round
from extractor.review.desk import Desk
from extractor.review.intake import add
from extractor.review.items import put_ref, wanted
from extractor.review.order import Estimates
from extractor.review.queue import Queue
from extractor.store import people, tasks
from extractor.store import tables as t
from extractor.store.database import Store
from extractor.store.people import Role
from tests.databases import server

REFERENCE = Path(__file__).parent / "datasets/abs-8-k/filings/new-century-2002-1.txt"
START = datetime(2026, 1, 1, tzinfo=UTC)
_BATCH = 500
T = TypeVar("T")
Took = tuple[float, float]
"""Milliseconds by the clock, and without standing in line for a processor."""
_ROUNDS = 200


@dataclass(frozen=True)
class Timed:
    """What one call took, in milliseconds.

    By the clock, and without the time in which this process, and a server of the store on this
    machine, stood in line for a processor that something else was using.
    """

    call: str
    items: int
    p50: float
    p95: float
    undisturbed: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench_review", description=__doc__)
    parser.add_argument("--items", type=int, default=100_000, help="fields that wait")
    parser.add_argument(
        "--store",
        help="an empty store, or postgresql for that of a server that is started here, without "
        "fsync, and removed (default: a SQLite file that is removed)",
    )
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        url = address_of(given.store, folder)
        with Store.open(url) as store:
            found = measured(store, given.items)
    for each in found:
        print(
            f"{each.call:14} {each.items:>9,} items  p50 {each.p50:6.2f} ms  p95 {each.p95:6.2f} ms"
            f"  undisturbed p95 {each.undisturbed:6.2f} ms"
        )
    return 0


def address_of(store: str | None, folder: str) -> str:
    """Where to measure: as it was given, or a store that is made for this."""
    if store is None:
        return f"sqlite:///{folder}/review.db"
    if store != "postgresql":
        return store
    there = server()
    if there is None:
        raise SystemExit(
            "There is no PostgreSQL server on this machine: install one (apt-get install "
            "postgresql), or name a database with STORE=postgresql://USER@HOST/NAME"
        )
    there.create("bench")
    return there.url("bench")


def measured(store: Store, items: int) -> list[Timed]:
    """The calls on a queue of a tenth of the items, then on all of them."""
    desk = Desk(store)
    with store.writing() as connection:
        if people.find_reviewer(connection, "bench") is None:
            people.add_reviewer(connection, "bench", Role.REVIEWER, START)
    filler = Filler(desk)
    found: list[Timed] = []
    for size in (items // 10, items):
        filler.fill(size)
        found += timed(store, filler.items)
    return found


class Filler:
    """Fills a store with tasks like that of the reference filing."""

    def __init__(self, desk: Desk) -> None:
        self.items = 0
        self._desk = desk
        self._number = 0
        data = REFERENCE.read_bytes()
        with Extractor("none", form="abs-8-k") as extractor:
            extraction = extractor.extract(Filing.from_bytes(data))
        add(desk, extraction, data, extractor.policy, START)
        form = form_by_name(extraction.form)
        found = wanted(form, extraction.fields, extraction.filing.sha256, Estimates())
        self._rows = [{**each.values, "ref": put_ref(each.ref)} for each in found]
        with desk.store.reading() as connection:
            self._filing = dict(connection.execute(select(t.filings)).mappings().one())
            self._extraction = dict(connection.execute(select(t.extractions)).mappings().one())

    def fill(self, items: int) -> None:
        """Add filings until so many items wait."""
        while self.items < items:
            with self._desk.store.writing() as connection:
                for _ in range(_BATCH):
                    if self.items >= items:
                        break
                    self._one(connection)
        # A database that runs for long knows its tables; one that was filled at once does not.
        with self._desk.store.writing() as connection:
            connection.exec_driver_sql("ANALYZE")

    def _one(self, connection: Connection) -> None:
        self._number += 1
        sha256 = f"{self._number:064x}"
        connection.execute(t.filings.insert().values({**self._filing, "sha256": sha256}))
        row = {k: v for k, v in self._extraction.items() if k != "id"}
        row |= {"filing": sha256, "digest": sha256}
        made = t.extractions.insert().values(row).returning(t.extractions.c.id)
        task = tasks.add_task(
            connection,
            {
                "filing": sha256,
                "form": self._extraction["form"],
                "round": Round.FIRST.value,
                "lane": tasks.lane(connection, Round.FIRST.value),
                "extraction": connection.execute(made).scalar_one(),
                "created_at": START,
                "priority": (self._number * 7919 % 10_007) / 10_007,
                "open_items": len(self._rows),
            },
        )
        tasks.add_items(connection, task, self._rows)
        self.items += len(self._rows)


def timed(store: Store, items: int) -> list[Timed]:
    """Claim and open, many times; each filing that is opened was not read before."""
    queue = Queue(Desk(store))
    timer = Timer(store)
    claims: list[Took] = []
    opens: list[Took] = []
    # As `extractor serve` does before it serves.
    gc.collect()
    gc.freeze()
    for _ in range(_ROUNDS):
        claim, took = timer.took(lambda: queue.claim_next("bench", START))
        if claim is None:
            break
        claims.append(took)
        opens.append(timer.took(partial(queue.opened, claim.task))[1])
        queue.skip(claim, START)
    return [_summary("claim next", items, claims), _summary("open filing", items, opens)]


class Timer:
    """Times calls, and how long they stood in line for a processor, where the system tells."""

    def __init__(self, store: Store) -> None:
        self._lines = [Path("/proc/self/schedstat")]
        with store.reading() as connection:
            if connection.dialect.name == "postgresql":
                server = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
                self._lines.append(Path(f"/proc/{server}/schedstat"))
        self._lines = [each for each in self._lines if each.exists()]

    def took(self, call: Callable[[], T]) -> tuple[T, Took]:
        """What a call gives, and what it took."""
        began, waited = time.perf_counter(), self._waited()
        result = call()
        clock = (time.perf_counter() - began) * 1000
        return result, (clock, clock - (self._waited() - waited))

    def _waited(self) -> float:
        return sum(int(each.read_text().split()[1]) for each in self._lines) / 1e6


def _summary(call: str, items: int, took: list[Took]) -> Timed:
    clock, undisturbed = ([each[at] for each in took] for at in (0, 1))
    return Timed(call, items, statistics.median(clock), _p95(clock), _p95(undisturbed))


def _p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
