"""`extractor review stats`: what waits, who did what, and how far it can be trusted."""

from dataclasses import asdict
from typing import Any

import typer

from extractor.cli.messages import complain
from extractor.cli.review_output import opened, say_json, say_table
from extractor.forms.registry import form_by_name
from extractor.review.stats import Stats, stats

_COLUMNS = ("reviewer", "decisions", "undone", "seconds each", "known answers", "wrong")


def run_stats(store: str | None, json: bool) -> None:
    """Say how the queue and the reviewers do."""
    with opened(store) as store_, store_.reading() as connection:
        made = stats(connection, form_by_name)
    if json:
        say_json(_told(made))
    else:
        _say(made)
    for warning in made.warnings:
        complain(warning)


def _say(made: Stats) -> None:
    say_table(("round", "state", "filings"), ((*k.split(" "), n) for k, n in made.queue.items()))
    typer.echo()
    say_table(_COLUMNS, ((*asdict(w.work).values(), w.known, w.wrong) for w in made.workers))
    twice, sample = made.twice, made.sample
    kappa = "none" if twice.kappa is None else f"{twice.kappa:.3f}"
    typer.echo(f"\ndecided twice: {twice.fields} fields, {twice.alike} alike, kappa {kappa}")
    bound = "" if made.upper95 is None else f", at most {made.upper95:.2%} at 95 %"
    typer.echo(f"accepted and looked at: {sample.fields} fields, {sample.changed} changed{bound}")
    for each in made.audits or ():
        typer.echo(f"drawn at random: {each.sentence}")


def _told(made: Stats) -> dict[str, Any]:
    return {
        "queue": made.queue,
        "reviewers": [
            {**asdict(each.work), "known": each.known, "wrong": each.wrong} for each in made.workers
        ],
        "decided_twice": asdict(made.twice),
        "accepted_looked_at": {**asdict(made.sample), "upper95": made.upper95},
        "audits": None
        if made.audits is None
        else [{**asdict(each), "drifted": each.drifted} for each in made.audits],
    }
