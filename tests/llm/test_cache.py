"""The store of answers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.llm.cache import Answer, AnswerCache, answer_key

ANSWER = Answer('{"name": "Egret ü"}', 2, 100, 7)
KEY = answer_key({"model": "a"})

WRITER = """
import sys
from pathlib import Path
from extractor.llm.cache import Answer, AnswerCache

cache = AnswerCache(Path(sys.argv[1]))
for number in range(200):
    cache.put(sys.argv[2], Answer(sys.argv[3] * 5_000, number, 1, 1))
    found = cache.get(sys.argv[2])
    assert found is not None and len(set(found.content)) == 1 and len(found.content) == 5_000
"""


def stored(folder: Path) -> list[Path]:
    """Every file of a cache."""
    return [each for each in folder.rglob("*") if each.is_file()]


def test_an_answer_comes_back_as_it_was(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "answers")
    assert cache.get(KEY) is None
    cache.put(KEY, ANSWER)
    assert AnswerCache(tmp_path / "answers").get(KEY) == ANSWER
    assert cache.get(answer_key({"model": "b"})) is None


def test_the_key_depends_on_everything_but_the_order() -> None:
    request = {"model": "a", "messages": ["x"], "sampling": {"seed": 0}}
    assert answer_key(request) == answer_key(dict(reversed(request.items())))
    for changed in ({"model": "b"}, {"messages": ["y"]}, {"sampling": {"seed": 1}}):
        assert answer_key({**request, **changed}) != answer_key(request)


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        json.dumps({"content": "{}", "calls": 1, "prompt_tokens": 1}).encode(),
        json.dumps({"content": 5, "calls": 1, "prompt_tokens": 1, "completion_tokens": 1}).encode(),
        json.dumps(
            {"content": "{}", "calls": "1", "prompt_tokens": 1, "completion_tokens": 1}
        ).encode(),
    ],
)
def test_a_damaged_file_is_as_good_as_none_and_is_replaced(tmp_path: Path, damaged: bytes) -> None:
    cache = AnswerCache(tmp_path)
    cache.put(KEY, ANSWER)
    (file,) = stored(tmp_path)
    file.write_bytes(damaged)
    assert cache.get(KEY) is None
    cache.put(KEY, ANSWER)
    assert cache.get(KEY) == ANSWER


def test_a_file_cut_anywhere_is_never_half_an_answer(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path)
    cache.put(KEY, ANSWER)
    (file,) = stored(tmp_path)
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert cache.get(KEY) is None


def test_a_write_that_is_cut_off_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = AnswerCache(tmp_path)

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    cache.put(KEY, ANSWER)
    assert stored(tmp_path) == []
    assert cache.get(KEY) is None


def test_a_folder_that_cannot_be_written_is_harmless(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    cache = AnswerCache(blocked / "answers")
    cache.put(KEY, ANSWER)
    assert cache.get(KEY) is None
    assert blocked.read_text() == "not a folder"


def test_without_a_folder_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cache = AnswerCache(None)
    cache.put(KEY, ANSWER)
    assert cache.get(KEY) is None
    assert list(tmp_path.iterdir()) == []


def test_two_processes_may_write_the_same_answer(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), KEY, letter],
            env=os.environ,
            stderr=subprocess.PIPE,
        )
        for letter in "ab"
    ]
    for writer in writers:
        _, said = writer.communicate()
        assert writer.returncode == 0, said.decode()
    assert [each.suffix for each in stored(tmp_path)] == [".json"]
