"""A key is planted, and looked for in all that is said and kept."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.errors import ExtractorError
from extractor.filing.model import Filing
from extractor.llm.endpoint import remote_endpoint
from extractor.pipeline import Extractor
from extractor.settings import Settings
from tests.replay import recording
from tests.stand_in import Reply, Script, StandIn, completion, document, stating_nothing, status

MARKER = "sk-planted-0f9e8d7c6b5a4938"
FORMATS = ("json", "csv", "xlsx", "parquet")


@pytest.fixture(autouse=True)
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", MARKER)


def echoing(code: int) -> Reply:
    """An endpoint's error that tells the key back, as some do."""
    body = json.dumps({"error": {"message": f"Incorrect API key provided: {MARKER}"}})
    return Reply(code, body.encode(), {"Content-Type": "application/json", "X-Key": MARKER})


def files_of(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.read_bytes()


def holds(data: bytes) -> bool:
    return MARKER.encode() in data


REPLIES: dict[str, Script] = {
    "an answer": stating_nothing,
    "401 with the key": echoing(401),
    "400 with the key": echoing(400),
    "500 with the key": echoing(500),
    "a page with the key": document(f"<html>{MARKER}</html>", "text/html"),
    "no JSON": completion("{"),
    "429": status(429),
}


@pytest.mark.parametrize("reply", REPLIES)
def test_no_output_message_or_file_holds_the_key(
    reply: str,
    reference_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("EXTRACTOR_ATTEMPTS", "1")
    monkeypatch.setenv("EXTRACTOR_DEBUG", "1")
    with StandIn(REPLIES[reply]) as stand_in:
        run(
            [
                *("extract", str(reference_path), "--model", "boat", "--base-url", stand_in.url),
                *("--format", "html", "--out", str(tmp_path / "out.html")),
            ]
        )
        sent = {each.headers["authorization"] for each in stand_in.received}
    assert sent == {f"Bearer {MARKER}"}
    assert not holds("".join(capfd.readouterr()).encode())
    assert not any(holds(each) for each in files_of(tmp_path))


def test_nor_does_what_the_client_logs_when_it_is_told_to(reference_path: Path) -> None:
    with StandIn(REPLIES["401 with the key"]) as stand_in:
        done = subprocess.run(
            [
                *(sys.executable, "-c", "from extractor.cli import main; main()"),
                *("extract", str(reference_path), "--model", "boat", "--base-url", stand_in.url),
            ],
            env={**os.environ, "EXTRACTOR_DEBUG": "1", "OPENAI_LOG": "debug"},
            capture_output=True,
            check=False,
        )
    assert stand_in.received
    assert not holds(done.stdout + done.stderr)


@pytest.mark.parametrize("format", FORMATS)
def test_no_format_holds_the_key(format: str, reference_path: Path, tmp_path: Path) -> None:
    with StandIn(stating_nothing) as stand_in:
        run(
            [
                *("extract", str(reference_path), "--model", "boat", "--base-url", stand_in.url),
                *("--format", format, "--out", str(tmp_path / f"out-{format}")),
            ]
        )
    assert stand_in.received
    kept = list(files_of(tmp_path))
    assert kept
    assert not any(holds(each) for each in kept)


def test_a_run_its_report_and_recorded_answers_do_not(
    root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with StandIn(stating_nothing) as stand_in:
        run(
            [
                *("eval", str(root / "evals/datasets/abs-8-k"), "--only", "new-century-2002-1"),
                *("--system", "reconciled", "--system", "instructor", "--model", "boat"),
                *("--base-url", stand_in.url, "--record", str(tmp_path / "answers.jsonl")),
                *("--json", str(tmp_path / "runs"), "--html", str(tmp_path / "report.html")),
            ]
        )
    assert stand_in.received
    assert not holds("".join(capfd.readouterr()).encode())
    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert {"answers.jsonl", "report.html"} <= names
    assert not any(holds(each) for each in files_of(tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("reply", ["an answer", "401 with the key", "500 with the key"])
def test_no_job_store_or_result_does(
    reply: str,
    reference_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name, value in (("ATTEMPTS", "1"), ("JOBS_ROUNDS", "1"), ("CACHE", "0")):
        monkeypatch.setenv(f"EXTRACTOR_{name}", value)
    monkeypatch.setenv("EXTRACTOR_STORE", f"sqlite:///{tmp_path}/store/review.db")
    with StandIn(REPLIES[reply]) as stand_in:
        asked = ("--model", "boat", "--base-url", stand_in.url, "--wait")
        run(["batch", "submit", str(reference_path), *asked])
        assert stand_in.received
    said = "".join(capfd.readouterr())
    run(["batch", "results", said.split()[0], "--out", str(tmp_path / "results.jsonl")])
    run(["batch", "status", said.split()[0], "--json"])
    kept = list(files_of(tmp_path))
    assert any(each.startswith(b"SQLite format 3") for each in kept)
    assert not any(holds(each) for each in kept)
    assert not holds((said + "".join(capfd.readouterr())).encode())


def test_no_result_receipt_or_object_shows_the_key(reference_path: Path) -> None:
    with StandIn(stating_nothing) as stand_in:
        endpoint = remote_endpoint("boat", stand_in.url, Settings())
        with Extractor("boat", base_url=stand_in.url) as extractor:
            extraction = extractor.extract(Filing.from_path(reference_path))
            shown = repr(extractor) + repr(vars(extractor)) + repr(endpoint)
    assert endpoint.key == MARKER
    assert not holds((shown + repr(extraction.receipt) + repr(extraction.chunks)).encode())


def test_a_cassette_is_recorded_without_the_key(tmp_path: Path, reference_path: Path) -> None:
    path = tmp_path / "new.yaml"
    with (
        StandIn(stating_nothing) as stand_in,
        recording(path),
        Extractor("boat", base_url=stand_in.url) as extractor,
    ):
        extractor.extract(Filing.from_path(reference_path))
    assert path.is_file()
    assert not holds(path.read_bytes())


def test_what_is_committed_holds_no_key(root: Path) -> None:
    kept = [*(root / "cassettes").glob("*.yaml"), *(root / "evals/answers").glob("*.jsonl")]
    assert kept
    for path in kept:
        text = path.read_text("utf-8").lower()
        assert "bearer " not in text
        assert "authorization" not in text


@pytest.mark.parametrize(
    "url", [f"https://me:{MARKER}@host/v1", f"https://host/v1?key={MARKER}", f"http://{MARKER}@h"]
)
def test_an_address_with_a_secret_in_it_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(ExtractorError) as caught:
        remote_endpoint("boat", url, Settings())
    assert "OPENAI_API_KEY" in str(caught.value)
    assert MARKER not in str(caught.value)
