"""A stand-in for a provider of batches: a real HTTP server on loopback, with its files and faults.

Files come as forms of several parts, as the openai client sends them. A batch is over at once,
unless it is told to stay under way.
"""

import email
import email.policy
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.loopback import Loopback
from tests.stand_in import Reply

Answering = Callable[[dict[str, Any]], Reply]
Lines = list[dict[str, Any]]


def answer(request: dict[str, Any], answering: Answering) -> dict[str, Any]:
    """The line of a result that answers a line of a request."""
    body = json.loads(answering(request["body"]).body)
    response = {"status_code": 200, "request_id": "r", "body": body}
    return {"id": "b", "custom_id": request["custom_id"], "response": response, "error": None}


def fault(request: dict[str, Any], code: str) -> dict[str, Any]:
    """The line of an error that tells why a request was not answered."""
    error = {"code": code, "message": "no"}
    return {"id": "b", "custom_id": request["custom_id"], "response": None, "error": error}


@dataclass(frozen=True)
class Ended:
    """How a batch ends: its state, the lines of its results and of its errors, None for no file.

    A line that is a text stands as it is.
    """

    status: str = "completed"
    results: Sequence[dict[str, Any] | str] | None = None
    errors: Sequence[dict[str, Any] | str] | None = None
    said: str = ""


Ending = Callable[[Lines], Ended | None]
"""What becomes of the requests of a batch; None while it is under way."""


@dataclass
class Provider(Loopback):
    """Batches that end as `ending` says; a context manager."""

    ending: Ending
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    status: int = 200

    def __post_init__(self) -> None:
        """Make the server."""
        self._lock = threading.Lock()
        self.listen(_handler(self))

    @property
    def url(self) -> str:
        """The base of its API."""
        return f"{self.address}/v1"

    def requests(self, batch: str) -> Lines:
        """The requests of a batch."""
        return [json.loads(line) for line in self.files[self.batches[batch]].splitlines()]

    def reply(self, method: str, path: str, headers: Mapping[str, str], data: bytes) -> bytes:
        """The answer to a call."""
        with self._lock:
            path = path.removeprefix("/v1/").partition("?")[0]
            self.asked.append(f"{method} {path}")
            match method, path.split("/"):
                case "POST", ["files"]:
                    return _json(self._keep(_uploaded(headers, data)))
                case "GET", ["files", name, "content"]:
                    return self.files[name]
                case "POST", ["batches"]:
                    name = f"batch_{len(self.batches) + 1}"
                    self.batches[name] = json.loads(data)["input_file_id"]
                    return _json(self._batch(name))
                case "GET", ["batches"]:
                    found = [self._batch(each) for each in self.batches]
                    return _json({"object": "list", "data": found, "has_more": False})
                case "GET", ["batches", name]:
                    return _json(self._batch(name))
        raise AssertionError(f"{method} {path}")

    def _keep(self, data: bytes) -> dict[str, Any]:
        name = f"file_{len(self.files) + 1}"
        self.files[name] = data
        told = {"bytes": len(data), "created_at": 0, "filename": "f", "status": "processed"}
        return {"id": name, "object": "file", "purpose": "batch", **told}

    def _batch(self, name: str) -> dict[str, Any]:
        made: dict[str, Any] = {
            "id": name,
            "object": "batch",
            "endpoint": "/v1/chat/completions",
            "completion_window": "24h",
            "created_at": 0,
            "input_file_id": self.batches[name],
            "status": "in_progress",
        }
        ended = self.ending(self.requests(name))
        if ended is None:
            return made
        made["status"] = ended.status
        if ended.said:
            made["errors"] = {"object": "list", "data": [{"code": "x", "message": ended.said}]}
        counts = {"output_file_id": ended.results, "error_file_id": ended.errors}
        for key, lines in counts.items():
            if lines is not None:
                texts = (each if isinstance(each, str) else json.dumps(each) for each in lines)
                made[key] = self._keep("\n".join(texts).encode())["id"]
        done, bad = len(ended.results or ()), len(ended.errors or ())
        made["request_counts"] = {"completed": done, "failed": bad, "total": done + bad}
        return made


def _uploaded(headers: Mapping[str, str], data: bytes) -> bytes:
    head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + data, policy=email.policy.HTTP)
    parts = {
        part.get_param("name", header="content-disposition"): part for part in message.iter_parts()
    }
    assert parts["purpose"].get_content().strip() == "batch"
    content = parts["file"].get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def _json(told: object) -> bytes:
    return json.dumps(told).encode()


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def _answer(self, data: bytes) -> None:
            status = provider.status
            said = provider.reply(self.command, self.path, self.headers, data)  # type: ignore[arg-type]
            body = said if status == 200 else _json({"error": {"message": "no"}})
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
