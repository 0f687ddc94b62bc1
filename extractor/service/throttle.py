"""How often a wrong password may be tried: by name, by address, and by both."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from threading import Lock

_WINDOW = 900.0
_LIMITS = {"both": 5, "address": 20, "name": 50}
_MOST_KEYS = 20_000

Key = tuple[str, str]


class Throttle:
    """Counts failed log-ins over the last quarter of an hour, in this process.

    `clock` gives seconds. A name alone may fail more often than a name from one address, so that
    nobody can shut another out from their own desk with a few wrong guesses.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failed: OrderedDict[Key, list[float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, name: str, address: str) -> float:
        """Seconds until this may be tried again, 0 where it may be now."""
        now = self._clock()
        with self._lock:
            waits = [self._wait(key, now) for key in _keys(name, address)]
        return max(waits)

    def failed(self, name: str, address: str) -> None:
        """Count a failure."""
        now = self._clock()
        with self._lock:
            for key in _keys(name, address):
                times = self._recent(key, now)[-_LIMITS[key[0]] :]
                self._failed[key] = [*times, now]
                self._failed.move_to_end(key)
            while len(self._failed) > _MOST_KEYS:
                self._failed.popitem(last=False)

    def worked(self, name: str, address: str) -> None:
        """Forget the failures of a person who got in from where they are."""
        with self._lock:
            self._failed.pop(("both", f"{name}\n{address}"), None)

    def _wait(self, key: Key, now: float) -> float:
        times = self._recent(key, now)
        limit = _LIMITS[key[0]]
        return 0.0 if len(times) < limit else times[-limit] + _WINDOW - now

    def _recent(self, key: Key, now: float) -> list[float]:
        return [each for each in self._failed.get(key, ()) if each > now - _WINDOW]


def _keys(name: str, address: str) -> Iterator[Key]:
    yield "both", f"{name}\n{address}"
    yield "address", address
    yield "name", name
