"""`extractor worker`: works on what was handed in, until stopped."""

from typing import Annotated

import typer

from extractor.cli.extract import OfflineOption
from extractor.cli.review import StoreOption


def worker(
    concurrency: Annotated[
        int | None,
        typer.Option(
            "--concurrency",
            min=1,
            metavar="N",
            help="Calls to a model under way at once. [default: EXTRACTOR_CONCURRENCY, or 4]",
        ),
    ] = None,
    offline: OfflineOption = False,
    store: StoreOption = None,
) -> None:
    """Extract what batches and the service handed in, until stopped.

    Any number of workers may share a store. Stopped by Ctrl-C or SIGTERM it finishes what is
    under way; killed, what it was at is finished by another, and no answer is paid twice.
    """
    from extractor.cli.batch_work import run_worker

    run_worker(store, concurrency, offline)
