"""Runs made by hand."""

from collections.abc import Mapping
from typing import Any

import pytest

from extractor.evaluation.runs import Cost, FilingReport, Leaf, ListOf, Run, Shown
from extractor.evaluation.scoring import Verdict
from extractor.reasons import Reason
from extractor.records import Decision, Outcome

TEXT = """Form 8-K of Example Mills, Inc.

Date of Report (Date of earliest event reported): May 4, 2011

Item 2.02 Results of Operations
and Financial Condition.

The Company had sales of $1,234,500.00.
""" + "\n".join(f"Line {number} of the exhibit." for number in range(60))


class Maker:
    """Leaves, runs and scores with few words."""

    text = TEXT

    def leaf(
        self,
        predicted: Shown,
        label: Shown,
        outcome: Outcome | None = Outcome.AGREE,
        reasons: tuple[Reason, ...] = (Reason.READERS_AGREE,),
        accepted: bool = True,
        evidence: tuple[tuple[int, int], ...] = (),
    ) -> Leaf:
        """A leaf with the verdict that follows; without an outcome it has no decision either."""
        if predicted == label:
            verdict = Verdict.RIGHT
        elif predicted is None:
            verdict = Verdict.MISSED
        else:
            verdict = Verdict.WRONG if label else Verdict.INVENTED
        decision = Decision.ACCEPTED if accepted else Decision.REVIEW
        return Leaf(
            predicted=predicted,
            label=label,
            verdict=verdict,
            outcome=outcome,
            decision=decision if outcome else None,
            reasons=reasons if outcome else (),
            evidence=evidence,
        )

    def run(
        self, leaves: Mapping[str, Mapping[str, Leaf]], system: str = "reconciled", **more: Any
    ) -> Run:
        """A run whose filings are all complete unless `more` says otherwise."""
        reports = {
            filing: FilingReport(sha256="00", complete=True, cost=Cost(calls=4, seconds=2.5))
            for filing in leaves
        }
        facts: dict[str, Any] = {
            "dataset": "mills",
            "model": "small",
            "receipt": {"package": "0.1.0"},
            "per_list": {},
            "reports": reports,
        }
        return Run(system=system, per_filing=leaves, **(facts | more))

    def scores(self, **more: Any) -> dict[str, Any]:
        """Scores as an evaluation has them."""
        counts = {"accuracy": 0.75, "right": 3, "wrong": 1, "missed": 0, "invented": 0, "leaves": 4}
        return {
            "filings": 2,
            "fields": {"accuracy": 0.912, "accuracy_ci95": [0.871, 0.943], "f1": 0.9},
            "by_field": {"cover.registrant": counts, "items.title": {**counts, "accuracy": None}},
            "filings_fully_right": 0.5,
            "filings_fully_right_ci95": [0.0, 1.0],
            "accepted": {
                "n": 300,
                "wrong": 2,
                "coverage": 0.625,
                "error_upper95": 0.0209,
                "error_upper95_filings": 0.181,
                "filings_wrong": 2,
            },
            "lists": {"accepted": 7, "wrong": 1, "n": 9, "coverage": 0.8, "error_upper95": 0.47},
            "review": {"fields_per_filing": 4.5},
            "usage": {"calls": 8, "usd": None},
        } | more

    def place(self, words: str) -> tuple[tuple[int, int], ...]:
        """The range of words in the text."""
        start = self.text.index(words)
        return ((start, start + len(words)),)

    def wrong_list(self) -> ListOf:
        """A list accepted as complete that lacks a row."""
        return ListOf(
            rows=2,
            missing=1,
            invented=0,
            outcome=Outcome.AGREE,
            decision=Decision.ACCEPTED,
            reasons=(Reason.ROWS_ACCOUNTED,),
        )


@pytest.fixture
def make() -> Maker:
    """What makes runs."""
    return Maker()
