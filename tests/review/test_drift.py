"""Accepted fields are drawn to be looked at, and an error above the certified one is told."""

from dataclasses import replace

import pytest

from extractor.evaluation.bounds import upper95
from extractor.evaluation.certifying import claimed as claim
from extractor.policy import AGREEMENT, Policy, Stratum
from extractor.records import Outcome
from extractor.review.actions import Action, Submission, Typed
from extractor.review.desk import Desk
from extractor.review.drift import Looked, audit, claimed, looked_at, lower95
from extractor.review.queue import Queue
from extractor.review.settings import ReviewSettings
from extractor.review.stats import stats
from extractor.store.database import Store
from tests.note_form import NOTE
from tests.reviewing import START, Room, forms, minutes

CERTIFIED = AGREEMENT.model_copy(
    update={
        "certified": True,
        "bound": "certified: at most 1 % of accepted leaves are wrong; of 400 leaves 300 accepted",
    }
)


def sample(right: int, wrong: int) -> list[Looked]:
    return [Looked(1, True)] * right + [Looked(1, False)] * wrong


def test_one_accepted_field_in_a_hundred_is_drawn_by_default() -> None:
    assert ReviewSettings().audit_rate == 0.01


@pytest.mark.parametrize(("wrong", "n"), [(1, 10), (3, 50), (10, 10), (7, 300)])
def test_the_lower_bound_is_the_upper_one_of_what_was_right(wrong: int, n: int) -> None:
    assert lower95(wrong, n) == pytest.approx(1 - (upper95(n - wrong, n) or 0))


def test_a_bound_needs_leaves_and_has_none_below_zero() -> None:
    assert lower95(0, 0) is None
    assert lower95(0, 10) == 0
    with pytest.raises(ValueError, match="cannot be"):
        lower95(2, 1)


def test_the_claim_is_read_as_calibration_writes_it() -> None:
    strata = frozenset({Stratum("list", Outcome.AGREE)})
    for lists in (frozenset[Stratum](), strata):
        said = claim({"leaf": 0.025, "list": 0.05}, bool(lists))
        policy = Policy(name="p", certified=True, bound=f"{said}; of 10 leaves")
        assert claimed(policy) == 0.025
    assert claimed(AGREEMENT) is None
    assert claimed(CERTIFIED.model_copy(update={"certified": False})) is None


def test_drift_is_told_only_where_chance_does_not_explain_it() -> None:
    quiet = audit(CERTIFIED, sample(right=97, wrong=3))
    assert not quiet.drifted
    assert "certified are at most 1.00%" in quiet.sentence
    loud = audit(CERTIFIED, sample(right=95, wrong=5))
    assert loud.drifted
    assert (loud.lower95 or 0) > 0.01
    assert "have drifted" in loud.sentence
    assert "calibrate a new one" in loud.sentence


def test_what_is_not_certified_has_no_bound_to_leave() -> None:
    found = audit(AGREEMENT, sample(right=0, wrong=50))
    assert not found.drifted
    assert "not certified" in found.sentence


@pytest.fixture
def room(store: Store) -> Room:
    return Room(store, ReviewSettings(audit_rate=1.0))


def test_only_what_was_drawn_counts_and_the_last_word_on_it(room: Room) -> None:
    room.add(policy=CERTIFIED)
    claim = room.claim()
    room.accept(claim, "amount")
    wrong = Submission(Action.EDIT, "title", Typed("note about boats"))
    state = room.queue.submit(claim, wrong, minutes(0))
    assert [each.right for each in looked_at(NOTE, state.entries)] == [True, False]
    unasked = [replace(e, body={**e.said, "origin": "doubt"}) for e in state.entries]
    assert looked_at(NOTE, unasked) == []
    state = room.queue.submit(claim, Submission(Action.CHOOSE_LLM, "title"), minutes(0))
    assert [each.right for each in looked_at(NOTE, state.entries)] == [True, True]


def test_what_was_drawn_stays_drawn_though_it_came_to_be_doubted(room: Room) -> None:
    room.add(policy=CERTIFIED)
    claim = room.claim()
    late = Submission(Action.EDIT, "due", Typed("May 9, 1999"), confirmed=True)
    state = room.queue.submit(claim, late, START)
    (dated,) = [item for item in state.items if item.path == "dated"]
    assert (dated.status, dated.origin) == ("open", "audit")


def test_what_was_drawn_waits_though_the_rate_is_another_since(room: Room) -> None:
    room.add(policy=CERTIFIED)
    claim = room.claim()
    before = {item.path for item in room.queue.state(claim.task).open_items}
    lower = Queue(Desk(room.store, ReviewSettings(audit_rate=0), forms))
    state = lower.submit(claim, Submission(Action.ACCEPT, "amount"), START)
    assert {item.path for item in state.open_items} == before - {"amount"}
    lower.submit(claim, Submission(Action.DROP_ROW, "holders#2.name"), START)
    state = lower.reopen("dora", claim.task, "amount", "", minutes(1))
    waiting = {item.path for item in state.open_items}
    assert "title" in waiting
    assert len(waiting) < len(before)


def test_the_figures_of_a_store_tell_the_drift_of_each_policy(room: Room) -> None:
    for number in range(4):
        room.add(number, policy=CERTIFIED)
        claim = room.claim()
        wrong = Submission(Action.EDIT, "title", Typed("note about boats"))
        room.queue.submit(claim, wrong, minutes(0))
        room.queue.release(claim, minutes(0))
        room.queue.skip(room.queue.claim("ann", claim.task, minutes(0)), minutes(0))
    with room.store.reading() as connection:
        made = stats(connection, forms)
    assert made.audits is not None
    (found,) = made.audits
    assert (found.leaves, found.wrong, found.drifted) == (4, 4, True)
    assert made.warnings == (found.sentence,)
