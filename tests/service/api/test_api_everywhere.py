"""What holds of every operation that the description names: who gets in, and what is refused."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import httpx2
import pytest

from extractor.service.api.keys import Scope
from extractor.store import people
from extractor.store.people import Role
from tests.service.api.apiserved import Served, problem
from tests.service.served import START

OPEN_TO_ALL = {"get_health", "get_ready"}
IDS = {"job": "0" * 64, "batch": "0" * 16, "task": "999", "name": "none"}
"""Well-formed ids of what is not there."""
FORM, JSON = "multipart/form-data", "application/json"
BODIES: dict[str, dict[str, Any]] = {
    "decide": {"token": 1, "action": "accept", "path": "cover.address.city", "request": "ab" * 16},
    "undo_decision": {"token": 1, "seq": 1},
    "hold_task": {"token": 1},
    "release_task": {"token": 1},
    "skip_task": {"token": 1},
    "put_batch_webhook": {"url": "https://pelican.example/hook"},
}
"""What is sent to the operations on one thing, where they take a body."""


@dataclass(frozen=True)
class Operation:
    """One operation of the description."""

    name: str
    method: str
    path: str
    parameters: frozenset[str]
    media: str | None

    @property
    def address(self) -> str:
        """Its path, with ids of what is not there."""
        return self.path.format(**IDS)

    def ask(self, client: httpx2.Client, **more: Any) -> httpx2.Response:
        """Ask for it, with a body where it takes one."""
        if self.media == JSON and not more:
            more = {"json": BODIES.get(self.name, {})}
        if self.media == FORM and not more:
            more = {"files": {"more": b""}}
        return client.request(self.method, self.address, **more)


@pytest.fixture(scope="module")
def operations(api: Served) -> list[Operation]:
    """Every operation that needs a key."""
    described = httpx2.get(f"{api.url}/v1/openapi.json").json()
    found = [
        Operation(
            name=each["operationId"],
            method=method.upper(),
            path=path,
            parameters=frozenset(name["name"] for name in each.get("parameters", ())),
            media=next(iter(each.get("requestBody", {}).get("content", {})), None),
        )
        for path, methods in described["paths"].items()
        for method, each in methods.items()
        if each["operationId"] not in OPEN_TO_ALL
    ]
    assert len(found) > len(BODIES)
    return found


@pytest.fixture(scope="module")
def eve(api: Served) -> str:
    """A reviewer who has taken nothing."""
    with api.store.writing() as connection:
        people.add_reviewer(connection, "eve", Role.REVIEWER, START)
    return "eve"


@pytest.fixture(scope="module")
def mighty(api: Served, eve: str) -> Iterator[httpx2.Client]:
    """A client that may do everything."""
    with api.client(Scope.ADMIN, Scope.REVIEW, reviewer=eve) as made:
        yield made


def those(found: list[Operation], have: Callable[[Operation], object]) -> list[Operation]:
    """The operations that have something; there are some."""
    kept = [each for each in found if have(each)]
    assert kept
    return kept


def test_nobody_gets_in_without_a_key(api: Served, operations: list[Operation]) -> None:
    with httpx2.Client(base_url=api.url) as nobody:
        for each in operations:
            assert "needs a key" in problem(each.ask(nobody), 401, "bad_key"), each


def test_a_key_is_good_for_its_own_scope_alone(
    api: Served, operations: list[Operation], eve: str
) -> None:
    scopes = (Scope.READ, Scope.WRITE, Scope.REVIEW)
    with ExitStack() as stack:
        clients = {scope: stack.enter_context(api.client(scope, reviewer=eve)) for scope in scopes}
        for each in operations:
            answers = {scope: each.ask(clients[scope]) for scope in scopes}
            refused = {scope for scope in scopes if answers[scope].status_code == 403}
            assert len(refused) == 2, (each, answers)
            for scope in refused:
                said = problem(answers[scope], 403, "not_allowed")
                assert said.endswith(f"this one has {scope}")


def test_what_is_not_there_is_not_found_by_any(
    mighty: httpx2.Client, operations: list[Operation]
) -> None:
    for each in those(operations, lambda each: "{" in each.path):
        problem(each.ask(mighty), 404, "not_found")
        wrong = each.path.replace("{", "%00{").format(**IDS)
        problem(mighty.request(each.method, wrong, json=BODIES.get(each.name)), 404, "not_found")


def test_no_listing_takes_a_cursor_that_it_did_not_give(
    mighty: httpx2.Client, operations: list[Operation]
) -> None:
    for each in those(operations, lambda each: "cursor" in each.parameters):
        answer = mighty.get(each.address, params={"cursor": "WyJqb2JzIiwiMSJd.AAAA"})
        assert "leave it out to begin anew" in problem(answer, 400, "bad_cursor"), each


def test_a_body_of_another_type_is_taken_by_none(
    mighty: httpx2.Client, operations: list[Operation]
) -> None:
    for each in those(operations, lambda each: each.media):
        answer = each.ask(mighty, content=b"<a/>", headers={"Content-Type": "text/xml"})
        assert f"this address takes {each.media}" in problem(answer, 415, "wrong_type")


def test_a_body_that_is_too_large_is_taken_by_none(
    api: Served, operations: list[Operation]
) -> None:
    key = api.key(Scope.ADMIN)
    for each in those(operations, lambda each: each.media):
        headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": f"{each.media}; boundary=x",
            "Content-Length": "9999999999",
        }
        with closing(HTTPConnection(api.url.removeprefix("http://"))) as connection:
            connection.request(each.method, each.address, headers=headers)
            answer = connection.getresponse()
            said = json.load(answer)
        assert (answer.status, said["code"]) == (413, "too_large"), each
        assert "bytes that this address takes" in said["detail"]
