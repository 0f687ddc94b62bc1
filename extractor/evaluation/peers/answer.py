"""What a peer says of a filing, and how much of a model's answer can be read."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import from_json

from extractor.forms.schema import without_none
from extractor.llm.cache import Answer


@dataclass(frozen=True)
class PeerAnswer:
    """A peer's record of one filing and what it cost, also where it came from a store.

    `record` has the shape of the form's schema; a key that is not there is null. `cut` counts
    answers that ended at the token limit; they count as far as they go. `problem` is a sentence
    where the peer failed, else empty. `cached` says that nothing was asked now.
    """

    record: Mapping[str, Any]
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    cut: int = 0
    problem: str = ""
    cached: bool = field(default=False, compare=False)


_PEER_ANSWER = TypeAdapter(PeerAnswer)


def to_stored(answer: PeerAnswer) -> Answer:
    """A peer's answer as a store of answers keeps it."""
    return Answer(
        content=json.dumps(asdict(answer), ensure_ascii=False),
        calls=answer.calls,
        prompt_tokens=answer.prompt_tokens,
        completion_tokens=answer.completion_tokens,
        seconds=answer.seconds,
    )


def from_stored(stored: Answer) -> PeerAnswer | None:
    """The peer's answer that a store kept; None where it is none."""
    try:
        return replace(_PEER_ANSWER.validate_json(stored.content), cached=True)
    except ValidationError:
        return None


def salvaged(content: str) -> Mapping[str, Any]:
    """The JSON object of an answer as far as it can be read; a cut text ends where it is cut."""
    try:
        answer = from_json(content, allow_partial="trailing-strings")
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def fitted(schema: type[BaseModel], given: object) -> dict[str, Any]:
    """What of an answer has the shape of a schema. Rows that say nothing are left out."""
    if not isinstance(given, Mapping):
        return {}
    return {
        name: _member(without_none(info.annotation), given[name])
        for name, info in schema.model_fields.items()
        if name in given
    }


def _member(annotation: Any, given: object) -> Any:
    if get_origin(annotation) in (list, tuple):
        rows = given if isinstance(given, list) else []
        fitting = (_member(get_args(annotation)[0], each) for each in rows)
        return [row for row in fitting if not _says_nothing(row)]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return fitted(annotation, given)
    return given if isinstance(given, str | int | float) else None


def _says_nothing(row: object) -> bool:
    leaves = row.values() if isinstance(row, Mapping) else (row,)
    return all(leaf is None or leaf == "" for leaf in leaves)
