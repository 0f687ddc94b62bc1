"""`extractor demo`, with recorded answers in the place of the model."""

import sys
import webbrowser
from pathlib import Path
from typing import Any

import pytest

from extractor.cli import demo_run
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.llm import pull
from extractor.llm.models import ModelFile, ModelUnavailable, lookup
from extractor.llm.pull import Pulled
from extractor.llm.recorded import RecordedAnswers
from extractor.pipeline import Extractor
from extractor.settings import Settings


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "demo.html"


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model's file is said to be here."""
    there = Pulled(Path("model.gguf"), "hub")
    monkeypatch.setattr(pull, "cached", lambda model, folder: there)


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch, root: Path, fetched: None) -> None:
    """The model's answers are those that were recorded."""

    def ask(filing: Filing, settings: Settings) -> Extraction:
        answers = RecordedAnswers(root / "evals/answers/abs-8-k.jsonl")
        with Extractor("local", answers=answers, settings=settings) as extractor:
            return extractor.extract(filing)

    monkeypatch.setattr(demo_run, "_ask", ask)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that are opened in a browser."""
    addresses: list[str] = []
    monkeypatch.setattr(webbrowser, "open", addresses.append)
    monkeypatch.setenv("DISPLAY", ":0")
    return addresses


def _line(text: str, label: str) -> list[str]:
    line = next(each for each in text.splitlines() if each.strip().startswith(label))
    return [cell for cell in line.split("  ") if cell.strip()]


def test_the_model_answers_beside_the_baselines(
    cli: Any, out: Path, recorded: None, opened: list[str]
) -> None:
    done = cli("demo", "--out", out)
    assert done.code == 0
    first, _, second = done.out.partition("fields: ")
    assert "Read by the baselines in " in first
    assert "one reader, to review" in first
    assert "sum to the pool balance of 198,644,095.79" in first
    assert "baselines" in second
    cells = [cell.strip() for cell in _line(second, "deal.cut_off_date")]
    assert cells == ["deal.cut_off_date", "2002-02-01", "2002-02-01", "accepted"]
    assert opened == [out.as_uri()]
    assert "llm: “" in out.read_text()


def test_without_model_and_network_one_sentence_is_said(
    cli: Any, out: Path, opened: list[str]
) -> None:
    done = cli("demo", "--out", out, "--offline", "--no-open")
    assert done.code == 0
    assert done.err.count("\n") == 1
    assert "could not be fetched" in done.err
    assert "one reader, to review" in done.out
    assert "NEW CENTURY MORTGAGE SECURITIES, INC." in out.read_text()
    assert opened == []


def test_a_model_that_does_not_start_is_one_sentence(
    cli: Any, out: Path, fetched: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(filing: Filing, settings: Settings) -> Extraction:
        raise ModelUnavailable("the runtime is not installed: pip install it")

    monkeypatch.setattr(demo_run, "_ask", ask)
    done = cli("demo", "--out", out)
    assert (done.code, done.err) == (0, "extractor: the runtime is not installed: pip install it\n")


def test_ctrl_c_keeps_what_was_shown(
    cli: Any, out: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(known: ModelFile, **_: object) -> Pulled:
        assert known == lookup("local")
        raise KeyboardInterrupt

    monkeypatch.setattr(pull, "pull", interrupted)
    done = cli("demo", "--out", out)
    assert done.code == 0
    assert "fetching the model (1.1 GB, once). Ctrl-C keeps the above." in done.err
    assert "stopped; the same command goes on from here" in done.err
    assert out.read_text().startswith("<!DOCTYPE html>")
    assert opened == []


def test_no_screen_no_browser(
    cli: Any, out: Path, recorded: None, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert cli("demo", "--out", out).code == 0
    assert opened == []


def test_a_page_that_cannot_be_written_is_told(cli: Any, tmp_path: Path) -> None:
    done = cli("demo", "--offline", "--out", tmp_path / "gone/demo.html")
    assert done.code == 1
    assert "gone/demo.html cannot be written" in done.err


def test_the_filing_is_the_reference(reference_path: Path) -> None:
    filing = demo_run.demo_filing()
    assert filing.sha256 == Filing.from_path(reference_path).sha256


def test_the_filing_itself_can_be_had(cli: Any, tmp_path: Path, reference_path: Path) -> None:
    done = cli("demo", "--filing", tmp_path / "FILING.txt")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert (tmp_path / "FILING.txt").read_bytes() == reference_path.read_bytes()
    assert "cannot be written" in cli("demo", "--filing", tmp_path / "gone/FILING.txt").err
