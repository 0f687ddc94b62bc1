"""The form reads its labelled reports, and its checks find what does not add up."""

import json
from functools import cache
from pathlib import Path

import pytest
from distribution_report.form import FORM

from extractor import Extraction, Extractor, Filing

DATASET = Path(__file__).parents[1] / "dataset"
CASES = sorted(path.stem for path in (DATASET / "labels").glob("*.json"))


@cache
def read(case: str) -> Extraction:
    (filing,) = (DATASET / "filings").glob(f"{case}.*")
    with Extractor(model="none", form=FORM) as extractor:
        return extractor.extract(Filing.from_path(filing))


def label(case: str) -> dict[str, object]:
    said: dict[str, object] = json.loads((DATASET / "labels" / f"{case}.json").read_text("utf-8"))
    said.pop("note", None)
    return said


@pytest.mark.parametrize("case", CASES)
def test_the_baselines_read_the_filing_as_its_label_says(case: str) -> None:
    assert read(case).record == FORM.schema.model_validate(label(case))


@pytest.mark.parametrize("case", CASES)
def test_every_value_has_its_place_and_its_role_and_goes_to_review(case: str) -> None:
    fields = read(case).fields.values()
    values = [each for each in fields if each.value is not None and "#complete" not in each.path]
    assert all(each.evidence and each.anchor for each in values)
    assert {each.decision for each in fields} == {"review"}


def statuses(case: str) -> dict[str, str]:
    return {check.name: check.status for check in read(case).checks}


def test_sixty_rows_over_three_pages_add_up() -> None:
    extraction = read("larkspur-2006-3")
    assert extraction.fields["classes#complete"].value == 60
    assert set(statuses("larkspur-2006-3").values()) == {"passed"}
    reasons = {each.path: each.reasons for each in extraction.fields.values()}
    assert "check_confirms" in reasons["classes#37.principal"]


def test_the_report_is_read_in_its_exhibit() -> None:
    filing = read("larkspur-2006-3").filing
    amount = read("larkspur-2006-3").fields["classes#1.beginning"]
    assert {filing.documents[span.document].type for span in amount.evidence} == {"EX-99.1"}


def test_a_misprint_is_doubted_where_it_stands() -> None:
    said = statuses("foxglove-2003-b")
    assert said["classes_rows_add_up"] == "failed"
    assert said["classes_ending_adds_up"] == "failed"
    assert said["classes_principal_adds_up"] == "passed"
    fields = read("foxglove-2003-b").fields
    assert "check_doubts" in fields["classes#2.ending"].reasons
    assert "check_doubts" not in fields["classes#1.principal"].reasons


def test_without_totals_the_columns_are_not_added() -> None:
    assert statuses("tansy-2010-2")["classes_principal_adds_up"] == "not_applicable"
    assert statuses("tansy-2010-2")["classes_rows_add_up"] == "passed"
