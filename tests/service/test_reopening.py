"""What another settled stays on the pages too, until an adjudicator puts it up again."""

from collections.abc import Iterator

import pytest

from extractor.review.actions import Action, Submission
from extractor.review.booking import plain_entry
from extractor.store import log
from tests.service.served import START, House, Person

CITY = "cover.address.city"


@pytest.fixture
def settled(served: House, task: int) -> int:
    """The reference filing, its city settled by ann, who handed it back."""
    claim = served.queue.claim("ann", task, START)
    served.queue.submit(claim, Submission(Action.ACCEPT, CITY), START)
    served.queue.release(claim, START)
    return task


@pytest.fixture
def dora(served: House) -> Iterator[Person]:
    """An adjudicator who has logged in."""
    person = Person(served.url)
    with person.client:
        person.come_in("dora")
        yield person


def actions(served: House, task: int) -> list[tuple[str, str]]:
    return [(e.reviewer, e.action) for e in served.queue.state(task).entries]


def test_the_next_reviewer_does_not_write_over_it(
    served: House, settled: int, stranger: Person
) -> None:
    stranger.come_in("ben")
    token = stranger.take(settled)
    for action in ("absent", "accept"):
        answer = stranger.decide(settled, token, action, CITY)
        assert answer.status_code == 422
        assert "ann has settled this" in answer.json()["message"]
    assert 'data-act="reopen"' not in stranger.call(f"tasks/{settled}/claim").json()["panel"]
    sent = {"token": token + 1, "path": CITY}
    refused = stranger.call(f"tasks/{settled}/reopen", sent)
    assert refused.status_code == 403
    assert "no adjudicator" in refused.json()["message"]
    assert actions(served, settled) == [("ann", "accept")]


def test_an_adjudicator_puts_it_up_again(served: House, settled: int, dora: Person) -> None:
    taken = dora.call(f"tasks/{settled}/claim").json()
    assert 'data-act="reopen"' in taken["panel"]
    sent = {"token": taken["token"], "path": CITY, "comment": "another town"}
    answer = dora.call(f"tasks/{settled}/reopen", sent)
    assert answer.status_code == 200, answer.text
    assert f'data-path="{CITY}"' in answer.json()["panel"]
    assert CITY in [item.path for item in served.queue.state(settled).open_items]
    assert dora.decide(settled, answer.json()["token"], "absent", CITY).status_code == 200
    assert actions(served, settled)[1:] == [("dora", "reopen"), ("dora", "absent")]
    assert "another town" in dora.get(f"/tasks/{settled}/history").text


def test_what_is_done_is_taken_again_by_reopening(
    served: House, settled: int, dora: Person
) -> None:
    token = dora.take(settled)
    for item in served.queue.state(settled).open_items:
        assert dora.decide(settled, token, "accept", item.path).status_code == 200
    assert served.queue.state(settled).done
    answer = dora.call(f"tasks/{settled}/reopen", {"token": token, "path": CITY})
    assert answer.status_code == 200, answer.text
    assert served.queue.state(settled).task.owner == "dora"
    assert dora.decide(settled, answer.json()["token"], "accept", CITY).status_code == 200


def test_who_lost_the_filing_reopens_nothing(served: House, settled: int, dora: Person) -> None:
    token = dora.take(settled)
    answer = dora.call(f"tasks/{settled}/reopen", {"token": token + 1, "path": CITY})
    assert answer.status_code == 409
    assert actions(served, settled) == [("ann", "accept")]


def test_once_exported_a_page_offers_nothing_to_take_back(
    served: House, settled: int, ann: Person
) -> None:
    panel = ann.call(f"tasks/{settled}/claim").json()["panel"]
    assert 'data-undo="1"' in panel
    state = served.queue.state(settled)
    with served.queue.desk.store.writing() as connection:
        log.append(connection, plain_entry(state.task, "dora", Action.EXPORT, START, {}))
    taken = ann.call(f"tasks/{settled}/claim").json()
    assert 'data-undo="0"' in taken["panel"]
    refused = ann.call(f"tasks/{settled}/undo", {"token": taken["token"], "seq": 1})
    assert refused.status_code == 422
    assert "was exported since" in refused.json()["message"]
    assert ann.decide(settled, taken["token"], "absent", CITY).status_code == 422
