"""The application that is served: pages, calls, log-in, and what guards them."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import resources

from fastapi import FastAPI
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from extractor.review.pages.calls import calls
from extractor.review.pages.routes import pages
from extractor.review.pages.several import several
from extractor.review.pages.visitor import Office
from extractor.review.queue import Queue
from extractor.service.auth import Door, Sessions
from extractor.service.faults import handle_faults
from extractor.service.headers import SafeHeaders
from extractor.service.login import Lobby, login
from extractor.service.settings import ServiceSettings
from extractor.service.throttle import Throttle

_MOST_BYTES = 1_000_000


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(
    queue: Queue,
    secret: str,
    settings: ServiceSettings | None = None,
    *,
    secure: bool = True,
    clock: Callable[[], datetime] = _now,
) -> FastAPI:
    """The application over a queue.

    `secret` signs the sessions. `secure` keeps the cookies to HTTPS: False only on loopback.
    `clock` tells the time that leases and decisions are booked with.
    """
    settings = settings or ServiceSettings()
    store = queue.desk.store
    sessions = Sessions(secret, settings.session_hours)
    door = Door(store, sessions, settings)
    app = FastAPI(title="extractor", docs_url=None, redoc_url=None, openapi_url=None)
    office = Office(queue, door, clock)
    app.include_router(login(Lobby(store, sessions, Throttle(time.monotonic), door, secure)))
    app.include_router(pages(office))
    app.include_router(calls(office))
    app.include_router(several(office))
    static = resources.files("extractor.review.pages").joinpath("static")
    app.mount("/static", StaticFiles(directory=str(static)))
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=_MOST_BYTES)
    handle_faults(app)
    app.add_middleware(SafeHeaders)
    return app


def joined(pages: ASGIApp, api: ASGIApp) -> ASGIApp:
    """Both at one address: the API under /v1, the pages elsewhere."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        chosen = api if path == "/v1" or path.startswith("/v1/") else pages
        await chosen(scope, receive, send)

    return app
