"""`extractor review show`: one filing in the queue."""

from collections.abc import Iterator
from typing import Any

import typer

from extractor.cli.review_output import opened, say_json, say_table
from extractor.reasons import SENTENCES, Reason
from extractor.render.words import shown
from extractor.review.desk import Desk
from extractor.review.person import entry_cell
from extractor.review.queue import Queue
from extractor.review.views import ItemView, TaskState
from extractor.store import filings, log, tasks
from extractor.store.filings import FilingRow
from extractor.store.log import Entry

# The formula is the heads of its columns.
_COLUMNS = (
    "item",
    "status",
    "field",
    "key",
    "value",
    "wrong",
    "x weight",
    "/ s",
    "= worth",
    "why",
)


def run_show(name: str, store: str | None, json: bool) -> None:
    """Show a filing's rounds, items and history."""
    with opened(store) as store_:
        with store_.reading() as connection:
            filing = filings.filing_named(connection, name)
            rounds = tasks.tasks_of(connection, filing.sha256)
            history = log.entries(connection, filing.sha256)
        queue = Queue(Desk(store_))
        states = [queue.state(each.id) for each in rounds if each.extraction is not None]
    if json:
        say_json(_object(filing, states, history))
        return
    typer.echo(f"{filing.name or '(purged)'}  {filing.sha256}")
    typer.echo(f"{filing.filer}  {filing.form_type}  {filing.report_date}".strip())
    for state in states:
        _show_round(state)
    typer.echo("\nhistory")
    say_table(("entry", "at", "who", "what", "field", "value"), map(_history, history))


def _show_round(state: TaskState) -> None:
    task = state.task
    held = f", held by {task.owner} until {task.expires_at}" if task.owner else ""
    typer.echo(
        f"\n{task.round} round of {task.form}: {task.state}{held}; "
        f"{task.open_items} open, worth {task.priority:.4f} a second"
    )
    say_table(
        _COLUMNS,
        map(_item, state.items),
    )


def _item(item: ItemView) -> tuple[object, ...]:
    value = "(blind)" if item.blind else shown(item.field.value) if item.field else ""
    said = [*(SENTENCES[Reason(each)] for each in item.reasons), *(c.message for c in item.checks)]
    why = " ".join(said)
    estimate = item.estimate
    factors = f"{estimate.probability:.2f}", f"{estimate.weight:g}", f"{estimate.seconds:.0f}"
    return item.id, item.status, item.path, item.key, value, *factors, estimate.value, why


def _history(entry: Entry) -> tuple[object, ...]:
    value = "(purged)" if entry.body is None else shown(entry_cell(entry).value)
    what = f"{entry.action} {entry.undoes}" if entry.undoes else entry.action
    return entry.seq, entry.at, entry.reviewer, what, entry.path, value


def _object(filing: FilingRow, states: list[TaskState], history: list[Entry]) -> dict[str, Any]:
    return {
        "filing": filing,
        "rounds": [
            {"task": state.task, "items": list(map(_item_object, state.items))} for state in states
        ],
        "history": [dict(_entry_object(entry)) for entry in history],
    }


def _item_object(item: ItemView) -> dict[str, Any]:
    return {
        "id": item.id,
        "path": item.path,
        "key": item.key,
        "status": item.status,
        "origin": item.origin,
        "blind": item.blind,
        "value": None if item.field is None else shown(item.field.value),
        "reasons": list(item.reasons),
        "checks": [check.message for check in item.checks],
        "probability": item.estimate.probability,
        "weight": item.estimate.weight,
        "seconds": item.estimate.seconds,
        "expected_value": item.estimate.value,
        "decided": item.decided,
    }


def _entry_object(entry: Entry) -> Iterator[tuple[str, Any]]:
    for name in ("seq", "at", "reviewer", "round", "action", "path", "undoes", "hash", "body"):
        yield name, getattr(entry, name)
