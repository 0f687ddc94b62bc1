"""`extractor review reviewer`: who reviews."""

import typer

from extractor.cli.review_output import now, opened, say_json, say_table
from extractor.store import people
from extractor.store.people import Role


def run_add_reviewer(name: str, role: str, token: bool, password: bool, store: str | None) -> None:
    """Add a reviewer; a token is written to standard output, once."""
    secret = (
        typer.prompt("password", hide_input=True, confirmation_prompt=True, err=True)
        if (password)
        else None
    )
    with opened(store) as store_, store_.writing() as connection:
        made = people.add_reviewer(
            connection, name, Role(role), now(), password=secret, token=token
        )
    typer.echo(f"{name} is added as {role}", err=True)
    if made is not None:
        typer.echo(made)


def run_list_reviewers(store: str | None, json: bool) -> None:
    """List the reviewers."""
    with opened(store) as store_, store_.reading() as connection:
        found = people.all_reviewers(connection)
    if json:
        say_json(found)
        return
    say_table(
        ("name", "role", "since", "logs in with", "disabled"),
        (
            (
                each.name,
                each.role.value,
                each.created_at,
                " and ".join(
                    way
                    for way, has in (("password", each.has_password), ("token", each.has_token))
                    if has
                )
                or "nothing",
                "yes" if each.disabled else "",
            )
            for each in found
        ),
    )


def run_disable(name: str, store: str | None) -> None:
    """Let a reviewer decide nothing more."""
    with opened(store) as store_, store_.writing() as connection:
        people.disable(connection, name)
    typer.echo(f"{name} is disabled", err=True)
