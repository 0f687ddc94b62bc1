"""The records that cross stages, and the one table of reason codes."""

from dataclasses import FrozenInstanceError

import pytest

from extractor.reasons import SENTENCES, Reason
from extractor.records import Candidate, Decision, FieldResult, Outcome, Usage
from tests.note_form import CODE


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_code_has_a_sentence(reason: Reason) -> None:
    sentence = SENTENCES[reason]
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert " " in sentence
    assert "_" not in sentence


def test_no_two_reason_codes_say_the_same() -> None:
    assert len(set(SENTENCES.values())) == len(SENTENCES) == len(Reason)


def test_a_candidate_cannot_be_changed() -> None:
    candidate: Candidate = CODE.value("title", "Loan")
    with pytest.raises(FrozenInstanceError):
        candidate.value = "Other"  # type: ignore[misc]


def test_usage_adds_up() -> None:
    first = Usage(1, 20, 3, 0, 0.5)
    assert first + Usage(0, 0, 0, 2, 0.25) == Usage(1, 20, 3, 2, 0.75)
    assert first + Usage() == first


def _field(decision: Decision, *reasons: Reason) -> FieldResult:
    return FieldResult("a", "a", "", "x", Outcome.AGREE, reasons, (), (), (), decision)


def test_a_field_says_why_in_plain_sentences() -> None:
    waits = _field(Decision.REVIEW, Reason.READERS_DIFFER, Reason.NO_ANCHOR)
    assert waits.why() == (
        "Sent to review. The readers found different values. "
        "Nothing near the value says that it has this role."
    )
    assert _field(Decision.SETTLED, Reason.PERSON).why() == "Settled. A person settled this field."


@pytest.mark.parametrize("decision", Decision)
def test_every_decision_can_be_told(decision: Decision) -> None:
    assert _field(decision).why().endswith(".")
