"""`extractor review stats`: what waits, who did what, and how far it can be trusted."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import typer
from sqlalchemy import Connection

from extractor.cli.review_output import opened, say_json, say_table
from extractor.evaluation.bounds import upper95
from extractor.evaluation.extra import MissingExtra
from extractor.forms.base import Form
from extractor.forms.registry import form_by_name
from extractor.review.agreement import Audited, agreement, audited, sampled, work
from extractor.store import known, log, tasks
from extractor.store.log import Entry

Logs = dict[tuple[str, str], list[Entry]]


def run_stats(store: str | None, json: bool) -> None:
    """Say how the queue and the reviewers do."""
    with opened(store) as store_, store_.reading() as connection:
        told = _told(connection)
    if json:
        say_json(told)
        return
    say_table(("round", "state", "filings"), ((*k.split(" "), n) for k, n in told["queue"].items()))
    typer.echo()
    columns = ("reviewer", "decisions", "undone", "seconds each", "known answers", "wrong")
    say_table(columns, (tuple(each.values()) for each in told["reviewers"]))
    twice, sample = told["decided_twice"], told["accepted_looked_at"]
    kappa = "none" if twice["kappa"] is None else f"{twice['kappa']:.3f}"
    typer.echo(f"\ndecided twice: {twice['fields']} fields, {twice['alike']} alike, kappa {kappa}")
    bound = "" if sample["upper95"] is None else f", at most {sample['upper95']:.2%} at 95 %"
    typer.echo(
        f"accepted and looked at: {sample['fields']} fields, {sample['changed']} changed{bound}"
    )


def _told(connection: Connection) -> dict[str, Any]:
    entries = log.entries(connection)
    logs: Logs = defaultdict(list)
    for entry in entries:
        if entry.form:
            logs[entry.filing, entry.form].append(entry)
    filings: list[tuple[Form, Sequence[Entry]]] = [
        (form_by_name(form), said) for (_, form), said in logs.items()
    ]
    answers = _audited(connection, logs)
    sample = sampled(filings)
    return {
        "queue": tasks.counts(connection),
        "reviewers": [
            {
                "reviewer": each.reviewer,
                "decisions": each.decisions,
                "undone": each.undone,
                "seconds": each.seconds,
                "known": answers[each.reviewer][0],
                "wrong": answers[each.reviewer][1],
            }
            for each in work(entries)
        ],
        "decided_twice": asdict(agreement(filings)),
        "accepted_looked_at": {
            **asdict(sample),
            "upper95": _bound(sample.changed, sample.fields),
        },
    }


def _audited(connection: Connection, logs: Logs) -> dict[str, list[int]]:
    """Known answers and wrong ones by reviewer."""
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for label in known.labels_for(connection, known.AUDIT):
        said = logs.get((label.filing, label.form), [])
        found: list[Audited] = audited(form_by_name(label.form), label, said)
        for each in found:
            totals[each.reviewer][0] += each.known
            totals[each.reviewer][1] += each.wrong
    return totals


def _bound(wrong: int, n: int) -> float | None:
    """The one-sided upper 95 % bound; None without fields, or without what computes it."""
    try:
        return upper95(wrong, n)
    except MissingExtra:
        return None
