"""Limits a minute hold, whoever asks and in whatever order."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.jobs import budget
from extractor.jobs.budget import Budget, Level, Limits, estimate, full, give_back, take
from extractor.store.database import Store

SLACK = 1e-6


def begun(limits: Limits, arrivals: list[float], tokens: list[int]) -> list[float]:
    """When requests that come at these times may be sent."""
    level = full(limits, 0.0)
    times = []
    for at, cost in zip(arrivals, tokens, strict=True):
        level, wait = take(level, limits, cost, at)
        times.append(at + wait)
    return times


def most_in_a_minute(times: list[float], weights: list[int]) -> int:
    """The most that begins in any 60 seconds."""
    sent = sorted(zip(times, weights, strict=True))
    return max(
        sum(weight for at, weight in sent if start <= at < start + 60 - SLACK) for start, _ in sent
    )


gaps = st.lists(st.floats(0, 20), min_size=1, max_size=120)


@given(gaps, st.integers(1, 100))
def test_no_minute_has_more_requests_than_the_limit(waits: list[float], limit: int) -> None:
    arrivals = list(itertools.accumulate(waits))
    times = begun(Limits(requests=limit), arrivals, [0] * len(arrivals))
    assert most_in_a_minute(times, [1] * len(times)) <= limit
    assert times == sorted(times)


@given(gaps, st.integers(1_000, 50_000), st.data())
def test_no_minute_has_more_tokens_than_the_limit_and_one_request(
    waits: list[float], limit: int, data: st.DataObject
) -> None:
    arrivals = list(itertools.accumulate(waits))
    costs = [data.draw(st.integers(1, limit // 4)) for _ in arrivals]
    times = begun(Limits(tokens=limit), arrivals, costs)
    # What a request takes beyond what is left is owed: it is sent when that has flowed in.
    assert most_in_a_minute(times, costs) <= limit + max(costs)


def test_the_whole_limit_can_be_used() -> None:
    times = begun(Limits(requests=60), [0.0] * 300, [0] * 300)
    assert most_in_a_minute(times, [1] * 300) == 60
    assert times[-1] == pytest.approx(300, rel=0.1)


def test_what_was_not_used_is_given_back_up_to_the_brim() -> None:
    limits = Limits(tokens=1_000)
    level, wait = take(full(limits, 0.0), limits, 500, 0.0)
    assert wait > 0
    assert give_back(level, limits, 450, 0.0).tokens == pytest.approx(50)
    assert give_back(level, limits, 5_000, 0.0).tokens == pytest.approx(100)
    assert give_back(level, limits, -100, 0.0).tokens == pytest.approx(level.tokens - 100)


def test_a_clock_that_goes_back_gives_nothing() -> None:
    limits = Limits(requests=60)
    level = Level(-5.0, 0.0, 100.0)
    after, wait = take(level, limits, 0, 40.0)
    assert (after.requests, after.at) == (-6.0, 100.0)
    assert wait > 0


def test_a_clock_that_was_far_ahead_holds_nobody_up() -> None:
    limits = Limits(requests=60)
    day = 86_400.0
    after, wait = take(Level(-1.0, 0.0, day), limits, 0, 0.0)
    assert after.at == 0.0
    assert wait > 0
    assert take(after, limits, 0, 60.0)[1] == 0.0


def test_an_estimate_counts_the_prompt_and_the_longest_answer() -> None:
    request: dict[str, Any] = {"messages": [{"content": "x" * 3_500}], "max_tokens": 100}
    assert 1_100 <= estimate(request) < 1_120
    assert estimate({}) == 0


def test_all_who_share_a_store_share_the_limit(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "_now", lambda _: 1_000.0)
    limits = Limits(requests=600.0)

    def ask(_: int) -> float:
        return Budget(store, "boat", limits).take(0)

    with ThreadPoolExecutor(8) as pool:
        waits = sorted(pool.map(ask, range(100)))
    assert waits[:60] == [0.0] * 60
    assert waits[60] > 0
    assert len(set(waits[60:])) == 40
    assert Budget(store, "ship", limits).take(0) == 0


async def test_the_gate_waits_and_corrects(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "_now", lambda _: 1_000.0)
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    gate = Budget(store, "boat", Limits(tokens=60_000.0), note)
    request = {"max_tokens": 6_000}
    aside = await gate.before(request)
    assert (aside, waited) == (6_000, [])
    await gate.after(aside, 1_000)
    await gate.before({"max_tokens": 5_000})
    assert waited == []
    await gate.before(request)
    assert waited == [pytest.approx(6_000 / 900, rel=0.01)]
