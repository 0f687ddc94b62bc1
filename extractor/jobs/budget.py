"""Requests and tokens a minute, held by all workers together: a token bucket in the database."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, text, update

from extractor.store.database import Store
from extractor.store.job_tables import budgets

_MINUTE = 60.0
_BURST = 0.1
"""The part of a minute's limit that may be used at once."""
_CHARACTERS_A_TOKEN = 3.5
"""A cautious figure for English: an estimate that is too high is given back after the call."""


@dataclass(frozen=True)
class Limits:
    """How much a minute may take; None is no limit."""

    requests: float | None = None
    tokens: float | None = None

    def __bool__(self) -> bool:
        return self.requests is not None or self.tokens is not None


@dataclass(frozen=True)
class Level:
    """What is left at a time, in seconds; below zero it is owed, and whoever took it waits."""

    requests: float
    tokens: float
    at: float


def full(limits: Limits, at: float) -> Level:
    """An untouched bucket."""
    return Level(_most(limits.requests), _most(limits.tokens), at)


def take(level: Level, limits: Limits, tokens: float, now: float) -> tuple[Level, float]:
    """Take one request of so many tokens: what is left, and how long to wait before sending it.

    Whoever comes later waits behind all who came before. In no minute does more than the limit
    begin: what may be used at once is taken off what flows in.
    """
    filled = _filled(level, limits, now)
    left = Level(filled.requests - 1, filled.tokens - tokens, filled.at)
    waits = (_owed(left.requests, limits.requests), _owed(left.tokens, limits.tokens))
    return left, max(waits)


def give_back(level: Level, limits: Limits, tokens: float, now: float) -> Level:
    """Put back tokens that were not used; a negative number takes those that were used besides."""
    filled = _filled(level, limits, now)
    tokens_left = min(filled.tokens + tokens, _most(limits.tokens))
    return Level(filled.requests, tokens_left, filled.at)


def estimate(request: Mapping[str, Any]) -> int:
    """The most tokens that a request is likely to take, its answer included."""
    written = len(str(request.get("messages", ""))) + len(str(request.get("response_format", "")))
    written += len(str(request.get("tools", "")))
    return int(written / _CHARACTERS_A_TOKEN) + int(request.get("max_tokens") or 0)


class Budget:
    """What a model at an endpoint may be asked for, by all who share a store.

    It is the gate that requests pass: each waits for its turn, and what it was thought to cost is
    corrected afterwards. A request that waits when its worker dies has taken its part all the
    same: the limit is then not used up, never exceeded.
    """

    def __init__(
        self,
        store: Store,
        name: str,
        limits: Limits,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._name = name
        self._limits = limits
        self._sleep = sleep

    async def before(self, request: Mapping[str, Any]) -> int:
        """Wait until a request may be sent; the tokens that were taken for it."""
        tokens = estimate(request)
        wait = await asyncio.to_thread(self.take, tokens)
        if wait > 0:
            await self._sleep(wait)
        return tokens

    async def after(self, aside: int, used: int) -> None:
        """Correct what was taken for a request by what it used."""
        if self._limits.tokens is not None and aside != used:
            await asyncio.to_thread(self.correct, aside - used)

    def take(self, tokens: int) -> float:
        """Take a request of so many tokens; the seconds to wait before it may be sent."""
        with self._store.writing() as connection:
            level, now = self._level(connection)
            left, wait = take(level, self._limits, tokens, now)
            self._put(connection, left)
        return wait

    def correct(self, tokens: int) -> None:
        """Put back tokens, or take more of them."""
        with self._store.writing() as connection:
            level, now = self._level(connection)
            self._put(connection, give_back(level, self._limits, tokens, now))

    def _level(self, connection: Connection) -> tuple[Level, float]:
        """What is left, with its row held until the transaction ends, and the time."""
        c = budgets.c
        query = select(c.requests, c.tokens, c.at).where(c.name == self._name).with_for_update()
        row = connection.execute(query).one_or_none()
        if row is None:
            fresh = full(self._limits, _now(connection))
            made = text(
                "INSERT INTO budgets (name, requests, tokens, at)"
                " VALUES (:name, :requests, :tokens, :at) ON CONFLICT DO NOTHING"
            )
            given = {"requests": fresh.requests, "tokens": fresh.tokens, "at": fresh.at}
            connection.execute(made, {"name": self._name, **given})
            row = connection.execute(query).one()
        return Level(row.requests, row.tokens, row.at), _now(connection)

    def _put(self, connection: Connection, level: Level) -> None:
        values = {"requests": level.requests, "tokens": level.tokens, "at": level.at}
        connection.execute(update(budgets).where(budgets.c.name == self._name).values(**values))


def _now(connection: Connection) -> float:
    """Seconds by one clock for all: the database's, or that of the one machine of a file."""
    if connection.dialect.name == "postgresql":
        clock = text("SELECT CAST(extract(epoch FROM clock_timestamp()) AS double precision)")
        return float(connection.execute(clock).scalar_one())
    return time.time()


def _filled(level: Level, limits: Limits, now: float) -> Level:
    passed = max(now - level.at, 0.0)
    # A time that is far ahead was told by a clock that was wrong: nothing would flow in until then.
    at = now if level.at > now + _MINUTE else max(now, level.at)
    return Level(
        _fill(level.requests, limits.requests, passed),
        _fill(level.tokens, limits.tokens, passed),
        at,
    )


def _most(limit: float | None) -> float:
    """What may be used at once: one request at the least."""
    return 0.0 if limit is None else max(_BURST * limit, 1.0)


def _flow(limit: float) -> float:
    """What flows in each second: with what may be used at once it makes the limit a minute.

    The first to flow in after a burst comes a moment later, so that it may be one more.
    """
    return (limit - _most(limit) + 1) / _MINUTE


def _fill(left: float, limit: float | None, passed: float) -> float:
    return 0.0 if limit is None else min(left + passed * _flow(limit), _most(limit))


def _owed(left: float, limit: float | None) -> float:
    """How long it takes until nothing is owed any more."""
    return 0.0 if limit is None or left >= 0 else -left / _flow(limit)
