"""The scores of a run."""

import pytest

from extractor.evaluation.measured import measure
from extractor.evaluation.runs import Cost, FilingReport, Leaf, ListOf, Run, redacted
from extractor.evaluation.scoring import Verdict
from extractor.records import Decision, Outcome


def leaf(verdict: str, decision: str | None, label: str | None = "x") -> Leaf:
    """A leaf with this verdict and decision."""
    predicted = label if verdict == "right" else None if verdict == "missed" else "y"
    return Leaf(
        predicted=predicted,
        label=label,
        verdict=Verdict(verdict),
        outcome=Outcome.AGREE if decision else None,
        decision=Decision(decision) if decision else None,
    )


def run(*, decided: bool = True) -> Run:
    """Two filings: in one all is right, in the other an accepted leaf and list are wrong."""
    taken, waits = ("accepted", "review") if decided else (None, None)
    whole = Decision.ACCEPTED if decided else None
    lists = {
        "a": {"items": ListOf(rows=2, missing=0, invented=0, decision=whole)},
        "b": {"items": ListOf(rows=2, missing=1, invented=0, decision=whole)},
    }
    return Run(
        dataset="small",
        system="reconciled",
        model="local",
        receipt={},
        per_filing={
            "a": {"cover.registrant": leaf("right", taken), "items#1.title": leaf("right", waits)},
            "b": {
                "cover.registrant": leaf("wrong", taken),
                "items#1.title": leaf("missed", waits),
                "items#+2.title": leaf("invented", waits, None),
                "signature.title": leaf("right", taken, None),
            },
        },
        per_list=lists,
        reports={
            "a": FilingReport(
                sha256="a", complete=True, to_review=1 if decided else None, cost=Cost(calls=2)
            ),
            "b": FilingReport(
                sha256="b", complete=False, to_review=4 if decided else None, cut=1, problem="cut"
            ),
        },
    )


def test_accuracy_counts_nulls_and_the_leaves_of_extra_rows() -> None:
    scores = measure(run())
    assert scores["filings"] == 2
    assert scores["fields"]["accuracy"] == pytest.approx(3 / 6)
    assert scores["filings_fully_right"] == pytest.approx(1 / 2)
    assert scores["by_field"]["items.title"] == {
        "accuracy": pytest.approx(1 / 3),
        "right": 1,
        "wrong": 0,
        "missed": 1,
        "invented": 1,
        "leaves": 3,
    }


def test_what_was_accepted_is_counted_with_its_bounds() -> None:
    accepted = measure(run())["accepted"]
    assert (accepted["n"], accepted["wrong"]) == (3, 1)
    assert accepted["coverage"] == pytest.approx(3 / 6)
    assert accepted["filings_wrong"] == ["b"]
    # Tables of Clopper and Pearson: 1 of 3 and 1 of 2, one-sided 95 %.
    assert accepted["error_upper95"] == pytest.approx(0.8646, abs=1e-4)
    assert accepted["error_upper95_filings"] == pytest.approx(0.9747, abs=1e-4)


def test_lists_review_and_cost() -> None:
    scores = measure(run())
    assert {key: scores["lists"][key] for key in ("n", "accepted", "wrong", "coverage")} == {
        "n": 2,
        "accepted": 2,
        "wrong": 1,
        "coverage": 1.0,
    }
    assert scores["review"] == {"fields_per_filing": 2.5}
    assert scores["usage"]["calls"] == 2
    assert scores["incomplete"] == ["b"]
    assert scores["cut"] == {"b": 1}


def test_a_system_that_decides_nothing_claims_nothing() -> None:
    scores = measure(run(decided=False))
    assert (scores["accepted"], scores["lists"], scores["review"]) == (None, None, None)


def test_redacting_changes_no_score() -> None:
    assert measure(redacted(run())) == measure(run())
