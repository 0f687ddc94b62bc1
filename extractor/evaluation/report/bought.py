"""What the model buys: reconciled against baseline, and errors that both readers share. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.evaluation.runs import Leaf, Run, Shown, is_extra, schema_path

_RECONCILED, _BASELINE, _LLM = "reconciled", "baseline", "llm"


@dataclass(frozen=True)
class Changed:
    """A leaf that is right in one run and not in another: what the two predicted."""

    filing: str
    path: str
    label: Shown
    reconciled: Shown
    baseline: Shown


@dataclass(frozen=True)
class Shared:
    """A wrong value that both readers have: agreement cannot find it."""

    filing: str
    path: str
    label: Shown
    predicted: Shown


@dataclass(frozen=True)
class Bought:
    """A reconciled run beside the runs of its readers, where there are such.

    `gained` are leaves right in it and not in the baseline, `lost` the other way round; compared
    are only leaves that both were scored on. None says that the run to compare with is missing.
    """

    run: Run
    gained: tuple[Changed, ...] | None
    lost: tuple[Changed, ...] | None
    shared: tuple[Shared, ...] | None


def bought(runs: Sequence[Run]) -> tuple[Bought, ...]:
    """What the model buys in each reconciled run that has a baseline or an llm run beside it."""
    return tuple(_bought(run, runs) for run in runs if run.system == _RECONCILED)


def _bought(run: Run, runs: Sequence[Run]) -> Bought:
    baseline, llm = _beside(run, _BASELINE, runs), _beside(run, _LLM, runs)
    gained = lost = None
    if baseline is not None:
        both = list(_both(run, baseline))
        gained = tuple(
            Changed(filing, path, new.label, new.predicted, old.predicted)
            for filing, path, new, old in both
            if new.right and not old.right
        )
        lost = tuple(
            Changed(filing, path, new.label, new.predicted, old.predicted)
            for filing, path, new, old in both
            if old.right and not new.right
        )
    shared = None if baseline is None or llm is None else tuple(_shared(baseline, llm))
    return Bought(run, gained, lost, shared)


def _beside(run: Run, system: str, runs: Sequence[Run]) -> Run | None:
    """The run of another system on the same dataset and model; a baseline may name no model."""
    others = [
        each
        for each in runs
        if each.system == system
        and each.dataset == run.dataset
        and each.redacted == run.redacted
        and (each.model == run.model or (system == _BASELINE and each.model in ("", "none")))
    ]
    return min(
        others,
        key=lambda each: (each.model != run.model, each.repeat != run.repeat),
        default=None,
    )


def _both(run: Run, other: Run) -> Iterator[tuple[str, str, Leaf, Leaf]]:
    for filing, leaves in run.per_filing.items():
        others = other.per_filing.get(filing, {})
        for path, leaf in leaves.items():
            # The number of an extra row is the system's own: it means nothing in another run.
            if path in others and not is_extra(path):
                yield filing, path, leaf, others[path]


def _shared(baseline: Run, llm: Run) -> Iterator[Shared]:
    for filing, leaves in baseline.per_filing.items():
        others = llm.per_filing.get(filing, {})
        wrong = {_said(path, leaf) for path, leaf in others.items() if _misread(leaf)}
        for path, leaf in leaves.items():
            if _misread(leaf) and _said(path, leaf) in wrong:
                yield Shared(filing, path, leaf.label, leaf.predicted)


def _misread(leaf: Leaf) -> bool:
    return not leaf.right and leaf.predicted is not None


def _said(path: str, leaf: Leaf) -> tuple[bool, str, str]:
    """What a system said of a field; the number of an extra row is its own affair."""
    extra = is_extra(path)
    return extra, schema_path(path) if extra else path, _folded(leaf.predicted)


def _folded(value: Shown) -> str:
    """A value as text; two that differ in case or white space only are the same."""
    if isinstance(value, list):
        return "\n".join(_folded(each) for each in value)
    return " ".join(str(value).casefold().split())
