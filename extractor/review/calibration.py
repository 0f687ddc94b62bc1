"""A policy from what people decided: chosen on half of the filers, certified on the other. Pure.

What was doubted and what was drawn by chance are bounded apart, each at 97.5 %, so that both bounds
hold together at 95 %: in whatever proportion the two kinds come, no more than the error asked for
is then wrong of what is accepted. Lists as a whole stay with people.
"""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.errors import ExtractorError
from extractor.evaluation.bounds import upper
from extractor.evaluation.calibration import Tally, tallies
from extractor.evaluation.calibration_cases import Case
from extractor.evaluation.certifying import Count, accepted, percent
from extractor.forms.base import Form
from extractor.policy import Policy, Stratum, acceptable
from extractor.review.reviewed import ReviewedFiling, Reviews

_CONFIDENCE = 0.975
Strata = frozenset[Stratum]


@dataclass(frozen=True)
class Seen:
    """What a policy accepts of the leaves that people decided."""

    doubted: Count
    drawn: Count


@dataclass(frozen=True)
class ReviewCalibration:
    """A policy from reviews, with the figures behind it.

    `missing` says how many more decided leaves of either kind the bound takes, at the least;
    `refusal` why the policy is not certified, "" where it is.
    """

    policy: Policy
    strata: tuple[Tally, ...]
    chosen: Seen
    certificate: Seen
    missing: Seen
    refusal: str


def calibrate_reviews(form: Form, reviews: Reviews, max_error: float) -> ReviewCalibration:
    """The policy that accepts most with an error of at most `max_error` among accepted leaves.

    The filings of a filer are in one half, by the hash of its name. Raises ExtractorError where
    nothing was reviewed, MissingExtra without scipy.
    """
    if reviews.fits is None:
        raise ExtractorError(
            f"nobody is done with a filing of {form.name} yet: clear some first (extractor serve)"
        )
    choosing, certifying = _halves(reviews.filings)
    found = tallies(_cases(choosing))
    asked = reviews.fits.asks_all
    order = [each.stratum for each in found if _may(each, max_error, asked)]
    strata = _longest(form, choosing, order, max_error)
    policy = Policy(name=f"reviewed-{form.name}", strata=strata, fits=reviews.fits)
    certificate = _seen(form, certifying, policy)
    refusal = _refusal(certificate, max_error)
    claim = refusal or f"certified: at most {percent(max_error)} of accepted leaves are wrong"
    bound = f"{claim}; {_measured(certificate, len(certifying))}"
    return ReviewCalibration(
        policy=policy.model_copy(update={"certified": not refusal, "bound": bound}),
        strata=found,
        chosen=_seen(form, choosing, policy),
        certificate=certificate,
        missing=_missing(certificate, max_error),
        refusal=refusal,
    )


def _halves(
    filings: Iterable[ReviewedFiling],
) -> tuple[list[ReviewedFiling], list[ReviewedFiling]]:
    halves: tuple[list[ReviewedFiling], list[ReviewedFiling]] = ([], [])
    for each in filings:
        halves[hashlib.sha256(each.filer.encode()).digest()[0] % 2].append(each)
    return halves


def _cases(filings: Iterable[ReviewedFiling]) -> list[Case]:
    return [case for each in filings for case in (each.doubted, each.drawn)]


def _may(tally: Tally, max_error: float, asked: bool) -> bool:
    may = tally.stratum.kind == "leaf" and acceptable(tally.stratum, asked=asked)
    return may and tally.wrong <= max_error * tally.n


def _longest(
    form: Form, filings: Sequence[ReviewedFiling], order: Sequence[Stratum], max_error: float
) -> Strata:
    """The longest beginning of the strata, surest first, that keeps to the error in both kinds."""
    for size in range(len(order), 0, -1):
        strata = frozenset(order[:size])
        seen = _seen(form, filings, Policy(name="", strata=strata))
        if not _refusal(seen, max_error):
            return strata
    return frozenset()


def _seen(form: Form, filings: Iterable[ReviewedFiling], policy: Policy) -> Seen:
    given = list(filings)
    return Seen(
        accepted(form, [each.doubted for each in given], policy).leaves,
        accepted(form, [each.drawn for each in given], policy).leaves,
    )


def _refusal(seen: Seen, max_error: float) -> str:
    """Why the error is not certified; a kind of which nothing is accepted claims nothing."""
    if not seen.doubted.n + seen.drawn.n:
        return "not certifiable: no accepted leaves were decided by people"
    for kind, count in (("doubted before", seen.doubted), ("drawn by chance", seen.drawn)):
        bound = upper(count.wrong, count.n, _CONFIDENCE)
        if bound is not None and bound > max_error:
            return (
                f"not certifiable: of {count.n:,} accepted leaves {kind} {count.wrong:,} wrong, "
                f"which bounds the error at {percent(bound)}, not at {percent(max_error)}"
            )
    return ""


def _missing(seen: Seen, max_error: float) -> Seen:
    """How many more without error it takes; none of a kind of which nothing is accepted."""
    least = math.ceil(math.log(1 - _CONFIDENCE) / math.log1p(-max_error))

    def more(count: Count) -> Count:
        return Count(max(0, least - count.n) if count.n else 0, count.wrong, count.of)

    return Seen(more(seen.doubted), more(seen.drawn))


def _measured(seen: Seen, filings: int) -> str:
    return (
        f"people decided {seen.doubted.of + seen.drawn.of:,} leaves of {filings:,} filings: of "
        f"those doubted before {_share(seen.doubted)}; of those drawn by chance "
        f"{_share(seen.drawn)}; bounds are one-sided, at 95 % together"
    )


def _share(count: Count) -> str:
    if not count.n:
        return "none accepted"
    bound = percent(upper(count.wrong, count.n, _CONFIDENCE))
    return f"{count.n:,} of {count.of:,} accepted, {count.wrong:,} of these wrong, at most {bound}"
