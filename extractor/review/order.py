"""What to look at first: the errors that a second of a person's time is likely to find. Pure.

expected value = probability that the field is wrong x its weight / seconds that it takes
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from types import MappingProxyType

from extractor.forms.base import Form
from extractor.reasons import Reason
from extractor.records import FieldResult, Outcome
from extractor.review.actions import DECIDING
from extractor.review.refs import COMPLETE
from extractor.store.log import Entry

_BY_OUTCOME: Mapping[Outcome, float] = MappingProxyType(
    {
        Outcome.UNGROUNDED: 0.6,
        Outcome.CONFLICT: 0.5,
        Outcome.LLM_ONLY: 0.35,
        Outcome.DECLARED_ONLY: 0.12,
        Outcome.BASELINE_ONLY: 0.12,
        Outcome.ABSENT: 0.1,
        Outcome.DERIVED: 0.05,
        Outcome.AGREE: 0.03,
        Outcome.SETTLED: 0.0,
    }
)
_AT_LEAST: Mapping[Reason, float] = MappingProxyType(
    {
        Reason.NOT_IN_ITS_ROW: 0.6,
        Reason.UNREADABLE_VALUE: 0.6,
        Reason.SELF_CONTRADICTION: 0.5,
        Reason.NO_SYNONYM: 0.5,
        Reason.ROWS_LEFT_OVER: 0.5,
        Reason.LIST_DIFFERS: 0.5,
        Reason.CHECK_DOUBTS: 0.4,
        Reason.NOT_READ: 0.4,
        Reason.ROWS_UNPROVEN: 0.3,
        Reason.NO_ANCHOR: 0.3,
    }
)
_CONFIRMED = 0.25
"""What is left of a probability once a check confirms the field."""
_SECONDS: Mapping[str, float] = MappingProxyType(
    {
        "class_name": 4.0,
        "date": 5.0,
        "ein": 5.0,
        "exhibit_number": 4.0,
        "file_number": 5.0,
        "integer": 4.0,
        "item_number": 4.0,
        "money": 6.0,
        "name": 6.0,
        "percent": 6.0,
        "telephone": 6.0,
        "text": 8.0,
        COMPLETE: 15.0,
    }
)
_USUAL_SECONDS = 8.0
_ENOUGH = 20
_LONGEST = 600.0


@dataclass(frozen=True)
class Estimate:
    """The three factors of a field's expected value, which is a rate: a second."""

    probability: float
    weight: float
    seconds: float

    @property
    def value(self) -> float:
        """Expected errors found, weighed, a second."""
        return self.probability * self.weight / self.seconds

    def __str__(self) -> str:
        return (
            f"{self.probability:.2f} likely wrong x weight {self.weight:g} / {self.seconds:.0f} s"
            f" = {self.value:.4f}"
        )


@dataclass(frozen=True)
class Estimates:
    """How long a field takes, by grammar: the medians of a log, and a table for the others."""

    seconds: Mapping[str, float] = field(default_factory=dict)

    def of(self, form: Form, result: FieldResult) -> Estimate:
        """The factors of a field."""
        kind = kind_of(form, result.schema_path)
        seconds = self.seconds.get(kind, _SECONDS.get(kind, _USUAL_SECONDS))
        return Estimate(probability(result), weight(form, result.schema_path), seconds)


def probability(result: FieldResult) -> float:
    """How likely a field is wrong, by its outcome and reasons."""
    least = [_AT_LEAST[reason] for reason in result.reasons if reason in _AT_LEAST]
    likely = max([_BY_OUTCOME[result.outcome], *least])
    return likely * _CONFIRMED if Reason.CHECK_CONFIRMS in result.reasons else likely


def weight(form: Form, path: str) -> float:
    """The weight of a leaf; of a list as a whole that of its weightiest leaf."""
    if path.endswith(COMPLETE):
        leaves = form.spec.lists[path.removesuffix(COMPLETE)].leaves
        return max(form.spec.leaves[each].leaf.weight for each in leaves)
    return form.spec.leaves[path].leaf.weight


def kind_of(form: Form, path: str) -> str:
    """The grammar of a leaf, which tells how long it takes; "#complete" for a whole list."""
    if path.endswith(COMPLETE):
        return COMPLETE
    leaf = form.spec.leaves.get(path)
    return leaf.leaf.grammar if leaf is not None else ""


def estimates_from(entries: Iterable[Entry], forms: Mapping[str, Form]) -> Estimates:
    """What the log says of the time that fields take, where it says it often enough."""
    taken: dict[str, list[float]] = defaultdict(list)
    for entry in entries:
        form = forms.get(entry.form)
        seconds = entry.milliseconds / 1000
        if form is not None and entry.action in DECIDING and 0 < seconds <= _LONGEST:
            taken[kind_of(form, entry.path)].append(seconds)
    enough = {kind: median(each) for kind, each in taken.items() if kind and len(each) >= _ENOUGH}
    return Estimates(enough)
