"""An endpoint's faults, through the whole pipeline and through the command line."""

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.pipeline import Extractor
from extractor.records import LLM, ChunkStatus, Decision
from extractor.settings import Settings
from tests.stand_in import Reply, StandIn, completion, document, stating_nothing, status

ATTEMPTS = Settings().attempts
QUESTIONS = 4


@dataclass(frozen=True)
class Fault:
    """What an endpoint does, how a question ends by it, and how many calls it may cost."""

    name: str
    reply: Reply
    said: str
    calls: int
    ends: ChunkStatus = ChunkStatus.FAILED
    settings: tuple[tuple[str, str], ...] = ()


TWICE = 2 * QUESTIONS
FAULTS = (
    Fault("401", status(401), "refused the key (HTTP 401); set OPENAI_API_KEY", 1),
    Fault("404", status(404), "knows no such model or path (HTTP 404)", 1),
    Fault("400", status(400), "rejected the request (HTTP 400)", 1),
    Fault("429", status(429, Retry_After="1"), "over its rate limit (HTTP 429)", ATTEMPTS),
    Fault("500", status(500), "failed (HTTP 500) at every try", ATTEMPTS),
    Fault("html", document("<html></html>", "text/html"), "no chat completion", ATTEMPTS),
    Fault("cut-off body", document('{"choices": [{"me'), "no chat completion", ATTEMPTS),
    Fault("empty body", document(""), "no chat completion", ATTEMPTS),
    Fault("cut-off answer", completion('{"form_type": {"quo'), "is not JSON", TWICE),
    Fault("empty answer", completion(""), "is not JSON", TWICE),
    Fault("length", completion("{", finish="length"), "was cut off at 1024 tokens", QUESTIONS),
    Fault(
        "refusal",
        completion(None, refusal="I will not."),
        "the model refused to answer",
        QUESTIONS,
        ChunkStatus.REFUSED,
    ),
    Fault(
        "silence",
        Reply(held=True),
        "did not answer in time; raise EXTRACTOR_TIMEOUT",
        2,
        settings=(("EXTRACTOR_TIMEOUT", "0.05"),),
    ),
)
each_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)


def extracted(filing: Filing, url: str) -> Extraction:
    """The extraction of a filing with the model of an endpoint."""
    with Extractor("boat", base_url=url) as extractor:
        return extractor.extract(filing)


def answers_kept() -> list[Path]:
    """The answers in the cache."""
    return [each for each in Settings().cache_dir.rglob("*") if each.is_file()]


@each_fault
def test_a_fault_ends_in_the_reports_and_never_in_an_exception(
    fault: Fault, filing: Filing, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in fault.settings:
        monkeypatch.setenv(name, value)
    with StandIn(fault.reply) as stand_in:
        extraction = extracted(filing, stand_in.url)
    assert not extraction.complete
    assert len(extraction.chunks) == QUESTIONS
    for report in extraction.chunks:
        assert report.status is fault.ends
        assert fault.said in report.detail
        assert report.evidence
    assert stand_in.calls == fault.calls
    assert answers_kept() == []
    assert extraction.readings[-1].reader == LLM
    assert extraction.readings[-1].candidates == ()
    assert extraction.fields["cover.report_date"].value is not None
    assert extraction.fields["cover.report_date"].decision is Decision.REVIEW


@each_fault
def test_the_command_line_says_it_in_one_line(
    fault: Fault,
    filing_file: Path,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in fault.settings:
        monkeypatch.setenv(name, value)
    with StandIn(fault.reply) as stand_in:
        arguments = ["--model", "boat", "--base-url", stand_in.url, "--format", "json"]
        code = run(["extract", str(filing_file), *arguments])
    told = capsys.readouterr()
    assert code == 1
    assert told.err.count("\n") == 1
    assert fault.said in told.err
    assert f"{QUESTIONS} of {QUESTIONS} questions without an answer" in told.err
    assert '"complete": false' in told.out


def test_in_a_process_of_its_own_there_is_no_traceback_either(filing_file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from extractor.cli import main; main()"),
            *("extract", str(filing_file), "--model", "boat", "--base-url", url),
        ],
        env={**os.environ, "EXTRACTOR_ATTEMPTS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"the endpoint {url} cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_an_unreachable_endpoint(filing: Filing, waits: list[float]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
    extraction = extracted(filing, url)
    assert {each.status for each in extraction.chunks} == {ChunkStatus.FAILED}
    assert all("cannot be reached" in each.detail for each in extraction.chunks)
    assert len(waits) == ATTEMPTS - 1


def test_one_question_that_fails_leaves_the_others_their_answers(
    filing: Filing, waits: list[float]
) -> None:
    def but_one(body: dict[str, object]) -> Reply:
        return completion("") if "signature block" in str(body["messages"]) else ok(body)

    ok = stating_nothing
    with StandIn(but_one) as stand_in:
        extraction = extracted(filing, stand_in.url)
    ended = {each.question: each.status for each in extraction.chunks}
    assert ended.pop("signature") is ChunkStatus.FAILED
    assert set(ended.values()) == {ChunkStatus.OK}
    assert not extraction.complete
    assert len(answers_kept()) == QUESTIONS - 1
    assert extraction.usage.calls == QUESTIONS - 1 + 2


def test_a_second_filing_finds_the_endpoint_well_again(filing: Filing, waits: list[float]) -> None:
    with (
        StandIn(*[status(500)] * ATTEMPTS, stating_nothing) as stand_in,
        Extractor("boat", base_url=stand_in.url) as extractor,
    ):
        assert not extractor.extract(filing).complete
        assert extractor.extract(filing).complete


def test_wrong_types_are_an_answer_that_says_nothing(filing: Filing) -> None:
    wrong = completion({"form_type": [8], "address": "here", "items": {"number": 5}, "name": [1]})
    with StandIn(wrong) as stand_in:
        extraction = extracted(filing, stand_in.url)
    assert extraction.complete
    assert stand_in.calls == extraction.usage.calls == 2 * QUESTIONS
    assert all(each.evidence == () for each in extraction.readings[-1].candidates)


def test_a_quote_that_is_nowhere_is_kept_as_ungrounded(filing: Filing) -> None:
    def invent(body: dict[str, object]) -> Reply:
        if "signature block" not in str(body["messages"]):
            return stating_nothing(body)
        names = ("registrant", "signed_on", "name", "title")
        return completion(dict(zip(names, ("ALBATROSS", None, "Ann Heron", "Pirate"), strict=True)))

    with StandIn(invent) as stand_in:
        extraction = extracted(filing, stand_in.url)
    assert extraction.complete
    assert extraction.usage.calls == QUESTIONS + 1
    said = {each.path: each for each in extraction.readings[-1].candidates if each.quote}
    assert said["signature.title"].quote == "Pirate"
    assert said["signature.title"].evidence == ()
    assert said["signature.name"].evidence
    assert "Pirate" not in str(extraction.record)
    assert "ALBATROSS" not in str(extraction.record)


def test_tools_mode(filing: Filing) -> None:
    settings = Settings(mode="tools")
    with (
        StandIn(stating_nothing) as stand_in,
        Extractor("boat", base_url=stand_in.url, settings=settings) as extractor,
    ):
        assert extractor.extract(filing).complete
    assert all("tools" in each.body for each in stand_in.received)
