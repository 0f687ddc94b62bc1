"""The plain call against a stand-in endpoint: what it asks, what it makes of each answer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from extractor.evaluation.peers.plain_call import PlainCall, required_model
from extractor.forms.abs_8k.form import ABS_8K
from extractor.forms.form_8k.form import FORM_8K
from tests.evaluation.peers.peer_bench import Kept, endpoint_at
from tests.stand_in import (
    StandIn,
    asked_schema,
    completion,
    document,
    stating_nothing,
    status,
)

TEXT = "FORM 8-K\nItem 2. Completion of Acquisition"


def objects(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """All objects of a JSON schema."""
    return [schema, *schema["$defs"].values()]


@pytest.mark.parametrize("form", [FORM_8K, ABS_8K], ids=lambda form: form.name)
def test_every_key_is_required_and_every_list_bounded(form: Any) -> None:
    schema = required_model(form.schema).model_json_schema()
    for each in objects(schema):
        assert each["required"] == list(each["properties"])
        assert each["additionalProperties"] is False
        for member in each["properties"].values():
            assert member.get("type") != "array" or member["maxItems"] > 0
            assert member["description"]


def test_the_schema_says_what_may_be_null_and_how_values_are_written() -> None:
    schema = required_model(ABS_8K.schema).model_json_schema()
    cover, deal, party, row = (
        schema["$defs"][name]["properties"] for name in ("Cover", "Deal", "Party", "SecurityClass")
    )
    assert cover["report_date"]["anyOf"] == [{"type": "string", "format": "date"}, {"type": "null"}]
    assert cover["form_type"]["anyOf"][0]["enum"] == ["8-K", "8-K/A"]
    assert "trustee" in party["role"]["anyOf"][0]["enum"]
    assert row["balance"]["anyOf"] == [{"type": "string"}, {"type": "null"}]
    assert deal["stated_class_count"]["anyOf"] == [{"type": "integer"}, {"type": "null"}]
    assert deal["classes"]["maxItems"] == ABS_8K.spec.lists["deal.classes"].rows.most
    assert schema["properties"]["signature"]["anyOf"][-1] == {"type": "null"}
    assert "anyOf" not in schema["properties"]["items"]


async def test_one_call_with_the_whole_text_and_the_whole_schema() -> None:
    with StandIn(stating_nothing) as stand_in:
        answer = await PlainCall(ABS_8K, endpoint_at(stand_in.url), Kept()).ask(TEXT)
    (received,) = stand_in.received
    assert received.headers["authorization"] == "Bearer secret"
    assert received.body["model"] == "boat"
    assert received.body["max_tokens"] == 1024
    assert (received.body["temperature"], received.body["seed"]) == (0.0, 0)
    system, user = received.body["messages"]
    assert "every row of the table of classes once" in system["content"]
    assert user["content"] == TEXT
    assert asked_schema(received.body) == required_model(ABS_8K.schema).model_json_schema()
    assert (answer.calls, answer.prompt_tokens, answer.completion_tokens) == (1, 100, 7)
    assert answer.record["items"] == []
    assert (answer.cut, answer.problem) == (0, "")


async def test_a_form_without_a_deal_is_not_asked_for_one() -> None:
    with StandIn(stating_nothing) as stand_in:
        await PlainCall(FORM_8K, endpoint_at(stand_in.url), Kept()).ask(TEXT)
    system, _ = stand_in.received[0].body["messages"]
    assert system["content"].endswith("List every item heading and every exhibit once.")


async def test_a_cut_answer_counts_as_far_as_it_goes() -> None:
    content = '{"cover": {"form_type": "8-K"}, "items": [{"number": "2", "title": "Completion of'
    with StandIn(completion(content, finish="length")) as stand_in:
        answer = await PlainCall(FORM_8K, endpoint_at(stand_in.url), Kept()).ask(TEXT)
    assert answer.cut == 1
    assert answer.problem == ""
    assert answer.record["items"] == [{"number": "2", "title": "Completion of"}]
    assert answer.record["cover"] == {"form_type": "8-K"}


async def test_an_answer_that_is_not_valid_is_read_and_not_asked_again() -> None:
    with StandIn(completion({"cover": {"report_date": "soon"}, "items": "none"})) as stand_in:
        answer = await PlainCall(FORM_8K, endpoint_at(stand_in.url), Kept()).ask(TEXT)
        assert stand_in.calls == 1
    assert answer.record == {"cover": {"report_date": "soon"}, "items": []}
    assert answer.problem == ""


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (completion("I cannot."), "the model's answer is no JSON object"),
        (completion(None, refusal="No."), "the model refused to answer"),
    ],
)
async def test_an_answer_without_a_record_is_a_problem_that_is_kept(
    reply: Any, problem: str
) -> None:
    kept = Kept()
    with StandIn(reply) as stand_in:
        answer = await PlainCall(FORM_8K, endpoint_at(stand_in.url), kept).ask(TEXT)
    assert (answer.record, answer.problem, answer.calls) == ({}, problem, 1)
    assert len(kept.answers) == 1


async def test_a_second_time_nothing_is_asked() -> None:
    kept = Kept()
    with StandIn(completion({"items": [{"number": "2"}]}, finish="length")) as stand_in:
        endpoint = endpoint_at(stand_in.url)
        first = await PlainCall(FORM_8K, endpoint, kept).ask(TEXT)
        # Another port is the same endpoint: what tells endpoints apart is the identity.
        again = await PlainCall(FORM_8K, replace(endpoint, url="http://127.0.0.1:1/v1"), kept).ask(
            TEXT
        )
        assert stand_in.calls == 1
        assert again == first
        await PlainCall(FORM_8K, endpoint, kept).ask(f"{TEXT}.")
        await PlainCall(FORM_8K, replace(endpoint, model_id="boat@2"), kept).ask(TEXT)
        await PlainCall(ABS_8K, endpoint, kept).ask(TEXT)
        assert stand_in.calls == 4


@pytest.mark.parametrize("reply", [status(500), status(401), document("{}")])
async def test_a_failing_endpoint_is_a_problem_and_not_kept(reply: Any) -> None:
    kept = Kept()
    with StandIn(reply, completion({"items": [{"number": "2"}]})) as stand_in:
        peer = PlainCall(FORM_8K, endpoint_at(stand_in.url), kept)
        answer = await peer.ask(TEXT)
        assert answer.problem.startswith(f"the endpoint {stand_in.url} ")
        assert (answer.record, answer.calls, kept.answers) == ({}, 0, {})
        assert (await peer.ask(TEXT)).record == {"items": [{"number": "2"}]}
