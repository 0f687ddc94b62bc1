"""Runs systems over a dataset: concurrent, within a budget, resumable by stored answers."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.errors import ExtractorError
from extractor.evaluation.dataset import Case, Dataset
from extractor.evaluation.judged import judged_leaves, report_on
from extractor.evaluation.runs import Run
from extractor.evaluation.systems import Predicted, System
from extractor.filing.model import Filing, UnreadableFiling
from extractor.forms.registry import form_by_name
from extractor.llm.recorded import MissingAnswer

SYNTHETIC = "synthetic"
"""What the name of a dataset begins with whose filings a generator made."""


@dataclass(frozen=True)
class Plan:
    """Which filings are run, and how. `budget` is in dollars, None for no bound."""

    only: tuple[str, ...] = ()
    limit: int | None = None
    concurrency: int = 1
    budget: float | None = None
    repeat: int = 1


@dataclass
class Evaluated:
    """What a run gave: for each system what it said of each filing, and why some were left out."""

    filings: dict[str, Filing] = field(default_factory=dict)
    predicted: dict[str, dict[str, Predicted]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)


def chosen(dataset: Dataset, plan: Plan) -> tuple[Case, ...]:
    """The cases of a plan. A limit draws by the hash of the id, so always the same ones.

    Raises ExtractorError for an id that the dataset does not have.
    """
    known = {case.id: case for case in dataset.cases}
    for identity in plan.only:
        if identity not in known:
            raise ExtractorError(f"the dataset {dataset.name} has no filing {identity!r}")
    cases = [known[identity] for identity in dict.fromkeys(plan.only)] or list(dataset.cases)
    if plan.limit is not None:
        cases = sorted(cases, key=lambda case: hashlib.sha256(case.id.encode()).digest())
        cases = cases[: plan.limit]
    return tuple(sorted(cases, key=lambda case: case.id))


async def evaluate(
    cases: Iterable[Case],
    systems: Sequence[System],
    plan: Plan,
    tell: Callable[[str], None] = lambda _: None,
) -> Evaluated:
    """Run the systems over the cases. What fails for one filing is told in its report.

    A question without a recorded answer is raised: a run that is repeated from a recording is
    whole or is none.
    """
    evaluated = Evaluated(predicted={name: {} for system in systems for name in system.names})
    slots = asyncio.Semaphore(plan.concurrency)
    spent = _Budget(plan.budget)

    async def one(case: Case) -> None:
        async with slots:
            why = _left_out(case, spent)
            if why:
                evaluated.skipped[case.id] = why
                return
            assert case.filing is not None
            tell(case.id)
            filing, fault = await asyncio.to_thread(_read, case.filing)
            evaluated.filings[case.id] = filing
            for system in systems:
                said = await _predict(system, filing, fault)
                for name, predicted in said.items():
                    evaluated.predicted[name][case.id] = predicted
                spent.add(said.values())
            tell("")

    try:
        async with asyncio.TaskGroup() as group:
            for case in cases:
                group.create_task(one(case))
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return evaluated


def runs_of(
    dataset: Dataset, systems: Sequence[System], evaluated: Evaluated, repeat: int = 1
) -> tuple[Run, ...]:
    """The runs of what was evaluated, one a system. Pure."""
    schema = form_by_name(dataset.form).schema
    labels = {case.id: case.label for case in dataset.cases}
    runs = []
    for system in systems:
        for name in system.names:
            said = dict(sorted(evaluated.predicted[name].items()))
            judged = {
                identity: judged_leaves(
                    schema, labels[identity], predicted, evaluated.filings[identity]
                )
                for identity, predicted in said.items()
            }
            runs.append(
                Run(
                    dataset=dataset.name,
                    system=name,
                    model=system.model,
                    receipt=_receipt(said),
                    per_filing={identity: leaves for identity, (leaves, _) in judged.items()},
                    per_list={identity: lists for identity, (_, lists) in judged.items()},
                    reports={
                        identity: report_on(evaluated.filings[identity], predicted)
                        for identity, predicted in said.items()
                    },
                    skipped=dict(sorted(evaluated.skipped.items())),
                    repeat=repeat,
                    synthetic=dataset.name.startswith(SYNTHETIC),
                )
            )
    return tuple(runs)


class _Budget:
    """What was paid so far, and whether that is all that may be."""

    def __init__(self, most: float | None) -> None:
        self._most = most
        self._paid = 0.0

    def add(self, said: Iterable[Predicted]) -> None:
        """What one system gave under its several names was paid once."""
        self._paid += max((each.paid.usd or 0.0 for each in said), default=0.0)

    @property
    def reached(self) -> bool:
        return self._most is not None and self._paid >= self._most

    def __str__(self) -> str:
        return f"not run: the budget of ${self._most:.2f} was reached"


def _left_out(case: Case, spent: _Budget) -> str:
    if case.unusable is not None:
        return f"unusable: {case.unusable}"
    if case.filing is None:
        return "its text is not at hand (--filings DIR says where it lies)"
    return str(spent) if spent.reached else ""


def _read(file: Path) -> tuple[Filing, str]:
    """The filing, without documents where it cannot be read, and then why."""
    try:
        return Filing.from_path(file), ""
    except UnreadableFiling as error:
        hashed = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
        return Filing(file.name, hashed, ()), str(error)


async def _predict(system: System, filing: Filing, fault: str) -> Mapping[str, Predicted]:
    if fault:
        return dict.fromkeys(system.names, Predicted({}, complete=False, problem=fault))
    try:
        return await system.predict(filing)
    except MissingAnswer:
        raise
    except ExtractorError as error:
        failed = Predicted({}, complete=False, problem=str(error))
        return dict.fromkeys(system.names, failed)


def _receipt(said: Mapping[str, Predicted]) -> Mapping[str, Any]:
    made_from = next((dict(each.receipt) for each in said.values() if each.receipt), {})
    answers = [f"{identity} {each.answers}" for identity, each in said.items() if each.answers]
    digest = hashlib.sha256("\n".join(answers).encode()).hexdigest()
    return made_from | {"answers": digest if answers else ""}
