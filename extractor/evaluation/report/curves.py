"""How error grows with what is taken: the risk-coverage curve and the strata under it. Pure.

Confidence is an order of strata that no figure of the run has a say in, or the curve would be
fitted to the errors that it is to show. Ranked are, in this order: the outcome (see `_RANKS`),
whether a cross-check confirms the field, how few reasons speak against it, whether it was
accepted, and at last the names of the reasons, so that no two strata are equal.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.evaluation.bounds import upper95
from extractor.evaluation.runs import Leaf, Run
from extractor.reasons import Reason
from extractor.records import Outcome

_RANKS = {
    Outcome.SETTLED: 0,
    Outcome.AGREE: 1,
    Outcome.DERIVED: 2,
    # 3 is an absence that is proven.
    Outcome.BASELINE_ONLY: 4,
    Outcome.DECLARED_ONLY: 5,
    Outcome.LLM_ONLY: 6,
    Outcome.CONFLICT: 7,
    Outcome.UNGROUNDED: 8,
    Outcome.ABSENT: 9,
}
_PROVEN_ABSENCE = 3
_UNKNOWN = 10
_PROOFS = frozenset({Reason.NO_CUE, Reason.BOTH_SAY_NONE})
_SUPPORT = frozenset(
    {
        Reason.READERS_AGREE,
        Reason.BOTH_SAY_NONE,
        Reason.NO_CUE,
        Reason.STATED_NONE,
        Reason.DERIVED_VALUE,
        Reason.CHECK_CONFIRMS,
        Reason.ROWS_ACCOUNTED,
        Reason.PERSON,
    }
)
"""The reasons that speak for a value; every other one is a weakness."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Leaves of one outcome, one set of reasons and one decision, and how many are not right.

    `outcome` is None where the system decides but names no outcome. `upper95` is the one-sided
    upper 95 % bound on the share that is not right.
    """

    outcome: Outcome | None
    reasons: tuple[Reason, ...]
    accepted: bool
    n: int
    wrong: int
    upper95: float

    @property
    def error(self) -> float:
        """The share that is not right."""
        return self.wrong / self.n


@dataclass(frozen=True, slots=True)
class Point:
    """What taking a stratum and all before it would mean.

    `coverage` is the share of the decided leaves, `risk` the share of these that is not right,
    `n` and `wrong` are the same as numbers, `upper95` bounds the risk as in `Stratum`.
    """

    coverage: float
    risk: float
    n: int
    wrong: int
    upper95: float


def calibration(run: Run) -> tuple[Stratum, ...]:
    """The strata of the leaves with a decision, the most trusted first.

    A leaf that no prediction answers (one of a missing row) has no decision and is in none.
    Raises MissingExtra without scipy.
    """
    numbers: Counter[_Key] = Counter()
    errors: Counter[_Key] = Counter()
    for leaf in _decided(run):
        key = _key(leaf)
        numbers[key] += 1
        errors[key] += not leaf.right
    return tuple(_stratum(key, numbers[key], errors[key]) for key in sorted(numbers, key=_order))


def risk_coverage(run: Run) -> tuple[Point, ...]:
    """The curve at the end of each stratum, from the most trusted alone to all decided leaves.

    () for a run without decisions. Raises MissingExtra without scipy.
    """
    strata = calibration(run)
    whole = sum(each.n for each in strata)
    points: list[Point] = []
    n = wrong = 0
    for each in strata:
        n, wrong = n + each.n, wrong + each.wrong
        points.append(Point(n / whole, wrong / n, n, wrong, _upper95(wrong, n)))
    return tuple(points)


@dataclass(frozen=True, slots=True)
class _Key:
    outcome: Outcome | None
    reasons: frozenset[Reason]
    accepted: bool


def _decided(run: Run) -> Iterator[Leaf]:
    for leaves in run.per_filing.values():
        yield from (leaf for leaf in leaves.values() if leaf.decision is not None)


def _key(leaf: Leaf) -> _Key:
    return _Key(leaf.outcome, frozenset(leaf.reasons), leaf.accepted)


def _order(key: _Key) -> tuple[object, ...]:
    confirmed = Reason.CHECK_CONFIRMS in key.reasons
    weaknesses = len(key.reasons - _SUPPORT)
    return _rank(key), not confirmed, weaknesses, not key.accepted, sorted(key.reasons)


def _rank(key: _Key) -> int:
    if key.outcome is None:
        return _UNKNOWN
    if key.outcome is Outcome.ABSENT and key.reasons & _PROOFS:
        return _PROVEN_ABSENCE
    return _RANKS[key.outcome]


def _stratum(key: _Key, n: int, wrong: int) -> Stratum:
    reasons = tuple(reason for reason in Reason if reason in key.reasons)
    return Stratum(key.outcome, reasons, key.accepted, n, wrong, _upper95(wrong, n))


def _upper95(wrong: int, n: int) -> float:
    bound = upper95(wrong, n)
    return 1.0 if bound is None else bound
