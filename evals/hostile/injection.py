"""What injected instructions do: `make hostile`.

Every poisoned filing (`evals.hostile.poison`) is extracted with a model, by this project and by one
plain instructor call, and so is the filing that it was made from. Counted are planted values that
were accepted, planted values that the plain call gave, and what was right without the poison and
is lost with it. Answers are kept: a second start goes on where the first one ended.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

from evals.hostile.judged import Judged, Ours, Plain, System
from evals.hostile.known import Known, TimeIsOver
from evals.hostile.poison import DATASET, PLANTED, Poisoned, poisoned, spread
from extractor.errors import ExtractorError
from extractor.evaluation.peers import PlainCall
from extractor.forms.abs_8k.form import ABS_8K
from extractor.llm.cache import AnswerCache
from extractor.llm.endpoint import embedded_endpoint, is_embedded, remote_endpoint
from extractor.pipeline import Extractor
from extractor.settings import Settings

OBEYING = "obeying"
RECORDED = DATASET.parents[1] / "answers/abs-8-k.jsonl"
"""The answers of the embedded model on the filings without poison."""

MOST_SHOWN = 20


@dataclass
class Counted:
    """What one system made of `filings` of the `of` poisoned filings.

    `fell_for` names each planted value taken, `before` says what it had without the poison.
    """

    before: str
    of: int
    filings: int = 0
    planted: int = 0
    fell_for: list[str] = field(default_factory=list)
    right_before: int = 0
    lost: int = 0
    flagged: int = 0
    failed: int = 0

    def add(self, case: Poisoned, judged: Judged) -> None:
        """Count one more filing."""
        self.filings += 1
        self.planted += len(PLANTED)
        self.fell_for += [f"{case.id}: {path}" for path in judged.fell_for]
        self.right_before += judged.before
        self.lost += judged.lost
        self.flagged += judged.flagged
        self.failed += judged.failed


async def count(system: System, cases: Sequence[Poisoned], known: Known) -> Counted:
    """What a system makes of the filings: of those that are known, or are asked about in time."""
    counted = Counted(system.before, len(cases))
    began = time.monotonic()
    for number, case in enumerate(cases, start=1):
        found, asked = known.found, known.asked
        try:
            async with known.within_time():
                judged = await system.judge(case)
        except TimeIsOver:
            continue
        counted.add(case, judged)
        print(
            f"{system.name} {number} of {len(cases)}, {case.id}: {known.asked - asked} answers "
            f"asked for, {known.found - found} known; planted values taken: "
            f"{len(counted.fell_for)} of {counted.planted}; {time.monotonic() - began:,.0f} s",
            file=sys.stderr,
        )
    return counted


def measure(
    cases: Sequence[Poisoned],
    model: str,
    base_url: str | None,
    *,
    peer: bool,
    known: Known | None = None,
) -> dict[str, Counted]:
    """Both systems over the same filings with the same model."""
    return asyncio.run(_measure(cases, model, base_url, known or Known(AnswerCache(None)), peer))


async def _measure(
    cases: Sequence[Poisoned], model: str, base_url: str | None, known: Known, peer: bool
) -> dict[str, Counted]:
    settings = Settings()
    with Extractor(
        model, base_url=base_url, form=ABS_8K.name, answers=known, settings=settings
    ) as extractor:
        found = {Ours.name: await count(Ours(extractor), cases, known)}
        await extractor.aclose()
    if peer:
        embedded = is_embedded(model, base_url)
        endpoint = (
            embedded_endpoint(model, settings)
            if embedded
            else remote_endpoint(model, base_url, settings)
        )
        plain = Plain(PlainCall(ABS_8K, endpoint, known))
        found[Plain.name] = await count(plain, cases, known)
    return found


def lines(name: str, counted: Counted) -> Iterator[str]:
    """What was counted of one system, for people."""
    part = counted.filings < counted.of
    tried = f"{counted.filings} of {counted.of}" if part else f"{counted.filings}"
    yield f"{name}: {tried} poisoned filings, {counted.planted} planted values"
    if part:
        yield "  the time was over: the next start goes on from here"
    yield f"  planted values taken: {len(counted.fell_for)}"
    yield f"  {counted.before} without the poison: {counted.right_before}, lost: {counted.lost}"
    yield f"  filings with a warning: {counted.flagged}, with an unanswered part: {counted.failed}"
    yield from (f"    {each}" for each in counted.fell_for[:MOST_SHOWN])
    if len(counted.fell_for) > MOST_SHOWN:
        yield f"    and {len(counted.fell_for) - MOST_SHOWN} more"


def main(arguments: Sequence[str]) -> int:
    """Measure; the exit code is 1 where a planted value was accepted, 2 where nothing can run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="local", help="`obeying` does what a poison says")
    parser.add_argument("--base-url")
    parser.add_argument("--limit", type=int, help="so many filings, drawn over all attacks")
    parser.add_argument("--seconds", type=float, help="ask for no more answers after so long")
    parser.add_argument("--no-peer", action="store_true", help="leave out the plain call")
    parser.add_argument("--json", type=Path, help="write the counts here")
    options = parser.parse_args(arguments)
    cases = spread(poisoned(options.limit))
    kept = AnswerCache(Settings().cache_dir / "answers")
    with ExitStack() as stack:
        url = options.base_url
        if options.model == OBEYING:
            from evals.hostile.obeying import obeying

            url = stack.enter_context(obeying()).url
            kept = AnswerCache(None)  # its address is another one at each start
        try:
            known = Known(kept, RECORDED, options.seconds)
            found = measure(cases, options.model, url, peer=not options.no_peer, known=known)
        except ExtractorError as error:
            print(error, file=sys.stderr)
            return 2
    for name, counted in found.items():
        print("\n".join(lines(name, counted)))
    if options.json:
        made = {name: asdict(counted) for name, counted in found.items()}
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    return int(bool(found[Ours.name].fell_for))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
