"""The benchmark's own working, against a stand-in: what it measures there means nothing."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evals.bench import figures, ways
from evals.bench.__main__ import main
from extractor import stages
from extractor.evaluation import peer_systems
from extractor.llm.endpoint import Endpoint
from extractor.settings import Settings
from tests.replay import replay_endpoint
from tests.stand_in import Reply, StandIn, completion, stating_nothing

pytest.importorskip("scipy")


def answer(body: dict[str, Any]) -> Reply:
    """Nothing to the questions, a little to the plain call, and that cut off."""
    if "response_format" not in body:
        return completion("Hello.")
    if body["messages"][0]["content"].startswith("You extract structured data"):
        return completion('{"cover": {"form_type": "8-K", "jurisdiction": "Dela', finish="length")
    return stating_nothing(body)


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done to the servers that there would be."""
    done: list[str] = []
    server = SimpleNamespace(stop=lambda: done.append("stopped"))
    monkeypatch.setattr(ways, "cached", lambda *_: SimpleNamespace(path=Path("model")))
    monkeypatch.setattr(ways, "shared_server", lambda *_: server)
    return done


def ask(monkeypatch: pytest.MonkeyPatch, url: str, *options: str) -> int:
    def endpoint(model: str, settings: Settings) -> Endpoint:
        return replace(replay_endpoint(model, settings), url=url)

    for module in (ways, stages, peer_systems):
        monkeypatch.setattr(module, "embedded_endpoint", endpoint)
    chosen = (
        "--measure",
        "ways",
        "--only",
        ways.REFERENCE,
        "--way",
        "reconciled",
        "--way",
        "instructor",
    )
    return main([*chosen, *options])


def test_ways_take_turns_and_are_scored(
    stopped: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "figures.json"
    with StandIn(answer) as stand_in:
        assert ask(monkeypatch, stand_in.url, "--rounds", "2", "--json", str(file)) == 0
    turns = figures.load(file)["side by side"]["turns"]
    assert [(each["round"], each["way"]) for each in turns] == [
        (number, way) for number in (1, 2) for way in ("reconciled", "instructor")
    ]
    assert [each["cut"] for each in turns] == [0, 1, 0, 1]
    assert [each["prompt_tokens"] // 100 for each in turns] == [each["calls"] for each in turns]
    assert all(0 < each["right"] <= each["leaves"] for each in turns)
    assert len(stopped) == 1 + len(turns)
    said = capsys.readouterr()
    assert "4 turns over 1 filings of `abs-8-k` in 2 rounds" in said.out
    assert "| `instructor`, no answer cut off | 0 | – |" in said.out
    assert "1 cut off" in said.err


def test_when_the_time_is_up_what_there_is_is_told(
    stopped: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    options = ("--minutes", "1e-9", "--json", str(tmp_path / "figures.json"))
    with StandIn(answer) as stand_in:
        assert ask(monkeypatch, stand_in.url, *options) == 0
    said = capsys.readouterr()
    assert "the time is up" in said.err
    assert "0 of 10 turns" in said.err


def test_a_turn_that_fails_is_told_and_the_others_go_on(
    stopped: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refused(body: dict[str, Any]) -> Reply:
        plain = "You extract structured data" in json.dumps(body)
        return Reply(status=400) if plain else answer(body)

    file = tmp_path / "figures.json"
    with StandIn(refused) as stand_in:
        assert ask(monkeypatch, stand_in.url, "--rounds", "1", "--json", str(file)) == 0
    assert [each["way"] for each in figures.load(file)["side by side"]["turns"]] == ["reconciled"]
    assert "instructor: no figure: " in capsys.readouterr().err
