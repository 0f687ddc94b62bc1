"""Workers and servers killed at any moment: every filing is finished, no answer is paid twice.

`make soak-jobs` runs the same with 200 filings.
"""

import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from itertools import cycle
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from extractor.client import BatchStatus, Client
from extractor.jobs import hearts
from extractor.jobs.office import Jobs
from extractor.jobs.records import JobOptions, JobState
from extractor.service.api.results import result_object
from extractor.store.database import Store
from tests.databases import address
from tests.jobbing import QUESTIONS, SETTINGS, at_work, complete, quoting, yard
from tests.jobs.crashing import (
    PATIENCE,
    Calls,
    free_port,
    moments,
    most_within,
    persist,
    stored_questions,
    submitted,
    tell,
    wait_for,
    without_times,
)
from tests.processes import Process
from tests.stand_in import Reply, StandIn

FILINGS = int(os.environ.get("SOAK_FILINGS", "6"))
KILLS = 3 + FILINGS // 10
SILENCE = 6
BURST = 0.1


def slowly(body: dict[str, Any]) -> Reply:
    """An answer that takes a while, so that there is something to kill."""
    return replace(quoting(body), delay=0.05 + random.random() / 5)


def undisturbed(url: str, stand_in: StandIn) -> dict[str, Any]:
    """Results by the names of filings, from a run that nothing happened to."""
    with Store.open(url) as store, at_work(url):
        office = Jobs(store, SETTINGS)
        options = JobOptions(model="boat", base_url=stand_in.url)
        batch = office.submit_batch(map(yard, range(FILINGS)), options).id
        complete(office, batch, PATIENCE)
        found = {each.job.name: result_object(each, None) for each in office.results(batch)}
    assert stand_in.calls == QUESTIONS * FILINGS
    stand_in.received.clear()
    return found


@contextmanager
def service(url: str, stand_in: StandIn, folder: Path) -> Iterator[tuple[str, Process, Process]]:
    """A server and a worker in processes of their own, and the server's address."""
    port = free_port()
    asked = {"EXTRACTOR_MODEL": "boat", "EXTRACTOR_BASE_URL": stand_in.url}
    with (
        Process(
            *("serve", "--port", port, "--open-api", "--store", url),
            log=folder / "server.log",
            **asked,
        ) as server,
        Process("worker", "--store", url, log=folder / "worker.log", **asked) as worker,
    ):
        yield f"http://127.0.0.1:{port}", server, worker


def kill_again_and_again(
    url: str, stand_in: StandIn, victims: tuple[Process, Process], over: "Future[Any]"
) -> Calls:
    """Kill the worker twice and the server once, in turn, and start each again."""
    server, worker = victims
    calls = Calls()
    plan = moments(seed=FILINGS, kills=KILLS, calls=QUESTIONS * FILINGS)
    for (after, later), victim in zip(plan, cycle((worker, server, worker))):  # endless
        wait_for(partial(_has_come, stand_in, after, over))
        time.sleep(later)
        if victim is worker:
            worker.kill()
            # What the dead worker had sent arrives, and what the database was told is done.
            wait_for(lambda: not stand_in.under_way)
            time.sleep(0.2)
            calls.killed(stand_in.calls, stored_questions(url))
        else:
            server.kill()
        victim.start()
    return calls


def _has_come(stand_in: StandIn, calls: int, over: "Future[Any]") -> bool:
    return stand_in.calls >= calls or over.done()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_again_and_again_all_comes_to_the_same(kind: str, tmp_path: Path) -> None:
    (tmp_path / "calm").mkdir()
    url = address(kind, tmp_path)
    given = list(map(yard, range(FILINGS)))
    with StandIn(slowly) as stand_in:
        expected = undisturbed(address(kind, tmp_path / "calm"), stand_in)
        with (
            service(url, stand_in, tmp_path) as (where, server, worker),
            ThreadPoolExecutor(1) as pool,
        ):
            waiting = pool.submit(submitted, where, given, max(FILINGS // 4, 1))
            calls = kill_again_and_again(url, stand_in, (server, worker), waiting)
            statuses = waiting.result()
            found = persist(lambda: results(where, statuses))
            killed = (worker.kills, server.kills)
        again = calls.check(stand_in.received)
    assert {name: without_times(each) for name, each in found.items()} == {
        name: without_times(each) for name, each in expected.items()
    }
    assert sum(each.batch.members for each in statuses) == len(found) == FILINGS
    tell(
        f"{kind}: {FILINGS} filings, {killed[0]} workers and {killed[1]} servers killed, "
        f"{stand_in.calls} calls, {again} of them again since they were under way at a kill"
    )


def results(url: str, statuses: list[BatchStatus]) -> dict[str, Any]:
    """Results by the names of filings, from a service."""
    with Client(url, attempts=1) as client:
        return {
            each["filing"]["name"]: each
            for status in statuses
            for each in client.results(status.batch)
        }


@pytest.mark.skipif(
    "SOAK_FILINGS" not in os.environ,
    reason="who is at which call when one is killed is a matter of chance: make soak-jobs runs it",
)
@pytest.mark.slow
def test_three_workers_share_what_one_leaves_for_ever(tmp_path: Path) -> None:
    url = address("postgresql", tmp_path)
    minute = max(300, FILINGS * 3)
    limits = {
        "EXTRACTOR_JOBS_REQUESTS_PER_MINUTE": minute,
        "EXTRACTOR_JOBS_SILENCE": SILENCE,
        "EXTRACTOR_CONCURRENCY": 2,
    }
    names, calls = ("one", "two", "three"), Calls()
    filings = max(12, FILINGS)
    held, go_on = Event(), Event()
    paused: list[dict[str, Any]] = []

    def pausing(body: dict[str, Any]) -> Reply:
        if held.is_set():
            paused.append(body)
            go_on.wait()
        return slowly(body)

    with StandIn(pausing) as stand_in, Store.open(url) as store, ExitStack() as stack:
        office = Jobs(store, SETTINGS)
        options = JobOptions(model="boat", base_url=stand_in.url)
        workers = {
            name: stack.enter_context(
                Process(
                    *("worker", "--store", url),
                    log=tmp_path / f"{name}.log",
                    OPENAI_API_KEY=name,
                    **limits,
                )
            )
            for name in names
        }
        wait_for(lambda: at_work_count(store) == len(names))
        batch = office.submit_batch(map(yard, range(filings)), options).id
        wait_for(lambda: set(names) == {asker(each) for each in stand_in.received})
        held.set()

        def held_of_one() -> int:
            waiting = [each for each in list(stand_in.under_way) if asker(each) == "one"]
            return sum(each.body in paused for each in waiting)

        wait_for(lambda: held_of_one() > 0)
        lost = held_of_one()
        workers["one"].kill()
        go_on.set()
        wait_for(lambda: "one" not in {asker(each) for each in list(stand_in.under_way)})
        time.sleep(0.2)
        # The others work on: what is stored is read first, so that no call of meanwhile counts.
        stored = stored_questions(url)
        calls.killed(stand_in.calls, stored)
        status = complete(office, batch, PATIENCE)
    assert lost
    assert status.counts[JobState.IN_REVIEW] == filings
    shares = {name: sum(asker(each) == name for each in stand_in.received) for name in names}
    again = calls.check(stand_in.received)
    assert again == stand_in.calls - QUESTIONS * filings >= lost
    for seconds in (1, 5, 20, 60):
        # What may be used at once and what flows in; a second more, for those on their way.
        most = minute * BURST + (seconds + 1) * (minute * (1 - BURST) + 1) / 60
        assert most_within(stand_in.received, seconds) <= most
    tell(
        f"three workers: {filings} filings, calls {shares}, {again} made again for the dead one; "
        f"most in 60 s {most_within(stand_in.received, 60)}, the limit being {minute}"
    )


def asker(received: Any) -> str:
    """The worker that a request is from, by its key."""
    return str(received.headers["authorization"]).removeprefix("Bearer ")


def at_work_count(store: Store) -> int:
    """How many workers have enrolled."""
    with store.reading() as connection:
        return len(hearts.at_work(connection))
