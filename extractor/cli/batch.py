"""`extractor batch`: many filings, handed in once, each finished whatever happens meanwhile."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from extractor.cli.extract import FormOption, ModelOption, OfflineOption, PolicyOption, UrlOption
from extractor.cli.review import JsonOption, StoreOption

batch_app = typer.Typer(
    help="Many filings, finished whatever happens meanwhile.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

ResultFormat = Literal["jsonl", "csv", "xlsx", "parquet"]
Values = Literal["accepted", "record"]

BatchArgument = Annotated[str, typer.Argument(metavar="ID", help="The batch, as submit named it.")]
PricesOption = Annotated[
    Path | None,
    typer.Option("--prices", metavar="FILE", help="Prices by model, to say what was paid."),
]


@batch_app.command("submit")
def submit(  # noqa: PLR0913  # one parameter an option
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Files, folders, patterns, archives (zip, tar), JSON lines, - for a list of "
            "these on standard input.",
        ),
    ],
    form: FormOption = "auto",
    model: ModelOption = None,
    base_url: UrlOption = None,
    policy: PolicyOption = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--key",
            metavar="NAME",
            help="A name of your own: submitted again under it, the batch is the same one.",
        ),
    ] = None,
    wait: Annotated[
        bool,
        typer.Option("--wait", help="Wait for the end; works itself where no worker does."),
    ] = False,
    offline: OfflineOption = False,
    store: StoreOption = None,
) -> int:
    """Hand in filings to be extracted by workers, and print the batch's id.

    Exit code 0: all were handed in, and with --wait all came to a result; 1: some were not, or
    did not; 2: wrong usage.
    """
    from extractor.cli.batch_submit import Submission, run_submit

    given = Submission(tuple(paths), form, model, base_url, policy, key, offline)
    return run_submit(given, store, wait=wait)


@batch_app.command("status")
def status(
    batch: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="The batch; without it all are listed.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Go on until it is complete.")] = False,
    prices: PricesOption = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> int:
    """Say how far a batch has come; exit code 1 where something failed or is parked."""
    from extractor.cli.batch_status import run_list, run_status

    if batch is None:
        return run_list(store, json)
    return run_status(batch, store, watch=watch, prices=prices, json=json)


@batch_app.command("results")
def results(  # one parameter an option
    batch: BatchArgument,
    format: Annotated[ResultFormat, typer.Option("--format", help="How to write.")] = "jsonl",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="PATH",
            help="The file, for csv and parquet the folder. [default for jsonl: standard output]",
        ),
    ] = None,
    changed_since: Annotated[
        str | None,
        typer.Option(
            "--changed-since",
            metavar="TIME",
            help="Only what was stored or decided on after this, as 2026-01-31T12:00:00+00:00.",
        ),
    ] = None,
    record: Annotated[
        Values | None,
        typer.Option(
            "--record", help="Which values tables hold: accepted ones, or the best of each field."
        ),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Write what a batch came to, with what people decided since."""
    from extractor.cli.batch_results import run_results

    run_results(batch, store, format=format, out=out, changed_since=changed_since, record=record)


@batch_app.command("retry")
def retry(batch: BatchArgument, store: StoreOption = None) -> None:
    """Try again what failed, was parked or was cancelled; answers that were given are kept."""
    from extractor.cli.batch_status import run_retry

    run_retry(batch, store)


@batch_app.command("cancel")
def cancel(batch: BatchArgument, store: StoreOption = None) -> None:
    """Do no more of a batch; what is finished stays."""
    from extractor.cli.batch_status import run_cancel

    run_cancel(batch, store)
