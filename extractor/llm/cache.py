"""Answers of a model kept on disk by the hash of all they depend on. Failures never enter."""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError


@dataclass(frozen=True, slots=True)
class Answer:
    """A model's last answer to one question, re-asks over.

    `content` is the JSON text as the model gave it. Tokens, calls and seconds count every try.
    """

    content: str
    calls: int
    prompt_tokens: int
    completion_tokens: int
    seconds: float = field(default=0.0, compare=False)


_ANSWER = TypeAdapter(Answer)


def answer_key(request: Mapping[str, Any]) -> str:
    """The hash of a request: model, messages, schema, sampling."""
    return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()


class AnswerStore(Protocol):
    """Where answers are looked up before a model is asked, and kept afterwards."""

    def get(self, key: str) -> Answer | None:
        """The stored answer, None where the model is to be asked."""

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer."""


class AnswerCache:
    """A folder of answers, safe for several processes: files appear whole or not at all."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, key: str) -> Answer | None:
        """The stored answer; None where there is none, or a damaged one."""
        if self._folder is None:
            return None
        try:
            return _ANSWER.validate_json(self._file(key).read_bytes(), strict=True)
        except (OSError, ValidationError):
            return None

    def put(self, key: str, answer: Answer) -> None:
        """Store an answer. A cache that cannot be written is no reason to lose the answer."""
        if self._folder is None:
            return
        file = self._file(key)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
        except OSError:
            return
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(asdict(answer), out)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        assert self._folder is not None
        return self._folder / key[:2] / f"{key}.json"
