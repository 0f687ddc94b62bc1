"""Recorded answers."""

from pathlib import Path

import pytest

from extractor.errors import ExtractorError
from extractor.llm.cache import Answer, AnswerCache
from extractor.llm.recorded import MissingAnswer, RecordedAnswers, Recorder

ONE, TWO = Answer('{"name": "Tern ü"}', 1, 100, 7, 1.25), Answer("{}", 2, 50, 3)


def test_what_was_given_or_kept_is_recorded_and_nothing_else(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "cache")
    cache.put("b" * 64, TWO)
    cache.put("c" * 64, TWO)
    recorder = Recorder(cache)
    assert recorder.get("b" * 64) == TWO
    assert recorder.get("d" * 64) is None
    recorder.put("a" * 64, ONE)
    file = tmp_path / "folder/answers.jsonl"
    recorder.save(file)
    recorded = RecordedAnswers(file)
    assert recorded.get("a" * 64) == ONE
    assert recorded.get("a" * 64).seconds == 1.25
    assert recorded.get("b" * 64) == TWO
    assert cache.get("a" * 64) == ONE
    with pytest.raises(MissingAnswer, match="record it again"):
        RecordedAnswers(file).get("c" * 64)


def test_a_recording_is_in_the_order_of_the_keys(tmp_path: Path) -> None:
    files = []
    for keys in (("a", "b"), ("b", "a")):
        recorder = Recorder(AnswerCache(None))
        for key in keys:
            recorder.put(key, ONE)
        files.append(tmp_path / f"{keys[0]}.jsonl")
        recorder.save(files[-1])
    assert files[0].read_text() == files[1].read_text()


def test_a_damaged_recording_is_named_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    for damage in ("{", "[]", '{"key": "a"}', '{"content": "x"}'):
        recorder = Recorder(AnswerCache(None))
        recorder.put("a", ONE)
        recorder.save(file)
        file.write_text(file.read_text() + damage + "\n")
        with pytest.raises(ExtractorError, match="line 2 is no recorded answer"):
            RecordedAnswers(file)
    with pytest.raises(ExtractorError, match="cannot be read"):
        RecordedAnswers(tmp_path / "none.jsonl")
