"""Answers that a provider gave ahead, in the place of its endpoint."""

from collections.abc import Callable, Mapping
from typing import Any

from openai.types.chat import ChatCompletion

from extractor.llm.cache import answer_key
from extractor.llm.faults import NoAnswer
from extractor.llm.provider_lines import completion_of, request_line


class NotPrepaid(NoAnswer):
    """A request that nobody has answered yet."""


class Prepaid:
    """Gives the answers that there are; every other request is noted, and fails.

    A client that sends its requests here does with the answers all that it does with those of an
    endpoint: it checks them, asks again where they are wrong, books and keeps them. `want` is
    given each request without an answer, as a line of a batch.
    """

    def __init__(self, answers: Mapping[str, str], want: Callable[[str], None]) -> None:
        self._answers = answers
        self._want = want
        self.missed = 0

    async def create(self, **request: Any) -> ChatCompletion:
        """The completion that a request was answered with; raises NotPrepaid."""
        answer = self._answers.get(answer_key(request))
        if answer is None:
            self.missed += 1
            self._want(request_line(request))
            raise NotPrepaid("no batch has answered this question yet")
        return completion_of(answer)
