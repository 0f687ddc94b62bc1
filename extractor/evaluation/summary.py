"""Verdicts on many filings as scores with intervals (design: scores). Pure, with a fixed seed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.evaluation.extra import MissingExtra
from extractor.evaluation.scoring import LeafVerdict, Verdict


@dataclass(frozen=True, slots=True)
class Counts:
    """Leaves by verdict. `right` are stated values, `right_null` nulls and empty lists.

    `missed` are omissions, `invented` inventions: values where the label has none. An empty list
    for which rows were predicted counts in `invented_lists`; it is a leaf, but no value, so it
    does not bear on precision, while the values of those rows do.
    """

    right: int = 0
    right_null: int = 0
    wrong: int = 0
    missed: int = 0
    invented: int = 0
    invented_lists: int = 0

    @property
    def leaves(self) -> int:
        """Labelled leaves and leaves of extra rows."""
        return sum(self.vector)

    @property
    def vector(self) -> tuple[int, ...]:
        """The counts in the order in which they are declared."""
        return (
            self.right,
            self.right_null,
            self.wrong,
            self.missed,
            self.invented,
            self.invented_lists,
        )

    @property
    def accuracy(self) -> float | None:
        """Right leaves, nulls included, of all; None without any."""
        return _ratio(*_accuracy(self.vector))

    @property
    def precision(self) -> float | None:
        """Right values of those predicted; None where nothing is predicted."""
        return _ratio(*_precision(self.vector))

    @property
    def recall(self) -> float | None:
        """Right values of those labelled; None where the labels state none."""
        return _ratio(*_recall(self.vector))

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where there is no value at all."""
        return _ratio(*_f1(self.vector))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share from 0 to 1 and its 95 % bootstrap interval over filings.

    `value` is None where there is nothing to judge by, `ci95` where there are fewer than two
    filings.
    """

    value: float | None
    ci95: tuple[float, float] | None


@dataclass(frozen=True)
class Scores:
    """How right a system is on a set of filings.

    `filings` are those with at least one scored leaf. `macro` is the mean of the accuracies of
    `by_field`, whose keys are schema paths; an empty list counts under the list's own path.
    """

    filings: int
    counts: Counts
    accuracy: Estimate
    precision: Estimate
    recall: Estimate
    f1: Estimate
    fully_right: Estimate
    macro: Estimate
    by_field: Mapping[str, Counts]


def count(verdicts: Iterable[LeafVerdict]) -> Counts:
    """The counts of some verdicts."""
    right = right_null = wrong = missed = invented = invented_lists = 0
    for each in verdicts:
        right += each.right and not each.null
        right_null += each.right and each.null
        wrong += each.verdict is Verdict.WRONG
        missed += each.verdict is Verdict.MISSED
        invented += each.verdict is Verdict.INVENTED and not each.is_list
        invented_lists += each.verdict is Verdict.INVENTED and each.is_list
    return Counts(right, right_null, wrong, missed, invented, invented_lists)


def summary(verdicts_by_filing: Mapping[str, Sequence[LeafVerdict]]) -> Scores:
    """The scores of a run. The same verdicts give the same intervals, in whatever order they come.

    Raises MissingExtra where there are two filings or more and numpy is not installed.
    """
    scored = [verdicts for _, verdicts in sorted(verdicts_by_filing.items()) if verdicts]
    per_filing = [count(verdicts) for verdicts in scored]
    per_field = [_by_field(verdicts) for verdicts in scored]
    together = [each for verdicts in scored for each in verdicts]
    counts, by_field = count(together), _by_field(together)
    fully = [each.leaves == each.right + each.right_null for each in per_filing]
    spread = _spread(per_filing, per_field, fully, tuple(by_field))
    accuracies = [each.accuracy for each in by_field.values() if each.accuracy is not None]
    return Scores(
        filings=len(scored),
        counts=counts,
        accuracy=Estimate(counts.accuracy, spread.get("accuracy")),
        precision=Estimate(counts.precision, spread.get("precision")),
        recall=Estimate(counts.recall, spread.get("recall")),
        f1=Estimate(counts.f1, spread.get("f1")),
        fully_right=Estimate(_ratio(sum(fully), len(fully)), spread.get("fully_right")),
        macro=Estimate(_ratio(sum(accuracies), len(accuracies)), spread.get("macro")),
        by_field=by_field,
    )


def _by_field(verdicts: Iterable[LeafVerdict]) -> Mapping[str, Counts]:
    fields: defaultdict[str, list[LeafVerdict]] = defaultdict(list)
    for each in verdicts:
        fields[each.schema_path].append(each)
    return {path: count(each) for path, each in fields.items()}


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


# Each gives part and whole of a share, from the six counts of one vector or from six columns.
def _accuracy(counts: Any) -> tuple[Any, Any]:
    right, right_null, wrong, missed, invented, lists = counts
    return right + right_null, right + right_null + wrong + missed + invented + lists


def _precision(counts: Any) -> tuple[Any, Any]:
    right, _, wrong, _, invented, _ = counts
    return right, right + wrong + invented


def _recall(counts: Any) -> tuple[Any, Any]:
    right, _, wrong, missed, _, _ = counts
    return right, right + wrong + missed


def _f1(counts: Any) -> tuple[Any, Any]:
    right, _, wrong, missed, invented, _ = counts
    return 2 * right, 2 * (right + wrong) + missed + invented


_SHARES: Mapping[str, Callable[[Any], tuple[Any, Any]]] = {
    "accuracy": _accuracy,
    "precision": _precision,
    "recall": _recall,
    "f1": _f1,
}


def _spread(
    per_filing: Sequence[Counts],
    per_field: Sequence[Mapping[str, Counts]],
    fully: Sequence[bool],
    fields: Sequence[str],
) -> Mapping[str, tuple[float, float] | None]:
    """The interval of each share; none where a single filing tells of no spread."""
    size = len(per_filing)
    if size < 2:
        return {}
    try:
        import numpy as np

        from extractor.evaluation.bootstrap import Numbers, Statistic, intervals, shares
    except ImportError as error:
        raise MissingExtra("numpy") from error
    counts = np.array([each.vector for each in per_filing], dtype=np.float64)
    none = Counts()
    parts = np.array(
        [[_accuracy(each.get(path, none).vector) for path in fields] for each in per_field],
        dtype=np.float64,
    )
    whole_filings = np.array(fully, dtype=np.float64)

    def macro(weights: Numbers) -> Numbers:
        by_field = shares(weights @ parts[:, :, 0], weights @ parts[:, :, 1])
        mean: Numbers = np.nanmean(by_field, axis=1)
        return mean

    def of(share: Callable[[Any], tuple[Any, Any]]) -> Statistic:
        return lambda weights: shares(*share((weights @ counts).T))

    statistics = {name: of(share) for name, share in _SHARES.items()}
    statistics["fully_right"] = lambda weights: weights @ whole_filings / size
    statistics["macro"] = macro
    return intervals(size, statistics)
