"""An endpoint that answers any question with nulls after a while, for benchmarks.

`python -m evals.bench_endpoint SECONDS` prints its port on standard output and serves until it is
killed. It counts its calls and the times of the first and the last: GET tells them.
"""

import asyncio
import json
import sys
import time
from typing import Any


def null_answer(schema: dict[str, Any], whole: dict[str, Any]) -> object:
    """An answer of nulls and empty lists to a question."""
    if "$ref" in schema:
        return null_answer(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    if "anyOf" in schema:
        return None
    if schema.get("type") == "array":
        return []
    return {name: null_answer(each, whole) for name, each in schema.get("properties", {}).items()}


class Endpoint:
    """Answers after `seconds`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._times: list[float] = []

    async def serve(self) -> None:
        """Serve on loopback until cancelled."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        await server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            size = int(head.lower().partition("content-length:")[2].split("\r\n")[0] or 0)
            sent = await reader.readexactly(size)
            if head.startswith("GET"):
                body: object = {"calls": len(self._times), "times": self._times}
            else:
                await asyncio.sleep(self._seconds)
                self._times.append(time.monotonic())
                body = _completion(json.loads(sent))
            data = json.dumps(body).encode()
            about = (
                f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(data)}"
            )
            writer.write(f"{about}\r\n\r\n".encode() + data)
            await writer.drain()
        writer.close()


async def _head(reader: asyncio.StreamReader) -> str:
    try:
        return (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (asyncio.IncompleteReadError, ConnectionError):
        return ""


def _completion(asked: dict[str, Any]) -> dict[str, Any]:
    schema = asked["response_format"]["json_schema"]["schema"]
    message = {"role": "assistant", "content": json.dumps(null_answer(schema, schema))}
    return {
        "id": "bench",
        "object": "chat.completion",
        "created": 0,
        "model": "bench",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": 900, "completion_tokens": 300, "total_tokens": 1_200},
    }


if __name__ == "__main__":
    asyncio.run(Endpoint(float(sys.argv[1])).serve())
