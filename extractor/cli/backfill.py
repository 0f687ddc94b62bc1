"""`extractor backfill`: a great many questions to a remote model, by its provider's batches."""

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.batch import PricesOption
from extractor.cli.extract import FormOption, ModelOption, OfflineOption, UrlOption
from extractor.cli.review import JsonOption


def backfill(  # noqa: PLR0913  # one parameter an option
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Filings, as extractor batch submit takes them."),
    ],
    folder: Annotated[
        Path,
        typer.Option(
            "--folder", metavar="DIR", help="Where requests, results and their state are kept."
        ),
    ],
    form: FormOption = "auto",
    model: ModelOption = None,
    base_url: UrlOption = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until all batches are over.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Send what batches left unanswered as another one.")
    ] = False,
    most: Annotated[
        int,
        typer.Option("--requests", metavar="N", min=1, max=50_000, help="At most so many a batch."),
    ] = 50_000,
    prices: PricesOption = None,
    offline: OfflineOption = False,
    json: JsonOption = False,
) -> int:
    """Have a provider's batches answer all questions on filings, into the cache of answers.

    The first time it sends the questions, and every time it takes in what is answered; then
    `extractor batch submit` and `extractor extract` find the answers and pay nothing. Exit code 0:
    every question is answered; 1: some are not, or not yet; 2: wrong usage.
    """
    from extractor.cli.backfill_run import Wanted, run_backfill

    wanted = Wanted(tuple(paths), folder, form, model, base_url, offline, most, prices)
    return run_backfill(wanted, wait=wait, again=again, json=json)
