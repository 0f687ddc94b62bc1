"""A prediction against its label, with the decisions of its fields."""

import json
from pathlib import Path

import pytest

from extractor.evaluation.judged import judged_leaves, report_on
from extractor.evaluation.runs import Leaf, ListOf
from extractor.evaluation.systems import Predicted
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.forms.abs_8k.schema import Abs8K
from extractor.pipeline import Extractor
from extractor.records import Decision, Outcome

DATASET = Path(__file__).parents[2] / "evals/datasets/abs-8-k"
NAME = "new-century-2002-1"


@pytest.fixture(scope="module")
def extraction() -> Extraction:
    with Extractor("none", form="abs-8-k") as extractor:
        return extractor.extract(Filing.from_path(DATASET / f"filings/{NAME}.txt"))


@pytest.fixture(scope="module")
def label() -> dict[str, object]:
    given: dict[str, object] = json.loads((DATASET / f"labels/{NAME}.json").read_text())
    return given


def judged(
    extraction: Extraction, label: dict[str, object], **changed: object
) -> tuple[dict[str, Leaf], dict[str, ListOf]]:
    record = extraction.record.model_copy(update=changed)
    predicted = Predicted(record, fields=extraction.fields)
    return judged_leaves(Abs8K, label, predicted, extraction.filing)


def test_each_leaf_has_the_outcome_and_evidence_of_its_field(
    extraction: Extraction, label: dict[str, object]
) -> None:
    leaves, _ = judged(extraction, label)
    text = extraction.filing.main_document.text
    balance = leaves["deal.classes#2.balance"]
    assert balance.outcome is extraction.fields["deal.classes#2.balance"].outcome
    assert [text[start:end] for start, end in balance.evidence] == ["$12,415,000.00"]
    for path, leaf in leaves.items():
        if "#" not in path and leaf.label != []:
            assert leaf.decision is extraction.fields[path].decision


def test_a_row_that_is_missing_was_decided_with_the_list(
    extraction: Extraction, label: dict[str, object]
) -> None:
    deal = extraction.record.deal.model_copy(update={"parties": ()})  # type: ignore[attr-defined]
    leaves, lists = judged(extraction, label, deal=deal)
    whole = extraction.fields["deal.parties#complete"]
    missing = [leaf for path, leaf in leaves.items() if path.startswith("deal.parties#")]
    assert len(missing) == 10
    assert {(leaf.verdict.value, leaf.decision) for leaf in missing} == {("missed", whole.decision)}
    assert (lists["deal.parties"].missing, lists["deal.parties"].invented) == (5, 0)
    assert not lists["deal.parties"].right
    assert lists["items"].right


def test_an_empty_list_was_decided_as_a_whole(
    extraction: Extraction, label: dict[str, object]
) -> None:
    leaves, lists = judged(extraction, label)
    assert leaves["cover.securities"].outcome is Outcome.ABSENT
    assert leaves["cover.securities"].decision is Decision.ACCEPTED
    assert lists["cover.securities"].rows == 0


def test_a_record_of_another_shape_says_nothing(
    extraction: Extraction, label: dict[str, object]
) -> None:
    leaves, _ = judged_leaves(Abs8K, label, Predicted({"items": 3}), extraction.filing)
    assert all(leaf.label is None or not leaf.right for leaf in leaves.values() if leaf.label != [])
    assert all(leaf.decision is None for leaf in leaves.values())


def test_the_report_counts_what_waits(extraction: Extraction) -> None:
    report = report_on(extraction.filing, Predicted({}, fields=extraction.fields))
    assert report.to_review == len(extraction.to_review)
    assert report.sha256 == extraction.filing.sha256
    assert report_on(extraction.filing, Predicted({})).to_review is None
