"""`extractor backfill` from the first sending to answers that cost nothing."""

import json
from pathlib import Path

import pytest

from tests.backfill.test_backfill import answering
from tests.cli.conftest import Cli
from tests.jobbing import QUESTIONS, quoting, yard
from tests.provider import Ended, Lines, Provider, answer, fault
from tests.stand_in import TOKENS

FILINGS = 2


def all_but_one(lines: Lines) -> Ended:
    """A batch that expired when one request was left."""
    good = [answer(each, quoting) for each in lines[1:]]
    return Ended("expired", good, [fault(lines[0], "batch_expired")])


@pytest.fixture
def yards(tmp_path: Path) -> Path:
    """A folder of filings."""
    folder = tmp_path / "yards"
    folder.mkdir()
    for name, data in map(yard, range(FILINGS)):
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of the test's own, for whatever comes with the machine's settings."""
    monkeypatch.setenv("EXTRACTOR_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("EXTRACTOR_CACHE", raising=False)


@pytest.mark.usefixtures("cached")
def test_sent_looked_after_and_taken_in(cli: Cli, yards: Path, tmp_path: Path) -> None:
    prices = tmp_path / "prices.toml"
    prices.write_text("[boat]\nprompt = 1.0\ncompletion = 2.0\n", encoding="utf-8")
    (yards / "letter.txt").write_text("A letter about boats.", encoding="utf-8")
    with Provider(lambda _: None) as provider:
        asked = ("--model", "boat", "--base-url", provider.url)
        command = ("backfill", yards, "--folder", tmp_path / "b", *asked)
        sent = cli(*command)
        assert sent.code == 1
        assert "1 in_progress: 0 of 8 requests ended" in sent.err
        assert "extractor: letter.txt: the document is of no known form" in sent.err
        (yards / "letter.txt").unlink()

        provider.ending = all_but_one
        taken = cli(*command, "--prices", prices)
        assert taken.code == 1
        assert "8 questions on 2 filings: 7 answered by batches, 0 before" in taken.err
        assert f"7 calls, {7 * TOKENS[0]} + {7 * TOKENS[1]} tokens, $0.00" in taken.err
        assert "1 request without an answer (1 batch_expired)" in taken.err
        provider.ending = answering
        told = json.loads(cli(*command, "--again", "--wait", "--json").out)
        assert [each["requests"] for each in told["batches"]] == [8, 1]
        assert (told["over"], told["known"], told["answered"], told["left"]) == (True, 7, 1, {})
        ended = cli("extract", yards, "--format", "jsonl", *asked)
    assert ended.code == 0
    for line in ended.out.splitlines():
        usage = json.loads(line)["usage"]
        assert (usage["calls"], usage["cached_calls"]) == (0, QUESTIONS)


def test_what_makes_no_sense_is_told(cli: Cli, yards: Path, tmp_path: Path) -> None:
    ended = cli("backfill", yards, "--folder", tmp_path / "b", "--model", "local")
    assert ended.code == 1
    assert "asked on this machine" in ended.err


@pytest.mark.usefixtures("cached")
def test_results_that_are_gone_are_told(cli: Cli, yards: Path, tmp_path: Path) -> None:
    with Provider(answering) as provider:
        asked = ("--model", "boat", "--base-url", provider.url)
        command = ("backfill", yards, "--folder", tmp_path / "b", *asked)
        assert cli(*command).code == 0
        (tmp_path / "b" / "results-1-of-requests-1.jsonl").unlink()
        ended = cli(*command)
    assert ended.code == 1
    assert ended.err.strip().endswith(
        f"{tmp_path / 'b'}: cannot be used: No such file or directory"
    )
