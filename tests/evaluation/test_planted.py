"""Planting errors: what is drawn, what counts as an escape, and that the measure can fail."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest

from extractor.evaluation.bounds import upper95
from extractor.evaluation.planted import Kind, PlantedReport, Subject, Who, lines, plant, redacted
from extractor.filing.model import Filing
from extractor.forms.abs_8k.form import ABS_8K
from extractor.policy import AGREEMENT, Policy
from extractor.readers import baseline_reading, cue_reading, uncued
from extractor.reasons import Reason
from extractor.records import BASELINE, LLM, Outcome, Reading
from tests.conftest import REFERENCE
from tests.evaluation.test_planting import PAGE, ROWS, reading
from tests.note_form import NOTE

CREDULOUS = Policy(name="credulous", accepts=frozenset(Outcome))
WARY = Policy(name="wary", accepts=frozenset(), confirmed_by_checks=False)
LABEL: Mapping[str, object] = {
    "title": "Harbour Note of 1984",
    "codes": ["333-72880"],
    "amount": "1000.00",
    "office": {"city": "Dover"},
    "holders": [
        {"name": name, "rank": rank, "share": share.strip("$")} for name, rank, share in ROWS
    ],
}


def subject(label: Mapping[str, object] = LABEL, *readings: Reading) -> Subject:
    return Subject("note", NOTE, readings or (reading(BASELINE), reading(LLM)), label, PAGE)


UNCHECKED = replace(subject(), form=replace(NOTE, rules=()))


def report(policy: Policy = AGREEMENT, n: int = 90, seed: int = 1) -> PlantedReport:
    return plant([subject()], policy, n, seed)


def escaped(of: PlantedReport, who: Who) -> int:
    return sum(each.escaped for each in of.cells if each.reader is who)


@pytest.fixture(scope="module")
def reference() -> Subject:
    """The reference filing, its baseline's answers given as a model's too."""
    filing = Filing.from_path(REFERENCE)
    document = filing.main_document
    baseline = baseline_reading(ABS_8K, filing)
    model = Reading(
        LLM,
        tuple(replace(each, reader=LLM) for each in baseline.candidates),
        tuple(replace(each, reader=LLM) for each in baseline.lists),
    )
    label = json.loads((REFERENCE.parents[1] / f"labels/{REFERENCE.stem}.json").read_text("utf-8"))
    cues = cue_reading(ABS_8K, document, uncued(ABS_8K, document))
    return Subject(REFERENCE.stem, ABS_8K, (baseline, model, cues), label, document)


def test_exactly_so_many_are_planted_and_equally_many_of_each_kind_and_reader() -> None:
    made = report(n=91)
    assert made.n == 91 == sum(each.planted for each in made.cells)
    assert {each.planted for each in made.cells} == {91 // 18, 91 // 18 + 1}
    assert len(made.cells) == 18


def test_a_kind_that_no_filing_can_hold_is_named_and_not_replaced_in_silence() -> None:
    made = report()
    assert made.not_possible == ((Kind.DATE_SHIFTED, Who.ONE), (Kind.DATE_SHIFTED, Who.BOTH))
    assert all(each.kind is not Kind.DATE_SHIFTED for each in made.cells)
    assert "date_shifted    both not possible" in "\n".join(lines(made))


def test_a_kind_that_was_not_reached_is_not_called_impossible() -> None:
    made = report(n=3)
    assert (made.n, made.not_possible) == (3, ())


def test_one_reader_alone_can_hold_an_error_but_not_both() -> None:
    made = plant([subject(LABEL, reading(BASELINE))], AGREEMENT, 20, 1)
    assert {each.reader for each in made.cells} == {Who.ONE}
    assert {kind for kind, who in made.not_possible if who is Who.BOTH} == set(Kind)


def test_without_subjects_nothing_is_planted() -> None:
    made = plant([], AGREEMENT, 10, 1)
    assert (made.n, made.cells, made.upper95, made.coverage_unplanted) == (0, (), None, 0.0)
    assert len(made.not_possible) == 2 * len(Kind)


def test_the_same_seed_plants_the_same_errors_and_another_seed_others() -> None:
    assert report(CREDULOUS) == report(CREDULOUS)
    assert report(CREDULOUS).escapes != report(CREDULOUS, seed=2).escapes


def test_what_one_reader_has_wrong_is_not_accepted_by_agreement() -> None:
    made = report()
    assert escaped(made, Who.ONE) == 0
    assert made.coverage_unplanted > 0.3


def test_the_measure_fails_a_policy_that_accepts_what_one_reader_says() -> None:
    made = plant([UNCHECKED], CREDULOUS, 180, 1)
    kinds = {each.kind for each in made.cells if each.escaped and each.reader is Who.ONE}
    assert {Kind.DIGIT_CHANGED, Kind.OTHER_PLACE, Kind.ROW_DROPPED, Kind.ROW_DOUBLED} <= kinds
    assert escaped(made, Who.ONE) > 10
    # Where the two differ the baseline's value is preferred, so the model's alone is outvoted.
    assert {each.reader for each in made.escapes} == {BASELINE, "both"}


def test_a_policy_that_accepts_nothing_lets_nothing_escape_and_says_so() -> None:
    made = report(WARY)
    assert (made.escaped, made.escapes, made.coverage_unplanted) == (0, (), 0.0)
    assert "Unplanted, 0.0% of all fields are accepted." in lines(made)


def test_an_error_of_both_readers_escapes_unless_a_check_sees_it() -> None:
    made = report()
    assert {each.reader for each in made.escapes} == {"both"}
    assert made.caught_by[Reason.CHECK_DOUBTS] > 0
    # The shares add up to the amount, so a wrong amount or share is seen.
    wrong = {each.path.rpartition(".")[2] for each in made.escapes if each.misread}
    assert "city" not in wrong  # no digit in it
    assert not wrong & {"amount", "share"}


def test_a_doubled_row_is_an_escape_of_its_leaves_and_its_list() -> None:
    escapes = plant([UNCHECKED], CREDULOUS, 80, 1).escapes
    paths = {each.path for each in escapes if each.kind is Kind.ROW_DOUBLED}
    assert "holders#complete" in paths
    assert any(path.endswith(".name") for path in paths)
    counted = {
        (each.right, each.planted)
        for each in escapes
        if each.kind is Kind.ROW_DOUBLED and each.path == "holders#complete"
    }
    assert counted == {(3, 4)}


def test_a_row_dropped_by_both_escapes_with_its_list() -> None:
    made = plant([UNCHECKED], AGREEMENT, 200, 1)
    dropped = [each for each in made.escapes if each.kind is Kind.ROW_DROPPED]
    assert {(each.path, each.reader, each.right, each.planted) for each in dropped} == {
        ("codes#complete", "both", 1, 0),
        ("holders#complete", "both", 3, 2),
    }
    assert Reason.ROWS_ACCOUNTED in dropped[0].reasons


def test_only_what_was_right_is_replaced_and_what_was_wrong_before_does_not_count() -> None:
    wrong = {**LABEL, "amount": "999.00"}
    made = plant([subject(wrong)], CREDULOUS, 120, 1)
    assert made.escapes
    assert "amount" not in {each.path for each in made.escapes}


def test_a_reader_that_was_wrong_already_holds_no_plant() -> None:
    cell = next(each for each in reading(LLM).candidates if each.path == "amount")
    other = replace(cell, value=None, quote="", evidence=(), anchor=())
    model = replace(
        reading(LLM),
        candidates=tuple(other if each == cell else each for each in reading(LLM).candidates),
    )
    made = plant([replace(UNCHECKED, readings=(reading(BASELINE), model))], CREDULOUS, 80, 1)
    amounts = {each.reader for each in made.escapes if each.path == "amount"}
    assert amounts == {BASELINE}


def test_the_bound_counts_only_plants_that_differ() -> None:
    cells = {(each.kind, each.reader): each for each in report(n=200).cells}
    dropped = cells[Kind.ROW_DROPPED, Who.BOTH]
    assert dropped.planted > dropped.distinct == 4
    assert 0 < dropped.escaped < dropped.planted
    assert dropped.upper95 == upper95(1, 4)


def test_outvoted_escaped_and_caught_are_told_apart() -> None:
    made = report(CREDULOUS, n=90)
    assert all(each.escaped + each.outvoted <= each.planted for each in made.cells)
    assert sum(each.escaped for each in made.cells) == made.escaped
    assert sum(each.outvoted for each in made.cells) > 0


def test_the_report_is_json_and_comes_back() -> None:
    made = report(CREDULOUS)
    assert PlantedReport.model_validate_json(made.model_dump_json()) == made


def test_redacted_it_holds_no_value_but_the_counts_of_rows() -> None:
    made = report(CREDULOUS)
    hidden = redacted(made)
    assert hidden.redacted
    assert "Harbour" in made.model_dump_json()
    assert "Harbour" not in hidden.model_dump_json()
    by_path = Counter(
        str(each.planted).startswith("sha256:")
        for each in hidden.escapes
        if not each.path.endswith("#complete") and each.planted is not None
    )
    assert set(by_path) == {True}
    assert hidden.cells == made.cells


def test_the_lines_name_the_first_escapes_and_count_the_rest() -> None:
    made = report(CREDULOUS)
    said = lines(made)
    assert said[0] == "90 errors planted in 1 filings under policy credulous:"
    assert sum(line.startswith("  accepted: note ") for line in said) == 10
    assert f"  and {len(made.escapes) - 10} more" in said


def test_the_reference_filing_holds_every_kind(reference: Subject) -> None:
    made = plant([reference], AGREEMENT, 80, 7)
    assert (made.n, made.not_possible, made.coverage_unplanted) == (80, (), 1.0)
    assert {each.planted for each in made.cells} == {4}
    single = [each for each in made.cells if each.reader is Who.ONE]
    values = {Kind.DIGIT_CHANGED, Kind.DIGITS_SWAPPED, Kind.POINT_MOVED, Kind.DATE_SHIFTED}
    values |= {Kind.MOVED_FIELD, Kind.OTHER_PLACE, Kind.PARTIES_SWAPPED, Kind.ROW_SWAPPED}
    assert sum(each.escaped for each in single if each.kind in values) == 0
    sums = [each for each in made.escapes if each.path.endswith((".balance", ".pool_balance"))]
    assert not [each for each in sums if each.misread]


def test_on_the_reference_filing_too_the_measure_can_fail(reference: Subject) -> None:
    made = plant([reference], CREDULOUS, 40, 7)
    assert escaped(made, Who.ONE) > escaped(plant([reference], AGREEMENT, 40, 7), Who.ONE)
