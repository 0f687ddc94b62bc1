"""The project's own systems and other ones, on a filing, with recorded answers or none."""

import asyncio
from pathlib import Path

import pytest

from extractor.evaluation.peer_systems import PeerSystem
from extractor.evaluation.prices import Price
from extractor.evaluation.systems import OWN, Asking, OwnSystems, Predicted, cost_of
from extractor.filing.model import Filing
from extractor.forms.registry import form_by_name
from extractor.llm.cache import AnswerCache
from extractor.llm.recorded import MissingAnswer, RecordedAnswers, Recorder
from extractor.records import Outcome, Usage
from extractor.settings import Settings

REFERENCE = Path(__file__).parents[2] / "evals/datasets/abs-8-k/filings/new-century-2002-1.txt"
FORM = form_by_name("abs-8-k")


def predicted(system: OwnSystems) -> dict[str, Predicted]:
    """What a system says of the reference filing."""

    async def ask() -> dict[str, Predicted]:
        try:
            return dict(await system.predict(Filing.from_path(REFERENCE)))
        finally:
            await system.aclose()

    return asyncio.run(ask())


def test_without_a_model_only_the_baseline_speaks() -> None:
    said = predicted(OwnSystems(OWN, FORM, Asking("none")))
    assert set(said) == set(OWN)
    assert said["reconciled"].record == said["baseline"].record
    fields = said["llm"].fields
    assert fields is not None
    assert {each.value for each in fields.values() if not each.path.endswith("#complete")} == {None}
    assert said["reconciled"].cost.calls == 0
    assert said["baseline"].receipt["form"] == "abs-8-k"
    assert "filing" not in said["baseline"].receipt


def test_the_baseline_alone_starts_no_model() -> None:
    system = OwnSystems(("baseline",), FORM, Asking("local"))
    assert system.model == "none"
    fields = predicted(system)["baseline"].fields
    assert fields is not None
    assert Outcome.AGREE not in {each.outcome for each in fields.values()}


def empty(tmp_path: Path) -> RecordedAnswers:
    """A recording without an answer."""
    Recorder(AnswerCache(None)).save(tmp_path / "answers.jsonl")
    return RecordedAnswers(tmp_path / "answers.jsonl")


def test_a_replayed_run_asks_nobody(tmp_path: Path) -> None:
    asking = Asking("local", answers=empty(tmp_path), settings=Settings(model_dir=tmp_path))
    with pytest.raises(MissingAnswer):
        predicted(OwnSystems(("reconciled",), FORM, asking))


def test_a_replayed_peer_asks_nobody(tmp_path: Path) -> None:
    asking = Asking("local", answers=empty(tmp_path), settings=Settings(model_dir=tmp_path))
    system = PeerSystem("instructor", FORM, asking)
    with pytest.raises(MissingAnswer):
        asyncio.run(system.predict(Filing.from_path(REFERENCE)))


def test_what_answers_cost_is_known_with_a_price_only() -> None:
    usage = Usage(calls=2, prompt_tokens=1_000_000, completion_tokens=500_000, seconds=3.0)
    assert cost_of(usage, Price(prompt=1, completion=4)).usd == pytest.approx(3.0)
    assert cost_of(usage, None).usd is None
    assert cost_of(usage, None).seconds == 3.0
