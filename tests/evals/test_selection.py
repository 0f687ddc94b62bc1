"""The published ways to choose what is accepted do what their papers promise."""

import math
from random import Random

import pytest

from evals.selection import Unit, conformal, guaranteed


def units(n: int, seed: int, sure: float = 0.5) -> list[Unit]:
    """Units of which those with a score above `sure` are right, of the others half."""
    random = Random(seed)
    made = []
    for _ in range(n):
        score = random.random()
        made.append(Unit(score, score < sure and random.random() < 0.5))
    return made


def test_nothing_is_accepted_where_nothing_was_seen() -> None:
    assert conformal([], [0.9, 0.8], 0.1) == math.inf
    assert guaranteed([], 0.1) == math.inf


def test_too_few_units_certify_nothing() -> None:
    few = [Unit(1.0, False)] * 20
    assert guaranteed(few, 0.01) == math.inf
    assert conformal(few, [1.0] * 20, 0.01) == math.inf


def test_many_units_without_error_certify_all() -> None:
    many = [Unit(1.0, False)] * 2_000
    assert guaranteed(many, 0.01) == 1.0
    assert conformal(many, [1.0] * 100, 0.01) == 1.0


def test_a_unit_that_is_wrong_and_sure_leaves_no_room_for_the_less_sure() -> None:
    known = [Unit(1.0, True)] * 100 + [Unit(0.5, False)] * 900
    assert conformal(known, [1.0, 0.5], 0.01) == math.inf
    assert guaranteed(known, 0.01) == math.inf


def test_what_is_less_sure_than_the_threshold_stays_out() -> None:
    known = units(4_000, 1)
    for least in (guaranteed(known, 0.02), conformal(known, [u.score for u in known], 0.02)):
        assert 0.4 < least < 0.6


@pytest.mark.parametrize("seed", range(3))
def test_the_share_of_wrong_ones_keeps_to_the_error(seed: int) -> None:
    asked = units(4_000, seed + 100)
    known = units(2_000, seed)
    for least in (guaranteed(known, 0.05), conformal(known, [u.score for u in asked], 0.05)):
        taken = [each for each in asked if each.score >= least]
        assert len(taken) > 1_000
        assert sum(each.wrong for each in taken) <= 0.06 * len(taken)
