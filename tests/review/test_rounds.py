"""A second look that sees nothing of the first, and who rules where the two differ."""

from dataclasses import asdict

import pytest

from extractor.policy import NOTHING
from extractor.review.actions import Action, BadSubmission, Submission, Typed
from extractor.review.agreement import agreement, kappa, sampled, work
from extractor.review.queue import Claim, Forbidden
from extractor.review.settings import ReviewSettings
from extractor.review.standing import Stands
from extractor.store.database import Store
from tests.note_form import NOTE
from tests.reviewing import Room, minutes

TWICE = ReviewSettings(second_paths=("due", "holders#complete"))


@pytest.fixture
def room(store: Store) -> Room:
    return Room(store, TWICE)


def second(room: Room, who: str = "ben", at: float = 1) -> Claim:
    """The first round done by ann, the second taken by another."""
    room.add(policy=NOTHING)
    room.accept_all(room.claim("ann"))
    assert room.queue.claim_next("ann", minutes(at)) is None
    return room.claim(who, at)


def says(room: Room, claim: Claim, text: str, at: float = 1) -> None:
    room.queue.submit(claim, Submission(Action.EDIT, "due", Typed(text)), minutes(at))


def agrees_on_the_list(room: Room, claim: Claim, at: float = 1) -> None:
    submission = Submission(Action.COMPLETE_LIST, "holders#complete", Typed("three"))
    room.queue.submit(claim, submission, minutes(at))


def test_only_another_person_gets_the_second_look_and_sees_no_value(room: Room) -> None:
    claim = second(room)
    state = room.queue.state(claim.task)
    assert state.task.round == "second"
    assert [item.path for item in state.open_items] == ["due", "holders#complete"]
    assert state.assessment is None
    assert state.extraction.readings == ()
    assert state.entries == ()
    for item in state.items:
        assert (item.blind, item.field, item.reasons, item.checks) == (True, None, (), ())
    assert "2004" not in repr(asdict(state.items[0]))
    with pytest.raises(Forbidden, match="another"):
        room.queue.claim("ann", claim.task, minutes(30))


@pytest.mark.parametrize("action", [Action.ACCEPT, Action.CHOOSE_BASELINE, Action.AS_FILED])
def test_a_value_that_was_not_shown_cannot_be_accepted(room: Room, action: Action) -> None:
    claim = second(room)
    with pytest.raises(BadSubmission, match="without seeing"):
        room.queue.submit(claim, Submission(action, "due"), minutes(1))
    with pytest.raises(BadSubmission, match="its own fields"):
        room.queue.submit(claim, Submission(Action.ABSENT, "title"), minutes(1))


def test_two_who_agree_need_no_third(room: Room) -> None:
    claim = second(room)
    says(room, claim, "June 1, 2004")
    agrees_on_the_list(room, claim)
    assert room.queue.claim_next("dora", minutes(2)) is None
    filing = room.queue.state(claim.task).filing.sha256
    found = agreement([(NOTE, room.queue.history(filing))])
    assert (found.fields, found.alike, found.kappa) == (2, 2, 1.0)


def test_where_two_differ_an_adjudicator_rules(room: Room) -> None:
    claim = second(room)
    says(room, claim, "May 7, 2003")
    agrees_on_the_list(room, claim)
    for who in ("ann", "ben", "cleo"):
        assert room.queue.claim_next(who, minutes(2)) is None
    ruling = room.claim("dora", 2)
    state = room.queue.state(ruling.task)
    assert [item.path for item in state.open_items] == ["due"]
    assert [each.reviewer for each in state.items[0].answers] == ["ann", "ben"]
    submission = Submission(Action.ADJUDICATE, "due", reader="second")
    done = room.queue.submit(ruling, submission, minutes(2))
    assert done.done
    assert done.assessment is not None
    assert str(done.assessment.fields["due"].value) == "2003-05-07"


def test_a_ruling_outlasts_a_change_of_mind_in_the_first_round(room: Room) -> None:
    claim = second(room)
    says(room, claim, "May 7, 2003")
    agrees_on_the_list(room, claim)
    ruling = room.claim("dora", 2)
    submission = Submission(Action.ADJUDICATE, "due", reader="second")
    room.queue.submit(ruling, submission, minutes(2))
    again = room.queue.claim("ann", 1, minutes(3))
    with pytest.raises(Stands, match="dora has settled"):
        room.queue.submit(again, Submission(Action.ABSENT, "due"), minutes(3))
    state = room.queue.state(1)
    assert state.assessment is not None
    assert str(state.assessment.fields["due"].value) == "2003-05-07"


def test_a_dispute_of_a_whole_list_is_ruled_on_too(room: Room) -> None:
    claim = second(room)
    says(room, claim, "June 1, 2004")
    room.queue.submit(claim, Submission(Action.DISPUTE, "holders#complete"), minutes(1))
    ruling = room.claim("dora", 2)
    state = room.queue.state(ruling.task)
    assert [item.path for item in state.open_items] == ["holders#complete"]


def test_a_second_opinion_on_a_list_says_how_many_rows_there_are(room: Room) -> None:
    claim = second(room)
    for typed in (Typed(), Typed("some")):
        submission = Submission(Action.COMPLETE_LIST, "holders#complete", typed)
        with pytest.raises(BadSubmission, match="how many rows the filing has"):
            room.queue.submit(claim, submission, minutes(1))
    submission = Submission(Action.COMPLETE_LIST, "holders#complete", Typed("4"))
    state = room.queue.submit(claim, submission, minutes(1))
    entry = state.entries[-1]
    assert (entry.action, entry.said["counted"]) == ("dispute", 4)
    says(room, claim, "June 1, 2004")
    ruling = room.claim("dora", 2)
    assert [item.path for item in room.queue.state(ruling.task).open_items] == ["holders#complete"]


def test_who_owes_a_second_opinion_does_not_see_the_finished_first(room: Room) -> None:
    claim = second(room)
    with pytest.raises(Forbidden, match="may be yours"):
        room.queue.claim("cleo", 1, minutes(1))
    with pytest.raises(Forbidden, match="may be yours"):
        room.queue.claim("ben", 1, minutes(1))
    says(room, claim, "June 1, 2004")
    agrees_on_the_list(room, claim)
    assert room.queue.claim("cleo", 1, minutes(1)).task == 1


def test_an_adjudicator_who_looks_at_the_first_is_asked_for_no_second(room: Room) -> None:
    room.add(policy=NOTHING)
    room.accept_all(room.claim("ann"))
    assert room.queue.peek("dora") is not None
    room.queue.release(room.queue.claim("dora", 1, minutes(1)), minutes(1))
    assert room.queue.peek("dora") is None
    assert room.queue.peek("ben") is not None


def test_who_takes_a_first_that_was_opened_again_is_asked_for_no_second(room: Room) -> None:
    room.add(policy=NOTHING)
    room.accept_all(room.claim("ann"))
    room.queue.reopen("dora", 1, "title", "", minutes(1))
    claim = room.queue.claim("cleo", 1, minutes(1))
    room.accept(claim, "title", 1)
    assert room.queue.peek("cleo") is None
    assert room.queue.peek("ben") is not None


def test_nobody_gives_a_second_opinion_and_looks_at_the_first(room: Room) -> None:
    room.add(policy=NOTHING)
    room.accept_all(room.claim("ann"))
    room.claim("dora", 1)
    with pytest.raises(Forbidden, match="finish it first"):
        room.queue.claim("dora", 1, minutes(1))


def test_a_second_decision_can_be_undone(room: Room) -> None:
    claim = second(room)
    says(room, claim, "May 7, 2003")
    state = room.queue.state(claim.task)
    state = room.queue.undo(claim, state.entries[-1].seq, minutes(1))
    assert [item.path for item in state.open_items] == ["due", "holders#complete"]


def test_a_share_of_the_fields_is_drawn_always_the_same(store: Store) -> None:
    room = Room(store, ReviewSettings(second_rate=0.5))
    room.add(policy=NOTHING)
    first = room.accept_all(room.claim("ann"))
    drawn = room.queue.state(room.claim("ben").task)
    assert 0 < len(drawn.items) < len(first.items)


def test_accepted_fields_of_a_sample_are_looked_at(store: Store) -> None:
    room = Room(store, ReviewSettings(audit_rate=1.0))
    room.add()
    claim = room.claim()
    state = room.queue.state(claim.task)
    audits = [item.path for item in state.open_items if item.origin == "audit"]
    assert "title" in audits
    room.queue.submit(
        claim, Submission(Action.EDIT, "title", Typed("note about boats")), minutes(0)
    )
    state = room.accept(claim, "amount")
    found = sampled([(NOTE, state.entries)])
    assert (found.fields, found.changed) == (2, 1)
    assert [(each.reviewer, each.decisions) for each in work(state.entries)] == [("ann", 2)]


# Cohen's own figures: two raters, 0.6 observed and 0.5 expected agreement.
def test_kappa_is_cohens() -> None:
    answers = [("a", "a")] * 30 + [("a", "b")] * 20 + [("b", "a")] * 20 + [("b", "b")] * 30
    assert kappa(answers) == pytest.approx(0.2)
    assert kappa([("a", "a")] * 3) == 1.0
    assert kappa([("a", "b"), ("b", "a")]) == pytest.approx(-1.0)
    assert kappa([]) is None
