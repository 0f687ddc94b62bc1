"""The form reads its labelled filings."""

import json
from functools import cache
from pathlib import Path

import pytest
from officer_changes.form import FORM

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


def test_who_is_named_in_an_exhibit_only_is_not_read() -> None:
    assert "Nolan" not in str(read("avocet-leasing-2010").record)


def test_without_the_item_nothing_is_read_and_the_list_says_why() -> None:
    complete = read("godwit-insurance-2007").fields["changes#complete"]
    assert (complete.outcome, complete.value) == ("absent", 0)
    assert "no_section" in complete.reasons
