"""One call to an OpenAI-compatible endpoint, tried again with patience, failing in a sentence."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import openai
from openai.types.chat import ChatCompletion, ChatCompletionMessage
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    stop_after_attempt,
    wait_exponential,
    wait_random,
)

from extractor.llm.endpoint import Endpoint, is_loopback
from extractor.llm.faults import EndpointFault
from extractor.patience import asked_wait

_CONNECT_SECONDS = 10.0
_PATIENCE = 120.0
"""Seconds that one call may spend waiting between its tries, in all."""
_MOST_WAIT = 20.0
_BACKOFF = wait_exponential(multiplier=0.5, max=_MOST_WAIT) + wait_random(0.0, 1.0)
_WORTH_RETRYING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_MAX_TIMEOUTS = 2
"""A call that ran out of time once is tried once more: each try may take minutes."""

pause: Callable[[float], Awaitable[None]] = asyncio.sleep
"""Waits between tries."""


def completing(client: openai.AsyncOpenAI) -> Callable[..., Awaitable[Any]]:
    """What asks for a completion, by the same bytes as `chat.completions.create`.

    That walks through all of a schema to find what it would have to rename, which is nothing, and
    takes longer at it than all else that is done to send a request.
    """

    async def create(**request: Any) -> Any:
        first = {"messages": request["messages"], "model": request["model"]}
        body = {**first, **dict(sorted(request.items()))}
        return await client.post("/chat/completions", cast_to=ChatCompletion, body=body)

    return create


async def call(
    create: Callable[..., Awaitable[Any]], *, url: str, attempts: int, **request: Any
) -> ChatCompletion:
    """The endpoint's answer to one request, after at most `attempts` tries.

    Waits between tries grow exponentially with jitter; a `Retry-After` of the endpoint is kept
    to. Where that would take more than two minutes in all, the call is given up instead. Raises
    EndpointFault.
    """
    retrying = AsyncRetrying(
        stop=lambda state: stop_after_attempt(attempts)(state) or _is_out_of_patience(state),
        wait=_wait,
        retry=_is_worth_retrying,
        sleep=pause,
        reraise=True,
    )
    try:
        return await retrying(_completion, create, **request)
    except openai.OpenAIError as error:
        raise fault_of(error, url) from error
    finally:
        # It keeps what it did, and that keeps it: the collector would find some thirty objects
        # for every question, and as long as it is at them, the event loop is held.
        retrying.iter_state.reset()


class _Unusable(openai.OpenAIError):
    """An answer with a status of success that is no chat completion."""


async def _completion(create: Callable[..., Awaitable[Any]], **request: Any) -> ChatCompletion:
    try:
        answer = await create(**request)
    except (ValueError, RecursionError) as error:
        raise _Unusable("not JSON") from error
    if not is_completion(answer):
        raise _Unusable("not a chat completion")
    return answer  # type: ignore[no-any-return]


def is_completion(answer: object) -> bool:
    """Whether an answer has the shape that is used of it: openai itself does not look."""
    choices: Any = answer.choices if isinstance(answer, ChatCompletion) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    message: Any = getattr(first, "message", None)
    if not isinstance(message, ChatCompletionMessage):
        return False
    content: Any = message.content
    calls: Any = message.tool_calls
    if not isinstance(content, str | None) or not isinstance(calls, list | None):
        return False
    functions = (getattr(each, "function", None) for each in calls or ())
    return all(isinstance(getattr(each, "arguments", None), str) for each in functions)


def _is_worth_retrying(state: RetryCallState) -> bool:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, openai.APIStatusError):
        return error.status_code in _WORTH_RETRYING
    if isinstance(error, openai.APITimeoutError):
        return state.attempt_number < _MAX_TIMEOUTS
    return isinstance(error, openai.APIError | _Unusable)


def _is_out_of_patience(state: RetryCallState) -> bool:
    return state.idle_for + state.upcoming_sleep > _PATIENCE


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = _retry_after(error)
    if asked is not None:
        return asked + random.uniform(0.0, 0.5)
    return min(float(_BACKOFF(state)), _MOST_WAIT)


def _retry_after(error: BaseException | None) -> float | None:
    """The seconds that the endpoint asks to wait; it gives a number or a date."""
    if not isinstance(error, openai.APIStatusError):
        return None
    asked = error.response.headers.get("retry-after", "")
    return asked_wait(asked, datetime.now(UTC))


def fault_of(error: openai.OpenAIError, url: str) -> EndpointFault:
    """What a fault of the openai client means for whom asked an endpoint."""
    if isinstance(error, openai.APIStatusError):
        return _status_fault(error, url)
    if isinstance(error, openai.APITimeoutError):
        return EndpointFault(
            f"the endpoint {url} did not answer in time; raise EXTRACTOR_TIMEOUT or try later",
            fatal=False,
        )
    if isinstance(error, openai.APIConnectionError):
        return EndpointFault(
            f"the endpoint {url} cannot be reached; check the address and that it is running",
            fatal=False,
        )
    return EndpointFault(
        f"the endpoint {url} gave something that is no chat completion; "
        "check that the address is that of an OpenAI-compatible API (it usually ends in /v1)",
        fatal=False,
    )


def _status_fault(error: openai.APIStatusError, url: str) -> EndpointFault:
    status = error.status_code
    if status in (401, 403):
        return EndpointFault(
            f"the endpoint {url} refused the key (HTTP {status}); set OPENAI_API_KEY", fatal=True
        )
    if status == 404:
        return EndpointFault(
            f"the endpoint {url} knows no such model or path (HTTP 404); check --model and "
            "--base-url",
            fatal=True,
        )
    if status == 429:
        return EndpointFault(
            f"the endpoint {url} is still over its rate limit (HTTP 429) after every retry; "
            "try later or lower EXTRACTOR_CONCURRENCY",
            fatal=False,
        )
    if status in _WORTH_RETRYING:
        return EndpointFault(
            f"the endpoint {url} failed (HTTP {status}) at every try; try later", fatal=False
        )
    return EndpointFault(
        f"the endpoint {url} rejected the request (HTTP {status}); "
        "check --model, or set EXTRACTOR_MODE=tools if it has no structured output",
        fatal=False,
        again=False,
    )


def connection(endpoint: Endpoint) -> openai.AsyncOpenAI:
    """Connections to an endpoint, to be closed by the caller."""
    # What is asked on this machine stays on it: no proxy of the environment, no redirect.
    local = is_loopback(endpoint.url)
    connect = min(_CONNECT_SECONDS, endpoint.timeout)
    return openai.AsyncOpenAI(
        base_url=endpoint.url,
        api_key=endpoint.key,
        max_retries=0,
        http_client=openai.DefaultAsyncHttpxClient(
            timeout=openai.Timeout(endpoint.timeout, connect=connect),
            trust_env=not local,
            follow_redirects=not local,
        ),
    )
