"""The playing of recorded answers itself: what is missing or left over must not go unnoticed."""

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from extractor import stages
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.llm.endpoint import Endpoint
from extractor.llm.prompts import prompt_text
from extractor.settings import Settings
from tests import replay
from tests.replay import COMMAND, StaleCassette, recording, replaying
from tests.stand_in import Reply, StandIn, completion, stating_nothing

PROMPTS = ("system", "cover", "items", "exhibits", "signature")


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    """What is recorded from here; one question has to be put twice."""

    def answer(body: dict[str, Any]) -> Reply:
        if "signature block" in str(body["messages"][1]) and len(body["messages"]) == 2:
            return completion({"registrant": "ALBATROSS"})
        return stating_nothing(body)

    with StandIn(answer) as server:
        yield server


@pytest.fixture
def recorded(
    filing: Filing, stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A recording of the answers on a filing; from now on nobody listens."""

    def endpoint(model: str, settings: Settings) -> Endpoint:
        return replace(replay.replay_endpoint(model, settings), url=stand_in.url, key="secret")

    path = tmp_path / "filing.yaml"
    monkeypatch.setattr(stages, "embedded_endpoint", endpoint)
    with recording(path):
        assert replay.extract(filing).usage.calls == 5
    monkeypatch.setattr(stages, "embedded_endpoint", replay.replay_endpoint)
    return path


def replayed(filing: Filing, path: Path, **options: Any) -> Extraction:
    """The extraction of a filing from a recording."""
    with replaying(path):
        return replay.extract(filing, **options)


def edited(path: Path, exchanges: list[dict[str, Any]]) -> None:
    """Write a recording anew."""
    path.write_text(yaml.safe_dump(exchanges, sort_keys=False))


def test_answers_are_played_again(filing: Filing, recorded: Path, stand_in: StandIn) -> None:
    calls = stand_in.calls
    extraction = replayed(filing, recorded)
    assert extraction.complete
    assert (extraction.usage.calls, extraction.usage.prompt_tokens) == (5, 500)
    assert extraction.receipt.model == replay.replay_endpoint("local", Settings()).model_id
    assert replayed(filing, recorded).readings == extraction.readings
    assert stand_in.calls == calls


def test_a_recording_tells_what_was_said_and_nothing_else(
    recorded: Path, stand_in: StandIn
) -> None:
    text = recorded.read_text()
    port = re.search(r":(\d+)/", stand_in.url)
    assert port is not None
    for secret in ("secret", "Bearer", "127.0.0.1", f":{port[1]}", "localhost", "headers"):
        assert secret not in text
    exchanges = yaml.safe_load(text)
    assert [each["request"]["path"] for each in exchanges] == ["/v1/chat/completions"] * 5
    assert exchanges[0]["request"]["body"]["messages"][0]["role"] == "system"
    assert exchanges[0]["response"]["body"]["choices"][0]["finish_reason"] == "stop"


def test_recording_again_gives_the_same_file(
    filing: Filing, recorded: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = recorded.read_text()

    def endpoint(model: str, settings: Settings) -> Endpoint:
        return replace(replay.replay_endpoint(model, settings), url=stand_in.url)

    monkeypatch.setattr(stages, "embedded_endpoint", endpoint)
    with recording(recorded):
        replay.extract(filing)
    assert recorded.read_text() == before


def test_a_recording_that_fails_leaves_the_old_one(recorded: Path) -> None:
    before = recorded.read_text()
    with pytest.raises(RuntimeError), recording(recorded):
        raise RuntimeError
    assert recorded.read_text() == before
    assert [each.name for each in recorded.parent.iterdir() if each.is_file()] == [recorded.name]


def test_a_changed_prompt_fails_whatever_the_pipeline_makes_of_it(
    filing: Filing, recorded: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    for name in PROMPTS:
        (folder / f"{name}.txt").write_text(prompt_text(name))
    assert replayed(filing, recorded, prompts=folder).complete
    (folder / "items.txt").write_text("Name the items. {{ text }} {{ skeleton }}")
    with pytest.raises(StaleCassette) as caught:
        replayed(filing, recorded, prompts=folder)
    said = str(caught.value)
    assert said.startswith(
        "the recording filing.yaml is out of date: it has no answer to 'Name the items."
    )
    assert said.endswith(f"run `{COMMAND}`")


def test_another_filing_fails(filing: Filing, recorded: Path) -> None:
    other = Filing.from_text(filing.main_document.text.replace("1-12345", "1-54321"), "other")
    with pytest.raises(StaleCassette, match=COMMAND):
        replayed(other, recorded)


def test_an_answer_that_is_missing_fails(filing: Filing, recorded: Path) -> None:
    exchanges = yaml.safe_load(recorded.read_text())
    edited(recorded, exchanges[1:])
    with pytest.raises(StaleCassette, match=f"it has no answer to .*{COMMAND}"):
        replayed(filing, recorded)


def test_an_answer_that_nobody_asks_for_fails(filing: Filing, recorded: Path) -> None:
    exchanges = yaml.safe_load(recorded.read_text())
    edited(recorded, [*exchanges, exchanges[0]])
    with pytest.raises(StaleCassette, match=f"1 of its answers were not asked for.*{COMMAND}"):
        replayed(filing, recorded)


def test_no_answer_is_given_twice(filing: Filing, recorded: Path) -> None:
    def twice() -> None:
        with replaying(recorded):
            assert replay.extract(filing).complete
            replay.extract(filing)

    with pytest.raises(StaleCassette, match=f"it has no answer to .*{COMMAND}"):
        twice()


def test_what_else_goes_wrong_does_not_hide_it(filing: Filing, recorded: Path) -> None:
    edited(recorded, [])
    with pytest.raises(StaleCassette) as caught, replaying(recorded):
        assert replay.extract(filing).complete
    assert isinstance(caught.value.__cause__, AssertionError)


def test_what_goes_wrong_without_it_is_told_as_it_is(recorded: Path) -> None:
    with pytest.raises(ZeroDivisionError), replaying(recorded):
        _ = 1 / 0


def test_a_recording_that_is_not_there_is_told(filing: Filing, tmp_path: Path) -> None:
    with pytest.raises(StaleCassette, match=rf"no recording nothing\.yaml; run `{COMMAND}`"):
        replayed(filing, tmp_path / "nothing.yaml")


def test_hosts_and_ports_do_not_matter(
    filing: Filing, recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endpoint(model: str, settings: Settings) -> Endpoint:
        at = replay.replay_endpoint(model, settings)
        return replace(at, url="http://models.example:81/v1", key="other")

    monkeypatch.setattr(stages, "embedded_endpoint", endpoint)
    assert replayed(filing, recorded).complete


def test_nothing_listens_where_replayed_requests_go(recorded: Path) -> None:
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", 1), timeout=5)
