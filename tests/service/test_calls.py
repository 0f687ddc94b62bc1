"""What the pages ask and tell, over HTTP: decisions, roles, forged requests, faults."""

import re
from pathlib import Path

import pytest

from extractor.review.actions import Action, Submission
from extractor.review.desk import Desk
from extractor.review.queue import Queue
from extractor.review.settings import ReviewSettings
from extractor.service.app import create_app
from extractor.store.database import Store
from tests.service.served import SECRET, START, House, Person, house, listening

CITY = "cover.address.city"


def left(panel: str) -> int:
    found = re.search(r'data-left="(\d+)"', panel)
    assert found is not None
    return int(found[1])


def test_a_decision_is_booked_and_shown(served: House, task: int, ann: Person) -> None:
    token = ann.take(task)
    before = len(served.queue.state(task).open_items)
    answer = ann.decide(task, token, "accept", CITY, seen="Irvine", seconds=1.25, comment="seen")
    assert answer.status_code == 200
    assert left(answer.json()["panel"]) == before - 1
    entry = served.queue.history(served.queue.state(task).task.filing)[-1]
    assert (entry.reviewer, entry.path, entry.action) == ("ann", CITY, "accept")
    assert (entry.milliseconds, entry.said["comment"]) == (1250, "seen")


def test_the_same_decision_sent_twice_is_booked_once(served: House, task: int, ann: Person) -> None:
    token = ann.take(task)
    for _ in range(2):
        answer = ann.decide(task, token, "accept", CITY, request="ab" * 16)
        assert answer.status_code == 200
    assert len(served.queue.history(served.queue.state(task).task.filing)) == 1


def test_a_value_that_is_not_the_one_shown_is_refused(task: int, ann: Person) -> None:
    token = ann.take(task)
    answer = ann.decide(task, token, "accept", CITY, seen="Oakland")
    assert answer.status_code == 422
    assert "the value is Irvine by now" in answer.json()["message"]


def test_a_text_that_cannot_be_read_is_told(task: int, ann: Person) -> None:
    token = ann.take(task)
    told = ann.call(f"tasks/{task}/parse", {"path": "cover.report_date", "text": "someday"})
    assert told.status_code == 422
    assert "cannot be read as date" in told.json()["message"]
    assert ann.decide(task, token, "edit", "cover.report_date", text="someday").status_code == 422


def test_a_text_is_read_and_found(task: int, ann: Person) -> None:
    ann.take(task)
    asked = {"path": "deal.classes#1.balance", "text": "12,415,000.00"}
    told = ann.call(f"tasks/{task}/parse", asked).json()
    assert (told["value"], told["found"]) == ("12,415,000.00", True)
    assert told["line"] > 90


@pytest.mark.parametrize(
    ("path", "typed", "quoted"),
    [
        ("deal.classes#1.balance", "12415000", "12,415,000.00"),
        ("cover.report_date", "2002-03-18", "March 18, 2002"),
        ("signature.signed_on", "February 26, 2002", "February 26, 2002"),
    ],
)
def test_a_value_is_found_however_it_is_typed(
    served: House, task: int, ann: Person, path: str, typed: str, quoted: str
) -> None:
    token = ann.take(task)
    assert ann.call(f"tasks/{task}/parse", {"path": path, "text": typed}).json()["found"]
    assert ann.decide(task, token, "edit", path, text=typed).status_code == 200
    state = served.queue.state(task)
    assert state.assessment is not None
    filing = served.queue.filing(state.task.filing)
    assert quoted in filing.quote(state.assessment.fields[path].evidence)


def test_of_several_places_the_one_that_was_read_before_is_meant(
    served: House, task: int, ann: Person
) -> None:
    token = ann.take(task)
    before = served.queue.state(task).assessment
    assert before is not None
    path = "signature.signed_on"
    ann.decide(task, token, "edit", path, text="2002-02-26")
    after = served.queue.state(task).assessment
    assert after is not None
    assert after.fields[path].evidence == before.fields[path].evidence


def test_money_is_shown_with_its_thousands_apart_and_dates_as_printed(
    task: int, ann: Person
) -> None:
    ann.take(task)
    panel = ann.call(f"tasks/{task}/claim").json()["panel"]
    assert 'data-value="12415000.00"' in panel
    assert ">12,415,000.00<" in panel
    assert re.search(r'>2002-03-18 <span class="printed"[^>]*>March 18, 2002</span>', panel)


def test_a_value_that_is_nowhere_wants_a_second_word(task: int, ann: Person) -> None:
    token = ann.take(task)
    answer = ann.decide(task, token, "edit", CITY, text="Egret Bay")
    assert (answer.status_code, answer.json()["confirm"]) == (422, True)
    again = ann.decide(task, token, "edit", CITY, text="Egret Bay", confirmed=True)
    assert again.status_code == 200


def test_a_selection_is_value_and_evidence(served: House, task: int, ann: Person) -> None:
    token = ann.take(task)
    state = served.queue.state(task)
    text = served.queue.filing(state.task.filing).main_document.text
    start = text.index("California")
    spans = [[0, start, start + len("California")]]
    assert ann.decide(task, token, "select", CITY, spans=spans).status_code == 200
    assessment = served.queue.state(task).assessment
    assert assessment is not None
    field = assessment.fields[CITY]
    assert field.value == "California"
    assert (field.evidence[0].start, field.evidence[0].end) == (start, start + 10)


@pytest.mark.parametrize("spans", [[], [[0, 5, 5]], [[7, 1, 2]], [[0, 0, 10**9]]])
def test_a_selection_outside_the_filing_is_refused(
    task: int, ann: Person, spans: list[list[int]]
) -> None:
    answer = ann.decide(task, ann.take(task), "select", CITY, spans=spans)
    assert answer.status_code == 422
    assert "select" in answer.json()["message"]


def test_taking_back_opens_the_field_again(task: int, ann: Person) -> None:
    token = ann.take(task)
    panel = ann.decide(task, token, "absent", CITY).json()["panel"]
    found = re.search(r'data-undo="(\d+)"', panel)
    assert found is not None
    answer = ann.call(f"tasks/{task}/undo", {"token": token, "seq": int(found[1])})
    assert answer.status_code == 200
    assert left(answer.json()["panel"]) == left(panel) + 1
    assert 'data-undo="0"' in answer.json()["panel"]


def test_the_last_decision_can_be_taken_back_though_the_filing_is_done(
    served: House, task: int, ann: Person
) -> None:
    token = ann.take(task)
    items = served.queue.state(task).open_items
    for item in items:
        answer = ann.decide(task, token, "accept", item.path)
        assert answer.status_code == 200, answer.text
    assert answer.json()["done"]
    seq = served.queue.history(served.queue.state(task).task.filing)[-1].seq
    back = ann.call(f"tasks/{task}/undo", {"token": token, "seq": seq})
    assert back.status_code == 200
    assert not back.json()["done"]
    assert served.queue.state(task).task.owner == "ann"


def test_a_lost_lease_shows_the_newer_state_and_books_nothing(
    served: House, task: int, ann: Person, stranger: Person
) -> None:
    token = ann.take(task)
    served.clock.forward(60)
    stranger.log_in("ben")
    theirs = stranger.take(task)
    stranger.decide(task, theirs, "absent", CITY)
    answer = ann.decide(task, token, "edit", CITY, text="Irvine")
    assert answer.status_code == 409
    said = answer.json()
    assert said["lost"]
    assert "ben has taken this filing over" in said["message"]
    assert "ben: said that the filing states none" in said["panel"]
    assert ann.call(f"tasks/{task}/heartbeat", {"token": token}).status_code == 409
    assert ann.call(f"tasks/{task}/claim").status_code == 403
    assert {e.reviewer for e in served.queue.history(served.queue.state(task).task.filing)} == {
        "ben"
    }


def test_next_hands_an_unfinished_filing_back_behind_the_others(
    served: House, task: int, ann: Person, reference_path: Path
) -> None:
    other = served.add(reference_path.read_bytes() + b"\n", "second.txt")
    token = ann.take(task)
    assert ann.call("peek").json() == {"task": other}
    assert ann.call(f"tasks/{task}/next", {"token": token}).json() == {"task": other}
    assert served.queue.state(task).task.owner is None
    assert served.queue.history(served.queue.state(task).task.filing)[-1].action == "skip"


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_call_without_the_token_is_refused(task: int, ann: Person, token: str) -> None:
    answer = ann.call(f"tasks/{task}/claim", **{"X-CSRF-Token": token})
    assert answer.status_code == 403
    assert answer.json()["message"].startswith("this did not come from a page of this session")


def test_a_call_from_another_site_is_refused(task: int, ann: Person) -> None:
    answer = ann.call(f"tasks/{task}/claim", **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_form_without_the_token_is_refused(task: int, ann: Person, served: House) -> None:
    assert ann.client.post("/next", data={"csrf": ""}).status_code == 403
    assert served.queue.state(task).task.owner is None
    assert ann.client.post("/next", data={"csrf": ann.csrf}).headers["location"] == f"/tasks/{task}"


def test_who_is_not_logged_in_can_do_nothing(task: int, stranger: Person) -> None:
    for path in (f"tasks/{task}/claim", f"tasks/{task}/decide", "peek"):
        assert stranger.call(path).status_code == 401
    assert stranger.get(f"/tasks/{task}").status_code == 303


def test_looking_at_a_filing_takes_nothing_and_tells_no_value(
    served: House, task: int, ann: Person
) -> None:
    page = ann.get(f"/tasks/{task}")
    assert "Home Equity Loan Trust" in page.text
    assert "data-value" not in page.text
    assert served.queue.state(task).task.owner is None


def reviewed_twice(store: Store, data: bytes) -> tuple[int, int]:
    """A filing whose first round ann has done, one field with a second opinion to come."""
    with house(store) as made:
        task = made.add(data)
        queue = Queue(_desk(store))
        claim = queue.claim("ann", task, made.clock())
        for item in queue.state(task).open_items:
            queue.submit(claim, Submission(Action.ACCEPT, item.path), made.clock())
        second = queue.peek("ben")
    assert second is not None
    return task, second


def test_a_second_opinion_is_asked_without_showing_the_first(
    store: Store, reference_path: Path
) -> None:
    first, second = reviewed_twice(store, reference_path.read_bytes())
    queue = Queue(_desk(store))
    with listening(create_app(queue, SECRET, secure=False)) as url:
        ben = Person(url)
        with ben.client:
            ben.log_in("ben")
            token = ben.take(second)
            panel = ben.call(f"tasks/{second}/claim").json()["panel"]
            assert "data-blind" in panel
            assert "Irvine" not in panel
            assert "baseline" not in panel
            assert "City" in panel
            assert ben.call(f"tasks/{first}/claim").status_code == 403
            assert "Irvine" not in ben.get(f"/tasks/{first}/history").text
            refused = ben.decide(second, token + 1, "accept", CITY)
            assert refused.status_code == 422
            assert "without seeing a value" in refused.json()["message"]
            assert ben.decide(second, token + 1, "edit", CITY, text="Irvine").status_code == 200


def test_a_second_opinion_on_a_list_is_asked_for_by_its_name_and_number(
    store: Store, reference_path: Path
) -> None:
    settings = ReviewSettings(second_paths=("exhibits#complete",), audit_rate=0)
    queue = Queue(Desk(store, settings))
    with house(store) as made:
        task = made.add(reference_path.read_bytes())
    claim = queue.claim("ann", task, START)
    whole = "exhibits#complete"
    for item in queue.state(task).open_items:
        queue.submit(claim, Submission(Action.ACCEPT, item.path), START)
    second = queue.peek("ben")
    assert second is not None
    with listening(create_app(queue, SECRET, secure=False)) as url:
        ben = Person(url)
        with ben.client:
            ben.log_in("ben")
            token = ben.take(second)
            panel = ben.call(f"tasks/{second}/claim").json()["panel"]
            assert "Exhibits: how many? A row has number, description." in panel
            assert "4.1" not in panel
            asked = {"path": whole, "text": "eight"}
            assert ben.call(f"tasks/{second}/parse", asked).json()["value"] == "8"
            answer = ben.decide(second, token + 1, "complete_list", whole, text="7")
            assert answer.status_code == 200
    state = queue.state(queue.peek("dora") or 0)
    assert [item.path for item in state.open_items] == [whole]


def twins(served: House, reference_path: Path) -> list[int]:
    data = reference_path.read_bytes()
    return [served.add(data + b"\n" * number, f"twin-{number}.txt") for number in range(3)]


def test_flags_like_one_are_shown_and_settled_together(
    served: House, ann: Person, reference_path: Path
) -> None:
    tasks = twins(served, reference_path)
    token = ann.take(tasks[0])
    asked = {"token": token, "path": CITY}
    found = ann.call(f"tasks/{tasks[0]}/alike", asked).json()
    assert found["count"] == 2
    assert found["html"].count('type="checkbox" checked') == 3
    assert "twin-2.txt" in found["html"]
    flags = [{"task": each, "path": CITY, "seen": "Irvine"} for each in tasks]
    sent = {**asked, "flags": flags, "request": "ab" * 16, "seconds": 3}
    done = ann.call(f"tasks/{tasks[0]}/together", sent)
    assert done.status_code == 200, done.text
    assert "3 accepted" in done.json()["html"]
    for task in tasks:
        (entry,) = served.queue.state(task).entries
        assert (entry.action, entry.path, entry.reviewer) == ("accept", CITY, "ann")
    seq = served.queue.state(tasks[2]).entries[0].seq
    back = ann.call(f"elsewhere/{tasks[2]}/undo", {"token": 0, "seq": seq})
    assert back.status_code == 200
    assert [e.action for e in served.queue.state(tasks[2]).entries] == ["accept", "undo"]


def test_a_flag_that_is_no_more_as_it_was_shown_is_left(
    served: House, ann: Person, reference_path: Path
) -> None:
    tasks = twins(served, reference_path)
    token = ann.take(tasks[0])
    flags = [
        {"task": tasks[0], "path": CITY, "seen": "Irvine"},
        {"task": tasks[1], "path": CITY, "seen": "Oakland"},
    ]
    sent = {"token": token, "path": CITY, "flags": flags, "request": "ab" * 16}
    done = ann.call(f"tasks/{tasks[0]}/together", sent).json()
    assert "1 accepted, 1 left as they are" in done["html"]
    assert served.queue.state(tasks[1]).entries == ()


def test_who_does_not_hold_the_filing_settles_nothing_together(
    served: House, ann: Person, reference_path: Path
) -> None:
    tasks = twins(served, reference_path)
    token = ann.take(tasks[0])
    flags = [{"task": tasks[1], "path": CITY, "seen": "Irvine"}]
    for call, more in (("alike", {}), ("together", {"flags": flags, "request": "ab" * 16})):
        sent = {"token": token + 1, "path": CITY, **more}
        assert ann.call(f"tasks/{tasks[0]}/{call}", sent).status_code == 409
    assert served.queue.state(tasks[1]).entries == ()


def test_only_an_adjudicator_adjudicates(store: Store, reference_path: Path) -> None:
    _, second = reviewed_twice(store, reference_path.read_bytes())
    queue = Queue(_desk(store))
    with listening(create_app(queue, SECRET, secure=False)) as url:
        ben, dora = Person(url), Person(url)
        with ben.client, dora.client:
            ben.log_in("ben")
            token = ben.take(second)
            for item in queue.state(second).open_items:
                ben.decide(second, token, "dispute", item.path)
            dora.log_in("dora")
            third = dora.call("peek").json()["task"]
            assert ben.call(f"tasks/{third}/claim").status_code == 403
            lost = ben.decide(third, 1, "absent", CITY)
            assert lost.status_code == 409
            assert "panel" not in lost.json()
            token = dora.take(third)
            panel = dora.call(f"tasks/{third}/claim").json()["panel"]
            assert "Disputes it without a value." in panel
            taken = dora.decide(third, token + 1, "choose", CITY, reader="first")
            assert taken.status_code == 200


def _desk(store: Store) -> Desk:
    return Desk(store, ReviewSettings(second_paths=(CITY,), audit_rate=0))
