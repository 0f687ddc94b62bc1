"""Recorded answers: one file from which a run is repeated without a model and without network."""

import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from extractor.errors import ExtractorError
from extractor.llm.cache import Answer, AnswerStore

_ANSWER = TypeAdapter(Answer)


class MissingAnswer(ExtractorError):
    """A question whose answer was not recorded: prompt, schema, text or sampling has changed."""


class RecordedAnswers:
    """The answers of a file; a question that it has no answer to is an error, never asked.

    Raises ExtractorError where the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._answers = _load(path)

    def get(self, key: str) -> Answer:
        """The recorded answer; raises MissingAnswer."""
        answer = self._answers.get(key)
        if answer is None:
            raise MissingAnswer(
                f"{self._path} has no answer to a question that is put now, so it is of other "
                "prompts, schemas or filings; record it again (--record)"
            )
        return answer

    def put(self, key: str, answer: Answer) -> None:
        """Nothing is kept: nothing is asked."""


class Recorder:
    """Passes on to another store and remembers every answer that was given, to `save` it."""

    def __init__(self, store: AnswerStore) -> None:
        self._store = store
        self._answers: dict[str, Answer] = {}

    def get(self, key: str) -> Answer | None:
        """The answer of the other store."""
        answer = self._store.get(key)
        if answer is not None:
            self._answers[key] = answer
        return answer

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer there and here."""
        self._store.put(key, answer)
        self._answers[key] = answer

    def save(self, path: Path) -> None:
        """Write what was given, one answer a line, in the order of the keys."""
        lines = [
            json.dumps({"key": key, **asdict(answer)}, ensure_ascii=False)
            for key, answer in sorted(self._answers.items())
        ]
        part = path.with_suffix(".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            part.replace(path)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise ExtractorError(f"{path} cannot be written: {error.strerror}") from error


def _load(path: Path) -> dict[str, Answer]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ExtractorError(f"{path}: the recorded answers cannot be read: {error}") from error
    answers: dict[str, Answer] = {}
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            given = json.loads(line)
            answers[given.pop("key")] = _ANSWER.validate_json(json.dumps(given), strict=True)
        except (ValueError, AttributeError, KeyError, TypeError, ValidationError) as error:
            raise ExtractorError(f"{path}: line {number} is no recorded answer") from error
    return answers
