"""What the commands of `extractor key` do."""

from collections.abc import Iterable

import typer

from extractor.cli.review_output import now, opened, say_json, say_table
from extractor.service.api import keys
from extractor.service.api.keys import Key, Scope

_COLUMNS = ("id", "begins", "name", "scopes", "a minute", "reviewer", "since", "revoked")


def run_add(
    name: str, scopes: Iterable[str], reviewer: str | None, rate: int | None, store: str | None
) -> None:
    """Make a key; it is written to standard output, once."""
    asked = map(Scope, scopes)
    with opened(store) as store_, store_.writing() as connection:
        key, made = keys.add_key(connection, name, asked, now(), reviewer=reviewer, rate=rate)
    typer.echo(f"The key {key.id} of {key.name} is shown this once:", err=True)
    typer.echo(made)


def run_list(store: str | None, json: bool) -> None:
    """List the keys."""
    with opened(store) as store_, store_.reading() as connection:
        found = keys.all_keys(connection)
    if json:
        say_json(found)
        return
    say_table(_COLUMNS, map(_row, found))


def run_revoke(identity: str, store: str | None) -> None:
    """Have a key be good for nothing."""
    with opened(store) as store_, store_.writing() as connection:
        key = keys.revoke(connection, identity, now())
    typer.echo(f"The key {key.id} of {key.name} is revoked", err=True)


def _row(key: Key) -> tuple[object, ...]:
    scopes = ", ".join(sorted(key.scopes))
    rate = str(key.rate or "")
    return (
        key.id,
        f"{key.prefix}…",
        key.name,
        scopes,
        rate,
        key.reviewer,
        key.created_at,
        key.revoked_at,
    )
