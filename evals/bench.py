"""Measures this project's way of asking against one plain call: `make bench`.

Both ways ask the embedded model about the reference filing, in turns, in one run. The plain call
is that of the evaluation (docs/decisions/0008). Each turn has a
server of its own, started and asked one word before the clock runs, so that no turn profits from
the prompts of another; within a turn the server's prompt cache is on, for both. No answer comes
from the cache of answers.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.errors import ExtractorError
from extractor.evaluation import BadRecord, Case, load_dataset, score
from extractor.evaluation.peers import PlainCall
from extractor.evaluation.peers.peer import MOST_TOKENS
from extractor.filing.model import Filing
from extractor.forms.abs_8k.form import ABS_8K
from extractor.forms.abs_8k.schema import Abs8K
from extractor.llm.cache import AnswerCache
from extractor.llm.endpoint import Endpoint, embedded_endpoint
from extractor.llm.models import lookup
from extractor.llm.pull import cached
from extractor.llm.server import shared_server
from extractor.llm.transport import connection
from extractor.pipeline import Extractor
from extractor.settings import Settings

DATASET = Path(__file__).parent / "datasets/abs-8-k"
FILING = "new-century-2002-1"
OURS, PLAIN = "extractor", "plain call"


@dataclass(frozen=True)
class Turn:
    """One way's turn: what it took and how many labelled leaves it got right."""

    way: str
    seconds: float
    prompt_tokens: int
    completion_tokens: int
    right: int
    leaves: int
    note: str = ""


@dataclass(frozen=True)
class _Told:
    """What one way gave, and what it cost."""

    record: Any
    prompt_tokens: int
    completion_tokens: int
    note: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each way (default: 3)")
    rounds = parser.parse_args(arguments).rounds
    if rounds < 1:
        parser.error("--rounds must be 1 or more")
    settings = Settings(cache=False)
    try:
        case = next(each for each in load_dataset(DATASET).cases if each.id == FILING)
        turns = [
            _turn(way, ask, settings, case)
            for _ in range(rounds)
            for way, ask in ((OURS, _ask_ours), (PLAIN, _ask_plainly))
        ]
    except ExtractorError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    print("\n".join(_table(turns)))
    return 0


def _turn(
    way: str, ask: Callable[[Filing, Settings], _Told], settings: Settings, case: Case
) -> Turn:
    assert case.filing is not None
    filing = Filing.from_path(case.filing)
    endpoint = embedded_endpoint("local", settings)
    try:
        asyncio.run(_wake(endpoint))
        began = time.monotonic()
        told = ask(filing, settings)
        seconds = time.monotonic() - began
    finally:
        _stop_server(settings)
    right, leaves, note = _scored(case.label, told.record)
    notes = "; ".join(filter(None, (told.note, note)))
    turn = Turn(way, seconds, told.prompt_tokens, told.completion_tokens, right, leaves, notes)
    print(_line(turn), flush=True)
    return turn


def _ask_ours(filing: Filing, settings: Settings) -> _Told:
    with Extractor("local", form="abs-8-k", settings=settings) as extractor:
        extraction = extractor.extract(filing)
    usage = extraction.usage
    note = f"{usage.calls} calls" + ("" if extraction.complete else ", incomplete")
    return _Told(extraction.record, usage.prompt_tokens, usage.completion_tokens, note)


def _ask_plainly(filing: Filing, settings: Settings) -> _Told:
    peer = PlainCall(ABS_8K, embedded_endpoint("local", settings), AnswerCache(None))
    answer = asyncio.run(peer.ask(filing.main_document.text))
    if not answer.calls:
        raise ExtractorError(f"the plain call failed: {answer.problem}")
    cut = f", cut off at {MOST_TOKENS} tokens" if answer.cut else ""
    note = f"{answer.calls} call{cut}"
    return _Told(answer.record, answer.prompt_tokens, answer.completion_tokens, note)


def _scored(label: Mapping[str, object], record: Any) -> tuple[int, int, str]:
    """Right leaves, all leaves (those of extra rows too) and what is to be said of it."""
    try:
        verdicts = score(Abs8K, label, record)
    except BadRecord as error:
        verdicts = score(Abs8K, label, {})
        return sum(each.right for each in verdicts), len(verdicts), f"unusable: {error}"
    extra = sum(each.extra for each in verdicts)
    note = f"{extra} leaves of extra rows" if extra else ""
    return sum(each.right for each in verdicts), len(verdicts), note


async def _wake(endpoint: Endpoint) -> None:
    """Have the server read the model in: what a first call of either way would pay for."""
    async with connection(endpoint) as client:
        await client.chat.completions.create(
            model=endpoint.model, messages=[{"role": "user", "content": "Hello."}], max_tokens=1
        )


def _stop_server(settings: Settings) -> None:
    known = lookup("local")
    pulled = cached(known, settings.model_dir)
    if pulled is not None:
        shared_server(pulled.path, known.id).stop()


def _table(turns: Sequence[Turn]) -> list[str]:
    """Medians, spread and ratios."""
    by_way = {way: [each for each in turns if each.way == way] for way in (OURS, PLAIN)}
    columns: tuple[tuple[str, Callable[[Turn], float], str], ...] = (
        ("seconds", lambda turn: turn.seconds, ".1f"),
        ("prompt tokens", lambda turn: turn.prompt_tokens, ",.0f"),
        ("completion tokens", lambda turn: turn.completion_tokens, ",.0f"),
        ("leaves right", lambda turn: turn.right, ".0f"),
    )
    lines = ["", f"{'median (least to most)':24}{OURS:>28}{PLAIN:>28}{'ratio':>8}"]
    for name, value, style in columns:
        found = {way: [value(each) for each in by_way[way]] for way in (OURS, PLAIN)}
        middle = {way: statistics.median(found[way]) for way in found}
        cells = [
            f"{middle[way]:{style}} ({min(found[way]):{style}} to {max(found[way]):{style}})"
            for way in (OURS, PLAIN)
        ]
        ratio = f"{middle[OURS] / middle[PLAIN]:.2f}" if middle[PLAIN] else "-"
        lines.append(f"{name:24}{cells[0]:>28}{cells[1]:>28}{ratio:>8}")
    leaves = by_way[OURS][0].leaves
    lines.append(f"{len(by_way[OURS])} rounds, taken in turns; the label has {leaves} leaves.")
    return lines


def _line(turn: Turn) -> str:
    tokens = f"{turn.prompt_tokens:,} + {turn.completion_tokens:,} tokens"
    right = f"{turn.right} of {turn.leaves} leaves right"
    return f"{turn.way}: {turn.seconds:.1f} s, {tokens}, {right} ({turn.note})"


if __name__ == "__main__":
    sys.exit(main())
