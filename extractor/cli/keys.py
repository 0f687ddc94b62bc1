"""`extractor key`: the keys with which programs use the HTTP API."""

from enum import StrEnum
from typing import Annotated

import typer

from extractor.cli.review import JsonOption, StoreOption

key_app = typer.Typer(help="Keys of the HTTP API.", rich_markup_mode=None, no_args_is_help=True)


class ScopeName(StrEnum):
    """What a key may be for."""

    READ = "jobs:read"
    WRITE = "jobs:write"
    REVIEW = "review"
    ADMIN = "admin"


_USUAL = [ScopeName.READ, ScopeName.WRITE]


@key_app.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who or what it is for.")],
    scope: Annotated[
        list[ScopeName] | None,
        typer.Option("--scope", help="What it may do. [default: jobs:read and jobs:write]"),
    ] = None,
    reviewer: Annotated[
        str | None,
        typer.Option(
            "--reviewer", metavar="NAME", help="Whose decisions it hands in; needed for review."
        ),
    ] = None,
    rate: Annotated[
        int | None,
        typer.Option(
            "--rate",
            min=1,
            max=1_000_000,
            metavar="N",
            help="Requests a minute. [default: EXTRACTOR_API_RATE, or 600]",
        ),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Make a key, and write it to standard output, once."""
    from extractor.cli.keys_run import run_add

    run_add(name, scope or _USUAL, reviewer, rate, store)


@key_app.command("list")
def list_keys(store: StoreOption = None, json: JsonOption = False) -> None:
    """List the keys, each by its beginning."""
    from extractor.cli.keys_run import run_list

    run_list(store, json)


@key_app.command("revoke")
def revoke(
    identity: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as list has it.")],
    store: StoreOption = None,
) -> None:
    """Have a key be good for nothing from now on."""
    from extractor.cli.keys_run import run_revoke

    run_revoke(identity, store)
