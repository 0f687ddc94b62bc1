"""Review over HTTP: the same queue as the pages, under the same rules."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from extractor.review.settings import ReviewSettings
from extractor.service.api.keys import Scope
from extractor.store import people
from extractor.store.people import Role
from tests.jobbing import filing
from tests.service.api.apiserved import Served, api_served, empty_store, problem

CITY = "cover.address.city"


@pytest.fixture
def task(fresh: Served, reference_path: Path) -> int:
    """The task of the reference filing."""
    return fresh.add(reference_path.read_bytes(), reference_path.name)


@pytest.fixture
def ann(fresh: Served) -> Iterator[httpx2.Client]:
    """A reviewer's client."""
    with fresh.reviewer("ann") as client:
        yield client


def claimed(client: httpx2.Client, task: int) -> dict[str, Any]:
    """Take a task."""
    answer = client.post(f"/v1/review/tasks/{task}/claim")
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def decide(
    client: httpx2.Client, task: int, token: int, action: str, path: str, **more: Any
) -> httpx2.Response:
    """Decide a field."""
    body = {"token": token, "action": action, "path": path, "request": "ab" * 16, **more}
    return client.post(f"/v1/review/tasks/{task}/decisions", json=body)


def open_paths(state: dict[str, Any]) -> list[str]:
    return [item["path"] for item in state["items"] if item["status"] == "open"]


def test_a_filing_is_taken_and_a_field_decided(
    fresh: Served, task: int, ann: httpx2.Client
) -> None:
    (listed,) = ann.get("/v1/review/tasks").json()["items"]
    assert (listed["task"], listed["state"], listed["form"]) == (task, "open", "abs-8-k")
    taken = ann.post("/v1/review/next").json()
    assert taken["task"] == task
    before = open_paths(taken["current"])
    assert len(before) == listed["open_items"]
    (city,) = [each for each in taken["current"]["items"] if each["path"] == CITY]
    assert city["field"]["value"] == "Irvine"
    assert city["reasons"][0]["sentence"]
    answer = decide(ann, task, taken["token"], "accept", CITY, seen="Irvine", comment="seen")
    assert answer.status_code == 200, answer.text
    assert open_paths(answer.json()) == [path for path in before if path != CITY]
    (entry,) = fresh.queue.history(fresh.queue.state(task).task.filing)
    assert (entry.reviewer, entry.action, entry.said["comment"]) == ("ann", "accept", "seen")
    again = decide(ann, task, taken["token"], "accept", CITY)
    assert again.json() == answer.json() == ann.get(f"/v1/review/tasks/{task}").json()
    (own,) = answer.json()["decisions"]
    undone = {"token": taken["token"], "seq": own["seq"]}
    back = ann.post(f"/v1/review/tasks/{task}/undo", json=undone).json()
    assert open_paths(back) == before


def test_the_text_of_a_filing_is_nobody_s_who_has_not_taken_it(
    fresh: Served, task: int, ann: httpx2.Client
) -> None:
    said = problem(ann.get(f"/v1/review/tasks/{task}"), 403, "not_allowed")
    assert "claim it first" in said
    claimed(ann, task)
    assert ann.get(f"/v1/review/tasks/{task}").status_code == 200
    fresh.clock.forward(60)
    problem(ann.get(f"/v1/review/tasks/{task}"), 403, "not_allowed")


def test_a_claim_that_is_over_books_nothing(fresh: Served, task: int, ann: httpx2.Client) -> None:
    token = claimed(ann, task)["token"]
    problem(decide(ann, task, token + 1, "accept", CITY), 409, "lost_claim")
    fresh.clock.forward(60)
    with fresh.reviewer("ben") as ben:
        claimed(ben, task)
        said = problem(decide(ann, task, token, "accept", CITY), 409, "lost_claim")
        assert said.startswith("ben has taken this filing over")
        held = {"token": token}
        problem(ann.post(f"/v1/review/tasks/{task}/heartbeat", json=held), 409, "lost_claim")
        problem(ann.post(f"/v1/review/tasks/{task}/claim"), 403, "not_allowed")
    assert fresh.queue.history(fresh.queue.state(task).task.filing) == []


@pytest.mark.parametrize(
    ("action", "path", "more", "code"),
    [
        ("accept", "no.such.field", {}, "refused"),
        ("choose", CITY, {"reader": "nobody"}, "refused"),
        ("accept", CITY, {"seen": "Oakland"}, "refused"),
        ("edit", CITY, {"text": "Atlantis"}, "unconfirmed"),
        ("select", CITY, {"spans": [[9, 0, 1]]}, "refused"),
        ("explode", CITY, {}, "misspelt"),
        ("accept", CITY, {"request": "no"}, "misspelt"),
        ("accept", CITY, {"more": 1}, "misspelt"),
        ("accept", CITY, {"token": -1}, "misspelt"),
        ("accept", CITY, {"token": "1"}, "misspelt"),
        ("accept", CITY, {"confirmed": 1}, "misspelt"),
        ("accept", CITY, {"seconds": "nan"}, "misspelt"),
    ],
)
def test_what_cannot_be_decided_is_told(
    fresh: Served, task: int, ann: httpx2.Client,
    action: str, path: str, more: dict[str, Any], code: str,
) -> None:  # fmt: skip
    token = claimed(ann, task)["token"]
    given = {"token": token, **more}
    answer = decide(ann, task, given.pop("token"), action, path, **given)
    problem(answer, 422, code)
    assert fresh.queue.history(fresh.queue.state(task).task.filing) == []


def test_a_filing_is_held_handed_back_and_skipped(
    fresh: Served, task: int, ann: httpx2.Client
) -> None:
    first = claimed(ann, task)
    fresh.clock.forward(1)
    held = {"token": first["token"]}
    longer = ann.post(f"/v1/review/tasks/{task}/heartbeat", json=held).json()
    assert longer["expires_at"] > first["expires_at"]
    assert ann.post(f"/v1/review/tasks/{task}/release", json=held).status_code == 204
    assert fresh.queue.state(task).task.state == "open"
    other = fresh.add(filing("HERON, INC."), "heron.txt")
    held = {"token": claimed(ann, task)["token"]}
    assert ann.post(f"/v1/review/tasks/{task}/skip", json=held).status_code == 204
    assert ann.post("/v1/review/next").json()["task"] == other


def test_where_nothing_waits_nothing_is_told(fresh: Served, ann: httpx2.Client) -> None:
    answer = ann.post("/v1/review/next")
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("task", ["999", "0", "x", "99999999999999999999"])
def test_a_task_that_is_not_there_is_not_found(
    client: httpx2.Client, api: Served, task: str
) -> None:
    with api.store.writing() as connection:
        if people.find_reviewer(connection, "eve") is None:
            people.add_reviewer(connection, "eve", Role.REVIEWER, api.clock())
    with api.client(Scope.REVIEW, reviewer="eve") as eve:
        problem(eve.get(f"/v1/review/tasks/{task}"), 404, "not_found")
        problem(eve.post(f"/v1/review/tasks/{task}/claim"), 404, "not_found")


def test_a_second_opinion_is_asked_without_the_first(tmp_path: Path, reference_path: Path) -> None:
    with empty_store(tmp_path) as (_, store), api_served(store) as api:
        settings = ReviewSettings(second_rate=1.0)
        api.queue.desk.settings = settings
        task = api.add(filing("HERON, INC."), "heron.txt")
        with api.reviewer("ann") as ann, api.reviewer("ben") as ben:
            taken = claimed(ann, task)
            paths = open_paths(taken["current"])
            for number, path in enumerate(paths):
                action = "complete_list" if path.endswith("#complete") else "accept"
                decide(ann, task, taken["token"], action, path, request=f"{number:032x}")
            assert api.queue.state(task).done
            assert ann.post("/v1/review/next").status_code == 204
            blind = ben.post("/v1/review/next").json()
            problem(ben.post(f"/v1/review/tasks/{task}/claim"), 403, "not_allowed")
    assert blind["current"]["round"] == "second"
    for item in blind["current"]["items"]:
        assert item["blind"]
        assert (item["field"], item["reasons"], item["answers"]) == (None, [], [])
    assert blind["current"]["decisions"] == []


def test_tasks_are_searched_and_listed_page_by_page(fresh: Served, ann: httpx2.Client) -> None:
    made = {fresh.add(filing(f"HERON {n}, INC."), f"{n}.txt") for n in range(3)}

    def listed(**asked: Any) -> dict[str, Any]:
        found: dict[str, Any] = ann.get("/v1/review/tasks", params=asked).json()
        return found

    first = listed(limit=2)
    rest = listed(limit=2, cursor=first["next"])
    assert {each["task"] for each in first["items"] + rest["items"]} == made
    assert rest["next"] is None
    assert len(listed(filer="heron 1")["items"]) == 1
    assert listed(state="done")["items"] == []
    assert len(listed(since="2003-05-07", until="2003-05-07", form="8-k")["items"]) == 3
    elsewhere = ann.get("/v1/review/tasks", params={"state": "open", "cursor": first["next"]})
    problem(elsewhere, 400, "bad_cursor")
    for query in (
        {"since": "yesterday"},
        {"until": "0"},
        {"since": "20030507"},
        {"reason": "none"},
        {"state": "lost"},
    ):
        problem(ann.get("/v1/review/tasks", params=query), 422, "misspelt")


def test_only_who_reviews_gets_in(fresh: Served, task: int, ann: httpx2.Client) -> None:
    with fresh.client() as client:
        said = problem(client.get("/v1/review/tasks"), 403, "not_allowed")
        assert "scope review" in said
    with fresh.client(Scope.ADMIN) as client:
        said = problem(client.get("/v1/review/tasks"), 403, "not_allowed")
        assert "--reviewer" in said
    with fresh.store.writing() as connection:
        people.disable(connection, "ann")
    problem(ann.post(f"/v1/review/tasks/{task}/claim"), 403, "not_allowed")
