"""The risk-coverage curve and the strata under it."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.evaluation.report import calibration, risk_coverage
from extractor.evaluation.runs import Leaf
from extractor.evaluation.scoring import Verdict
from extractor.reasons import Reason
from extractor.records import Decision, Outcome

LEAVES = st.builds(
    Leaf,
    predicted=st.just("a"),
    label=st.just("b"),
    verdict=st.sampled_from(Verdict),
    outcome=st.sampled_from(Outcome),
    decision=st.none() | st.sampled_from(Decision),
    reasons=st.lists(st.sampled_from(Reason), max_size=3, unique=True).map(tuple),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(LEAVES, max_size=30))
def test_the_curve_ends_with_every_decided_leaf(make: Any, leaves: list[Leaf]) -> None:
    run = make.run({"one": {f"items#{n}.title": leaf for n, leaf in enumerate(leaves, 1)}})
    points, strata = risk_coverage(run), calibration(run)
    decided = [leaf for leaf in leaves if leaf.decision]
    assert len(points) == len(strata)
    assert all(0 < a.coverage < b.coverage for a, b in pairwise(points))
    assert all(point.risk <= point.upper95 <= 1 for point in points)
    assert sum(each.n for each in strata) == len(decided)
    if decided:
        accuracy = sum(leaf.right for leaf in decided) / len(decided)
        assert points[-1].coverage == 1
        assert points[-1].risk == pytest.approx(1 - accuracy)
        assert (points[-1].n, points[-1].wrong) == (
            len(decided),
            sum(each.wrong for each in strata),
        )
    else:
        assert points == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(LEAVES, max_size=12), st.randoms())
def test_neither_order_nor_verdicts_move_a_stratum(
    make: Any, leaves: list[Leaf], any_: Any
) -> None:
    def names(some: list[Leaf]) -> list[Any]:
        run = make.run({"one": {str(n): leaf for n, leaf in enumerate(some)}})
        return [(each.outcome, each.reasons, each.accepted, each.n) for each in calibration(run)]

    others = [leaf.model_copy(update={"verdict": Verdict.MISSED}) for leaf in leaves]
    any_.shuffle(others)
    assert names(others) == names(leaves)


def test_the_most_trusted_come_first(make: Any) -> None:
    expected = [
        (Outcome.SETTLED, (Reason.PERSON,), True),
        (Outcome.AGREE, (Reason.READERS_AGREE, Reason.NO_ANCHOR, Reason.CHECK_CONFIRMS), True),
        (Outcome.AGREE, (Reason.READERS_AGREE,), True),
        (Outcome.AGREE, (Reason.READERS_AGREE,), False),
        (Outcome.AGREE, (Reason.READERS_AGREE, Reason.NO_ANCHOR), True),
        (Outcome.DERIVED, (Reason.DERIVED_VALUE,), True),
        (Outcome.ABSENT, (Reason.BOTH_SAY_NONE,), True),
        (Outcome.ABSENT, (Reason.NO_CUE,), True),
        (Outcome.BASELINE_ONLY, (Reason.OTHER_SAYS_NONE,), False),
        (Outcome.LLM_ONLY, (Reason.OTHER_SAYS_NONE,), False),
        (Outcome.CONFLICT, (Reason.READERS_DIFFER,), False),
        (Outcome.UNGROUNDED, (Reason.NOT_IN_TEXT,), False),
        (Outcome.ABSENT, (Reason.NOT_READ,), False),
    ]
    leaves = {
        str(number): make.leaf("a", "a", outcome, reasons, accepted)
        for number, (outcome, reasons, accepted) in enumerate(reversed(expected))
    }
    found = calibration(make.run({"one": leaves}))
    assert [(each.outcome, each.reasons, each.accepted) for each in found] == expected


def test_a_stratum_has_its_error_and_bound(make: Any) -> None:
    leaves = {str(n): make.leaf("a", "a" if n else "b") for n in range(10)}
    (stratum,) = calibration(make.run({"one": leaves}))
    assert (stratum.n, stratum.wrong, stratum.error) == (10, 1, 0.1)
    assert stratum.upper95 == pytest.approx(0.3942, abs=1e-4)


def test_a_run_without_decisions_has_no_curve(make: Any) -> None:
    run = make.run({"one": {"cover.registrant": make.leaf("a", "b", None)}}, system="peer")
    assert risk_coverage(run) == ()
    assert calibration(run) == ()
