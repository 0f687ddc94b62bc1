"""Taking, deciding, undoing, handing back: on both kinds of store."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from extractor.policy import NOTHING
from extractor.records import CheckStatus, Decision
from extractor.review.actions import Action, BadSubmission, Submission, Typed, Unconfirmed
from extractor.review.queue import Forbidden, LostClaim
from extractor.review.views import TaskState
from extractor.store import log, people, tasks
from extractor.store.database import Store
from extractor.store.people import NoSuchReviewer
from tests.note_form import CODE, table
from tests.reviewing import START, Room, minutes, readings


@pytest.fixture
def room(store: Store) -> Room:
    return Room(store)


def waiting(state: TaskState) -> list[str]:
    return [item.path for item in state.open_items]


def value(state: TaskState, path: str) -> object:
    assert state.assessment is not None
    return state.assessment.fields[path].value


def test_only_what_was_not_accepted_waits(room: Room) -> None:
    added = room.add()
    state = room.queue.state(added.task or 0)
    assert added.new
    assert added.opened == len(state.items) == state.task.open_items
    assert "due" in waiting(state)
    assert "title" not in waiting(state)
    assert state.assessment is not None
    for path, field in state.assessment.fields.items():
        assert (field.decision is Decision.REVIEW) == (path in waiting(state)), path


def test_adding_the_same_twice_is_adding_it_once(room: Room) -> None:
    first, second = room.add(), room.add()
    assert (first.extraction, first.task) == (second.extraction, second.task)
    assert not second.new
    assert second.opened == 0


def test_accepting_settles_a_field(room: Room) -> None:
    room.add()
    claim = room.claim()
    state = room.accept(claim, "due")
    assert "due" not in waiting(state)
    assert state.assessment is not None
    field = state.assessment.fields["due"]
    assert (field.value, field.decision) == (date(2004, 6, 1), Decision.SETTLED)
    entry = state.entries[-1]
    assert (entry.reviewer, entry.action, entry.path) == ("ann", "accept", "due")


def test_all_accepted_is_done_and_nobody_holds_it(room: Room) -> None:
    room.add()
    state = room.accept_all(room.claim())
    assert state.done
    assert (state.task.state, state.task.owner) == ("done", None)
    assert room.queue.claim_next("ben", minutes(1)) is None


def test_a_value_is_typed_and_found_in_the_filing(room: Room) -> None:
    room.add()
    claim = room.claim()
    typed = Typed("June 1, 2004")
    state = room.queue.submit(claim, Submission(Action.EDIT, "due", typed), minutes(0))
    assert value(state, "due") == date(2004, 6, 1)
    assert state.assessment is not None
    filing = room.queue.filing(state.filing.sha256)
    assert filing.quote(state.assessment.fields["due"].evidence) == "June 1, 2004"


def test_a_value_is_selected_in_the_filing(room: Room) -> None:
    room.add(said=readings(differ=True))
    claim = room.claim()
    text = room.queue.filing(room.queue.state(claim.task).filing.sha256)
    place = text.main_document.reading.evidence(
        *(text.main_document.text.index("Egret"), text.main_document.text.index("Egret") + 9)
    )
    submission = Submission(Action.EDIT, "title", Typed(evidence=place))
    state = room.queue.submit(claim, submission, minutes(0))
    assert value(state, "title") == "Egret Bay"


@pytest.mark.parametrize(
    ("submission", "fault", "said"),
    [
        (Submission(Action.EDIT, "due", Typed("soon")), BadSubmission, "cannot be read as date"),
        (Submission(Action.EDIT, "due", Typed("May 9, 1999")), Unconfirmed, "nowhere"),
        (Submission(Action.EDIT, "due"), BadSubmission, "nothing was typed"),
        (Submission(Action.ACCEPT, "nope"), BadSubmission, "no such field"),
        (Submission(Action.ACCEPT, "due", expected="2001-01-01"), BadSubmission, "by now"),
        (Submission(Action.CHOOSE_LLM, "due"), BadSubmission, "gave no value"),
        (Submission(Action.DROP_ROW, "due"), BadSubmission, "not in a row"),
        (Submission(Action.ADD_ROW, "due"), BadSubmission, "no list"),
        (Submission(Action.ADD_ROW, "holders"), BadSubmission, "needs its name"),
        (Submission(Action.AS_FILED, "due"), BadSubmission, "no failed check"),
        (Submission(Action.EDIT, "holders#complete"), BadSubmission, "accepted as complete"),
        (Submission(Action.DISPUTE, "due"), BadSubmission, "second opinion"),
        (Submission(Action.ADJUDICATE, "due", reader="first"), BadSubmission, "two answers"),
        (Submission(Action.UNDO, "due"), BadSubmission, "no decision"),
        (Submission(Action.ACCEPT, "due", comment="x" * 5000), BadSubmission, "comment"),
        (Submission(Action.ACCEPT, "due", seconds=-1), BadSubmission, "seconds"),
    ],
    ids=lambda each: each.action.value if isinstance(each, Submission) else None,
)
def test_what_cannot_be_a_decision_is_not_booked(
    room: Room, submission: Submission, fault: type[BadSubmission], said: str
) -> None:
    room.add(said=(readings()[0],) if submission.action is Action.CHOOSE_LLM else None)
    claim = room.claim()
    with pytest.raises(fault, match=said):
        room.queue.submit(claim, submission, minutes(0))
    assert room.queue.state(claim.task).entries == ()


def test_a_value_that_is_nowhere_may_be_confirmed(room: Room) -> None:
    room.add()
    submission = Submission(Action.EDIT, "due", Typed("May 9, 1999"), confirmed=True)
    state = room.queue.submit(room.claim(), submission, minutes(0))
    assert value(state, "due") == date(1999, 5, 9)


def test_either_readers_value_can_be_taken(room: Room) -> None:
    room.add(said=readings(differ=True))
    claim = room.claim()
    state = room.queue.submit(claim, Submission(Action.CHOOSE_LLM, "title"), minutes(0))
    assert value(state, "title") == "Harbor Note"
    state = room.queue.submit(claim, Submission(Action.CHOOSE_BASELINE, "title"), minutes(0))
    assert value(state, "title") == "Harbour Note"
    assert [entry.action for entry in state.entries] == ["choose_llm", "choose_baseline"]


def test_absent_is_a_value_too(room: Room) -> None:
    room.add()
    state = room.queue.submit(room.claim(), Submission(Action.ABSENT, "due"), minutes(0))
    assert value(state, "due") is None
    assert "due" not in waiting(state)


def test_as_filed_makes_the_check_a_finding_and_frees_what_it_doubted(room: Room) -> None:
    room.add(said=readings(due="2001-06-01"))
    claim = room.claim()
    before = room.queue.state(claim.task)
    assert {"dated", "due"} <= set(waiting(before))
    state = room.queue.submit(claim, Submission(Action.AS_FILED, "due"), minutes(0))
    assert state.assessment is not None
    check = next(each for each in state.assessment.checks if each.name == "due_after_dated")
    assert check.status is CheckStatus.FINDING
    assert not {"dated", "due"} & set(waiting(state))
    assert {item.path: item.status for item in state.items}["dated"] == "resolved"


def test_a_correction_runs_the_checks_again(room: Room) -> None:
    wrong = dict.fromkeys(("Ash",), "66.00") | {"Birch": "30.00", "Cedar": "10.00"}
    said = (
        CODE.reading(
            [CODE.value("amount", Decimal("100.00"), 140), *table(CODE, wrong)],
            [CODE.rows(3, accounted=True)],
        ),
    )
    room.add(said=said)
    claim = room.claim()
    assert "holders#2.share" in waiting(room.queue.state(claim.task))
    submission = Submission(Action.EDIT, "holders#1.share", Typed("60.00"))
    state = room.queue.submit(claim, submission, minutes(0))
    assert value(state, "holders#1.share") == Decimal("60.00")
    assert "holders#2.share" not in waiting(state)
    assert "amount" not in waiting(state)


def test_a_row_is_added_and_the_list_is_declared_complete(room: Room) -> None:
    room.add(policy=NOTHING)
    claim = room.claim()
    state = room.queue.submit(claim, Submission(Action.COMPLETE_LIST, "holders#complete"), START)
    assert "holders#complete" not in waiting(state)
    row = {"name": Typed("Dogwood"), "share": Typed("5.00")}
    state = room.queue.submit(claim, Submission(Action.ADD_ROW, "holders", row=row), START)
    names = [value(state, f"holders#{number}.name") for number in range(1, 5)]
    assert names.count("Dogwood") == 1
    assert len(names) == 4
    prefix = f"holders#{names.index('Dogwood') + 1}"
    assert value(state, f"{prefix}.share") == Decimal("5.00")
    assert f"{prefix}.percent" in waiting(state)
    assert "holders#complete" not in waiting(state)


def test_a_row_is_dropped_with_what_waited_in_it(room: Room) -> None:
    room.add(policy=NOTHING)
    claim = room.claim()
    state = room.queue.submit(claim, Submission(Action.DROP_ROW, "holders#2.name"), START)
    assert [value(state, f"holders#{number}.name") for number in (1, 2)] == ["Ash", "Cedar"]
    assert state.assessment is not None
    assert "holders#3.name" not in state.assessment.fields
    state = room.queue.undo(claim, state.entries[-1].seq, START)
    assert value(state, "holders#2.name") == "Birch"
    assert "holders#2.name" in waiting(state)


def test_a_corrected_key_does_not_lose_its_row(room: Room) -> None:
    room.add(policy=NOTHING)
    claim = room.claim()
    submission = Submission(Action.EDIT, "holders#2.name", Typed("Dogwood"))
    room.queue.submit(claim, submission, START)
    state = room.accept(claim, "holders#2.share")
    assert value(state, "holders#2.name") == "Dogwood"
    assert value(state, "holders#2.share") == Decimal("30.00")
    assert not {"holders#2.name", "holders#2.share"} & set(waiting(state))
    assert state.assessment is not None
    assert "holders#4.name" not in state.assessment.fields


def test_undo_puts_the_field_back_and_the_log_keeps_both(room: Room) -> None:
    room.add()
    claim = room.claim()
    before = waiting(room.queue.state(claim.task))
    state = room.accept(claim, "due")
    state = room.queue.undo(claim, state.entries[-1].seq, minutes(0))
    assert waiting(state) == before
    assert [entry.action for entry in state.entries] == ["accept", "undo"]
    with pytest.raises(BadSubmission, match="undone before"):
        room.queue.undo(claim, 1, minutes(0))


def test_undo_leaves_the_decision_before_it(room: Room) -> None:
    room.add()
    claim = room.claim()
    room.accept(claim, "due")
    state = room.queue.submit(claim, Submission(Action.ABSENT, "due"), minutes(0))
    state = room.queue.undo(claim, state.entries[-1].seq, minutes(0))
    assert value(state, "due") == date(2004, 6, 1)
    assert {item.path: item.decided for item in state.items}["due"] == 1


def test_what_is_done_can_be_taken_again_to_undo(room: Room) -> None:
    room.add()
    state = room.accept_all(room.claim())
    again = room.queue.claim("ann", state.task.id, minutes(1))
    state = room.queue.undo(again, state.entries[-1].seq, minutes(1))
    assert len(state.open_items) == 1


def test_nobody_undoes_what_another_decided(room: Room) -> None:
    room.add()
    claim = room.claim()
    room.accept(claim, "due")
    room.queue.release(claim, minutes(0))
    other = room.claim("ben")
    with pytest.raises(BadSubmission, match="ann's"):
        room.queue.undo(other, 1, minutes(0))


def test_the_same_submission_twice_is_booked_once(room: Room) -> None:
    room.add()
    claim = room.claim()
    submission = Submission(Action.ACCEPT, "due")
    states = [room.queue.submit(claim, submission, minutes(0)) for _ in range(2)]
    assert [len(state.entries) for state in states] == [1, 1]


def test_a_submission_is_not_attributed_to_someone_else(room: Room) -> None:
    room.add()
    claim = room.claim()
    submission = Submission(Action.ACCEPT, "due")
    room.queue.submit(claim, submission, minutes(0))
    room.queue.release(claim, minutes(0))
    other = room.claim("ben")
    with pytest.raises(BadSubmission, match="someone else"):
        room.queue.submit(other, submission, minutes(0))


def test_no_two_people_hold_one_filing(room: Room) -> None:
    room.add()
    claim = room.claim("ann")
    assert room.queue.claim_next("ben", minutes(0)) is None
    with pytest.raises(Forbidden, match="held by ann"):
        room.queue.claim("ben", claim.task, minutes(0))


def test_a_late_submission_is_refused_with_the_newer_state_and_given_back(room: Room) -> None:
    room.add()
    late = room.claim("ann", 0)
    taken = room.claim("ben", 20)
    room.accept(taken, "due", 20)
    submission = Submission(Action.EDIT, "due", Typed("June 1, 2004"), comment="I am sure")
    with pytest.raises(LostClaim, match="ben has taken") as caught:
        room.queue.submit(late, submission, minutes(21))
    assert caught.value.submission is submission
    assert caught.value.state is not None
    assert [entry.reviewer for entry in caught.value.state.entries] == ["ben"]
    with pytest.raises(LostClaim):
        room.queue.heartbeat(late, minutes(21))
    with pytest.raises(LostClaim):
        room.queue.undo(late, 1, minutes(21))


def test_a_lease_that_is_over_is_over_even_where_nobody_took_it(room: Room) -> None:
    room.add()
    claim = room.claim()
    with pytest.raises(LostClaim, match="ran out"):
        room.accept(claim, "due", 15)


def test_signs_of_life_keep_a_claim(room: Room) -> None:
    room.add()
    claim = room.queue.heartbeat(room.claim(), minutes(14))
    assert claim.expires_at == minutes(29)
    room.accept(claim, "due", 28)
    assert room.queue.claim_next("ben", minutes(40)) is None


def test_taking_it_again_fences_off_the_first_hold(room: Room) -> None:
    room.add()
    first, second = room.claim("ann"), room.claim("ann")
    assert first.task == second.task
    assert second.token > first.token
    with pytest.raises(LostClaim, match="opened elsewhere"):
        room.accept(first, "due")
    room.accept(second, "due")


def test_what_is_skipped_comes_after_all_others(room: Room) -> None:
    room.add(1)
    room.add(2)
    first = room.claim("ann")
    room.queue.skip(first, minutes(1), "a strange table")
    second = room.claim("ann")
    assert second.task != first.task
    room.queue.release(second, minutes(1))
    assert room.claim("ben").task == second.task
    assert room.claim("ann").task == first.task
    filing = room.queue.state(first.task).filing.sha256
    assert [entry.action for entry in room.queue.history(filing)] == ["skip"]


def test_what_is_finished_is_handed_back_without_a_word(room: Room) -> None:
    room.add()
    done = room.accept_all(room.claim())
    again = room.queue.claim("ann", done.task.id, minutes(1))
    room.queue.skip(again, minutes(1))
    state = room.queue.state(done.task.id)
    assert (state.task.state, state.task.owner, state.task.deferred) == ("done", None, 0)
    assert "skip" not in [entry.action for entry in state.entries]


def test_what_is_worth_most_comes_first(room: Room) -> None:
    room.add(1)
    room.add(2, said=readings(due="2001-06-01", differ=True))
    room.add(3)
    assert room.queue.peek("ann") == room.claim("ann").task
    assert room.queue.state(room.claim("ann").task).task.priority == max(
        each.task.priority for each in map(room.queue.state, (1, 2, 3))
    )


def test_who_is_unknown_or_disabled_gets_nothing(room: Room) -> None:
    room.add()
    claim = room.claim("ann")
    with pytest.raises(NoSuchReviewer):
        room.queue.claim_next("eve", minutes(0))
    with room.store.writing() as connection:
        people.disable(connection, "ann")
    with pytest.raises(NoSuchReviewer):
        room.accept(claim, "due")
    assert room.queue.state(claim.task).entries == ()


def test_only_an_adjudicator_reopens_what_is_settled(room: Room) -> None:
    room.add()
    state = room.accept_all(room.claim())
    task = state.task.id
    with pytest.raises(Forbidden, match="no adjudicator"):
        room.queue.reopen("ann", task, "due", "", minutes(1))
    state = room.queue.reopen("dora", task, "due", "a second look", minutes(1))
    assert waiting(state) == ["due"]
    assert state.task.state == "open"
    with pytest.raises(BadSubmission):
        room.queue.reopen("dora", task, "nope", "", minutes(1))


def test_the_index_answers_what_comes_next(room: Room) -> None:
    room.add()
    if "sqlite" not in room.store.address:
        return
    with room.store.reading() as connection:
        statement = tasks._best(connection, ("first",), lock=False)
        given = {"who": "ann", "round0": "first"}
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, given).all()
    said = "\n".join(str(row[3]) for row in plan)
    assert "ix_tasks_next" in said
    assert "SCAN o" not in said


def test_the_log_is_whole_after_all_this(room: Room) -> None:
    room.add()
    room.add(2)
    room.accept_all(room.claim())
    room.accept_all(room.claim("ben"))
    with room.store.reading() as connection:
        assert log.verify(connection).seq == len(log.entries(connection))


def test_a_claim_with_another_token_is_no_claim(room: Room) -> None:
    room.add()
    claim = room.claim()
    with pytest.raises(LostClaim):
        room.accept(replace(claim, token=claim.token + 1), "due")
    with pytest.raises(LostClaim):
        room.accept(replace(claim, reviewer="ben"), "due")
