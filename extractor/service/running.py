"""How an application is run: what the server says of itself, and what it believes."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.types import ASGIApp


@contextmanager
def stopped_in_order() -> Iterator[None]:
    """Have SIGTERM leave the context by an exception, so that all that is open gets closed.

    The server stops gracefully by itself and then sends the signal on to whoever had it before.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def server_for(app: ASGIApp) -> uvicorn.Server:
    """A server that takes an address from no header and logs no address."""
    config = uvicorn.Config(
        app,
        access_log=False,
        lifespan="off",
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        ws="none",
    )
    return uvicorn.Server(config)
