"""`extractor edgar`: filings from EDGAR, by number, by filer, or as they appear."""

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.extract import ModelOption, OfflineOption, PolicyOption, UrlOption
from extractor.cli.review import JsonOption, StoreOption

edgar_app = typer.Typer(
    help="Filings from EDGAR: by number, by filer, or as they appear.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

EdgarFormOption = Annotated[
    str,
    typer.Option("--form", metavar="NAME", help="EDGAR's name of a form; its amendments count."),
]
FolderOption = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="A folder to put the filings into.")
]


@edgar_app.command("get")
def get(  # noqa: PLR0913  # one parameter an option
    accessions: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ACCESSION...]", help="Numbers of filings: 0001234567-03-000123."),
    ] = None,
    cik: Annotated[
        str | None, typer.Option("--cik", metavar="N", help="The number of the filer.")
    ] = None,
    form: EdgarFormOption = "8-K",
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Filed on this day or later.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Filed on this day or before.")
    ] = None,
    out: FolderOption = None,
    submit: Annotated[
        bool, typer.Option("--submit", help="Hand them in as a batch, for workers to extract.")
    ] = False,
    model: ModelOption = None,
    base_url: UrlOption = None,
    policy: PolicyOption = None,
    offline: OfflineOption = False,
    store: StoreOption = None,
    json: JsonOption = False,
) -> int:
    """Fetch filings by number, or those of a filer, and list them.

    Exit code 0: all were fetched; 1: some were not; 2: wrong usage.
    """
    from extractor.cli.edgar_run import Wanted, Way, run_get

    way = Way(out, submit, model, base_url, policy, offline, store, json)
    return run_get(Wanted(tuple(accessions or ()), cik, form, first, last), way)


@edgar_app.command("sync")
def sync(  # noqa: PLR0913  # one parameter an option
    form: EdgarFormOption,
    since: Annotated[
        str,
        typer.Option(
            "--since",
            metavar="last|DATE",
            help="The first day whose index is read; last: go on where this command ended.",
        ),
    ],
    sic: Annotated[
        str | None,
        typer.Option("--sic", metavar="N", help="Only filers of this industry (6189: ABS)."),
    ] = None,
    out: FolderOption = None,
    model: ModelOption = None,
    base_url: UrlOption = None,
    policy: PolicyOption = None,
    offline: OfflineOption = False,
    store: StoreOption = None,
    json: JsonOption = False,
) -> int:
    """Take what EDGAR's daily index lists anew: into a folder, or else to workers as a batch.

    How far it came is kept in the store, for each form, industry and place. Filings that are
    listed late, or listed again, are taken; an amendment is linked to what it amends. Exit code 0:
    all of it is here; 1: some could not be had yet and is due the next time; 2: wrong usage.
    """
    from extractor.cli.edgar_run import Way, run_sync

    way = Way(out, out is None, model, base_url, policy, offline, store, json)
    return run_sync(form, sic, since, way)
