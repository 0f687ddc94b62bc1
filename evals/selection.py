"""Two published ways to choose what is accepted, beside the project's own: for docs/accuracy.md.

Both need a score and labelled filings that had no say in it. So the filings for choosing are halved
by the hash of their names: on one half strata are ordered by their estimated error, on the other a
threshold on that order is chosen. What each way then accepts is counted on filings that neither
has seen, by the function that decides in production. Lists as a whole are left to a person.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scipy.stats import beta

from extractor.evaluation.calibration import calibrate, tallies
from extractor.evaluation.calibration_cases import Case, cases_of, made_from
from extractor.evaluation.certifying import Count, accepted
from extractor.evaluation.runs import Run
from extractor.forms.base import Form
from extractor.policy import Policy, Stratum, acceptable, stratum_of

DELTA = 0.05
"""The chance that a bound does not hold, as in the project's own way."""
Scores = Mapping[Stratum, float]


@dataclass(frozen=True)
class Unit:
    """A leaf with its score (larger is surer) and whether it is wrong."""

    score: float
    wrong: bool


def selections(form: Form, work: Run, certify: Run, max_error: float) -> dict[str, Count]:
    """What each way accepts of the leaves of `certify`, having chosen on `work`."""
    fits = made_from((work, certify))
    seen, unseen = cases_of(form, fits, [work]), cases_of(form, fits, [certify])
    ordering = [case for case, first in zip(seen, _halves(work), strict=True) if first]
    choosing = [case for case, first in zip(seen, _halves(work), strict=True) if not first]
    scores = scored(ordering, fits.asks_all)
    units, asked = _units(choosing, scores), _units(unseen, scores)
    ours = calibrate([work], [certify], max_error, form=form).policy.strata or frozenset()
    least = {
        "conformal selection": conformal(units, [each.score for each in asked], max_error),
        "selection with guaranteed risk": guaranteed(units, max_error),
    }
    strata = {"fixed sequence": frozenset(each for each in ours if each.kind == "leaf")}
    for name, threshold in least.items():
        strata[name] = frozenset(each for each, score in scores.items() if score >= threshold)
    return {
        name: accepted(form, unseen, Policy(name=name, strata=chosen)).leaves
        for name, chosen in strata.items()
    }


def scored(cases: Iterable[Case], asked: bool) -> Scores:
    """A score for each stratum of leaves that a policy may accept; the others are not scored."""
    return {
        each.stratum: 1 - each.estimate
        for each in tallies(cases)
        if each.stratum.kind == "leaf" and acceptable(each.stratum, asked=asked)
    }


def conformal(units: Sequence[Unit], asked: Sequence[float], max_error: float) -> float:
    """The least score that is accepted, by conformal selection; infinite where none is.

    The expected share of wrong ones among the accepted is at most `max_error` (Jin and Candes,
    Journal of Machine Learning Research 24, 2023): a conformal p-value for "this one is wrong",
    then the procedure of Benjamini and Hochberg.
    """
    wrong = [each.score for each in units if each.wrong]

    def p_value(score: float) -> float:
        return (1 + sum(other >= score for other in wrong)) / (len(units) + 1)

    ordered = sorted((p_value(score), score) for score in asked)
    passed = [
        score
        for rank, (p, score) in enumerate(ordered, start=1)
        if p <= max_error * rank / len(ordered)
    ]
    if not passed:
        return math.inf
    limit = p_value(passed[-1])
    return min(score for p, score in ordered if p <= limit)


def guaranteed(units: Sequence[Unit], max_error: float) -> float:
    """The least score that is accepted, by selection with guaranteed risk; infinite where none is.

    With a chance of 1 - DELTA at most `max_error` of the accepted are wrong (Geifman and El-Yaniv,
    NeurIPS 2017): a search by halving, each of its bounds at DELTA divided by their number.
    """
    order = sorted((each.score for each in units), reverse=True)
    if not order:
        return math.inf
    steps = max(1, math.ceil(math.log2(len(order))))
    low, high, least = 0, len(order) - 1, math.inf
    for _ in range(steps):
        at = (low + high + 1) // 2
        taken = [each for each in units if each.score >= order[at]]
        if _upper(sum(each.wrong for each in taken), len(taken), DELTA / steps) <= max_error:
            least, low = order[at], at
        else:
            high = max(low, at - 1)
    return least


def _upper(wrong: int, n: int, delta: float) -> float:
    return 1.0 if wrong == n else float(beta.ppf(1 - delta, wrong + 1, n - wrong))


def _units(cases: Iterable[Case], scores: Scores) -> list[Unit]:
    """The leaves that could be accepted; one of a stratum that has no score never is."""
    judged = ((stratum_of(field), right) for case in cases for field, right in case.judged())
    return [Unit(scores[stratum], not right) for stratum, right in judged if stratum in scores]


def _halves(run: Run) -> list[bool]:
    """For each filing of a run, in the order of its cases, whether it is in the first half."""
    names = sorted(run.per_filing)
    return [hashlib.sha256(name.encode()).digest()[0] % 2 == 0 for name in names]
