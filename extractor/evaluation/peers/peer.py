"""What all peers have in common: the store is looked up first, every call is counted."""

import hashlib
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, ClassVar

from extractor.errors import ExtractorError
from extractor.evaluation.peers.answer import PeerAnswer, fitted, from_stored, to_stored
from extractor.evaluation.peers.line import Line
from extractor.forms.base import Form
from extractor.llm.cache import AnswerStore, answer_key
from extractor.llm.endpoint import Endpoint
from extractor.llm.faults import EndpointFault

MOST_TOKENS = 1024
"""Completion tokens of one answer of a peer, at most."""


class MissingPeer(ExtractorError):
    """The library of a peer is not installed."""

    def __init__(self, package: str) -> None:
        super().__init__(
            f"comparing with {package} needs the package {package}, which is not installed: "
            "pip install 'filing-extractor[peers]'"
        )


class Unanswered(ExtractorError):
    """A peer has no record: the endpoint answered, but with nothing that it could use."""


class Peer(ABC):
    """Another system on one form, with one model."""

    name: ClassVar[str]
    """The name of the system, and of the package that it is."""

    def __init__(self, form: Form, endpoint: Endpoint, answers: AnswerStore) -> None:
        self.form = form
        self.endpoint = endpoint
        self.sampling: Mapping[str, Any] = {**endpoint.sampling, "max_tokens": MOST_TOKENS}
        self._answers = answers

    async def ask(self, document_text: str) -> PeerAnswer:
        """What the peer says of the text of a main document.

        A stored answer is given again. Where the endpoint fails, the answer has a problem and no
        record, and is not stored.
        """
        key = self._key(document_text)
        stored = self._answers.get(key)
        known = from_stored(stored) if stored is not None else None
        if known is not None:
            return known
        began = time.monotonic()
        record: Mapping[str, Any] = {}
        problem, failed = "", False
        async with Line(self.endpoint) as line:
            try:
                record = fitted(self.form.schema, await self._record(line, document_text))
            except (EndpointFault, Unanswered) as fault:
                problem, failed = str(fault), isinstance(fault, EndpointFault)
        answer = PeerAnswer(
            record=record,
            calls=line.calls,
            prompt_tokens=line.prompt_tokens,
            completion_tokens=line.completion_tokens,
            seconds=round(time.monotonic() - began, 3),
            cut=line.cut,
            problem=problem,
        )
        if not failed:
            self._answers.put(key, to_stored(answer))
        return answer

    @abstractmethod
    async def _record(self, line: Line, text: str) -> Mapping[str, Any]:
        """The record of a text. Raises EndpointFault, or Unanswered."""

    @abstractmethod
    def _asked(self) -> Mapping[str, Any]:
        """All that is asked beside the text, as JSON: prompts, examples, schema."""

    def _key(self, text: str) -> str:
        return answer_key(
            {
                "peer": self.name,
                "library": version(self.name),
                "model": self.endpoint.model_id,
                "endpoint": self.endpoint.identity,
                "sampling": self.sampling,
                "asked": answer_key(self._asked()),
                "schema": self.form.schema_version,
                "text": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            }
        )
