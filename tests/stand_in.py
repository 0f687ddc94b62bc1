"""A stand-in for an endpoint: a real HTTP server on loopback that answers as it is told to.

It shows what becomes of an endpoint's faults. How well a model answers, it says nothing about.
"""

import hashlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.loopback import Loopback

TOKENS = (100, 7)
"""Prompt and completion tokens that a completion says it cost, unless told otherwise."""


@dataclass(frozen=True)
class Reply:
    """What is sent back, after `delay` seconds; `held`: nothing, until the stand-in stops.

    `cut`: so many bytes of the body, though it says it were all. `reset`: the connection is torn
    off instead.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    held: bool = False
    delay: float = 0.0
    cut: int | None = None
    reset: bool = False


@dataclass(frozen=True)
class Received:
    """One request, and when it came; the names of its headers are in lower case."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]
    at: float = 0.0


Script = Reply | Callable[[dict[str, Any]], Reply]


class StandIn(Loopback):
    """A server that gives its replies in order, and the last one for ever; a context manager."""

    def __init__(self, *script: Script) -> None:
        self.received: list[Received] = []
        self.under_way: list[Received] = []
        self._script = script
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.listen(_handler(self))

    @property
    def url(self) -> str:
        """The base of its API."""
        return f"{self.address}/v1"

    @property
    def calls(self) -> int:
        """How many requests came."""
        return len(self.received)

    def reply(self, received: Received) -> Reply:
        """Note a request and give the reply to it."""
        with self._lock:
            script = self._script[min(self.calls, len(self._script) - 1)]
            self.received.append(received)
            self.under_way.append(received)
        reply = script if isinstance(script, Reply) else script(received.body)
        if reply.held:
            self._over.wait()
        self._over.wait(reply.delay)
        return reply

    def ended(self, received: Received) -> None:
        """Note that the reply to a request is out."""
        with self._lock:
            self.under_way.remove(received)

    def __exit__(self, *_: object) -> None:
        self._over.set()
        super().__exit__()


def completion(
    content: object,
    *,
    finish: str = "stop",
    refusal: str | None = None,
    tokens: tuple[int, int] = TOKENS,
) -> Reply:
    """A chat completion; what is no text is given as JSON."""
    text = content if isinstance(content, str | None) else json.dumps(content)
    return _completion({"role": "assistant", "content": text, "refusal": refusal}, finish, tokens)


def tool_call(arguments: object, name: str, tokens: tuple[int, int] = TOKENS) -> Reply:
    """A chat completion that calls a tool."""
    function = {"name": name, "arguments": json.dumps(arguments)}
    calls = [{"id": "call-1", "type": "function", "function": function}]
    message = {"role": "assistant", "content": None, "tool_calls": calls}
    return _completion(message, "tool_calls", tokens)


def status(code: int, **headers: str) -> Reply:
    """An error in the manner of such APIs; an underscore in a header's name is a dash."""
    body = json.dumps({"error": {"message": "no", "type": "error"}}).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(code, body, {"Content-Type": "application/json", **named})


def document(text: str, kind: str = "application/json") -> Reply:
    """Any text, with status 200."""
    return Reply(200, text.encode(), {"Content-Type": kind})


def stating_nothing(body: dict[str, Any]) -> Reply:
    """A completion that answers any question with nulls and empty lists."""
    if "tools" in body:
        function = body["tools"][0]["function"]
        return tool_call(_nothing(function["parameters"], function["parameters"]), function["name"])
    return completion(nothing(body))


def nothing(body: dict[str, Any]) -> dict[str, Any]:
    """An answer of nulls and empty lists."""
    schema = asked_schema(body)
    answer: dict[str, Any] = _nothing(schema, schema)  # type: ignore[assignment]
    return answer


def question_of(body: dict[str, Any]) -> str:
    """What tells one question from another: the hash of all that was said."""
    said = "\n".join(message["content"] for message in body["messages"])
    return hashlib.sha256(said.encode()).hexdigest()


def asked_schema(body: dict[str, Any]) -> dict[str, Any]:
    """The JSON schema that a request asks an answer to have."""
    schema: dict[str, Any] = body["response_format"]["json_schema"]["schema"]
    return schema


def filled(schema: dict[str, Any], give: Callable[[str, Mapping[str, Any]], object]) -> object:
    """An answer that has every key of a schema; `give` makes each text from its name and schema.

    Each list has one row.
    """
    return _filled(schema, schema, give, "")


def _filled(
    schema: dict[str, Any],
    whole: dict[str, Any],
    give: Callable[[str, Mapping[str, Any]], object],
    name: str,
) -> object:
    if "$ref" in schema:
        return _filled(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole, give, name)
    if "anyOf" in schema:
        return _filled(schema["anyOf"][0], whole, give, name)
    if schema.get("type") == "array":
        return [_filled(schema["items"], whole, give, name)]
    if "properties" in schema:
        return {key: _filled(each, whole, give, key) for key, each in schema["properties"].items()}
    return give(name, schema)


def _nothing(schema: dict[str, Any], whole: dict[str, Any]) -> object:
    if "$ref" in schema:
        return _nothing(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    if "anyOf" in schema:
        return None
    if schema.get("type") == "array":
        return []
    return {name: _nothing(each, whole) for name, each in schema.get("properties", {}).items()}


def _completion(message: Mapping[str, object], finish: str, tokens: tuple[int, int]) -> Reply:
    prompt, answer = tokens
    body = {
        "id": "chat-1",
        "object": "chat.completion",
        "created": 0,
        "model": "stand-in",
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": answer,
            "total_tokens": prompt + answer,
        },
    }
    return document(json.dumps(body))


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle(self) -> None:
            # Who asked may be killed, with a connection that waits for its next request.
            with suppress(ConnectionError):
                super().handle()

        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            data = self.rfile.read(size)
            if len(data) < size:
                # Who asked was killed before all was sent: that was no call.
                self.close_connection = True
                return
            body = json.loads(data)
            headers = {name.lower(): value for name, value in self.headers.items()}
            received = Received(self.path, headers, body, time.monotonic())
            try:
                _send(self, stand_in.reply(received))
            finally:
                stand_in.ended(received)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    handler.close_connection = reply.held or reply.reset or reply.cut is not None
    if reply.reset:
        at_once = struct.pack("ii", 1, 0)
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    if reply.held or reply.reset:
        return
    handler.send_response(reply.status)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(reply.body)))
    handler.end_headers()
    handler.wfile.write(reply.body[: reply.cut])
