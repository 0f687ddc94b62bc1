"""The benchmark's own working, against a stand-in: what it measures there means nothing."""

from dataclasses import replace
from typing import Any

import pytest

from evals import bench
from extractor import stages
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


def test_both_ways_take_turns_and_are_scored(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped: list[Settings] = []
    monkeypatch.setattr(bench, "_stop_server", stopped.append)
    with StandIn(answer) as stand_in:

        def endpoint(model: str, settings: Settings) -> Endpoint:
            return replace(replay_endpoint(model, settings), url=stand_in.url)

        for module in (bench, stages):
            monkeypatch.setattr(module, "embedded_endpoint", endpoint)
        assert bench.main(["--rounds", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines[:4]] == [bench.OURS, bench.PLAIN] * 2
    assert "cut off at 1024 tokens" in lines[1]
    assert "100 + 7 tokens" in lines[1]
    assert len(stopped) == 4
    table = {line[:24].strip(): line[24:].split() for line in lines[5:]}
    assert table["leaves right"][0] != "0"
    assert table["prompt tokens"][-1] == "6.00"
    assert lines[-1].startswith("2 rounds, taken in turns; the label has ")


def test_without_the_model_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main([]) == 1
    assert capsys.readouterr().err.startswith("bench: the embedded model")
