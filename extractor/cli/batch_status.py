"""What `extractor batch status`, `retry` and `cancel` do."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from extractor.cli.messages import Progress, complain
from extractor.cli.review_output import opened, say_json, say_table
from extractor.evaluation.prices import Price, load_prices
from extractor.jobs.office import Jobs
from extractor.jobs.records import Batch, BatchStatus, JobState
from extractor.records import Usage
from extractor.render.words import counted

_EVERY_SECONDS = 0.5
_INTERRUPTED = 130


def run_status(batch: str, url: str | None, *, watch: bool, prices: Path | None, json: bool) -> int:
    """Say how far a batch has come; the exit code."""
    known = load_prices(prices) if prices is not None else None
    with opened(url) as store:
        office = Jobs(store)
        if watch:
            with Progress() as progress:
                status = watched(office, batch, progress)
        else:
            status = office.batch(batch)
        if json:
            say_json(as_object(status, known))
        else:
            say_status(status, known)
            _say_reasons(office, status)
    return exit_code(status)


def run_list(url: str | None, json: bool) -> int:
    """List the batches, the newest first."""
    with opened(url) as store:
        office = Jobs(store)
        found = [office.batch(each.id) for each in _batches(office)]
    if json:
        say_json([as_object(each, None) for each in found])
        return 0
    if not found:
        complain("no batch was submitted yet: extractor batch submit PATH...")
        return 0
    rows = [
        (
            each.batch.id,
            each.batch.created_at,
            each.batch.key or "",
            each.batch.members,
            _line(each),
        )
        for each in found
    ]
    say_table(("batch", "submitted", "key", "filings", "state"), rows)
    return 0


def _batches(office: Jobs) -> Iterator[Batch]:
    """Every batch, page by page."""
    cursor: str | None = None
    while True:
        page = office.batches(cursor)
        yield from page.items
        cursor = page.cursor
        if cursor is None:
            return


def run_retry(batch: str, url: str | None) -> None:
    """Try again what did not come to a result."""
    with opened(url) as store:
        complain(f"{counted(Jobs(store).retry_batch(batch), 'filing')} to be tried again")


def run_cancel(batch: str, url: str | None) -> None:
    """Do no more of a batch."""
    with opened(url) as store:
        complain(f"{counted(Jobs(store).cancel_batch(batch), 'filing')} cancelled")


def watched(office: Jobs, batch: str, progress: Progress) -> BatchStatus:
    """The status of a batch once it is complete, told all the while."""
    progress.begin(f"batch {batch}")
    while True:
        status = office.batch(batch)
        progress.tell(_line(status))
        if status.complete:
            return status
        time.sleep(_EVERY_SECONDS)


def exit_code(status: BatchStatus) -> int:
    """1 where something did not come to a result."""
    bad = (JobState.FAILED, JobState.PARKED, JobState.CANCELLED)
    return 1 if any(status.counts[state] for state in bad) else 0


def say_status(status: BatchStatus, prices: Mapping[str, Price] | None) -> None:
    """Write a status for a person, on standard error."""
    typer.echo(f"{_line(status)}", err=True)
    usage = status.usage
    if usage.calls or usage.cached_calls:
        cost = _cost(status, prices)
        typer.echo(
            f"{counted(usage.calls, 'call')}, {usage.prompt_tokens:,} + "
            f"{usage.completion_tokens:,} tokens"
            + (f", {usage.cached_calls} answers from before" if usage.cached_calls else "")
            + (f", ${cost:,.2f}" if cost is not None else ""),
            err=True,
        )


def as_object(status: BatchStatus, prices: Mapping[str, Price] | None) -> dict[str, Any]:
    """A status as JSON values."""
    return {
        "id": status.batch.id,
        "key": status.batch.key,
        "submitted_at": status.batch.created_at,
        "members": status.batch.members,
        "sealed": status.batch.sealed,
        "complete": status.complete,
        "counts": {state.value: count for state, count in status.counts.items()},
        "faults": dict(status.faults),
        "usage": _usage(status.usage),
        "usd": _cost(status, prices),
        "per_minute": _rate(status),
        "minutes_left": _left(status),
    }


def _say_reasons(office: Jobs, status: BatchStatus) -> None:
    """The reasons of what failed or is parked, each once, with how often and an example."""
    if not status.faults:
        return
    found: dict[str, tuple[int, str]] = {}
    cursor: str | None = None
    while True:
        page = office.jobs(status.batch.id, cursor, 1_000)
        for job in page.items:
            if job.fault:
                reason = job.reason.replace(job.name, "…")
                count, example = found.get(reason, (0, job.name))
                found[reason] = (count + 1, example)
        cursor = page.cursor
        if cursor is None:
            break
    rows = sorted(((count, why, name) for why, (count, name) in found.items()), reverse=True)
    say_table(("filings", "reason", "for example"), rows)


def _line(status: BatchStatus) -> str:
    """The state of a batch in a line."""
    parts = [
        f"{count} {state.value.replace('_', ' ')}"
        for state, count in status.counts.items()
        if count
    ]
    if not status.batch.sealed:
        parts.append("still being handed in")
    rate, left = _rate(status), _left(status)
    if status.open and rate:
        parts.append(f"{rate:.1f} a minute")
    if left is not None:
        parts.append(f"about {_shown(left)} left")
    return ", ".join(parts) or "no filings"


def _rate(status: BatchStatus) -> float:
    """Filings that come to an end in a minute, of late."""
    return status.recent / (status.window / 60)


def _left(status: BatchStatus) -> float | None:
    """Minutes until the end at this rate."""
    rate = _rate(status)
    return status.open / rate if status.open and rate else None


def _shown(minutes: float) -> str:
    if minutes < 1:
        return "a minute"
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def _cost(status: BatchStatus, prices: Mapping[str, Price] | None) -> float | None:
    """Dollars, where the prices of all models are known."""
    if prices is None:
        return None
    total = 0.0
    for model, usage in status.by_model.items():
        price = prices.get(model) or prices.get(model.partition("@")[0])
        if price is None:
            complain(f"the prices do not name {model}: what was paid is not known")
            return None
        total += price.of(usage.prompt_tokens, usage.completion_tokens)
    return total


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "calls": usage.calls,
        "cached_calls": usage.cached_calls,
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
    }
