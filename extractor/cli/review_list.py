"""`extractor review list`: what is in the queue."""

import typer

from extractor.cli.review_output import opened, say_json, say_table
from extractor.reasons import Reason
from extractor.review.search import Sought, search

_COLUMNS = ("task", "worth", "open", "state", "round", "form", "reported", "filer", "filing")


def run_list(  # noqa: PLR0913  # one parameter an option
    store: str | None,
    json: bool,
    *,
    filer: str,
    form: str,
    since: str,
    until: str,
    reason: str,
    state: str,
    limit: int,
) -> None:
    """List the tasks that fit."""
    sought = Sought(
        filer=filer,
        form=form,
        since=since,
        until=until,
        reason=_reason(reason) if reason else None,
        state=state,
        limit=limit,
    )
    with opened(store) as store_, store_.reading() as connection:
        found = search(connection, sought)
    if json:
        say_json(found)
        return
    if not found:
        typer.echo("nothing in the queue fits", err=True)
        return
    rows = (
        (
            each.task,
            each.priority,
            each.open_items,
            f"{each.state} by {each.owner}" if each.owner else each.state,
            each.round,
            each.form,
            each.report_date,
            each.filer,
            each.name or each.filing[:12],
        )
        for each in found
    )
    say_table(_COLUMNS, rows)


def _reason(name: str) -> Reason:
    try:
        return Reason(name)
    except ValueError as error:
        known = ", ".join(each.value for each in Reason)
        raise typer.BadParameter(f"the reasons are {known}", param_hint="'--reason'") from error
