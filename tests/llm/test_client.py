"""The client against a stand-in endpoint: what each fault ends in, and what it costs."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractor.llm import client, transport
from extractor.llm.cache import AnswerCache
from extractor.llm.client import Asked, Client
from extractor.llm.endpoint import Endpoint
from extractor.llm.faults import NoAnswer
from extractor.records import Usage
from tests.stand_in import (
    Reply,
    Script,
    StandIn,
    asked_schema,
    completion,
    document,
    stating_nothing,
    status,
    tool_call,
)
from tests.toy_form import CHUNK, STATED, schema_for

RIGHT = completion(STATED)
ENDPOINT = Endpoint(
    url="",
    key="secret",
    model="boat",
    model_id="boat@1",
    identity="stand-in",
    mode="json_schema",
    timeout=30.0,
    attempts=3,
    concurrency=4,
    sampling={"temperature": 0.0, "seed": 0, "max_tokens": 64},
)


def wrong(**changes: object) -> Reply:
    """An answer with something in it that is not right."""
    return completion({**STATED, **changes})


class Bench:
    """A client at a stand-in."""

    def __init__(self, stand_in: StandIn, client: Client, folder: Path) -> None:
        self.stand_in = stand_in
        self.client = client
        self._folder = folder

    @property
    def kept(self) -> int:
        """How many answers the cache holds."""
        return sum(each.is_file() for each in self._folder.rglob("*"))

    async def ask(self, about: str = "boats") -> Asked:
        """Put a question."""
        messages = [{"role": "user", "content": f"Tell of {about}."}]
        return await self.client.ask(schema_for(), messages, CHUNK)

    async def fault(self, about: str = "boats") -> NoAnswer:
        """Put a question that has no answer."""
        with pytest.raises(NoAnswer) as caught:
            await self.ask(about)
        assert "\n" not in str(caught.value)
        return caught.value


Make = Callable[..., Bench]


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Make]:
    """Makes a client at a stand-in that follows a script."""
    made: list[Bench] = []

    def make(*script: Script, **endpoint: Any) -> Bench:
        stand_in = StandIn(*script).__enter__()
        at = replace(ENDPOINT, url=stand_in.url, **endpoint)
        made.append(Bench(stand_in, Client(at, AnswerCache(tmp_path / "kept")), tmp_path / "kept"))
        return made[-1]

    yield make
    for each in made:
        each.stand_in.__exit__()
        await each.client.aclose()


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits asked for; none is waited."""
    asked: list[float] = []

    async def note(seconds: float) -> None:
        asked.append(seconds)

    monkeypatch.setattr(transport, "pause", note)
    return asked


async def test_a_right_answer_is_asked_for_once_and_kept(bench: Make) -> None:
    at = bench(RIGHT)
    asked = await at.ask()
    assert (asked.answer, asked.cached) == (STATED, False)
    assert (asked.stored.calls, asked.stored.prompt_tokens) == (1, 100)
    again = await at.ask()
    assert (again.answer, again.stored, again.cached) == (STATED, asked.stored, True)
    assert at.stand_in.calls == 1


async def test_what_is_sent(bench: Make) -> None:
    at = bench(RIGHT)
    await at.ask()
    (sent,) = at.stand_in.received
    assert sent.path == "/v1/chat/completions"
    assert sent.headers["authorization"] == "Bearer secret"
    assert sent.body["model"] == "boat"
    assert (sent.body["temperature"], sent.body["seed"], sent.body["max_tokens"]) == (0.0, 0, 64)
    assert list(asked_schema(sent.body)["properties"]) == list(STATED)
    assert sent.body["messages"] == [{"role": "user", "content": "Tell of boats."}]
    assert "tools" not in sent.body


async def test_a_filing_is_no_template(bench: Make) -> None:
    made = bench(RIGHT)
    about = "{{ chunk }} {% raise %} {# gone #}\n    \n boats"
    await made.ask(about)
    assert made.stand_in.received[0].body["messages"][0]["content"] == f"Tell of {about}."


async def test_tools_mode(bench: Make) -> None:
    def answer(body: dict[str, Any]) -> Reply:
        function = body["tools"][0]["function"]
        assert list(function["parameters"]["properties"]) == list(STATED)
        return tool_call(STATED, function["name"])

    at = bench(answer, mode="tools")
    assert (await at.ask()).answer == STATED
    assert "response_format" not in at.stand_in.received[0].body


async def test_tools_mode_asks_again_too(bench: Make) -> None:
    at = bench(
        lambda body: tool_call({**STATED, "name": "Albatross"}, _tool(body)),
        lambda body: tool_call(STATED, _tool(body)),
        mode="tools",
    )
    asked = await at.ask()
    assert (asked.answer, asked.stored.calls) == (STATED, 2)
    assert "'Albatross' is not in the text" in json.dumps(at.stand_in.received[1].body["messages"])


def _tool(body: dict[str, Any]) -> str:
    name: str = body["tools"][0]["function"]["name"]
    return name


async def test_a_wrong_quote_is_put_to_the_model_once_more(bench: Make) -> None:
    at = bench(wrong(name="Albatross"), RIGHT)
    asked = await at.ask()
    assert asked.answer == STATED
    assert (asked.stored.calls, asked.stored.prompt_tokens) == (2, 200)
    assert asked.stored.completion_tokens == 14
    messages = at.stand_in.received[1].body["messages"]
    assert messages[0]["content"] == "Tell of boats."
    assert "Albatross" in messages[1]["content"]
    assert "'Albatross' is not in the text; copy it exactly, or give null" in str(messages[2:])


async def test_what_stays_wrong_is_kept_as_it_is(bench: Make) -> None:
    at = bench(wrong(name="Albatross"), wrong(name="Cormorant"))
    asked = await at.ask()
    assert asked.answer["name"] == "Cormorant"
    assert asked.answer["boats"] == STATED["boats"]
    assert (at.stand_in.calls, asked.stored.calls) == (2, 2)
    assert (await at.ask()).cached


async def test_an_unreadable_quote_is_put_to_the_model_once_more(bench: Make) -> None:
    at = bench(wrong(opened_on="Captain"), RIGHT)
    assert (await at.ask()).stored.calls == 2
    assert "Captain" in str(at.stand_in.received[1].body["messages"][2:])


async def test_wrong_types_end_as_an_answer_all_the_same(bench: Make) -> None:
    at = bench(completion({"name": 7, "boats": "none", "master": [], "more": {}}))
    asked = await at.ask()
    assert asked.answer["name"] == 7
    assert asked.stored.calls == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"name": "Pelican Harb', "is not JSON"),
        ("I am sorry.", "is not JSON"),
        ("", "is not JSON"),
        (None, "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('["Pelican Harbour"]', "is not a JSON object"),
        ("null", "is not a JSON object"),
    ],
)
async def test_a_message_that_holds_no_object_is_no_answer(
    bench: Make, content: str | None, said: str
) -> None:
    at = bench(completion(content))
    fault = await at.fault()
    assert said in str(fault)
    assert fault.usage == Usage(2, 200, 14)
    assert (at.stand_in.calls, at.kept) == (2, 0)


async def test_half_a_character_does_no_harm(bench: Make) -> None:
    at = bench(document(completion("@").body.decode().replace('"@"', r'"{\"name\": \"\ud800\"}"')))
    asked = await at.ask()
    asked.stored.content.encode()
    assert at.kept == 1


async def test_an_answer_that_runs_out_of_tokens_is_not_asked_for_again(bench: Make) -> None:
    for mode in ("json_schema", "tools"):
        at = bench(completion('{"name": "Pelic', finish="length"), mode=mode)
        fault = await at.fault()
        assert str(fault) == "the model's answer was cut off at 64 tokens"
        assert fault.usage == Usage(1, 100, 7)
        assert (at.stand_in.calls, at.kept, fault.refused) == (1, 0, False)


@pytest.mark.parametrize(
    "reply",
    [completion(None, refusal="I will not."), completion(None, finish="content_filter")],
)
@pytest.mark.parametrize("mode", ["json_schema", "tools"])
async def test_a_refusal_is_a_refusal(bench: Make, reply: Reply, mode: str) -> None:
    at = bench(reply, mode=mode)
    fault = await at.fault()
    assert fault.refused
    assert (at.stand_in.calls, at.kept) == (1, 0)


async def test_odd_token_counts_count_nothing(bench: Make) -> None:
    body = json.loads(RIGHT.body)
    for usage in (None, {}, {"prompt_tokens": "many", "completion_tokens": None}, 7):
        at = bench(document(json.dumps({**body, "usage": usage})), identity=str(usage))
        asked = await at.ask()
        assert (asked.stored.prompt_tokens, asked.stored.completion_tokens) == (0, 0)


async def test_a_rate_limit_is_waited_for(bench: Make, waits: list[float]) -> None:
    at = bench(status(429, Retry_After="7"), RIGHT)
    asked = await at.ask()
    assert asked.stored.calls == 1
    assert at.stand_in.calls == 2
    assert len(waits) == 1
    assert 7.0 <= waits[0] <= 7.5


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (status(429), "still over its rate limit (HTTP 429)"),
        (status(500), "failed (HTTP 500) at every try"),
        (document("<html>Sign in</html>", "text/html"), "no chat completion"),
        (document('{"choices": [{"mess'), "no chat completion"),
        (document(""), "no chat completion"),
        (document("", "text/plain"), "no chat completion"),
        (document("null"), "no chat completion"),
        (document("7"), "no chat completion"),
        (document('{"error": {"message": "no"}}'), "no chat completion"),
    ],
)
async def test_an_endpoint_that_fails_for_ever(bench: Make, reply: Reply, said: str) -> None:
    at = bench(reply)
    fault = await at.fault()
    assert said in str(fault)
    assert at.stand_in.url in str(fault)
    assert not fault.refused
    assert (at.stand_in.calls, at.kept, fault.usage) == (3, 0, Usage())


async def test_a_wrong_key_is_asked_with_once(bench: Make) -> None:
    at = bench(status(401))
    assert "refused the key (HTTP 401); set OPENAI_API_KEY" in str(await at.fault())
    assert "refused the key" in str(await at.fault("masts"))
    assert (at.stand_in.calls, at.kept) == (1, 0)


async def test_nobody_there(bench: Make, waits: list[float]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    at = bench(RIGHT)
    client = Client(replace(ENDPOINT, url=f"http://127.0.0.1:{port}/v1"), AnswerCache(None))
    at.client, unused = client, at.client
    await unused.aclose()
    assert f":{port}/v1 cannot be reached" in str(await at.fault())
    assert len(waits) == 2


async def test_an_endpoint_that_holds_its_answer(bench: Make) -> None:
    at = bench(Reply(held=True), timeout=0.05)
    assert "did not answer in time; raise EXTRACTOR_TIMEOUT" in str(await at.fault())
    assert (at.stand_in.calls, at.kept) == (2, 0)


async def test_a_fault_while_asking_again_costs_what_was_asked(bench: Make) -> None:
    at = bench(wrong(name="Albatross"), status(500))
    fault = await at.fault()
    assert "HTTP 500" in str(fault)
    assert fault.usage == Usage(1, 100, 7)
    assert at.kept == 0


@pytest.mark.parametrize("mode", ["json_schema", "tools"])
async def test_the_first_answer_stands_where_the_endpoint_rejects_the_second_request(
    bench: Make, mode: str
) -> None:
    def answer(body: dict[str, Any]) -> Reply:
        given = {**STATED, "name": "Albatross"}
        return tool_call(given, _tool(body)) if mode == "tools" else completion(given)

    at = bench(answer, status(400), mode=mode)
    asked = await at.ask()
    assert asked.answer == {**STATED, "name": "Albatross"}
    assert (asked.stored.calls, asked.stored.prompt_tokens) == (1, 100)
    assert (at.stand_in.calls, at.kept) == (2, 1)


@pytest.mark.parametrize("mode", ["json_schema", "tools"])
async def test_what_is_wrong_is_told_in_a_bounded_length(
    bench: Make, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_MOST_COMPLAINT", 600)
    given = {**STATED, "name": "Albatross", "boats": [{"name": "Tern", "feet": "long"}] * 3}

    def answer(body: dict[str, Any]) -> Reply:
        return tool_call(given, _tool(body)) if mode == "tools" else completion(given)

    at = bench(answer, mode=mode)
    assert (await at.ask()).stored.calls == 2
    complaint = at.stand_in.received[1].body["messages"][-1]["content"]
    assert "'Albatross' is not in the text" in complaint
    assert complaint.endswith("\n(and more)")
    assert len(complaint) < 620


async def together(at: Bench, number: int) -> list[Asked | NoAnswer]:
    """Put questions at the same time."""

    async def one(about: str) -> Asked | NoAnswer:
        try:
            return await at.ask(about)
        except NoAnswer as fault:
            return fault

    return list(await asyncio.gather(*(one(str(each)) for each in range(number))))


async def test_a_dead_endpoint_is_met_once_by_all_that_wait(bench: Make) -> None:
    at = bench(status(500))
    ended = await together(at, 12)
    assert all(isinstance(each, NoAnswer) and "HTTP 500" in str(each) for each in ended)
    assert at.stand_in.calls == ENDPOINT.attempts


async def test_an_endpoint_that_dies_is_tried_by_no_more_than_were_under_way(bench: Make) -> None:
    at = bench(stating_nothing, status(500))
    ended = await together(at, 12)
    assert sum(isinstance(each, Asked) for each in ended) == 1
    assert at.stand_in.calls <= 1 + ENDPOINT.attempts * ENDPOINT.concurrency


async def test_after_a_fault_there_is_one_try_until_one_succeeds(bench: Make) -> None:
    at = bench(*[status(500)] * 4, RIGHT, status(500))
    await at.fault("first")
    assert at.stand_in.calls == 3
    await at.fault("second")
    assert at.stand_in.calls == 4
    await at.ask("third")
    await at.fault("fourth")
    assert at.stand_in.calls == 5 + 3


async def test_an_answer_without_use_is_no_fault_of_the_endpoint(bench: Make) -> None:
    at = bench(completion(None, refusal="no"), *[status(500)] * 2, RIGHT)
    await at.fault("first")
    assert (await at.ask("second")).answer == STATED


async def test_calls_under_way_are_bounded(bench: Make) -> None:

    under_way, most, lock = 0, 0, threading.Lock()
    gate = threading.Event()

    def count(body: dict[str, Any]) -> Reply:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
            if under_way == 2:
                gate.set()
        if len(at.stand_in.received) > 1:
            gate.wait(30)
        with lock:
            under_way -= 1
        return stating_nothing(body)

    at = bench(count, concurrency=2)
    assert len(await asyncio.wait_for(together(at, 9), 60)) == 9
    assert most == 2


async def test_a_proxy_of_the_environment_sees_nothing(
    bench: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    with StandIn(RIGHT) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        at = bench(RIGHT)
        await at.ask()
        assert (at.stand_in.calls, proxy.calls) == (1, 0)


async def test_a_redirect_is_not_followed(bench: Make) -> None:
    with StandIn(RIGHT) as other:
        at = bench(status(307, Location=f"{other.url}/chat/completions"))
        assert "rejected the request (HTTP 307)" in str(await at.fault())
        assert other.calls == 0


async def test_a_damaged_answer_in_the_cache_is_asked_for_again(
    bench: Make, tmp_path: Path
) -> None:
    at = bench(RIGHT)
    await at.ask()
    (file,) = (each for each in (tmp_path / "kept").rglob("*") if each.is_file())
    stored = json.loads(file.read_text())
    file.write_text(json.dumps({**stored, "content": "{"}))
    assert not (await at.ask()).cached
    assert (await at.ask()).cached


@pytest.mark.parametrize(
    "changed",
    [
        {"model_id": "boat@2"},
        {"identity": "another"},
        {"mode": "tools"},
        {"sampling": {"temperature": 1.0}},
    ],
)
async def test_an_answer_is_not_taken_for_that_of_another_model(
    bench: Make, changed: dict[str, Any]
) -> None:
    await bench(RIGHT).ask()
    assert not (await bench(stating_nothing, **changed).ask()).cached
    assert (await bench(RIGHT).ask()).cached
