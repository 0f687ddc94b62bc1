"""What a policy accepts of labelled filings, and whether that certifies an error. Pure.

What is accepted is counted with the function that decides in production. A leaf of a row that the
prediction lacks, and the leaf of an empty list, are decided with the list: to accept a list as
complete is to accept that nothing else belongs in it. So such a leaf is accepted with its list, and
is an error where a row is missing. What is derived is accepted with what it is derived from.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from extractor.evaluation.bounds import upper95
from extractor.evaluation.calibration_cases import (
    Case,
    cases_of,
    check_filings,
    made_from,
    usable,
)
from extractor.evaluation.runs import Run
from extractor.forms.base import Form
from extractor.forms.registry import form_by_name
from extractor.policy import Policy, decide
from extractor.records import Decision

Kind = Literal["leaf", "list"]


@dataclass(frozen=True, slots=True)
class Count:
    """How many of `of` are accepted (`n`), and how many of these are wrong."""

    n: int
    wrong: int
    of: int

    @property
    def coverage(self) -> float | None:
        """The share that is accepted; None of nothing."""
        return self.n / self.of if self.of else None

    @property
    def upper95(self) -> float | None:
        """The one-sided upper 95 % bound on the share of wrong ones; None where n is 0."""
        return upper95(self.wrong, self.n)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a policy accepts of labelled filings.

    Of `filings` all count as accepted, and as wrong those with any wrong accepted leaf or list.
    """

    leaves: Count
    lists: Count
    filings: Count


@dataclass(frozen=True)
class Certification:
    """A policy as it was given, with what it was measured to be worth.

    `refusal` says why it is not certified, "" where it is.
    """

    policy: Policy
    certificate: Accepted
    refusal: str


def certify(
    policy: Policy,
    runs: Sequence[Run],
    max_error: float,
    max_list_error: float | None = None,
    *,
    form: Form | None = None,
) -> Certification:
    """What a policy that was fixed beforehand accepts of labelled filings, and how right that is.

    Nothing is chosen here, so the bounds hold for any filings that had no say in the policy. Only
    runs of the reconciled system count, and of repetitions the first. `max_list_error` is the
    same for lists accepted as complete (by default `max_error`). The policy that comes back fits
    what the runs were made with. `form` is that of the runs where it is not a registered one.

    Raises ExtractorError for runs that were not made alike, MissingExtra without scipy.
    """
    runs = usable(runs, "certifying")
    fits = made_from(runs)
    form = form or form_by_name(fits.form)
    check_filings((), runs)
    certificate = accepted(form, cases_of(form, fits, runs), policy)
    errors: dict[Kind, float] = {"leaf": max_error}
    errors["list"] = max_error if max_list_error is None else max_list_error
    has_lists = certificate.lists.n > 0
    refusal = refused(certificate, "leaf", max_error)
    if has_lists and not refusal:
        refusal = refused(certificate, "list", errors["list"])
    bound = f"{refusal or claimed(errors, has_lists)}; {measured(certificate, runs)}"
    said = {"fits": fits, "certified": not refusal, "bound": bound}
    return Certification(policy.model_copy(update=said), certificate, refusal)


def accepted(form: Form, cases: Iterable[Case], policy: Policy) -> Accepted:
    """What a policy accepts of labelled filings, whatever runs it fits."""
    leaves: Counter[tuple[bool, bool]] = Counter()
    lists: Counter[tuple[bool, bool]] = Counter()
    filings: Counter[tuple[bool, bool]] = Counter()
    for case in cases:
        decided = decide(form, case.fields, policy)
        taken = {path for path, each in decided.items() if each.decision is Decision.ACCEPTED}
        of_leaves = [(path in taken, right) for path, right in case.leaves]
        of_lists = [(path in taken, right) for path, right in case.lists.items()]
        leaves.update(of_leaves)
        lists.update(of_lists)
        filings[True, (True, False) not in (*of_leaves, *of_lists)] += 1
    return Accepted(_count(leaves), _count(lists), _count(filings))


def least_without_error(max_error: float) -> int:
    """How many accepted without one error are the fewest whose upper bound is `max_error`."""
    return math.ceil(math.log(0.05) / math.log1p(-max_error))


def percent(share: float | None) -> str:
    """A share in percent, rounded up to a hundredth, so that no bound is told too low."""
    return "–" if share is None else f"{math.ceil(round(10_000 * share, 6)) / 100:g} %"


def _count(numbers: Mapping[tuple[bool, bool], int]) -> Count:
    """The count of what is (taken, right)."""
    right, wrong = numbers.get((True, True), 0), numbers.get((True, False), 0)
    return Count(right + wrong, wrong, sum(numbers.values()))


def of_kind(taken: Accepted, kind: Kind) -> Count:
    """What was accepted of leaves, or of lists."""
    return taken.leaves if kind == "leaf" else taken.lists


def keeps(count: Count, max_error: float) -> bool:
    """Whether what was accepted bounds the error at `max_error`."""
    bound = count.upper95
    return bound is not None and bound <= max_error


def refused(taken: Accepted, kind: Kind, max_error: float) -> str:
    """Why what is accepted certifies no error of `max_error`; "" where it does."""
    count, least = of_kind(taken, kind), least_without_error(max_error)
    if keeps(count, max_error):
        return ""
    plural = "leaves" if kind == "leaf" else "lists"
    number = f"{count.n:,}" if count.n else "no"
    said = f"not certifiable: {number} accepted {kind if count.n == 1 else plural}"
    if count.n:
        said += f", {count.wrong:,} wrong"
    if count.n < least:
        return f"{said}; without error they certify {percent(max_error)} only from {least:,}"
    return (
        f"{said}, which bounds the error at {percent(count.upper95)}, not at {percent(max_error)}"
    )


def claimed(errors: Mapping[Kind, float], lists: bool) -> str:
    """What is certified, as a sentence."""
    said = f"certified: at most {percent(errors['leaf'])} of accepted leaves are wrong"
    if lists:
        said += f", and at most {percent(errors['list'])} of lists accepted as complete"
    return said


def measured(taken: Accepted, runs: Iterable[Run]) -> str:
    """What was measured where the choice is certified."""
    leaves, lists, filings = taken.leaves, taken.lists, taken.filings
    datasets = ", ".join(sorted({run.dataset for run in runs}))
    made = " made by a generator" if any(run.synthetic for run in runs) else ""
    return (
        f"of {leaves.of:,} leaves {_share(leaves)}; of {lists.of:,} lists {_share(lists)}; "
        f"of {filings.of:,} filings{made} ({datasets}) {filings.wrong:,} with a wrong accepted "
        f"leaf or list, at most {percent(filings.upper95)}; bounds are one-sided at 95 %"
    )


def _share(count: Count) -> str:
    if not count.n:
        return "none accepted"
    coverage = math.floor(1000 * (count.coverage or 0)) / 10
    return (
        f"{count.n:,} accepted ({coverage:g} %), {count.wrong:,} of these wrong, "
        f"at most {percent(count.upper95)}"
    )
