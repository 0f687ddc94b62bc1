"""An endpoint that has faults, at set rates: as a script of a stand-in."""

import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.stand_in import Reply, completion, document, status

Answering = Callable[[dict[str, Any]], Reply]


def _slow(reply: Reply) -> Reply:
    return replace(reply, delay=2.0)


def _cut(reply: Reply) -> Reply:
    return replace(reply, cut=len(reply.body) // 2)


def _broken_off(reply: Reply) -> Reply:
    text = json.loads(reply.body)["choices"][0]["message"]["content"]
    return completion(text[: len(text) // 2], finish="length")


_FAULTS: Mapping[str, tuple[bool, Callable[[Reply], Reply]]] = {
    "429": (False, lambda _: status(429)),
    "429, Retry-After": (False, lambda _: status(429, Retry_After="1")),
    "500": (False, lambda _: status(500)),
    "slow": (True, _slow),
    "cut-off": (True, _cut),
    "garbage": (False, lambda _: document("<html>busy</html>", "text/html")),
    "connection reset": (False, lambda _: Reply(reset=True)),
    "wrong schema": (True, lambda _: completion({"boats": 7})),
    "answer broken off": (True, _broken_off),
}
"""Each kind of fault: whether a provider would charge for it, and what it makes of a good reply.

`slow` is slower than the timeout of who asks should be (a second).
"""
KINDS = tuple(_FAULTS)


class Faulty:
    """Answers as it should, but for faults at their rates; of the same seed, the same faults in
    the order of the requests.

    `paid` counts the replies that a provider would charge for, `faults` what went wrong, by kind.
    """

    def __init__(self, answering: Answering, rates: Mapping[str, float], seed: int) -> None:
        self.paid = 0
        self.faults: Counter[str] = Counter()
        self._answering = answering
        self._kinds = (*rates, None)
        self._weights = (*rates.values(), 1 - sum(rates.values()))
        self._chance = random.Random(seed)
        self._lock = threading.Lock()

    def __call__(self, body: dict[str, Any]) -> Reply:
        """The reply to a request."""
        good = self._answering(body)
        with self._lock:
            (kind,) = self._chance.choices(self._kinds, self._weights)
            charged, made = (True, None) if kind is None else _FAULTS[kind]
            self.paid += charged
            if kind is not None:
                self.faults[kind] += 1
        return good if made is None else made(good)
