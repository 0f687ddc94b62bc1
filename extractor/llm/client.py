"""Asking a model for quotes: the one place that knows instructor and openai."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import instructor
from instructor.core import InstructorRetryException, ResponseParsingError
from pydantic import BaseModel, ValidationError
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt

from extractor.errors import ExtractorError
from extractor.llm.cache import Answer, AnswerStore, answer_key
from extractor.llm.endpoint import Endpoint
from extractor.llm.faults import EndpointFault, NoAnswer
from extractor.llm.quotes import QuoteSchema, merged, without_surrogates
from extractor.llm.senseless import MOST_CHARACTERS, why_senseless
from extractor.llm.transport import call, completing, connection
from extractor.records import Usage
from extractor.telemetry import instruments
from extractor.telemetry.models import told
from extractor.telemetry.telling import add
from extractor.text.view import View

# Both report failures on loggers that print to stderr; ours are told by the caller.
for _name in ("instructor", "openai"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False

_MODES = {"json_schema": instructor.Mode.JSON_SCHEMA, "tools": instructor.Mode.TOOLS}
_ASKS = 2
"""How often a question is put at most: once, and once more with what was wrong."""
_MOST_COMPLAINT = 4_000
"""Characters of what was wrong that are told: an answer of many wrong rows has as many errors."""
_REASKED = (ValidationError, json.JSONDecodeError, ResponseParsingError)


class Gate(Protocol):
    """What every request to an endpoint passes, each try of a retried one by itself."""

    async def before(self, request: Mapping[str, Any]) -> int:
        """Wait until the request may be sent; the tokens that are set aside for it."""

    async def after(self, aside: int, used: int) -> None:
        """The request is over: it used so many tokens of those set aside."""


@dataclass(frozen=True)
class Asked:
    """An answer as parsed JSON, its text, what it cost, and whether it came from the cache."""

    answer: Mapping[str, Any]
    stored: Answer
    cached: bool


@dataclass
class _Talk:
    """The exchange on one question: every response, and what all of them cost."""

    responses: list[Any]
    began: float = 0.0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def add(self, response: Any) -> None:
        self.responses.append(response)
        usage = getattr(response, "usage", None)
        self.prompt_tokens += _count(getattr(usage, "prompt_tokens", 0))
        self.completion_tokens += _count(getattr(usage, "completion_tokens", 0))

    @property
    def usage(self) -> Usage:
        return Usage(
            calls=len(self.responses),
            prompt_tokens=self.prompt_tokens,
            completion_tokens=self.completion_tokens,
            seconds=round(time.monotonic() - self.began, 3),
        )


class Client:
    """Puts questions to one model at one endpoint; async, safe for concurrent use.

    One client belongs to one event loop; `aclose` ends its connections. Until a first call has
    succeeded questions go one at a time, so that a dead endpoint or a wrong key is met once.
    `create` answers requests in the place of the endpoint.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        cache: AnswerStore,
        gate: Gate | None = None,
        create: Callable[..., Awaitable[Any]] | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._cache = cache
        self._gate = gate
        self._slots = asyncio.Semaphore(1)
        self._proven = False
        self._fault: EndpointFault | None = None
        self._openai = connection(endpoint)
        self._create = create or completing(self._openai)

    @property
    def endpoint(self) -> Endpoint:
        """Where the questions go."""
        return self._endpoint

    async def aclose(self) -> None:
        """Close the connections."""
        await self._openai.close()

    async def ask(self, schema: QuoteSchema, messages: list[dict[str, str]], chunk: View) -> Asked:
        """The answer to one question over one chunk.

        A quote that is not in the chunk, or that its grammar cannot read, is put to the model
        once more with the error; what it then answers is taken as it is. Raises NoAnswer for a
        refusal, a cut-off answer, no JSON, or an endpoint that fails. Where the endpoint rejects
        only the second request, which is the longer one, the first answer stands. A question that
        waits while the endpoint fails for another is not put any more; one that comes later has
        one try.
        """
        key = answer_key(self._request(schema, messages))
        stored = self._stored(key)
        found = {"extractor.cached": stored is not None}
        add(instruments.ANSWERS, 1, {**found, "gen_ai.request.model": self._endpoint.model})
        if stored is not None:
            return stored
        seen = self._fault
        talk = _Talk([])
        async with self._slots:
            fault = self._fault
            if fault is not None and (fault.fatal or fault is not seen):
                raise NoAnswer(str(fault)) from fault
            talk.began = time.monotonic()
            try:
                await self._talk(talk, schema, messages, chunk)
                parsed = _answer(talk.responses)
                if senseless := why_senseless(schema, parsed):
                    raise NoAnswer(senseless)
            except EndpointFault as failed:
                self._fault = failed
                raise NoAnswer(str(failed), usage=talk.usage) from failed
            except NoAnswer as unanswered:
                raise NoAnswer(
                    str(unanswered), refused=unanswered.refused, usage=talk.usage
                ) from unanswered
        # An escape may stand for half a character, which nothing can store.
        content = without_surrogates(json.dumps(parsed, ensure_ascii=False))
        usage = talk.usage
        answer = Answer(
            content, usage.calls, usage.prompt_tokens, usage.completion_tokens, usage.seconds
        )
        self._cache.put(key, answer)
        return Asked(parsed, answer, cached=False)

    def _stored(self, key: str) -> Asked | None:
        stored = self._cache.get(key)
        if stored is None:
            return None
        try:
            return Asked(_parse(stored.content), stored, cached=True)
        except NoAnswer:
            return None

    def _succeeded(self) -> None:
        self._fault = None
        if not self._proven:
            self._proven = True
            for _ in range(self._endpoint.concurrency - 1):
                self._slots.release()

    def _request(self, schema: QuoteSchema, messages: list[dict[str, str]]) -> dict[str, Any]:
        return {
            "model": self._endpoint.model_id,
            "endpoint": self._endpoint.identity,
            "mode": self._endpoint.mode,
            "sampling": self._endpoint.sampling,
            "schema": _asked(schema.model).model_json_schema(),
            "messages": messages,
        }

    async def _talk(
        self, talk: _Talk, schema: QuoteSchema, messages: list[dict[str, str]], chunk: View
    ) -> None:
        async def create(**request: Any) -> Any:
            endpoint = self._endpoint
            if talk.responses:
                _shorten(request["messages"][-1])
            response = await told(
                lambda: call(
                    self._send,
                    url=endpoint.url,
                    attempts=endpoint.attempts if self._fault is None else 1,
                    **request,
                ),
                provider=endpoint.provider,
                model=endpoint.model,
                url=endpoint.url,
                sampling=endpoint.sampling,
                messages=request["messages"],
            )
            _clean(response.choices[0].message)
            talk.add(response)
            self._succeeded()
            self._check_ended(response)
            return response

        ask: Callable[..., Any] = instructor.patch(create=create, mode=_MODES[self._endpoint.mode])
        retrying = AsyncRetrying(
            stop=stop_after_attempt(_ASKS),
            retry=retry_if_exception_type(_REASKED),
            reraise=True,
        )
        try:
            await ask(
                response_model=_asked(schema.model),
                context=_Context(chunk=chunk),
                max_retries=retrying,
                messages=messages,
                model=self._endpoint.model,
                **self._endpoint.sampling,
            )
        except InstructorRetryException as error:
            _raise_cause(error, talk)

    async def _send(self, **request: Any) -> Any:
        """One request, through the gate."""
        if self._gate is None:
            return await self._create(**request)
        aside = await self._gate.before(request)
        used = 0
        try:
            response = await self._create(**request)
            used = _count(getattr(getattr(response, "usage", None), "total_tokens", 0))
        finally:
            await self._gate.after(aside, used)
        return response

    def _check_ended(self, response: Any) -> None:
        """Raise where a response has no answer to look for: asking again would not help."""
        ended = response.choices[0].finish_reason
        if response.choices[0].message.refusal or ended == "content_filter":
            raise NoAnswer("the model refused to answer", refused=True)
        if ended == "length":
            limit = self._endpoint.sampling.get("max_tokens")
            raise NoAnswer(f"the model's answer was cut off at {limit} tokens")
        length = len(_content(response))
        if length > MOST_CHARACTERS:
            raise NoAnswer(
                f"the model's answer has {length:,} characters, more than the "
                f"{MOST_CHARACTERS:,} that are read"
            )


class _Context(dict[str, Any]):
    """What answers are validated with.

    With a context that is true instructor takes the messages for templates, and a filing could
    write some; with one that is not it still passes it on to the validators.
    """

    def __bool__(self) -> bool:
        return False


# Many questions have the same model, and both the cache and every request need its schema.
@lru_cache(maxsize=128)
def _asked(model: type[BaseModel]) -> type[BaseModel]:
    """The model of an answer as instructor would make it for itself, with its schema at hand."""
    made: type[BaseModel] = instructor.openai_schema(model)
    described = made.model_json_schema()
    made.model_json_schema = lambda *_, **__: described  # type: ignore[method-assign]
    return made


def _shorten(complaint: dict[str, Any]) -> None:
    """Cut a complaint about an answer to whole lines of a bounded length."""
    said = complaint["content"]
    if len(said) > _MOST_COMPLAINT:
        complaint["content"] = said[:_MOST_COMPLAINT].rpartition("\n")[0] + "\n(and more)"


def _raise_cause(error: Exception, talk: _Talk) -> None:
    """Raise what ended the exchange, unless an answer stands that only was not asked for anew.

    That is one that did not validate at last, or whose complaint the endpoint did not take.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, EndpointFault) and cause.rejected and talk.responses:
            return
        if isinstance(cause, ExtractorError):
            raise cause
        cause = cause.__cause__
    if not talk.responses:
        raise error


def _count(tokens: object) -> int:
    return tokens if isinstance(tokens, int) else 0


def _answer(responses: list[Any]) -> Mapping[str, Any]:
    """The last answer, completed by the one before it; raises NoAnswer where it is no JSON."""
    answer = _parse(_content(responses[-1]))
    for response in reversed(responses[:-1]):
        try:
            answer = merged(_parse(_content(response)), answer)
        except NoAnswer:
            continue
    return answer


def _content(response: Any) -> str:
    message = response.choices[0].message
    calls = message.tool_calls
    return (calls[0].function.arguments if calls else message.content) or ""


def _clean(message: Any) -> None:
    """Make an answer one that can be sent back and stored."""
    message.content = message.content and without_surrogates(message.content)
    for each in message.tool_calls or ():
        each.function.arguments = without_surrogates(each.function.arguments)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of an answer; one that gives a key twice says two things, and neither counts."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise NoAnswer("the model's answer gives a key of one object twice")
    return made


def _parse(content: str) -> Mapping[str, Any]:
    try:
        answer = json.loads(content, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise NoAnswer("the model's answer is not JSON") from error
    if not isinstance(answer, dict):
        raise NoAnswer("the model's answer is not a JSON object")
    return answer
