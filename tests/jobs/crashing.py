"""What tests that kill share: stored answers, calls made again, results without times."""

import json
import random
import socket
import sys
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from extractor.client import BatchStatus, Client, Refused, Unreachable
from extractor.jobs.engine import engine_url
from tests.stand_in import Received, question_of

T = TypeVar("T")
PATIENCE = 1_200.0
"""Seconds after which what hangs is given up."""
_TIMES = frozenset({"updated_at", "seconds"})


def stored_questions(url: str) -> set[str]:
    """The questions whose answers the engine of a store has."""
    address = make_url(engine_url(url))
    server = address.get_backend_name() != "sqlite"
    table = "extractor_engine.operation_outputs" if server else "operation_outputs"
    engine = create_engine(address.set(drivername="postgresql+psycopg") if server else address)
    try:
        with engine.connect() as connection:
            query = text(f"SELECT output FROM {table} WHERE function_name = 'ask'")
            found = [json.loads(row.output) for row in connection.execute(query)]
    finally:
        engine.dispose()
    return {each["question"] for each in found if each["answer"] is not None}


@dataclass
class Calls:
    """The calls that an endpoint was sent, and what was stored of them at each kill."""

    kills: list[tuple[int, set[str]]] = field(default_factory=list)

    def killed(self, calls: int, stored: set[str]) -> None:
        """Note a kill: how many calls there had been, and which answers were stored."""
        self.kills.append((calls, stored))

    def check(self, received: Iterable[Received]) -> int:
        """Every call that was made again was under way at a kill; how many were."""
        questions = [question_of(each.body) for each in received]
        for calls, stored in self.kills:
            assert not stored & set(questions[calls:]), "a stored answer was asked for again"
        again = 0
        for question, count in Counter(questions).items():
            places = [n for n, each in enumerate(questions) if each == question]
            open_at = [n for n, stored in self.kills if places[0] < n and question not in stored]
            assert count - 1 <= len(open_at), "a call was made again that no kill explains"
            again += count - 1
        return again


def without_times(value: Any) -> Any:
    """A result without what differs between any two runs."""
    if isinstance(value, dict):
        return {name: without_times(each) for name, each in value.items() if name not in _TIMES}
    return list(map(without_times, value)) if isinstance(value, list) else value


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def persist(ask: Callable[[], T]) -> T:
    """The answer of a service that is killed again and again."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return ask()
        except (Unreachable, Refused) as error:
            if isinstance(error, Refused) and error.status < 500:
                raise
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def submitted(url: str, given: list[tuple[str, bytes]], together: int) -> list[BatchStatus]:
    """Hand filings in to a service in batches, and wait for all of them."""
    made = []
    with Client(url, attempts=2) as client:
        for first in range(0, len(given), together):
            part = given[first : first + together]
            name = f"part-{first}"
            made.append(persist(partial(client.submit_batch, part, idempotency_key=name)))
        return [persist(partial(client.wait_batch, batch, PATIENCE)) for batch in made]


def wait_for(happened: Callable[[], bool]) -> None:
    """Wait until something happened."""
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.01)


def moments(seed: int, kills: int, calls: int) -> list[tuple[int, float]]:
    """After which call each kill comes, and how many seconds later."""
    chance = random.Random(seed)
    after = sorted(chance.randrange(1, max(calls, 2)) for _ in range(kills))
    return [(each, chance.random() * 0.3) for each in after]


def most_within(received: Iterable[Received], seconds: float) -> int:
    """The most requests that came within so many seconds."""
    times = sorted(each.at for each in received)
    return max(bisect_left(times, at + seconds) - place for place, at in enumerate(times))


def tell(said: str) -> None:
    """Say what was measured; seen where tests may write (`-s`)."""
    sys.stdout.write(f"\n{said}\n")
