"""What is looked at first."""

from dataclasses import replace

import pytest

from extractor.reasons import Reason
from extractor.records import FieldResult, Outcome
from extractor.review.order import Estimate, Estimates, estimates_from, probability
from extractor.store.log import Entry
from tests.note_form import NOTE
from tests.reviewing import START

FIELD = FieldResult("due", "due", "", None, Outcome.BASELINE_ONLY, (), (), (), ())


def test_the_expected_value_is_probability_times_weight_by_seconds() -> None:
    estimate = Estimate(0.5, 3.0, 6.0)
    assert estimate.value == pytest.approx(0.25)
    assert str(estimate) == "0.50 likely wrong x weight 3 / 6 s = 0.2500"


def test_a_conflict_is_likelier_wrong_than_one_reader_and_a_check_tells_both_ways() -> None:
    alone = probability(FIELD)
    assert probability(replace(FIELD, outcome=Outcome.CONFLICT)) > alone
    assert probability(replace(FIELD, reasons=(Reason.CHECK_DOUBTS,))) > alone
    assert probability(replace(FIELD, reasons=(Reason.CHECK_CONFIRMS,))) < alone


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_probability(outcome: Outcome) -> None:
    assert 0 <= probability(replace(FIELD, outcome=outcome)) <= 1


def test_seconds_are_the_logs_where_it_has_enough() -> None:
    entry = Entry(START, "ann", "f", NOTE.name, "accept", "due", milliseconds=3000)
    few = estimates_from([entry] * 19, {NOTE.name: NOTE})
    enough = estimates_from([entry] * 20, {NOTE.name: NOTE})
    assert few == Estimates()
    assert enough.of(NOTE, FIELD).seconds == 3.0


def test_a_list_as_a_whole_weighs_what_its_weightiest_leaf_does() -> None:
    path = "holders#complete"
    whole = replace(FIELD, path=path, schema_path=path)
    assert Estimates().of(NOTE, whole).weight == 1.0
