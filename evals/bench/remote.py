"""Many filings against an endpoint that takes its time and has no limit.

The endpoint is a process of its own that answers every question with nulls after a set time.
Beside it stands what is possible: calls x latency / calls at once. A ticker runs in the loop that
everything runs in, and every callback is timed: what holds the loop shows there.
"""

import asyncio
import gc
import threading
import time
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from evals.bench_jobs import endpoint
from extractor.evaluation.prices import Price
from extractor.filing.model import Filing
from extractor.pipeline import Extractor
from extractor.records import Usage
from extractor.settings import Settings
from tests.jobbing import yard

_TICK = 0.001
_WARM = 8
PRICE = Price(prompt=0.15, completion=0.60)
"""Dollars for a million tokens, as a small hosted model costs them: for an example."""


@dataclass
class Watch:
    """How the loop fares: how late a ticker comes, and how long each callback holds the loop.

    The ticker goes by the clock, so it also waits for what the machine gives to others and for all
    callbacks that are ready at once: answers come in crowds here. Callbacks are in processor time.
    The figures are kept where the collector does not go through them: it would be seen doing so.
    """

    late: "array[float]" = field(default_factory=lambda: array("d"))
    held: "array[float]" = field(default_factory=lambda: array("d"))

    async def tick(self) -> None:
        """Tick until cancelled."""
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_TICK)
            self.late.append(time.perf_counter() - began - _TICK)

    @contextmanager
    def callbacks(self) -> Iterator[None]:
        """Take the time of every callback of this thread's loop."""
        plain, thread = asyncio.Handle._run, threading.get_ident()

        def run(handle: asyncio.Handle) -> None:
            busy = time.thread_time()
            plain(handle)
            if threading.get_ident() == thread:
                self.held.append(time.thread_time() - busy)

        with patch.object(asyncio.Handle, "_run", run):
            yield


def report(filings: int, latency: float, concurrency: int) -> dict[str, Any]:
    """The figures of a run."""
    with endpoint(latency) as address:
        settings = Settings(cache=False, concurrency=concurrency)
        return asyncio.run(_run(f"{address}/v1", settings, filings, latency))


async def _run(url: str, settings: Settings, filings: int, latency: float) -> dict[str, Any]:
    extractor = Extractor("bench", base_url=url, form="8-k", settings=settings)
    try:
        await _all(extractor, [_filing(-each) for each in range(1, _WARM + 1)], settings)
        given = [_filing(each) for each in range(filings)]
        # What was loaded once is no work for the collector, which would hold the loop over it.
        gc.freeze()
        watch = Watch()
        ticker = asyncio.create_task(watch.tick())
        began, busy = time.perf_counter(), time.process_time()
        with watch.callbacks():
            usages = await _all(extractor, given, settings)
        seconds, processor = time.perf_counter() - began, time.process_time() - busy
        ticker.cancel()
        with suppress(asyncio.CancelledError):
            await ticker
    finally:
        await extractor.aclose()
    calls = sum(each.calls for each in usages)
    bound = calls * latency / settings.concurrency
    tokens = (
        sum(each.prompt_tokens for each in usages),
        sum(each.completion_tokens for each in usages),
    )
    return {
        "filings": filings,
        "latency": latency,
        "concurrency": settings.concurrency,
        "calls": calls,
        "seconds": round(seconds, 2),
        "bound": round(bound, 2),
        "times_the_bound": round(seconds / bound, 2),
        "processor_ms_a_filing": round(1_000 * processor / filings, 1),
        "late_ms": _told(watch.late),
        "held_ms": _told(watch.held),
        "dollars": round(PRICE.of(*tokens), 4),
    }


async def _all(extractor: Extractor, filings: Sequence[Filing], settings: Settings) -> list[Usage]:
    """The usages of all filings, so many under way at once as calls may be."""
    waiting = iter(filings)
    usages: list[Usage] = []

    async def one_by_one() -> None:
        for filing in waiting:
            usages.append(await _usage(extractor, filing))

    await asyncio.gather(*(one_by_one() for _ in range(settings.concurrency)))
    return usages


async def _usage(extractor: Extractor, filing: Filing) -> Usage:
    """What one took; the extraction itself is let go, else as many as are at once are kept."""
    extraction = await extractor.aextract(filing)
    assert extraction.complete, extraction.chunks
    return extraction.usage


def _filing(number: int) -> Filing:
    name, data = yard(number)
    return Filing.from_bytes(data, name)


def _told(late: Sequence[float]) -> dict[str, float]:
    """Milliseconds: the middle, the 99th of 100, the most."""
    ordered = sorted(late)
    at = {"p50": 0.5, "p99": 0.99, "most": 1.0}
    return {
        name: round(1_000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)
        for name, share in at.items()
    }
