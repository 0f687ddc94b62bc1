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
AT_ONCE = 8
SILENCE = 6
BURST = 0.1


class Answers:
    """Always the same ones; once `slow` is set they take a while, so that there is something to
    kill."""

    def __init__(self) -> None:
        self.slow = Event()

    def __call__(self, body: dict[str, Any]) -> Reply:
        """The answer to a request."""
        return slowly(body) if self.slow.is_set() else quoting(body)


def slowly(body: dict[str, Any]) -> Reply:
    """An answer that takes a while."""
    return replace(quoting(body), delay=0.05 + random.random() / 5)


def undisturbed(url: str, stand_in: StandIn) -> dict[str, Any]:
    """Results by the names of filings, from a run that nothing happened to."""
    with Store.open(url) as store, at_work(url, concurrency=AT_ONCE):
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
    asked = {
        "EXTRACTOR_MODEL": "boat",
        "EXTRACTOR_BASE_URL": stand_in.url,
        "EXTRACTOR_CONCURRENCY": AT_ONCE,
    }
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
    answers = Answers()
    with StandIn(answers) as stand_in:
        expected = undisturbed(address(kind, tmp_path / "calm"), stand_in)
        answers.slow.set()
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


class Held:
    """Answers that wait: those of one worker after its first few, until it is killed, and those of
    the others until they are let go. So who is at which call is no matter of chance."""

    def __init__(self, one: str, few: int) -> None:
        self.killed, self.let_go = Event(), Event()
        self.stand_in = StandIn(self._answer)
        self._one = one
        self._few = few
        self._held: list[str] = []

    def waiting(self, name: str) -> int:
        """How many calls of a worker wait for an answer that does not come."""
        return self._held.count(name)

    def _answer(self, body: dict[str, Any]) -> Reply:
        name = next(asker(each) for each in list(self.stand_in.under_way) if each.body is body)
        come = sum(asker(each) == self._one for each in list(self.stand_in.received))
        if name != self._one or come > self._few:
            self._held.append(name)
            (self.killed if name == self._one else self.let_go).wait()
        return slowly(body)


@pytest.mark.slow
def test_three_workers_share_what_one_leaves_for_ever(tmp_path: Path) -> None:
    url = address("postgresql", tmp_path)
    minute = max(300, FILINGS * 3)
    limits = {
        "EXTRACTOR_JOBS_REQUESTS_PER_MINUTE": minute,
        "EXTRACTOR_JOBS_SILENCE": SILENCE,
        "EXTRACTOR_CONCURRENCY": 2,
    }
    names, calls, held = ("one", "two", "three"), Calls(), Held("one", few=3)
    # More than two workers take on at once, so that there is something left for the third.
    filings = max(12, FILINGS)
    with held.stand_in as stand_in, Store.open(url) as store, ExitStack() as stack:
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
        batch = office.submit_batch(map(yard, range(filings)), options).id
        wait_for(lambda: all(map(held.waiting, names)))
        lost = held.waiting("one")
        # Nobody gets an answer now. To be read later, when others are at what the dead one left,
        # it would hold answers that they were given.
        stored = stored_questions(url)
        workers["one"].kill()
        held.killed.set()
        held.let_go.set()
        # What the dead one had sent arrives.
        wait_for(lambda: "one" not in {asker(each) for each in list(stand_in.under_way)})
        calls.killed(stand_in.calls, stored)
        status = complete(office, batch, PATIENCE)
    assert status.counts[JobState.IN_REVIEW] == filings
    shares = {name: sum(asker(each) == name for each in stand_in.received) for name in names}
    assert all(shares.values())
    again = calls.check(stand_in.received)
    assert again == stand_in.calls - QUESTIONS * filings >= lost > 0
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
