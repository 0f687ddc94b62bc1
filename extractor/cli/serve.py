"""`extractor serve`: the review pages and the HTTP API, on this machine unless told otherwise."""

from typing import Annotated

import typer

from extractor.cli.review import StoreOption


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")
    ] = 8000,
    open_api: Annotated[
        bool,
        typer.Option(
            "--open-api",
            help="Let programs on this machine use the API without a key while there is none.",
        ),
    ] = False,
    store: StoreOption = None,
) -> None:
    """Serve the review pages and the HTTP API (under /v1) until stopped.

    Beyond this machine only where somebody can log in or has a key.
    """
    from extractor.cli.serving import run_serve

    run_serve(host, port, store, open_api=open_api)
