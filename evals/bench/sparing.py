"""What it saves not to ask, and what that costs: the cascade, and a smaller model asked first.

Answers come from the cache of answers, so that a model is asked only what it was never asked. What
is spared is what a policy accepts without a model, so each policy is measured by itself; those
that are chosen are chosen on the half `work` and counted on the half `certify`, as totals. The
smaller model is measured on `work` alone.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from evals.accuracy import MOST_WRONG, MOST_WRONG_LISTS
from evals.bench.third import third
from extractor.evaluation.calibration import calibrate
from extractor.evaluation.certifying import certify
from extractor.evaluation.dataset import Dataset
from extractor.evaluation.harness import Plan, evaluate, runs_of
from extractor.evaluation.measured import measure
from extractor.evaluation.runs import Run
from extractor.evaluation.systems import OWN, RECONCILED, Asking, OwnSystems
from extractor.forms.base import Form
from extractor.policy import AGREEMENT, Policy
from extractor.records import LLM, ChunkReport, ChunkStatus, Outcome
from extractor.stages import FIRST

WORK, CERTIFY = "work", "certify"
"""The halves: what is chosen is chosen on the one and counted on the other."""
ONE_READER = Policy(
    name="one reader",
    accepts=frozenset({Outcome.AGREE, Outcome.ABSENT, Outcome.BASELINE_ONLY}),
)
"""Accepts what the baseline alone says: the rule under which the cascade spares the most."""
EVERYTHING, CASCADE = "every question", "the cascade"


@dataclass(frozen=True)
class Way:
    """A way of asking under a policy, which decides what is spared."""

    asked: str
    policy: Policy
    cascade: bool = True
    first: str | None = None


@dataclass(frozen=True)
class Half:
    """A way over one half of the filings: the runs of its systems, and how its questions ended."""

    runs: Mapping[str, Run]
    chunks: Sequence[ChunkReport]

    @property
    def run(self) -> Run:
        """The run that both readers made together."""
        return self.runs[RECONCILED]


def report(
    dataset: Dataset, form: Form, asking: Asking, tell: Callable[[str], None]
) -> dict[str, Any]:
    """The figures of the cascade, every policy over both halves of a dataset."""
    rows: list[dict[str, Any]] = []

    def take(way: Way) -> Policy:
        """Measure a way; gives the policy that is chosen on its runs."""
        tell(f"{way.asked}, {way.policy.name}")
        halves = {half: _half(dataset.part(half), form, way, asking) for half in (WORK, CERTIFY)}
        work, other = halves[WORK].run, halves[CERTIFY].run
        errors = MOST_WRONG, MOST_WRONG_LISTS
        bound = certify(way.policy, [other], *errors, form=form).policy.bound
        rows.extend(
            _row(way, half, each) | ({"bound": bound} if half == CERTIFY else {})
            for half, each in halves.items()
        )
        chosen = calibrate([work], [other], *errors, form=form).policy
        return chosen.model_copy(update={"name": f"chosen under {way.policy.name}"})

    take(Way(EVERYTHING, AGREEMENT, cascade=False))
    for rule in (AGREEMENT, ONE_READER):
        take(Way(CASCADE, take(Way(CASCADE, rule))))
    return {"dataset": dataset.name, "model": asking.model, "rows": rows}


def smaller(
    dataset: Dataset, form: Form, asking: Asking, first: str, tell: Callable[[str], None]
) -> dict[str, Any]:
    """The figures of a smaller model on the half `work`: alone, asked first, as a third reader."""
    work = dataset.part(WORK)
    every = Way(EVERYTHING, AGREEMENT, cascade=False)
    tell(f"{first} alone, then before {asking.model}")
    large = _half(work, form, every, asking)
    small = _half(work, form, every, replace(asking, model=first))
    before = _half(work, form, replace(every, asked=f"`{first}` first", first=first), asking)
    return {
        "dataset": dataset.name,
        "model": asking.model,
        "first": first,
        "alone": {
            name: _scored(half.runs[LLM]) for name, half in ((asking.model, large), (first, small))
        },
        "rows": [
            _row(every, WORK, large),
            _row(replace(every, asked=f"{EVERYTHING}, of `{first}`"), WORK, small),
            _row(replace(every, asked=f"`{first}` first"), WORK, before),
        ],
        "of the model": _tokens(before.run) - _tokens(small.run),
        "third": asdict(third(form, large.runs, small.runs[LLM])),
    }


def _half(dataset: Dataset, form: Form, way: Way, asking: Asking) -> Half:
    given = {"cascade": way.cascade, "first_model": way.first}
    settings = asking.settings.model_copy(update=given)
    asking = replace(asking, policy=way.policy, settings=settings)
    return asyncio.run(_evaluated(dataset, form, asking))


async def _evaluated(dataset: Dataset, form: Form, asking: Asking) -> Half:
    system = OwnSystems(OWN, form, asking)
    try:
        found = await evaluate(dataset.cases, [system], Plan())
    finally:
        await system.aclose()
    runs = {run.system: run for run in runs_of(dataset, [system], found)}
    said = found.predicted[RECONCILED].values()
    return Half(runs, [chunk for each in said for chunk in each.chunks])


def _row(way: Way, half: str, found: Half) -> dict[str, Any]:
    """Totals alone: nothing of a single filing."""
    return {
        "asked": way.asked,
        "policy": way.policy.name,
        "half": half,
        "questions": len(found.chunks),
        "spared": sum(_is_spared(each) for each in found.chunks),
        **_scored(found.run),
    }


def _is_spared(chunk: ChunkReport) -> bool:
    """Whether the model was not asked a question, or only the smaller one."""
    return chunk.status is ChunkStatus.SPARED or chunk.detail == FIRST


def _scored(run: Run) -> dict[str, Any]:
    scores = measure(run)
    return {
        "accuracy": scores["fields"]["accuracy"],
        "fully right": scores["filings_fully_right"],
        "incomplete": len(scores["incomplete"]),
        "accepted": {name: scores["accepted"][name] for name in ("n", "wrong", "coverage")},
        "tokens": _tokens(run),
    }


def _tokens(run: Run) -> int:
    return run.cost.prompt_tokens + run.cost.completion_tokens
