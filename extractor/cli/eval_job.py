"""One run of `extractor eval`: its options made into work, the work done, its results written."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from extractor.cli.eval_summary import summary_lines
from extractor.cli.job import settings_of
from extractor.cli.messages import Progress, complain
from extractor.cli.sinks import write_whole
from extractor.errors import ExtractorError
from extractor.evaluation.comparison import Comparison, compare_all
from extractor.evaluation.comparison_lines import lines as comparison_lines
from extractor.evaluation.dataset import Case, Dataset, load_dataset
from extractor.evaluation.gate import gate, load_waivers
from extractor.evaluation.harness import Evaluated, Plan, chosen, evaluate, runs_of
from extractor.evaluation.measured import measure
from extractor.evaluation.peer_systems import PeerSystem
from extractor.evaluation.planted import Subject, plant
from extractor.evaluation.planted import lines as planted_lines
from extractor.evaluation.planted import redacted as planted_redacted
from extractor.evaluation.prices import FREE, Price, load_prices
from extractor.evaluation.runs import Run, file_name, load_runs, redacted, runs_to_json
from extractor.evaluation.systems import OWN, RECONCILED, Asking, OwnSystems, System
from extractor.forms.base import Form
from extractor.forms.registry import form_by_name
from extractor.llm.cache import AnswerCache, AnswerStore
from extractor.llm.endpoint import NONE, is_embedded
from extractor.llm.models import ALIAS
from extractor.llm.recorded import RecordedAnswers, Recorder
from extractor.pipeline import load_policy
from extractor.policy import AGREEMENT, NOTHING, Policy, fit
from extractor.records import Receipt

_INTERRUPTED = 130
_SEED = 3
"""Of the planted errors."""

Scored = tuple[Run, dict[str, Any]]


@dataclass(frozen=True)
class EvalJob:
    """The options of a run, as given."""

    dataset: Path
    systems: tuple[str, ...]
    models: tuple[str, ...]
    base_url: str | None
    policy: Path | None
    prompts: Path | None
    filings: Path | None
    part: str | None
    limit: int | None
    only: tuple[str, ...]
    repeat: int
    concurrency: int
    budget: float | None
    prices: Path | None
    planted: int
    json: Path | None
    html: Path | None
    compare: Path | None
    gate: Path | None
    strict: bool
    waivers: Path | None
    redact: bool
    record: Path | None
    replay: Path | None
    offline: bool

    @property
    def plan(self) -> Plan:
        """Which filings are run, and how."""
        return Plan(
            only=self.only,
            limit=self.limit,
            concurrency=self.concurrency,
            budget=self.budget,
        )


def run_eval(job: EvalJob) -> int:
    """Do the work of a run and give its exit code.

    Raises ExtractorError for a fault that stops the whole run, typer.BadParameter for options
    that make no sense.
    """
    _check(job)
    # What a run is compared with is read first: a fault in it must not cost the run.
    before = {path: load_runs(path) for path in (job.compare, job.gate) if path is not None}
    waived = load_waivers(job.waivers) if job.waivers else {}
    dataset = load_dataset(job.dataset, job.filings)
    dataset = dataset.part(job.part) if job.part is not None else dataset
    cases = chosen(dataset, job.plan)
    work = _Work(job, dataset, cases)
    try:
        with Progress() as progress:
            scored = work.all(progress)
    except KeyboardInterrupt:
        complain("stopped: the answers so far are kept; the same command goes on from there")
        return _INTERRUPTED
    for line in summary_lines(scored):
        typer.echo(line)
    work.write(scored)
    code = _told_faults(scored)
    for misfit in dict.fromkeys(_misfit(work.policy, run) for run, _ in scored):
        if misfit:
            complain(misfit)
    runs = [run for run, _ in scored if run.repeat == 1]
    if job.compare is not None:
        _tell_changes(compare_all(before[job.compare], runs))
    if job.gate is not None:
        comparisons = compare_all(before[job.gate], runs)
        result = gate(comparisons, job.strict, waived)
        for warning in result.warnings:
            complain(warning, "gate")
        for failure in result.failures:
            complain(failure, "gate")
        typer.echo(f"gate: {'passed' if result.passed else 'failed'}")
        code = code if result.passed else 1
    return code


class _Work:
    """The systems of a job over its cases."""

    def __init__(self, job: EvalJob, dataset: Dataset, cases: Sequence[Case]) -> None:
        self._job = job
        self._dataset = dataset
        self._cases = cases
        self._form: Form = form_by_name(dataset.form)
        self._settings = settings_of(job.offline)
        self.policy = load_policy(job.policy) if job.policy else AGREEMENT
        self._prices = load_prices(job.prices) if job.prices else {}
        self._texts: dict[str, str] = {}
        self._recorders: list[Recorder] = []

    def all(self, progress: Progress) -> list[Scored]:
        """Every model, every repetition."""
        scored: list[Scored] = []
        for model in self._job.models or (self._settings.model,):
            for repeat in range(1, self._job.repeat + 1):
                scored += self._once(model, repeat, progress)
        return scored

    def write(self, scored: Sequence[Scored]) -> None:
        """Write what was asked for."""
        job = self._job
        if job.record is not None:
            for recorder in self._recorders:
                recorder.save(job.record)
        if job.redact:
            scored = [(redacted(run), dict(scores)) for run, scores in scored]
        if job.json is not None:
            _write_runs(job.json, scored)
        if job.html is not None:
            from extractor.evaluation.report import render

            write_whole(job.html, render(scored, self._texts.get))

    def _once(self, model: str, repeat: int, progress: Progress) -> list[Scored]:
        asking = self._asking(model, repeat)
        done = 0

        def tell(identity: str) -> None:
            nonlocal done
            done += not identity
            if identity:
                of = f"{done + 1} of {len(self._cases)}"
                progress.begin(f"{model}: {of}: {identity}")

        evaluated, systems = asyncio.run(self._evaluated(asking, tell))
        for identity, filing in evaluated.filings.items():
            if filing.documents:
                self._texts[identity] = filing.main_document.text
        runs = runs_of(self._dataset, systems, evaluated, repeat)
        scored: list[Scored] = [(run, measure(run)) for run in runs]
        if self._job.planted and repeat == 1:
            self._plant(scored, evaluated)
        return scored

    async def _evaluated(
        self, asking: Asking, tell: Callable[[str], None]
    ) -> tuple[Evaluated, list[System]]:
        systems = list(self._systems(asking))
        try:
            return await evaluate(self._cases, systems, self._job.plan, tell), systems
        finally:
            for system in systems:
                await system.aclose()

    def _systems(self, asking: Asking) -> list[System]:
        own = [name for name in OWN if name in self._job.systems]
        systems: list[System] = [OwnSystems(own, self._form, asking)] if own else []
        if asking.model != NONE:
            peers = [name for name in self._job.systems if name not in OWN]
            systems += [PeerSystem(name, self._form, asking) for name in peers]
        return systems

    def _asking(self, model: str, repeat: int) -> Asking:
        return Asking(
            model=model,
            base_url=self._job.base_url,
            prompts=self._job.prompts,
            policy=self.policy,
            answers=self._answers(repeat),
            price=self._price(model),
            settings=self._settings,
        )

    def _price(self, model: str) -> Price | None:
        free = model == NONE or is_embedded(model, self._job.base_url)
        price = FREE if free else self._prices.get(model)
        if price is None and self._job.budget is not None:
            raise ExtractorError(
                f"--budget-usd needs the price of {model}: name it in a file for --prices"
            )
        return price

    def _answers(self, repeat: int) -> AnswerStore:
        if self._job.replay is not None:
            return RecordedAnswers(self._job.replay)
        name = "answers" if repeat == 1 else f"answers-{repeat}"
        kept = AnswerCache(self._settings.cache_dir / name if self._settings.cache else None)
        if self._job.record is None:
            return kept
        self._recorders.append(Recorder(kept))
        return self._recorders[-1]

    def _plant(self, scored: Sequence[Scored], evaluated: Evaluated) -> None:
        """Plant errors in what the reconciled system was decided from."""
        labels = {case.id: case.label for case in self._cases}
        for run, scores in scored:
            if run.system != RECONCILED:
                continue
            subjects = [
                Subject(
                    identity,
                    self._form,
                    predicted.readings,
                    labels[identity],
                    evaluated.filings[identity].main_document,
                )
                for identity, predicted in sorted(evaluated.predicted[run.system].items())
                if predicted.readings
            ]
            policy = NOTHING if _misfit(self.policy, run) else self.policy
            report = plant(subjects, policy, self._job.planted, _SEED)
            shown = planted_redacted(report) if self._job.redact else report
            scores["planted"] = shown.model_dump(mode="json")
            for line in planted_lines(report):
                typer.echo(line)


def _check(job: EvalJob) -> None:
    own = set(job.systems) & set(OWN)
    if job.record is not None and job.replay is not None:
        raise typer.BadParameter("not together with --replay", param_hint="'--record'")
    if job.record is not None and (job.repeat > 1 or len(job.models) > 1):
        raise typer.BadParameter("for one model and one repetition", param_hint="'--record'")
    if job.replay is not None and job.repeat > 1:
        raise typer.BadParameter("a recording has one answer each", param_hint="'--repeat'")
    if job.base_url and ALIAS in job.models:
        raise typer.BadParameter(f"{ALIAS} is the embedded model", param_hint="'--base-url'")
    if job.models == (NONE,) and not own:
        raise typer.BadParameter("a peer needs a model", param_hint="'--model'")
    if job.planted and RECONCILED not in job.systems:
        raise typer.BadParameter("needs --system reconciled", param_hint="'--planted'")
    if (job.strict or job.waivers) and job.gate is None:
        raise typer.BadParameter("needs --gate", param_hint="'--gate-strict'")


def _misfit(policy: Policy, run: Run) -> str:
    """Why a policy does not hold for a run; "" where it does, or where no filing was read."""
    if run.system != RECONCILED or "form" not in run.receipt:
        return ""
    return fit(policy, Receipt(filing="", **run.receipt))


def _told_faults(scored: Sequence[Scored]) -> int:
    """Say which filings failed, are incomplete or were not run; the exit code."""
    code = 0
    for run, _ in scored:
        for identity, each in run.reports.items():
            if not each.complete:
                complain(each.problem, f"{run.name}: {identity}")
                code = 1
    skipped: Mapping[str, str] = scored[0][0].skipped if scored else {}
    for identity, why in skipped.items():
        complain(why, identity)
        code = code if why.startswith("unusable") else 1
    return code


def _tell_changes(comparisons: Sequence[Comparison]) -> None:
    for comparison in comparisons:
        for line in comparison_lines(comparison):
            typer.echo(line)


def _write_runs(path: Path, scored: Sequence[Scored]) -> None:
    """All runs to one file, or each to a file of its own where the path has no suffix."""
    if path.suffix:
        write_whole(path, runs_to_json(scored))
        return
    for run, scores in scored:
        write_whole(path / file_name(run), runs_to_json([(run, scores)]))
