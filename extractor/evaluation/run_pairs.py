"""Which run of one set is to be compared with which of another. Pure."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from extractor.evaluation.runs import Run

_Key = Callable[[Run], tuple[str, ...]]


def pair_runs(before: Sequence[Run], after: Sequence[Run]) -> list[tuple[Run, Run]]:
    """The runs of the same dataset, system and model; repeats pair in their order.

    Where no model of a system on a dataset is in both, runs of the one model of either side pair;
    of several models none, since nothing says which to take.
    """
    exact = _pairs(before, after, lambda run: (*_system(run), run.model))
    done = {_system(old) for old, _ in exact}
    return exact + _pairs(_of_one_model(before, done), _of_one_model(after, done), _system)


def listed(runs: Sequence[Run]) -> str:
    """The runs by name, for a sentence."""
    return ", ".join(
        f"{run.name} on {run.dataset}" + (f" (repeat {run.repeat})" if run.repeat > 1 else "")
        for run in runs
    )


def _pairs(before: Sequence[Run], after: Sequence[Run], key: _Key) -> list[tuple[Run, Run]]:
    earlier, later = _groups(before, key), _groups(after, key)
    return [
        pair
        for each, runs in later.items()
        for pair in zip(earlier.get(each, []), runs, strict=False)
    ]


def _groups(runs: Sequence[Run], key: _Key) -> dict[tuple[str, ...], list[Run]]:
    groups: defaultdict[tuple[str, ...], list[Run]] = defaultdict(list)
    for run in sorted(runs, key=lambda run: run.repeat):
        groups[key(run)].append(run)
    return dict(groups)


def _of_one_model(runs: Sequence[Run], done: set[tuple[str, ...]]) -> list[Run]:
    models: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for run in runs:
        models[_system(run)].add(run.model)
    return [run for run in runs if _system(run) not in done and len(models[_system(run)]) == 1]


def _system(run: Run) -> tuple[str, ...]:
    return run.dataset, run.system
