"""Requests, told to whoever watches: what was asked, how it ended, how long it took."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from extractor.telemetry import instruments
from extractor.telemetry.telling import Plain, add, event, span

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Watched:
    """Passes requests on and tells them by their route: an address may hold anything."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        method = scope["method"] if scope["method"] in _METHODS else "_OTHER"
        with span(method) as under_way:
            try:
                await self._app(scope, receive, sending)
            finally:
                facts: dict[str, Plain] = {
                    "http.request.method": method,
                    "http.route": _route(scope),
                    "http.response.status_code": status,
                }
                under_way.set(facts)
                if status >= 500:
                    under_way.failed(str(status))
                seconds = time.monotonic() - began
                add(instruments.REQUEST_SECONDS, seconds, facts)
                request = scope.get("state", {}).get("request_id", "")
                said = {"method": method, "route": _route(scope), "status": status}
                event("request", {**said, "seconds": round(seconds, 3), "request_id": request})


def _route(scope: Scope) -> str:
    """The pattern of the address, as the program has it."""
    return str(getattr(scope.get("route"), "path", "")) or "unmatched"
