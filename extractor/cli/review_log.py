"""`extractor review export|verify|purge|upgrade`: what is done with the log as a whole."""

import re
from pathlib import Path

import typer

from extractor.cli.messages import complain
from extractor.cli.review_output import actor as actor_of
from extractor.cli.review_output import now, opened, say_json
from extractor.forms.registry import UnknownForm, form_by_name
from extractor.render.words import counted
from extractor.review import dataset, retention
from extractor.review.desk import Desk
from extractor.store import filings, log
from extractor.store.database import Store
from extractor.store.log import BrokenLog, Head

_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


def run_export(
    folder: Path,
    store: str | None,
    json: bool,
    *,
    form: str,
    name: str,
    with_accepted: bool,
    exclude: tuple[Path, ...],
    actor: str | None,
) -> None:
    """Write reviewed filings as a dataset."""
    try:
        form_by_name(form)
    except UnknownForm as error:
        raise typer.BadParameter(str(error), param_hint="'--form'") from error
    with opened(store) as store_:
        done = dataset.export(
            Desk(store_),
            form,
            folder,
            actor_of(actor),
            now(),
            name=name,
            with_accepted=with_accepted,
            exclude=exclude,
        )
    if json:
        say_json(done)
        return
    typer.echo(
        f"{counted(done.filings, 'filing')} in {folder}; {done.waiting} still wait, "
        f"{done.same_filer} left out for their filer, {done.excluded} excluded",
        err=True,
    )


def run_verify(remembered: str, store: str | None, json: bool) -> int:
    """Recompute the log; the exit code."""
    wanted = _head(remembered) if remembered else None
    with opened(store) as store_, store_.reading() as connection:
        try:
            end = log.verify(connection, wanted)
        except BrokenLog as error:
            if json:
                say_json({"whole": False, "entry": error.seq, "problem": str(error)})
            complain(str(error))
            return 1
    if json:
        say_json({"whole": True, "entries": end.seq, "end": str(end)})
    else:
        number = "1 entry" if end.seq == 1 else f"{end.seq:,} entries"
        typer.echo(f"the log is whole: {number}")
        typer.echo(f"its end, to be remembered: {end}")
    return 0


def run_purge(name: str, store: str | None, yes: bool, actor: str | None) -> None:
    """Remove a filing's text and values."""
    with opened(store) as store_:
        with store_.reading() as connection:
            filing = filings.filing_named(connection, name)
        if not yes:
            typer.confirm(
                f"Remove the text and all values of {filing.name} ({filing.sha256[:12]})?",
                abort=True,
                err=True,
            )
        retention.purge(Desk(store_), filing.sha256, actor_of(actor), now())
    typer.echo(f"{filing.sha256} is purged", err=True)


def run_upgrade(store: str | None) -> None:
    """Bring a store up to this version."""
    with Store.open(store, migrate=True) as store_:
        typer.echo(f"{store_.address} is of this version", err=True)


def _head(text: str) -> Head:
    match = _HEAD.fullmatch(text)
    if match is None:
        raise typer.BadParameter("it is the line that verify wrote", param_hint="'--remembered'")
    return Head(int(match[1]), match[2])
