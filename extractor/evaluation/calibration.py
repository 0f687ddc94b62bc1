"""Which strata are accepted: chosen on labelled filings, certified once on others. Pure.

A stratum is all fields with one outcome and one set of reasons. What a policy accepts is counted
with the function that decides in production. A leaf of a row that the prediction lacks, and the
leaf of an empty list, are decided with the list: to accept a list as complete is to accept that
nothing else belongs in it. So such a leaf is accepted with the stratum of its list, and is an error
where a row is missing. What is derived is accepted with what it is derived from.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractor.evaluation.bounds import upper95
from extractor.evaluation.calibration_cases import (
    Case,
    cases_of,
    check_filings,
    made_from,
    remarks,
    usable,
)
from extractor.evaluation.runs import Run
from extractor.forms.base import Form
from extractor.forms.registry import form_by_name
from extractor.policy import Policy, Stratum, acceptable, decide, stratum_of
from extractor.records import Decision, Outcome

Strata = frozenset[Stratum]
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


@dataclass(frozen=True, slots=True)
class Tally:
    """A stratum as it was seen where the choice was made. `left` says why it is not accepted.

    Counted are leaves that are decided by themselves, or lists as a whole.
    """

    stratum: Stratum
    n: int
    wrong: int
    left: str = ""

    @property
    def estimate(self) -> float:
        """The share of wrong ones, shrunk towards one half: the more so the fewer were seen."""
        return (self.wrong + 0.5) / (self.n + 1)


@dataclass(frozen=True)
class Calibration:
    """A policy with the figures behind it.

    `strata` are all that were seen in the filings it was chosen on, the surest first; `chosen` is
    what it accepts there, `certificate` what it accepts of the other filings. `refusal` says why
    it is not certified, "" where it is. `remarks` are sentences on the runs.
    """

    policy: Policy
    strata: tuple[Tally, ...]
    chosen: Accepted
    certificate: Accepted
    refusal: str
    remarks: tuple[str, ...]


def calibrate(
    tuning: Sequence[Run],
    certify: Sequence[Run],
    max_error: float,
    max_list_error: float | None = None,
    *,
    form: Form | None = None,
) -> Calibration:
    """The policy that accepts most with an error of at most `max_error` among accepted leaves.

    Only runs of the reconciled system count, and of repetitions the first. `max_list_error` is
    the same for lists accepted as complete (by default `max_error`). `form` is that of the runs
    where it is not a registered one.

    Strata are chosen on `tuning` alone. Those that no policy may accept are left out, and those of
    which more are wrong than the error allows, however much room the others leave. The rest is
    ordered by `Tally.estimate`, and the longest beginning of that order is accepted whose upper
    bound keeps to the error. On `certify` the choice is measured, once.

    Raises ExtractorError for runs that share a filing or were not made alike, MissingExtra
    without scipy.
    """
    tuning, certify = usable(tuning, "tuning"), usable(certify, "certifying")
    fits = made_from((*tuning, *certify))
    form = form or form_by_name(fits.form)
    check_filings(tuning, certify)
    seen, unseen = cases_of(form, fits, tuning), cases_of(form, fits, certify)
    errors: dict[Kind, float] = {"leaf": max_error}
    errors["list"] = max_error if max_list_error is None else max_list_error
    judged = tuple(_judged(each, errors) for each in tallies(seen))
    lists = _longest(form, seen, judged, "list", errors["list"])
    strata = _longest(form, seen, judged, "leaf", errors["leaf"], lists)
    policy = Policy(name=f"calibrated-{fits.form}", strata=strata, fits=fits)
    certificate = accepted(form, unseen, policy)
    refusal = _refusal(certificate, "leaf", max_error)
    if lists and not refusal:
        refusal = _refusal(certificate, "list", errors["list"])
    bound = f"{refusal or _claim(errors, lists)}; {_measured(certificate, certify)}"
    return Calibration(
        policy=policy.model_copy(update={"certified": not refusal, "bound": bound}),
        strata=_told(judged, strata, errors),
        chosen=accepted(form, seen, policy),
        certificate=certificate,
        refusal=refusal,
        remarks=remarks(tuning, certify),
    )


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


def tallies(cases: Iterable[Case]) -> tuple[Tally, ...]:
    """Every stratum that was seen, the surest first."""
    numbers: Counter[Stratum] = Counter()
    errors: Counter[Stratum] = Counter()
    for case in cases:
        for field, right in case.judged():
            stratum = stratum_of(field)
            numbers[stratum] += 1
            errors[stratum] += not right
    found = [Tally(each, numbers[each], errors[each]) for each in numbers]
    return tuple(sorted(found, key=lambda each: (each.estimate, -each.n, each.stratum)))


def _judged(tally: Tally, errors: Mapping[Kind, float]) -> Tally:
    """The tally with what speaks against its stratum, whatever the others are."""
    most = errors[tally.stratum.kind]
    if tally.stratum.outcome is Outcome.DERIVED:
        return replace(tally, left="goes with what it is derived from")
    if not acceptable(tally.stratum):
        return replace(tally, left="for a person by rule")
    if tally.wrong > most * tally.n:
        return replace(tally, left=f"more than {percent(most)} wrong")
    return tally


def _told(
    tallies: Iterable[Tally], strata: Strata, errors: Mapping[Kind, float]
) -> tuple[Tally, ...]:
    """The tallies with why each was left in the end, where nothing spoke against it before."""
    numbers: Counter[Kind] = Counter()
    for each in tallies:
        numbers[each.stratum.kind] += 0 if each.left else each.n
    left: dict[Kind, str] = {}
    for kind, most in errors.items():
        least = least_without_error(most)
        few = f"too few: {percent(most)} takes {least:,} without error"
        left[kind] = few if numbers[kind] < least else "no room within the bound"
    return tuple(
        each if each.left or each.stratum in strata else replace(each, left=left[each.stratum.kind])
        for each in tallies
    )


def _longest(
    form: Form,
    cases: Sequence[Case],
    tallies: Iterable[Tally],
    kind: Kind,
    max_error: float,
    given: Strata = frozenset(),
) -> Strata:
    """The longest beginning of the strata of a kind that keeps to the error, and those given."""
    order = [each.stratum for each in tallies if each.stratum.kind == kind and not each.left]
    for size in range(len(order), 0, -1):
        strata = given | frozenset(order[:size])
        taken = accepted(form, cases, Policy(name="", strata=strata))
        if _keeps(_of(taken, kind), max_error):
            return strata
    return given


def _of(taken: Accepted, kind: Kind) -> Count:
    return taken.leaves if kind == "leaf" else taken.lists


def _keeps(count: Count, max_error: float) -> bool:
    bound = count.upper95
    return bound is not None and bound <= max_error


def _refusal(taken: Accepted, kind: Kind, max_error: float) -> str:
    """Why what is accepted certifies no error of `max_error`; "" where it does."""
    count, least = _of(taken, kind), least_without_error(max_error)
    if _keeps(count, max_error):
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


def _claim(errors: Mapping[Kind, float], lists: Strata) -> str:
    said = f"certified: at most {percent(errors['leaf'])} of accepted leaves are wrong"
    if lists:
        said += f", and at most {percent(errors['list'])} of lists accepted as complete"
    return said


def _measured(taken: Accepted, runs: Iterable[Run]) -> str:
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
