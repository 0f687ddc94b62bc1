"""A smaller model before the model: who is asked what, what it is told to cost, when it is off."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from extractor import Extraction, Extractor, ExtractorError, Filing, Settings
from extractor.llm.endpoint import is_embedded
from extractor.policy import AGREEMENT, NOTHING, Policy, fits_of
from extractor.records import BASELINE, ChunkStatus, Outcome
from extractor.stages import FIRST, Setting, first_of
from tests.stand_in import TOKENS, Reply, StandIn, stating_nothing, status

LARGE, SMALL = "boat", "skiff"
LONE = Policy(
    name="lone", accepts=frozenset({Outcome.AGREE, Outcome.ABSENT, Outcome.BASELINE_ONLY})
)
"""Takes what the baseline alone says, so that a model that states nothing settles questions."""

Extract = Callable[..., tuple[Extraction, Counter[str]]]


def answer(body: dict[str, Any]) -> Reply:
    """States nothing, whichever model is asked."""
    return stating_nothing(body)


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn(answer) as running:
        yield running


@pytest.fixture
def extract(made: Callable[[str], Filing], stand_in: StandIn) -> Extract:
    """Extracts a filing; how many questions each model was put comes with it."""

    def run(policy: Policy, first: str | None = SMALL) -> tuple[Extraction, Counter[str]]:
        before = stand_in.calls
        settings = Settings(
            cache=False, attempts=1, first_model=first, base_url=stand_in.url, model=LARGE
        )
        with Extractor(policy=policy, form="8-k", settings=settings) as extractor:
            extraction = extractor.extract(made("HERON YARD, INC."))
        return extraction, Counter(each.body["model"] for each in stand_in.received[before:])

    return run


def first_only(extraction: Extraction) -> int:
    """How many questions the smaller model alone was put."""
    return sum(each.detail == FIRST for each in extraction.chunks)


def test_the_model_is_asked_only_what_the_smaller_one_leaves_open(extract: Extract) -> None:
    extraction, asked = extract(LONE)
    questions = len(extraction.chunks)
    assert asked[SMALL] == questions
    assert 0 < first_only(extraction) == questions - asked[LARGE]
    assert extraction.complete


def test_what_nothing_settles_is_put_to_both_and_the_model_counts(extract: Extract) -> None:
    plain, alone = extract(NOTHING, None)
    extraction, asked = extract(NOTHING)
    assert asked == {SMALL: alone[LARGE], LARGE: alone[LARGE]}
    assert first_only(extraction) == 0
    assert extraction.fields == plain.fields
    assert extraction.receipt.answers == plain.receipt.answers


def test_both_models_answers_are_paid_and_told(extract: Extract) -> None:
    extraction, asked = extract(NOTHING)
    calls = asked.total()
    for counted in (extraction.usage, extraction.cost):
        assert counted.calls == calls
        assert (counted.prompt_tokens, counted.completion_tokens) == tuple(
            calls * each for each in TOKENS
        )


def test_the_receipt_names_both(extract: Extract, stand_in: StandIn) -> None:
    extraction, _ = extract(AGREEMENT)
    plain, _ = extract(AGREEMENT, None)
    assert extraction.receipt.model == plain.receipt.model == f"{LARGE}@{stand_in.url}"
    assert extraction.receipt.sampling["first_model"] == f"{SMALL}@{stand_in.url}"
    assert "first_model" not in plain.receipt.sampling


def test_a_policy_that_was_calibrated_without_it_turns_it_off(extract: Extract) -> None:
    plain, alone = extract(LONE, None)
    extraction, asked = extract(LONE.model_copy(update={"fits": fits_of(plain.receipt)}))
    assert asked == alone
    assert extraction.receipt.sampling == plain.receipt.sampling
    assert extraction.fields == plain.fields


def test_a_policy_that_was_calibrated_with_it_holds(extract: Extract) -> None:
    first, asked = extract(LONE)
    again, once_more = extract(LONE.model_copy(update={"fits": fits_of(first.receipt)}))
    assert once_more == asked
    assert again.fields == first.fields


def test_where_the_smaller_model_fails_the_model_is_asked(
    made: Callable[[str], Filing],
) -> None:
    def without_the_small(body: dict[str, Any]) -> Reply:
        return status(400) if body["model"] == SMALL else stating_nothing(body)

    with StandIn(without_the_small) as running:
        settings = Settings(
            cache=False, attempts=1, first_model=SMALL, base_url=running.url, model=LARGE
        )
        with Extractor(policy=LONE, form="8-k", settings=settings) as extractor:
            extraction = extractor.extract(made("HERON YARD, INC."))
    assert {each.status for each in extraction.chunks} == {ChunkStatus.OK}
    assert first_only(extraction) == 0


def test_beside_an_embedded_model_nothing_leaves_the_machine() -> None:
    settings = Settings(first_model="gpt-of-another-house", base_url="http://127.0.0.1:1/v1")
    with pytest.raises(ExtractorError, match="no embedded model"):
        Extractor(settings=settings)


def test_beside_an_embedded_model_the_smaller_one_is_embedded_too() -> None:
    small = "qwen2.5-coder-0.5b"
    settings = Settings(first_model=small, base_url="http://127.0.0.1:1/v1")
    setting = first_of(Setting("local", settings.base_url, AGREEMENT, settings))
    assert is_embedded(setting.model, setting.base_url)


def test_without_a_model_nobody_is_asked(made: Callable[[str], Filing]) -> None:
    settings = Settings(cache=False, first_model=SMALL, model="none")
    with Extractor(form="8-k", settings=settings) as extractor:
        extraction = extractor.extract(made("HERON YARD, INC."))
    assert {each.reader for each in extraction.readings} >= {BASELINE}
    assert extraction.receipt.sampling == {}
