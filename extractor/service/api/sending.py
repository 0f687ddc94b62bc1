"""Sending one message to a webhook: to the address that was looked up, and no further."""

import http.client
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer

from extractor.service.api.addresses import Target

_SECONDS = 10.0
_ALTOGETHER = 20.0
_READ = 1_000


@dataclass(frozen=True)
class Told:
    """What came of it: `done` where it was taken; `said` tells what happened."""

    done: bool
    said: str


class _Pinned(http.client.HTTPConnection):
    """A connection to an address, for a host of that name."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=_SECONDS)
        self._target = target

    def connect(self) -> None:
        """Connect to the address that was looked up, and no other."""
        target = self._target
        self.sock = socket.create_connection((target.address, target.port), _SECONDS)
        if target.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=target.host)

    def cut(self) -> None:
        """End it, whatever it is at."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def send(target: Target, body: bytes, headers: dict[str, str]) -> Told:
    """Post a body; no redirect is followed, and little of the answer is read."""
    connection = _Pinned(target)
    # Who answers a byte at a time must not keep the others waiting.
    patience = Timer(_ALTOGETHER, connection.cut)
    patience.start()
    try:
        connection.request("POST", target.path, body, headers)
        answer = connection.getresponse()
        answer.read(_READ)
    except ssl.SSLError as error:
        return Told(False, f"its certificate is not good: {error.reason}")
    except TimeoutError:
        return Told(False, f"no answer within {_SECONDS:.0f} seconds")
    except (OSError, http.client.HTTPException) as error:
        return Told(False, f"no answer: {type(error).__name__}")
    finally:
        patience.cancel()
        connection.close()
    done = 200 <= answer.status < 300
    redirected = ", and redirects are not followed" if 300 <= answer.status < 400 else ""
    return Told(done, f"status {answer.status}{redirected}")
