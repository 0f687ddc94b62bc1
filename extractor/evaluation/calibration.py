"""Which strata are accepted: chosen on labelled filings, certified once on others. Pure.

A stratum is all fields with one outcome and one set of reasons.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.evaluation.calibration_cases import (
    Case,
    cases_of,
    check_filings,
    made_from,
    remarks,
    usable,
)
from extractor.evaluation.certifying import (
    Accepted,
    Kind,
    accepted,
    claimed,
    keeps,
    least_without_error,
    measured,
    of_kind,
    percent,
    refused,
)
from extractor.evaluation.runs import Run
from extractor.forms.base import Form
from extractor.forms.registry import form_by_name
from extractor.policy import Policy, Stratum, acceptable, stratum_of
from extractor.records import Outcome

Strata = frozenset[Stratum]


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
    judged = tuple(_judged(each, errors, fits.asks_all) for each in tallies(seen))
    leaves = _longest(form, seen, judged, "leaf", errors["leaf"])
    # A list is accepted only with the keys of its rows, so the leaves are chosen before it.
    strata = _longest(form, seen, judged, "list", errors["list"], leaves)
    policy = Policy(name=f"calibrated-{fits.form}", strata=strata, fits=fits)
    certificate = accepted(form, unseen, policy)
    refusal = refused(certificate, "leaf", max_error)
    lists = strata - leaves
    if lists and not refusal:
        refusal = refused(certificate, "list", errors["list"])
    bound = f"{refusal or claimed(errors, bool(lists))}; {measured(certificate, certify)}"
    return Calibration(
        policy=policy.model_copy(update={"certified": not refusal, "bound": bound}),
        strata=_told(judged, strata, errors),
        chosen=accepted(form, seen, policy),
        certificate=certificate,
        refusal=refusal,
        remarks=remarks(tuning, certify),
    )


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


def _judged(tally: Tally, errors: Mapping[Kind, float], asked: bool) -> Tally:
    """The tally with what speaks against its stratum, whatever the others are."""
    most = errors[tally.stratum.kind]
    if tally.stratum.outcome is Outcome.DERIVED:
        return replace(tally, left="goes with what it is derived from")
    if not acceptable(tally.stratum, asked=asked):
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
        if keeps(of_kind(taken, kind), max_error):
            return strata
    return given
