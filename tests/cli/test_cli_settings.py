"""Settings of the environment, as the command line takes them."""

from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize(
    "command", [("cache", "path"), ("cache", "clear"), ("model", "list"), ("batch", "status")]
)
def test_every_command_takes_it_for_wrong_usage(
    cli: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("EXTRACTOR_STORE", f"sqlite:///{tmp_path / 'review.db'}")
    monkeypatch.setenv("EXTRACTOR_TIMEOUT", "soon")
    done = cli(*command)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("extractor: EXTRACTOR_TIMEOUT: ")
    assert done.err.count("\n") == 1


def test_an_empty_folder_of_answers_is_not_the_one_that_one_stands_in(
    cli: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "mine.txt").write_text("kept")
    monkeypatch.setenv("EXTRACTOR_CACHE_DIR", "")
    assert cli("cache", "clear").code == 0
    assert (tmp_path / "answers" / "mine.txt").exists()
