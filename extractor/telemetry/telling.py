"""Spans, measures and log lines, as the stages write them: without a listener they are nothing.

What is given here must be harmless: names, numbers, hashes. Text of a filing goes through
`content` alone, which passes it on only where the user asked for it.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import ParamSpec, Protocol, TypeVar

from extractor.telemetry.instruments import Instrument

P = ParamSpec("P")
T = TypeVar("T")
Plain = str | bool | int | float | tuple[str, ...]
Facts = Mapping[str, Plain]
Read = Callable[[], Iterable[tuple[float, Facts]]]
"""Gives the present values of a gauge, each with what it is of."""

EVENTS = logging.getLogger("extractor.events")
"""Where events are logged; it is deaf unless JSON logs are asked for."""
EVENTS.addHandler(logging.NullHandler())
EVENTS.propagate = False


class Span(Protocol):
    """A piece of work under way."""

    def set(self, facts: Facts) -> None:
        """Add facts."""

    def content(self, name: str, read: Callable[[], str]) -> None:
        """Add text of a filing or an answer, where the user asked for that."""

    def failed(self, kind: str) -> None:
        """Say that it failed, and how."""


class Listener(Protocol):
    """Whom all of it is told."""

    def span(self, name: str, facts: Facts, *, calls: bool) -> AbstractContextManager[Span]:
        """A piece of work; `calls` where it waits for another server."""

    def add(self, instrument: Instrument, amount: float, facts: Facts) -> None:
        """A value of a counter or a histogram."""

    def watch(self, instrument: Instrument, read: Read) -> None:
        """Ask for the values of a gauge whenever they are wanted."""

    def carried(self, work: Callable[P, T]) -> Callable[P, T]:
        """The same work, part of the span under way wherever it is done."""


class _Nobody:
    def set(self, facts: Facts) -> None:
        pass

    def content(self, name: str, read: Callable[[], str]) -> None:
        pass

    def failed(self, kind: str) -> None:
        pass


_NOBODY = _Nobody()
_listener: Listener | None = None
_log_read = False


def listen(listener: Listener | None) -> None:
    """Have somebody be told from now on, or nobody."""
    global _listener  # noqa: PLW0603  # there is one listener in a process, as there is one log
    _listener = listener


def log(read: bool) -> None:
    """Have events be logged from now on, or not."""
    global _log_read  # noqa: PLW0603  # as above
    _log_read = read


@contextmanager
def span(name: str, facts: Facts | None = None, *, calls: bool = False) -> Iterator[Span]:
    """A piece of work, from here to the end of the context. An exception marks it as failed."""
    if _listener is None:
        yield _NOBODY
        return
    with _listener.span(name, facts or {}, calls=calls) as made:
        yield made


def add(instrument: Instrument, amount: float, facts: Facts | None = None) -> None:
    """A value of a counter or a histogram."""
    if _listener is not None:
        _listener.add(instrument, amount, facts or {})


def watch(instrument: Instrument, read: Read) -> None:
    """Have the values of a gauge be read whenever they are wanted."""
    if _listener is not None:
        _listener.watch(instrument, read)


def carried(work: Callable[P, T]) -> Callable[P, T]:
    """The same work, part of the span that is under way now, in whichever thread it is done."""
    return work if _listener is None else _listener.carried(work)


def event(said: str, facts: Mapping[str, object], *, level: int = logging.INFO) -> bool:
    """A line for the log; whether anybody reads it."""
    if _log_read:
        EVENTS.log(level, said, extra={"facts": dict(facts)})
    return _log_read
