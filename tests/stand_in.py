"""A stand-in for an endpoint: a real HTTP server on loopback that answers as it is told to.

It shows what becomes of an endpoint's faults. How well a model answers, it says nothing about.
"""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

TOKENS = (100, 7)
"""Prompt and completion tokens that a completion says it cost, unless told otherwise."""


@dataclass(frozen=True)
class Reply:
    """What is sent back; `held`: nothing, until the stand-in stops."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    held: bool = False


@dataclass(frozen=True)
class Received:
    """One request; the names of its headers are in lower case."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


Script = Reply | Callable[[dict[str, Any]], Reply]


class StandIn:
    """A server that gives its replies in order, and the last one for ever; a context manager."""

    def __init__(self, *script: Script) -> None:
        self.received: list[Received] = []
        self._script = script
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def url(self) -> str:
        """The base of its API."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def calls(self) -> int:
        """How many requests came."""
        return len(self.received)

    def reply(self, received: Received) -> Reply:
        """Note a request and give the reply to it."""
        with self._lock:
            script = self._script[min(self.calls, len(self._script) - 1)]
            self.received.append(received)
        reply = script if isinstance(script, Reply) else script(received.body)
        if reply.held:
            self._over.wait()
        return reply

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


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
    schema = asked_schema(body)
    return completion(_nothing(schema, schema))


def asked_schema(body: dict[str, Any]) -> dict[str, Any]:
    """The JSON schema that a request asks an answer to have."""
    schema: dict[str, Any] = body["response_format"]["json_schema"]["schema"]
    return schema


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

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = stand_in.reply(Received(self.path, headers, body))
            if reply.held:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
