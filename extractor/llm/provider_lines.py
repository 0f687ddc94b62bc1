"""The lines of a provider's batch: requests that go in, answers that come out. Pure.

A request is known by the hash of itself. So an answer is one to whoever would ask the same, in
whatever file and order it comes.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from openai.types.chat import ChatCompletion

from extractor.llm.cache import answer_key
from extractor.llm.transport import is_completion

PATH: Final = "/v1/chat/completions"
"""What each request of a batch is sent to, in the provider's own words."""
_SUCCESS = 200


@dataclass(frozen=True)
class Line:
    """What became of a request: its completion as JSON text, or a word on why there is none."""

    id: str
    completion: str | None
    fault: str = ""


@dataclass(frozen=True)
class Results:
    """What came of requests, by their ids: each has an answer or a fault, never both.

    `unread` counts lines that say nothing, `repeated` answers to what was answered already, of
    which the first counts.
    """

    answers: Mapping[str, str]
    faults: Mapping[str, str]
    unread: int = 0
    repeated: int = 0


def request_line(request: Mapping[str, Any]) -> str:
    """A request as a line of the file that a batch is made of."""
    line = {"custom_id": answer_key(request), "method": "POST", "url": PATH, "body": request}
    return f"{json.dumps(line)}\n"


def id_of(line: str) -> str:
    """The id of a line of `request_line`."""
    return str(json.loads(line)["custom_id"])


def completion_of(answer: str) -> ChatCompletion:
    """The completion of an answer of `Results`, as the openai client would have it."""
    return ChatCompletion.construct(**json.loads(answer))


def results_of(lines: Iterable[str]) -> Results:
    """What the files of a batch say, its answers and its errors, in any order."""
    answers: dict[str, str] = {}
    faults: dict[str, str] = {}
    unread = repeated = 0
    for text in filter(None, map(str.strip, lines)):
        line = read_line(text)
        if line is None:
            unread += 1
        elif line.completion is None:
            faults[line.id] = line.fault
        elif line.id in answers:
            repeated += 1
        else:
            answers[line.id] = line.completion
    left = {name: fault for name, fault in faults.items() if name not in answers}
    return Results(answers, left, unread, repeated)


def read_line(text: str) -> Line | None:
    """What a line of a batch's files says; None where it does not say of which request."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return None
    name = given.get("custom_id") if isinstance(given, dict) else None
    if not isinstance(name, str):
        return None
    response = given.get("response")
    response = response if isinstance(response, dict) else {}
    body = response.get("body")
    body = body if isinstance(body, dict) else {}
    if fault := _fault(given, response, body):
        return Line(name, None, fault)
    if not is_completion(ChatCompletion.construct(**body)):
        return Line(name, None, "no chat completion")
    return Line(name, json.dumps(body))


def _fault(given: Mapping[str, Any], response: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    """Why a request has no answer, in a word; "" where it has."""
    error = given.get("error") or body.get("error")
    if error:
        code = error.get("code") or error.get("type") if isinstance(error, dict) else None
        return str(code or "error")[:80]
    status = response.get("status_code")
    return "" if status == _SUCCESS else f"HTTP {status}"
