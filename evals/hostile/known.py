"""Answers that are known already, and an end to asking for others.

A run over poisoned filings takes hours with a model on this machine. What it has learnt is kept, so
that the next start goes on where this one ended, and a limit of time ends it between two questions.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from extractor.errors import ExtractorError
from extractor.llm.cache import Answer, AnswerStore
from extractor.llm.recorded import MissingAnswer, RecordedAnswers


class TimeIsOver(ExtractorError):
    """A question that nobody has an answer to, put when no more are to be asked."""


class Known:
    """An answer store: recorded answers first, then those that are kept, then the model's.

    Questions that the poison did not touch are the same as those of the clean filing, so the
    recorded ones answer them. After `seconds` a question without an answer raises TimeIsOver.
    """

    def __init__(
        self, kept: AnswerStore, recorded: Path | None = None, seconds: float | None = None
    ) -> None:
        self._kept = kept
        self._recorded = RecordedAnswers(recorded) if recorded is not None else None
        self._end = None if seconds is None else time.monotonic() + seconds
        self.found = 0
        self.asked = 0

    def get(self, key: str) -> Answer | None:
        """The known answer, None where the model is to be asked; raises TimeIsOver."""
        answer = self._of_recorded(key) or self._kept.get(key)
        if answer is not None:
            self.found += 1
            return answer
        if self._end is not None and time.monotonic() >= self._end:
            raise TimeIsOver("the time is over, and this question has no answer yet")
        self.asked += 1
        return None

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer."""
        self._kept.put(key, answer)

    @asynccontextmanager
    async def within_time(self) -> AsyncIterator[None]:
        """What is asked inside is given up when the time is over: raises TimeIsOver.

        What begins later may still be answered by what is known.
        """
        left = None if self._end is None else self._end - time.monotonic()
        try:
            async with asyncio.timeout(left if left is not None and left > 0 else None):
                yield
        except TimeoutError:
            raise TimeIsOver("the time is over, and an answer was waited for") from None

    def _of_recorded(self, key: str) -> Answer | None:
        try:
            return self._recorded.get(key) if self._recorded is not None else None
        except MissingAnswer:
            return None
