"""What is known already is not asked for again, and nothing is asked for when the time is over."""

import asyncio
from pathlib import Path

import pytest

from evals.hostile.known import Known, TimeIsOver
from extractor.llm.cache import Answer, AnswerCache
from extractor.llm.recorded import Recorder

ONE, TWO = Answer("{}", 1, 10, 2), Answer('{"a": 1}', 1, 10, 2)


def test_recorded_answers_come_before_those_that_are_kept(tmp_path: Path) -> None:
    kept = AnswerCache(tmp_path / "kept")
    kept.put("a" * 64, TWO)
    kept.put("b" * 64, TWO)
    recorder = Recorder(AnswerCache(None))
    recorder.put("a" * 64, ONE)
    recorder.save(tmp_path / "answers.jsonl")
    known = Known(kept, tmp_path / "answers.jsonl")
    assert [known.get(each * 64) for each in "abc"] == [ONE, TWO, None]
    assert (known.found, known.asked) == (2, 1)


def test_when_the_time_is_over_only_what_is_known_is_given(tmp_path: Path) -> None:
    known = Known(AnswerCache(tmp_path), seconds=0)
    known.put("a" * 64, ONE)
    assert known.get("a" * 64) == ONE
    with pytest.raises(TimeIsOver, match="no answer yet"):
        known.get("b" * 64)
    assert known.asked == 0


def test_an_answer_that_is_waited_for_is_given_up_when_the_time_is_over(tmp_path: Path) -> None:
    async def wait() -> None:
        async with Known(AnswerCache(tmp_path), seconds=0.01).within_time():
            await asyncio.Event().wait()

    with pytest.raises(TimeIsOver, match="waited for"):
        asyncio.run(wait())


def test_what_is_known_may_be_used_after_the_time(tmp_path: Path) -> None:
    async def use() -> str:
        async with Known(AnswerCache(tmp_path), seconds=0).within_time():
            await asyncio.sleep(0)
            return "used"

    assert asyncio.run(use()) == "used"
