"""How an application is run: what the server says of itself, and what it believes."""

import uvicorn
from starlette.types import ASGIApp


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
