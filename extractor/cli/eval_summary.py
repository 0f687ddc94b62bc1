"""The summary of evaluated runs, for a terminal. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import mean
from typing import Any

from extractor.evaluation.runs import Run, is_extra

_WORST = 12
_COLUMNS = (
    "system", "filings", "accuracy", "95 % interval", "F1", "fully right", "accepted", "wrong",
    "error at most", "tokens", "seconds",
)  # fmt: skip

Scored = tuple[Run, Mapping[str, Any]]


def summary_lines(scored: Sequence[Scored]) -> Iterator[str]:
    """One line a run, then the weakest fields of the first, then the spread of repetitions."""
    if not scored:
        return
    first = scored[0][0]
    made = "synthetic: every filing was made by a generator" if first.synthetic else ""
    yield f"{first.dataset}{f' ({made})' if made else ''}"
    yield from _table([_COLUMNS, *(_row(run, scores) for run, scores in scored)])
    yield from _weakest(*scored[0])
    yield from _spread(scored)


def _row(run: Run, scores: Mapping[str, Any]) -> tuple[str, ...]:
    fields, accepted, usage = scores["fields"], scores["accepted"], scores["usage"]
    again = f" ({run.repeat})" if run.repeat > 1 else ""
    return (
        f"{run.name}{again}",
        str(scores["filings"]),
        _percent(fields["accuracy"]),
        _interval(fields["accuracy_ci95"]),
        _percent(fields["f1"]),
        _percent(scores["filings_fully_right"]),
        _percent(accepted["coverage"]) if accepted else "-",
        f"{accepted['wrong']} of {accepted['n']:,}" if accepted else "-",
        _percent(accepted["error_upper95"]) if accepted else "-",
        f"{usage['prompt_tokens'] + usage['completion_tokens']:,}",
        f"{usage['seconds']:,.0f}",
    )


def _weakest(run: Run, scores: Mapping[str, Any]) -> Iterator[str]:
    """The fields of a run that are not all right, the worst first."""
    weak = sorted(
        (each["accuracy"], path, each)
        for path, each in scores["by_field"].items()
        if each["accuracy"] is not None and each["accuracy"] < 1
    )
    if weak:
        yield f"fields of {run.name} that are not all right:"
    for accuracy, path, each in weak[:_WORST]:
        wrong = f"{each['wrong']} wrong, {each['missed']} missed, {each['invented']} invented"
        yield f"  {path:32} {_percent(accuracy):>7}  {wrong}, of {each['leaves']}"
    if len(weak) > _WORST:
        yield f"  and {len(weak) - _WORST} more"


def _spread(scored: Sequence[Scored]) -> Iterator[str]:
    """How much repetitions of one system differ: in accuracy, and leaf by leaf."""
    groups: dict[str, list[Scored]] = {}
    for run, scores in scored:
        groups.setdefault(run.name, []).append((run, scores))
    for name, group in groups.items():
        if len(group) < 2:
            continue
        accuracies = [scores["fields"]["accuracy"] for _, scores in group]
        low, high = _percent(min(accuracies)), _percent(max(accuracies))
        yield (
            f"{name}, {len(group)} times: accuracy {low} to {high}, mean "
            f"{_percent(mean(accuracies))}; {_differing([run for run, _ in group])} leaves differ"
        )


def _differing(runs: Sequence[Run]) -> int:
    """Leaves of labels that not all of the runs have the same value for."""
    values: dict[tuple[str, str], set[str]] = {}
    for run in runs:
        for identity, leaves in run.per_filing.items():
            for path, leaf in leaves.items():
                if not is_extra(path):
                    values.setdefault((identity, path), set()).add(repr(leaf.predicted))
    return sum(len(each) > 1 for each in values.values())


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *others = row
        cells = [f"{cell:>{width}}" for cell, width in zip(others, widths[1:], strict=True)]
        yield "  ".join([f"{first:{widths[0]}}", *cells])


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _interval(interval: Sequence[float] | None) -> str:
    return "-" if interval is None else f"{interval[0]:.1%} to {interval[1]:.1%}"
