"""A bound that was measured for a rule is told where it was measured, and nowhere else."""

from dataclasses import fields, replace
from typing import Any

import pytest

from extractor.certificates import in_force, shipped
from extractor.policy import AGREEMENT, NOTHING, Fits, Policy, fits_of
from extractor.records import Receipt

RECEIPT = Receipt(
    "ab" * 32, "note", "cd" * 32, {"note": "ef" * 32}, AGREEMENT.hash, "1.0", "boat", {"seed": 0}
)
CERTIFICATE = AGREEMENT.model_copy(
    update={
        "fits": fits_of(RECEIPT),
        "certified": True,
        "bound": "certified: at most 1 % of accepted leaves are wrong; of 400 leaves 300 accepted",
    }
)


def test_a_rule_carries_the_bound_that_was_measured_for_it() -> None:
    held = in_force(AGREEMENT, RECEIPT, [CERTIFICATE])
    assert held == CERTIFICATE
    assert (held.accepts, held.strata) == (AGREEMENT.accepts, AGREEMENT.strata)


@pytest.mark.parametrize("part", [each.name for each in fields(Fits)])
def test_under_another_receipt_there_is_no_bound(part: str) -> None:
    other: dict[str, Any] = {"text_only": True, "prompts": {"note": "00"}, "sampling": {"seed": 1}}
    changed = replace(RECEIPT, **{part: other.get(part, "another")})
    assert in_force(AGREEMENT, changed, [CERTIFICATE]) is AGREEMENT


def test_another_rule_does_not_borrow_it() -> None:
    stricter = AGREEMENT.model_copy(update={"confirmed_by_checks": False})
    for policy in (stricter, NOTHING, AGREEMENT.model_copy(update={"name": "mine"})):
        assert in_force(policy, RECEIPT, [CERTIFICATE]) is policy


def test_a_policy_with_figures_of_its_own_keeps_them() -> None:
    own = Policy(name=AGREEMENT.name, fits=replace(fits_of(RECEIPT), model="ship"))
    assert in_force(own, RECEIPT, [CERTIFICATE]) is own


def test_what_comes_with_the_package_is_certified_and_fits_something() -> None:
    for each in shipped():
        assert each.certified
        assert each.bound.startswith("certified: at most ")
        assert each.fits is not None
        assert each.name == AGREEMENT.name
