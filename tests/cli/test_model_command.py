import hashlib
import time
from dataclasses import replace
from pathlib import Path
from typing import Self

import pytest

from extractor.cli.app import run
from extractor.llm import models
from extractor.llm.models import MODELS, ModelFile
from extractor.llm.server import ServerOptions

CONTENT = b"weights"
DEFAULT, SMALL = (
    replace(
        model,
        size=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
    )
    for model in MODELS
)


@pytest.fixture(autouse=True)
def tiny_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MODELS", (DEFAULT, SMALL))
    monkeypatch.setattr("extractor.cli.model.MODELS", (DEFAULT, SMALL))
    monkeypatch.setenv("EXTRACTOR_OFFLINE", "true")


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "cache of models"
    monkeypatch.setenv("EXTRACTOR_MODEL_DIR", str(path))
    return path


@pytest.fixture
def given(tmp_path: Path) -> Path:
    path = tmp_path / "given.gguf"
    path.write_bytes(CONTENT)
    return path


def place(model: ModelFile, directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / model.file_name
    path.write_bytes(CONTENT)
    return path


Captured = pytest.CaptureFixture[str]


def test_list_tells_each_model_and_where_it_is(directory: Path, capsys: Captured) -> None:
    path = place(SMALL, directory)
    assert run(["model", "list"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.split("  ")[0] == "qwen2.5-coder-1.5b (local)"
    assert first.endswith("Apache-2.0  not fetched")
    assert second.startswith("qwen2.5-coder-0.5b ")
    assert second.endswith(f"Apache-2.0  {path}")


def test_pull_takes_a_file_and_tells_path_and_source(
    directory: Path, given: Path, capsys: Captured
) -> None:
    assert run(["model", "pull", "--path", str(given)]) == 0
    out, err = capsys.readouterr()
    assert out == f"{directory / DEFAULT.file_name} (source: path)\n"
    assert err == ""
    assert (directory / DEFAULT.file_name).read_bytes() == CONTENT


def test_pull_takes_the_file_of_the_settings(
    directory: Path, given: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXTRACTOR_MODEL_PATH", str(given))
    assert run(["model", "pull", "qwen2.5-coder-0.5b"]) == 0
    assert capsys.readouterr().out == f"{directory / SMALL.file_name} (source: path)\n"


def test_a_file_that_is_named_is_the_only_source(
    directory: Path, tmp_path: Path, capsys: Captured
) -> None:
    assert run(["model", "pull", "--path", str(tmp_path / "none.gguf")]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "none.gguf is no file" in err
    assert "mirror" not in err


def test_sources_can_be_chosen(directory: Path, capsys: Captured) -> None:
    assert run(["model", "pull", "--source", "mirror", "--source", "hub"]) == 1
    err = capsys.readouterr().err
    assert err.index("mirror: not asked") < err.index("hub: not asked")
    assert "path: " not in err


def test_a_source_that_failed_is_told(
    directory: Path, given: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXTRACTOR_MODEL_SOURCES", '["attic", "path"]')
    monkeypatch.setenv("EXTRACTOR_MODEL_PATH", str(given))
    assert run(["model", "pull"]) == 0
    assert "passed over attic: no such source" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["pull", "path", "serve"])
def test_an_unknown_model_is_told_the_known_ones(
    command: str, directory: Path, capsys: Captured
) -> None:
    assert run(["model", command, "nonsense"]) == 1
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert "'nonsense' is no embedded model" in err


def test_path_prints_the_path_alone(directory: Path, capsys: Captured) -> None:
    path = place(DEFAULT, directory)
    assert run(["model", "path"]) == 0
    assert capsys.readouterr() == (f"{path}\n", "")


@pytest.mark.parametrize("command", ["path", "serve"])
def test_a_model_that_is_not_here_must_be_pulled(
    command: str, directory: Path, capsys: Captured
) -> None:
    place(SMALL, directory).write_bytes(b"changed")
    assert run(["model", command, SMALL.name]) == 1
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert f"extractor model pull {SMALL.name}" in err


def test_a_setting_without_sense_is_told(
    directory: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXTRACTOR_MODEL_SOURCES", "hub")
    assert run(["model", "pull"]) == 2
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert "EXTRACTOR_MODEL_SOURCES" in err


class Served:
    """Stands for the server and notes how it was started and that it was stopped."""

    started: list[tuple[Path, str, ServerOptions]]
    stopped: int

    def __init__(self, path: Path, model_id: str, options: ServerOptions) -> None:
        self.started.append((path, model_id, options))
        self.url, self.key, self.model_id = "http://127.0.0.1:4000/v1", "secret", model_id

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        type(self).stopped += 1


def test_serve_tells_url_and_key_and_ends_with_ctrl_c(
    directory: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    Served.started, Served.stopped = [], 0
    monkeypatch.setattr("extractor.llm.server.EmbeddedServer", Served)
    monkeypatch.setattr(time, "sleep", interrupted)
    path = place(DEFAULT, directory)
    assert run(["model", "serve", "--port", "4000"]) == 0
    assert Served.started == [(path, DEFAULT.id, ServerOptions(port=4000))]
    assert Served.stopped == 1
    out = capsys.readouterr().out
    assert "http://127.0.0.1:4000/v1" in out
    assert out.count("secret") == 1
    assert DEFAULT.id in out
