"""The tables of a report as text: systems against each other, fields, filings that went wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.evaluation.runs import Run

NONE = "–"
"""What stands where there is no figure."""

Scored = tuple[Run, Mapping[str, Any]]
"""A run and its scores as the evaluation's JSON has them."""


@dataclass(frozen=True)
class SystemRow:
    """One run in the table of systems; `marks` are what a reader must know before the figures."""

    number: int
    name: str
    dataset: str
    marks: tuple[str, ...]
    cells: tuple[str, ...]


SYSTEM_COLUMNS = (
    "filings",
    "accuracy (95 % interval)",
    "F1",
    "filings fully right",
    "accepted: coverage",
    "wrong among accepted",
    "lists accepted, wrong",
    "to review a filing",
    "calls",
    "tokens in + out",
    "US dollars",
    "seconds",
    "cut answers",
    "incomplete",
    "skipped",
)


@dataclass(frozen=True)
class FieldTable:
    """The accuracy of each field for the runs of one dataset; a cell is (text, share or None)."""

    dataset: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, float | None], ...]], ...]


@dataclass(frozen=True)
class Trouble:
    """A filing that failed, is incomplete, had answers cut or was skipped."""

    run: str
    filing: str
    state: str
    problem: str


def system_rows(runs: Sequence[Scored]) -> tuple[SystemRow, ...]:
    """A row a run, in the order given."""
    return tuple(
        SystemRow(number, title(run), run.dataset, _marks(run), _cells(run, scores))
        for number, (run, scores) in enumerate(runs, start=1)
    )


def title(run: Run) -> str:
    """What a run is called; a repetition says which one it is."""
    return f"{run.name} (repeat {run.repeat})" if run.repeat > 1 else run.name


def field_tables(runs: Sequence[Scored]) -> tuple[FieldTable, ...]:
    """A table a dataset, since datasets may have other forms."""
    return tuple(
        _field_table(dataset, [each for each in runs if each[0].dataset == dataset])
        for dataset in dict.fromkeys(run.dataset for run, _ in runs)
    )


def troubles(runs: Iterable[Run]) -> tuple[Trouble, ...]:
    """What did not go through, run by run."""
    found: list[Trouble] = []
    for run in runs:
        name = f"{title(run)} on {run.dataset}"
        for filing, report in run.reports.items():
            cut = f"{report.cut} cut at the token limit" if report.cut else ""
            if not report.complete:
                problem = "; ".join(filter(None, (report.problem, cut))) or "no reason was kept"
                found.append(Trouble(name, filing, "failed or incomplete", problem))
            elif report.cut:
                found.append(Trouble(name, filing, "complete, answers cut", cut))
        found += [Trouble(name, filing, "skipped", why) for filing, why in run.skipped.items()]
    return tuple(found)


def percent(share: object) -> str:
    """A share as a percentage with one decimal."""
    return f"{100 * share:.1f} %" if isinstance(share, int | float) else NONE


def _marks(run: Run) -> tuple[str, ...]:
    marks = []
    if run.synthetic:
        marks.append("synthetic or written filings, not real ones")
    if run.redacted:
        marks.append("values are hashes")
    return tuple(marks)


def _cells(run: Run, scores: Mapping[str, Any]) -> tuple[str, ...]:
    fields, cost = _part(scores, "fields"), run.cost
    incomplete = sum(not each.complete for each in run.reports.values())
    decided = any(leaf.decision for leaves in run.per_filing.values() for leaf in leaves.values())
    return (
        _count(scores.get("filings")),
        _with_interval(fields.get("accuracy"), fields.get("accuracy_ci95")),
        percent(fields.get("f1")),
        _with_interval(scores.get("filings_fully_right"), scores.get("filings_fully_right_ci95")),
        *(_decision_cells(scores) if decided else (NONE,) * 4),
        _count(cost.calls),
        f"{cost.prompt_tokens:,} + {cost.completion_tokens:,}",
        "not known" if cost.usd is None else f"{cost.usd:,.4f}" if cost.usd else "0",
        _seconds(cost.seconds, len(run.reports)),
        _count(sum(each.cut for each in run.reports.values())),
        _count(incomplete),
        _count(len(run.skipped)),
    )


def _decision_cells(scores: Mapping[str, Any]) -> tuple[str, str, str, str]:
    accepted, lists = _part(scores, "accepted"), _part(scores, "lists")
    review = _part(scores, "review").get("fields_per_filing")
    return (
        percent(accepted.get("coverage")),
        _bounded(
            accepted.get("wrong"),
            accepted.get("n"),
            accepted.get("error_upper95"),
            accepted.get("error_upper95_filings"),
        ),
        _bounded(lists.get("wrong"), lists.get("accepted"), lists.get("error_upper95"), None),
        f"{review:.1f} fields" if isinstance(review, int | float) else NONE,
    )


def _bounded(wrong: object, n: object, upper: object, filings: object) -> str:
    if not isinstance(wrong, int) or not isinstance(n, int):
        return NONE
    said = f"{wrong:,} of {n:,}"
    if isinstance(upper, int | float):
        said += f"; error at most {percent(upper)}"
    if isinstance(filings, int | float):
        said += f", {percent(filings)} with filings as clusters"
    return said


def _with_interval(share: object, interval: object) -> str:
    if isinstance(interval, list | tuple) and len(interval) == 2:
        low, high = (100 * float(each) for each in interval)
        return f"{percent(share)} ({low:.1f} to {high:.1f})"
    return percent(share)


def _seconds(seconds: float, filings: int) -> str:
    return f"{seconds:,.0f} ({seconds / filings:,.1f} a filing)" if filings else f"{seconds:,.0f}"


def _count(number: object) -> str:
    return f"{number:,}" if isinstance(number, int) else NONE


def _part(scores: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A part of the scores; one that a system has no figures for may be null or missing."""
    part = scores.get(name)
    return part if isinstance(part, Mapping) else {}


def _field_table(dataset: str, runs: Sequence[Scored]) -> FieldTable:
    by_field = [_part(scores, "by_field") for _, scores in runs]
    paths = dict.fromkeys(path for fields in by_field for path in fields)
    return FieldTable(
        dataset=dataset,
        names=tuple(title(run) for run, _ in runs),
        rows=tuple(
            (path, tuple(_field_cell(_part(fields, path)) for fields in by_field)) for path in paths
        ),
    )


def _field_cell(counts: Mapping[str, Any]) -> tuple[str, float | None]:
    share = counts.get("accuracy")
    if not isinstance(share, int | float):
        return NONE, None
    return f"{percent(share)} ({counts.get('right')} of {counts.get('leaves')})", float(share)
