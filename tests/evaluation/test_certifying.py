"""A policy that was fixed beforehand is measured as it is."""

from collections.abc import Sequence

import pytest

from extractor.errors import ExtractorError
from extractor.evaluation.certifying import Certification, Count, certify
from extractor.policy import AGREEMENT, fits_of
from extractor.records import Receipt
from tests.evaluation.test_calibration import (
    AGREED,
    ALONE,
    DIFFER,
    RECEIPT,
    UNPROVEN,
    WHOLE,
    Filing,
    filings,
    run,
)
from tests.note_form import NOTE


def certified(
    *parts: Sequence[Filing], max_error: float = 0.01, max_list_error: float | None = None
) -> Certification:
    runs = [run(part, f"part-{number}") for number, part in enumerate(parts)]
    return certify(AGREEMENT, runs, max_error, max_list_error, form=NOTE)


def test_nothing_is_chosen_and_everything_is_counted() -> None:
    made = certified(filings({AGREED: (299, 0), ALONE: (50, 9), DIFFER: (50, 20)}))
    assert made.certificate.leaves == Count(299, 0, 399)
    assert made.refusal == ""
    assert made.policy.certified
    assert made.policy.strata is None
    assert made.policy.accepts == AGREEMENT.accepts
    assert made.policy.bound.startswith("certified: at most 1 % of accepted leaves are wrong; ")
    assert made.policy.fits == fits_of(Receipt(filing="", **RECEIPT))


def test_too_many_errors_are_said() -> None:
    made = certified(filings({AGREED: (299, 1)}))
    assert not made.policy.certified
    assert made.refusal.startswith("not certifiable: 299 accepted leaves, 1 wrong")
    assert made.policy.bound.startswith(made.refusal)


def test_lists_that_are_accepted_keep_to_an_error_of_their_own() -> None:
    given = filings({AGREED: (299, 0)}, {WHOLE: (60, 0), UNPROVEN: (9, 9)})
    assert certified(given).refusal.startswith("not certifiable: 60 accepted lists, 0 wrong;")
    made = certified(given, max_list_error=0.05)
    assert made.certificate.lists == Count(60, 0, 69)
    assert "and at most 5 % of lists accepted as complete; " in made.policy.bound


def test_several_runs_are_one_measure_and_a_filing_counts_once() -> None:
    half = filings({AGREED: (150, 0)})
    assert certified(half, half).certificate.leaves == Count(300, 0, 300)
    same = run(half)
    with pytest.raises(ExtractorError, match="a filing counts once"):
        certify(AGREEMENT, [same, same], 0.01, form=NOTE)
