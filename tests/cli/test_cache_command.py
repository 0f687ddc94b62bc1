from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.llm.cache import Answer, AnswerCache
from extractor.settings import Settings


def test_clear_deletes_the_answers_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Settings().cache_dir
    AnswerCache(folder / "answers").put("ab" * 32, Answer("{}", 1, 2, 3))
    (folder / "models").mkdir()
    (folder / "models/a.gguf").write_bytes(b"x")
    assert run(["cache", "clear"]) == 0
    assert capsys.readouterr().out.startswith("1 answers deleted (")
    assert [each.name for each in folder.rglob("*") if each.is_file()] == ["a.gguf"]
    assert run(["cache", "clear"]) == 0
    assert capsys.readouterr().out.startswith("0 answers deleted")


def test_path_is_where_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cache", "path"]) == 0
    assert Path(capsys.readouterr().out.strip()) == Settings().cache_dir / "answers"
