"""What `extractor backfill` does."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from extractor.backfill.folder import Folder, State
from extractor.backfill.work import Backfill, Tally
from extractor.cli.batch_inputs import filings_of
from extractor.cli.job import settings_of
from extractor.cli.messages import Progress, complain
from extractor.cli.request import AUTO
from extractor.cli.review_output import say_json
from extractor.errors import ExtractorError
from extractor.evaluation.prices import load_prices
from extractor.filing.model import Filing
from extractor.filing.read import read_filing
from extractor.forms.base import Form
from extractor.forms.registry import form_by_name, form_for
from extractor.policy import AGREEMENT
from extractor.render.words import counted
from extractor.settings import Settings
from extractor.stages import Setting


@dataclass(frozen=True)
class Wanted:
    """The options of a backfill, as given."""

    paths: tuple[str, ...]
    folder: Path
    form: str
    model: str | None
    base_url: str | None
    offline: bool
    most: int
    prices: Path | None


def run_backfill(wanted: Wanted, *, wait: bool, again: bool, json: bool) -> int:
    """Take a backfill as far as it comes; the exit code."""
    settings = settings_of(wanted.offline)
    price = _Price(wanted.prices)
    model = wanted.model or settings.model
    setting = Setting(model, wanted.base_url or settings.base_url, AGREEMENT, settings)
    with Progress() as progress:
        source = _Source(wanted, settings, progress)
        made = Backfill(Folder(wanted.folder), setting, wanted.most)
        try:
            tally = asyncio.run(_run(made, source, progress, wait=wait, again=again))
        except OSError as error:
            why = error.strerror or error
            raise ExtractorError(f"{wanted.folder}: cannot be used: {why}") from error
        with progress.aside():
            usd = price.of(model, tally)
            if json:
                say_json(_as_object(made.state, tally, usd))
            else:
                _say(made.state, tally, usd)
    done = made.state.over and not tally.left and not tally.unusable and not source.faults
    return 0 if done else 1


async def _run(
    made: Backfill, source: "_Source", progress: Progress, *, wait: bool, again: bool
) -> Tally:
    """Send what is to be sent, wait where that is wanted, take in what is there."""

    def tell(state: State) -> None:
        progress.begin("batches")
        progress.tell(_line(state))

    fresh = not made.state.parts
    await made.advance(wait and not fresh, tell)
    tally = await made.put(source.filings(), send=fresh or (again and made.state.over))
    if made.state.over:
        return tally
    state = await made.advance(wait, tell)
    return await made.put(source.filings(), send=False) if state.over else tally


class _Source:
    """The filings that are asked about, read anew as often as they are wanted."""

    def __init__(self, wanted: Wanted, settings: Settings, progress: Progress) -> None:
        self.faults = 0
        self._paths = wanted.paths
        self._form = None if wanted.form == AUTO else form_by_name(wanted.form)
        self._most = settings.max_filing_bytes
        self._progress = progress

    def filings(self) -> Iterator[tuple[Filing, Form]]:
        """Each filing that can be read, and the form that it is read as."""
        self.faults = 0
        for name, data in filings_of(self._paths, self._most, self._complain):
            self._progress.begin(name)
            try:
                filing = read_filing(data, name)
                yield filing, self._form or form_for(filing)
            except ExtractorError as error:
                self._complain(str(error).removeprefix(f"{name} "), name)

    def _complain(self, message: str, where: str) -> None:
        self.faults += 1
        with self._progress.aside():
            complain(message, where)


class _Price:
    """What answers cost, where prices are given."""

    def __init__(self, path: Path | None) -> None:
        self._known = None if path is None else load_prices(path)

    def of(self, model: str, tally: Tally) -> float | None:
        """Dollars; None where the price is not known."""
        if self._known is None:
            return None
        price = self._known.get(model)
        if price is None:
            complain(f"the prices do not name {model}: what was paid is not known")
            return None
        return price.of(tally.usage.prompt_tokens, tally.usage.completion_tokens)


def _say(state: State, tally: Tally, usd: float | None) -> None:
    """Write how far it is for a person, on standard error."""
    typer.echo(_line(state), err=True)
    for part in state.parts:
        if part.said:
            complain(part.said, f"batch {part.batch}")
    typer.echo(
        f"{counted(tally.questions, 'question')} on {counted(tally.filings, 'filing')}: "
        f"{tally.answered} answered by batches, {tally.known} before"
        + (f", {tally.unusable} with nothing that can be used" if tally.unusable else ""),
        err=True,
    )
    if tally.usage.calls:
        usage = tally.usage
        typer.echo(
            f"{counted(usage.calls, 'call')}, {usage.prompt_tokens:,} + "
            f"{usage.completion_tokens:,} tokens" + (f", ${usd:,.2f}" if usd is not None else ""),
            err=True,
        )
    if tally.left and state.over:
        reasons = ", ".join(f"{count} {why}" for why, count in sorted(tally.left.items()))
        typer.echo(
            f"{counted(sum(tally.left.values()), 'request')} without an answer ({reasons}): "
            "--again sends them as another batch, extractor batch submit asks them directly",
            err=True,
        )


def _line(state: State) -> str:
    """The state of the batches in a line."""
    total = sum(part.requests for part in state.parts)
    ended = sum(part.ended for part in state.parts)
    states = dict.fromkeys(part.status or "not sent" for part in state.parts)
    each = [
        f"{sum((part.status or 'not sent') == name for part in state.parts)} {name}"
        for name in states
    ]
    return f"{', '.join(each) or 'no batches'}: {ended:,} of {counted(total, 'request')} ended"


def _as_object(state: State, tally: Tally, usd: float | None) -> dict[str, Any]:
    """How far it is as JSON values."""
    return {
        "over": state.over,
        "batches": [
            {
                "id": part.batch,
                "requests": part.requests,
                "status": part.status,
                "ended": part.ended,
                "said": part.said,
            }
            for part in state.parts
        ],
        "filings": tally.filings,
        "questions": tally.questions,
        "known": tally.known,
        "answered": tally.answered,
        "unusable": tally.unusable,
        "left": dict(tally.left),
        "usage": {
            "calls": tally.usage.calls,
            "prompt_tokens": tally.usage.prompt_tokens,
            "completion_tokens": tally.usage.completion_tokens,
        },
        "usd": usd,
    }
