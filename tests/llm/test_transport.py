"""One call: which faults are worth another try, how long it waits, what it says in the end."""

import gc
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import openai
import pytest
from openai.types.chat import ChatCompletion
from tenacity import AsyncRetrying

from extractor.llm import transport
from extractor.llm.faults import EndpointFault
from extractor.llm.transport import call, completing

URL = "http://127.0.0.1:1/v1"
RIGHT = json.dumps(
    {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": "{}"},
            }
        ],
    }
)
REQUEST = httpx2.Request("POST", URL)

Given = BaseException | str


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits asked for; none is waited."""
    asked: list[float] = []

    async def note(seconds: float) -> None:
        asked.append(seconds)

    monkeypatch.setattr(transport, "pause", note)
    return asked


def failing(code: int, **headers: str) -> openai.APIStatusError:
    """What the openai client raises for a status."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = httpx2.Response(code, headers=named, request=REQUEST)
    return openai.APIStatusError("no", response=response, body=None)


async def put(*given: Given, attempts: int = 5) -> tuple[object, int]:
    """Call an endpoint that gives these in turn, the last one for ever; and how often it was."""
    calls = 0

    async def create(**_: Any) -> ChatCompletion:
        nonlocal calls
        each = given[min(calls, len(given) - 1)]
        calls += 1
        if isinstance(each, BaseException):
            raise each
        return ChatCompletion.construct(**json.loads(each))

    try:
        return await call(create, url=URL, attempts=attempts), calls
    except EndpointFault as fault:
        return fault, calls


async def test_a_call_that_is_over_leaves_no_retrying_to_the_collector() -> None:
    gc.collect()
    gc.disable()
    try:
        before = {id(each) for each in gc.get_objects() if type(each) is AsyncRetrying}
        await put(RIGHT)
        left = [each for each in gc.get_objects() if type(each) is AsyncRetrying]
        assert {id(each) for each in left} <= before
    finally:
        gc.enable()


PASSING = [
    openai.APIConnectionError(request=REQUEST),
    *(failing(code) for code in (408, 409, 425, 429, 500, 502, 503, 504, 529)),
]


@pytest.mark.parametrize("fault", PASSING, ids=repr)
async def test_a_fault_that_may_pass_is_tried_again(
    fault: openai.OpenAIError, waits: list[float]
) -> None:
    answer, calls = await put(fault, fault, RIGHT)
    assert isinstance(answer, ChatCompletion)
    assert (calls, len(waits)) == (3, 2)


@pytest.mark.parametrize("fault", PASSING, ids=repr)
async def test_tries_are_bounded(fault: openai.OpenAIError, waits: list[float]) -> None:
    answer, calls = await put(fault, attempts=4)
    assert isinstance(answer, EndpointFault)
    assert (calls, len(waits)) == (4, 3)


@pytest.mark.parametrize("code", [307, 400, 401, 403, 404, 405, 413, 422, 501])
async def test_a_fault_that_stays_is_not_tried_again(code: int, waits: list[float]) -> None:
    answer, calls = await put(failing(code), RIGHT)
    assert isinstance(answer, EndpointFault)
    assert (calls, waits) == (1, [])


async def test_waits_grow_and_are_bounded(waits: list[float]) -> None:
    await put(failing(500), attempts=8)
    assert len(waits) == 7
    for number, wait in enumerate(waits):
        least = 0.5 * 2**number
        assert min(least, 20.0) <= wait <= min(least + 1.0, 20.0)


@pytest.mark.parametrize("asked", ["7", "7.0"])
async def test_the_wait_that_the_endpoint_asks_for_is_kept_to(
    asked: str, waits: list[float]
) -> None:
    answer, _ = await put(failing(429, Retry_After=asked), RIGHT)
    assert isinstance(answer, ChatCompletion)
    assert len(waits) == 1
    assert 7.0 <= waits[0] <= 7.5


async def test_it_may_be_asked_for_as_a_date(waits: list[float]) -> None:
    until = datetime.now(UTC) + timedelta(seconds=100)
    await put(failing(503, Retry_After=format_datetime(until, usegmt=True)), RIGHT)
    assert len(waits) == 1
    assert 50.0 < waits[0] <= 100.5


@pytest.mark.parametrize("asked", ["", "soon", "-3", "nan", "Mon, 99 Nov 2026 10:00:00 GMT"])
async def test_a_wait_that_is_none_is_replaced_by_ours(asked: str, waits: list[float]) -> None:
    await put(failing(429, Retry_After=asked), RIGHT)
    assert len(waits) == 1
    assert 0.5 <= waits[0] <= 1.5


@pytest.mark.parametrize("asked", ["3600", "inf", "1e300"])
async def test_a_wait_beyond_all_patience_ends_the_call(asked: str, waits: list[float]) -> None:
    answer, calls = await put(failing(429, Retry_After=asked), RIGHT)
    assert isinstance(answer, EndpointFault)
    assert (calls, waits) == (1, [])


async def test_waits_together_never_take_minutes(waits: list[float]) -> None:
    answer, _ = await put(failing(429, Retry_After="50"), attempts=100)
    assert isinstance(answer, EndpointFault)
    assert len(waits) == 2
    assert sum(waits) <= 120


async def test_a_call_that_ran_out_of_time_is_tried_once_more(waits: list[float]) -> None:
    slow = openai.APITimeoutError(request=REQUEST)
    answer, calls = await put(slow, RIGHT)
    assert isinstance(answer, ChatCompletion)
    answer, calls = await put(slow)
    assert isinstance(answer, EndpointFault)
    assert calls == 2
    assert "did not answer in time; raise EXTRACTOR_TIMEOUT" in str(answer)


@pytest.mark.parametrize(
    ("fault", "said", "fatal"),
    [
        (failing(401), "refused the key (HTTP 401); set OPENAI_API_KEY", True),
        (failing(403), "refused the key (HTTP 403)", True),
        (failing(404), "knows no such model or path (HTTP 404); check --model", True),
        (failing(429), "still over its rate limit (HTTP 429) after every retry", False),
        (failing(500), "failed (HTTP 500) at every try; try later", False),
        (failing(400), "rejected the request (HTTP 400); check --model", False),
        (openai.APIConnectionError(request=REQUEST), "cannot be reached; check the addr", False),
        (openai.OpenAIError("odd"), "gave something that is no chat completion", False),
    ],
)
async def test_every_fault_is_one_clear_sentence(
    fault: openai.OpenAIError, said: str, fatal: bool, waits: list[float]
) -> None:
    answer, _ = await put(fault)
    assert isinstance(answer, EndpointFault)
    assert str(answer).startswith(f"the endpoint {URL} ")
    assert said in str(answer)
    assert answer.fatal is fatal
    assert "\n" not in str(answer)


def with_message(**message: object) -> str:
    """A completion with another message."""
    body = json.loads(RIGHT)
    body["choices"][0]["message"] = message
    return json.dumps(body)


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        '{"error": {"message": "no"}}',
        '{"choices": null}',
        '{"choices": []}',
        '{"choices": {}}',
        '{"choices": {"a": 1}}',
        '{"choices": 7}',
        '{"choices": "abc"}',
        '{"choices": [null]}',
        '{"choices": [{}]}',
        '{"choices": [{"message": null}]}',
        '{"choices": [{"message": "text"}]}',
        with_message(content=7),
        with_message(content=["text"]),
        with_message(content=None, tool_calls=7),
        with_message(content=None, tool_calls=[None]),
        with_message(content=None, tool_calls=[{"function": {"arguments": 7}}]),
    ],
)
async def test_json_that_is_no_completion_is_a_fault(body: str, waits: list[float]) -> None:
    answer, calls = await put(body)
    assert isinstance(answer, EndpointFault)
    assert "no chat completion" in str(answer)
    assert calls == 5


@pytest.mark.parametrize(
    "raised",
    [
        lambda: json.loads('{"choices": ['),
        b"\xff".decode,
        lambda: json.loads("[" * 100_000),
    ],
)
async def test_what_is_no_json_is_a_fault(raised: Callable[[], object], waits: list[float]) -> None:
    with pytest.raises((ValueError, RecursionError)) as caught:
        raised()
    answer, _ = await put(caught.value)
    assert isinstance(answer, EndpointFault)
    assert "no chat completion" in str(answer)


async def test_a_fault_of_our_own_is_not_taken_for_the_endpoints(waits: list[float]) -> None:
    with pytest.raises(TypeError):
        await put(TypeError("ours"))
    assert waits == []


@pytest.mark.parametrize("mode", ["json_schema", "tools"])
async def test_a_request_has_the_bytes_that_the_client_of_openai_gives_it(mode: str) -> None:
    schema = {"type": "object", "properties": {"b": {"type": "string"}, "a": {"type": "null"}}}
    asked: dict[str, Any] = {
        "temperature": 0.0,
        "seed": 0,
        "max_tokens": 64,
        "model": "boat",
        "messages": [{"role": "user", "content": "Boats, “ships”"}],
    }
    function = {"name": "Boats", "parameters": schema}
    if mode == "tools":
        asked["tools"] = [{"type": "function", "function": function}]
        asked["tool_choice"] = {"type": "function", "function": {"name": "Boats"}}
    else:
        asked["response_format"] = {"type": "json_schema", "json_schema": {"schema": schema}}
    seen: list[httpx2.Request] = []

    def reply(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={"choices": []})

    async with openai.AsyncOpenAI(
        api_key="secret",
        base_url="http://127.0.0.1/v1",
        http_client=httpx2.AsyncClient(transport=httpx2.MockTransport(reply)),
    ) as client:
        await client.chat.completions.create(**asked)
        await completing(client)(**asked)
    theirs, ours = seen
    assert (ours.url, ours.content) == (theirs.url, theirs.content)
    assert ours.headers == theirs.headers
    assert ours.headers["authorization"] == "Bearer secret"
