"""The reference filing on the embedded model's recorded answers, from the file to the decisions."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from extractor import stages
from extractor.assess import assess
from extractor.evaluation import LeafVerdict, score
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.forms.registry import form_by_name
from extractor.policy import AGREEMENT
from extractor.records import LLM, CheckStatus, ChunkStatus, Decision
from tests.replay import cassette_of, extract, filings, replay_endpoint, replaying

pytest.importorskip("scipy")

ROOT = Path(__file__).resolve().parent.parent.parent
DATASET = ROOT / "evals/datasets/abs-8-k"
REFERENCE = DATASET / "filings/new-century-2002-1.txt"
CLASSES = 8
MOST_WRONG = 4
LEAST_ACCEPTED = 50


@pytest.fixture(scope="module")
def extraction(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Extraction]:
    """The extraction of the reference filing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stages, "embedded_endpoint", replay_endpoint)
        patch.setenv("EXTRACTOR_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        with replaying(cassette_of(REFERENCE)):
            made = extract(Filing.from_path(REFERENCE))
        yield made


@pytest.fixture(scope="module")
def label() -> Mapping[str, Any]:
    """What people read in it."""
    labelled: dict[str, Any] = json.loads((DATASET / f"labels/{REFERENCE.stem}.json").read_text())
    return labelled


@pytest.fixture(scope="module")
def verdicts(extraction: Extraction, label: Mapping[str, Any]) -> tuple[LeafVerdict, ...]:
    """The record against the label."""
    return score(form_by_name("abs-8-k").schema, label, extraction.record)


def test_every_filing_of_the_project_has_a_recording() -> None:
    assert REFERENCE in filings()
    missing = [each.name for each in filings() if not cassette_of(each).is_file()]
    assert not missing, "run `make record`"


def test_every_question_has_its_answer(extraction: Extraction) -> None:
    assert extraction.complete
    assert {each.status for each in extraction.chunks} == {ChunkStatus.OK}
    assert extraction.usage.cached_calls == 0
    assert extraction.usage.calls >= len(extraction.chunks) == len(_questions())
    assert extraction.form == "abs-8-k"


def _questions() -> tuple[str, ...]:
    return tuple(each.name for each in form_by_name("abs-8-k").questions)


def test_the_record_is_right_but_for_a_few_leaves(verdicts: tuple[LeafVerdict, ...]) -> None:
    wrong = [(each.path, each.label, each.predicted) for each in verdicts if not each.right]
    assert len(wrong) <= MOST_WRONG, wrong


def test_most_is_accepted(extraction: Extraction) -> None:
    accepted = [
        path
        for path, each in extraction.fields.items()
        if each.decision is Decision.ACCEPTED and not path.endswith("#complete")
    ]
    assert len(accepted) >= LEAST_ACCEPTED, [each.path for each in extraction.to_review]


def test_nothing_accepted_is_wrong(
    extraction: Extraction, verdicts: tuple[LeafVerdict, ...]
) -> None:
    wrong = [each for each in verdicts if not each.right]
    decided = [(each.path, extraction.fields[_field(each)].decision) for each in wrong]
    assert [path for path, decision in decided if decision is Decision.ACCEPTED] == []


def _field(verdict: LeafVerdict) -> str:
    """The field whose decision a leaf stands by: where its row is missing, that of its list."""
    rows, row, leaf = verdict.path.partition("#")
    if verdict.is_list or (row and verdict.predicted_row is None):
        return f"{rows}#complete"
    if not row:
        return verdict.path
    _, dot, name = leaf.partition(".")
    return f"{rows}#{verdict.predicted_row}{dot}{name}"


def test_the_money_is_accepted(extraction: Extraction, label: Mapping[str, Any]) -> None:
    balances = [
        each for path, each in extraction.fields.items()
        if path.startswith("deal.classes#") and path.endswith(".balance")
    ]  # fmt: skip
    assert len(balances) == CLASSES
    stated = [row["balance"] for row in label["deal"]["classes"]]
    assert [each.value and str(each.value) for each in balances] == stated
    for each in (*balances, extraction.fields["deal.pool_balance"]):
        assert each.decision is Decision.ACCEPTED, each.path
    assert str(extraction.fields["deal.pool_balance"].value) == label["deal"]["pool_balance"]


def test_the_list_of_classes_is_proven_complete(extraction: Extraction) -> None:
    complete = extraction.fields["deal.classes#complete"]
    assert (complete.value, complete.decision) == (CLASSES, Decision.ACCEPTED)


def test_ten_announced_and_eight_named_is_a_finding(extraction: Extraction) -> None:
    (check,) = (each for each in extraction.checks if each.name == "named_against_stated_classes")
    assert check.status is CheckStatus.FINDING
    assert "ten classes" in check.message
    assert "eight" in check.message
    assert check.doubts == ()


def test_the_model_was_a_reader(extraction: Extraction) -> None:
    (reading,) = (each for each in extraction.readings if each.reader == LLM)
    grounded = [each for each in reading.candidates if each.evidence]
    assert len(grounded) > LEAST_ACCEPTED // 2
    text = extraction.filing.main_document.text
    for each in grounded:
        assert all(text[span.start : span.end].strip() for span in each.evidence)


def test_the_same_readings_give_the_same_decisions(extraction: Extraction) -> None:
    form = form_by_name(extraction.form)
    for readings in (extraction.readings, extraction.readings[::-1]):
        assert assess(form, readings, AGREEMENT) == extraction.assessment
