"""A small HTTP server on loopback that keeps what it is sent, and answers as it is told to."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.loopback import Loopback


@dataclass(frozen=True)
class Answer:
    """What is sent back; `cut` of it so many bytes, though it says it were all."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None


@dataclass(frozen=True)
class Letter:
    """What came; the names of its headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class PostBox(Loopback):
    """Gives its answers in order, and the last one for ever; a context manager."""

    def __init__(self, *answers: Answer) -> None:
        self.letters: list[Letter] = []
        self._answers = answers or (Answer(),)
        self._lock = threading.Lock()
        self.listen(_handler(self))

    @property
    def url(self) -> str:
        """Its address."""
        return self.address

    def take(self, letter: Letter) -> Answer:
        """Keep a letter, and give the answer to it."""
        with self._lock:
            answer = self._answers[min(len(self.letters), len(self._answers) - 1)]
            self.letters.append(letter)
        return answer


def _handler(box: PostBox) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = box.take(Letter(self.command, self.path, headers, body))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body[: answer.cut])

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    for method in ("GET", "POST", "PUT", "DELETE"):
        setattr(Handler, f"do_{method}", Handler._answer)
    return Handler
