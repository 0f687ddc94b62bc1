"""How much and how often: bytes of a request, and requests of a key."""

import math
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from extractor.service.api.problems import TooLarge, TooMany

_MOST_KEYS = 20_000
_MINUTE = 60.0


class Sized:
    """Refuses a request whose body is larger than its address takes, before it is read whole.

    `most` gives the bytes for a path.
    """

    def __init__(self, app: ASGIApp, most: Callable[[str], int]) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        most = self._most(scope.get("path", ""))
        said = Headers(scope=scope).get("content-length", "")
        if said.isascii() and said.isdigit() and int(said[:20]) > most:
            raise _too_large(most)
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > most:
                # What reads the body takes any other fault for a body that cannot be read.
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)


class Buckets:
    """A bucket of requests for each key, in this process; it fills evenly over a minute.

    `clock` gives seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: str, rate: int) -> None:
        """Count a request of a key that may make `rate` a minute; raises TooMany."""
        now = self._clock()
        with self._lock:
            left, since = self._left.get(key, (float(rate), now))
            left = min(float(rate), left + (now - since) * rate / _MINUTE)
            self._left[key] = (left - 1 if left >= 1 else left, now)
            self._left.move_to_end(key)
            while len(self._left) > _MOST_KEYS:
                self._left.popitem(last=False)
        if left < 1:
            wait = math.ceil((1 - left) * _MINUTE / rate)
            raise TooMany(
                f"this key may make {rate:,} requests a minute: try again in {wait} seconds",
                {"Retry-After": str(wait)},
            )


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"the request has more than the {most:,} bytes that this address takes")
