"""What one person settled is not written over by the next; an adjudicator may put it up again."""

from decimal import Decimal

import pytest

from extractor.policy import NOTHING
from extractor.review.actions import Action, Submission, Typed
from extractor.review.booking import plain_entry
from extractor.review.queue import Claim
from extractor.review.settings import ReviewSettings
from extractor.review.standing import Stands
from extractor.review.views import TaskState
from extractor.store import log
from extractor.store.database import Store
from extractor.text.spans import Span
from tests.reviewing import START, Room, minutes

ROW = {"name": Typed("Dogwood"), "share": Typed("5.00")}
"""A row that comes to stand third."""
CEDAR = {"name": Typed("Cedar", (Span(0, 300, 305),)), "share": Typed("10.00")}
"""The third row of the readers, where they have it."""
WHOLE = "holders#complete"


@pytest.fixture
def room(store: Store) -> Room:
    made = Room(store)
    made.add(policy=NOTHING)
    return made


def said_by_ann(room: Room, *submissions: Submission) -> Claim:
    """What ann decides before ben takes the filing over."""
    claim = room.claim("ann")
    for each in submissions:
        room.queue.submit(claim, each, START)
    room.queue.release(claim, START)
    return room.claim("ben")


def actions(room: Room, claim: Claim) -> list[tuple[str, str]]:
    return [(e.reviewer, e.action) for e in room.queue.state(claim.task).entries]


def value(state: TaskState, path: str) -> object:
    assert state.assessment is not None
    return state.assessment.fields[path].value


def accept(path: str) -> Submission:
    return Submission(Action.ACCEPT, path)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (accept("due"), Submission(Action.ABSENT, "due")),
        (accept("due"), accept("due")),
        (accept("due"), Submission(Action.EDIT, "due", Typed("May 7, 2003"))),
        (accept(WHOLE), Submission(Action.COMPLETE_LIST, WHOLE)),
        (accept(WHOLE), Submission(Action.DROP_ROW, "holders#2.name")),
        (accept(WHOLE), Submission(Action.ADD_ROW, "holders", row=ROW)),
        (accept("holders#2.share"), Submission(Action.DROP_ROW, "holders#2.name")),
        (
            Submission(Action.ADD_ROW, "holders", row=ROW),
            Submission(Action.EDIT, "holders#3.share", Typed("10.00")),
        ),
        (
            Submission(Action.ADD_ROW, "holders", row=ROW),
            Submission(Action.DROP_ROW, "holders#3.name"),
        ),
        (
            Submission(Action.DROP_ROW, "holders#3.name"),
            Submission(Action.ADD_ROW, "holders", row=CEDAR),
        ),
    ],
    ids=lambda each: f"{each.action.value} {each.path}",
)
def test_nobody_writes_over_what_another_settled(
    room: Room, first: Submission, second: Submission
) -> None:
    claim = said_by_ann(room, first)
    before = room.queue.state(claim.task)
    with pytest.raises(Stands, match=r"ann has settled this \(entry 1\)"):
        room.queue.submit(claim, second, minutes(1))
    assert room.queue.state(claim.task) == before


def test_what_nobody_settled_is_anyones(room: Room) -> None:
    claim = said_by_ann(room, accept("due"), accept("holders#2.share"))
    for each in (
        accept("dated"),
        accept("holders#2.name"),
        Submission(Action.DROP_ROW, "holders#3.name"),
        Submission(Action.ADD_ROW, "holders", row=ROW),
        accept(WHOLE),
    ):
        room.queue.submit(claim, each, START)
    assert actions(room, claim)[2:] == [
        ("ben", action) for action in ("accept", "accept", "drop_row", "add_row", "complete_list")
    ]


def test_ones_own_decisions_may_be_thought_over(room: Room) -> None:
    claim = room.claim()
    for action in (Action.ACCEPT, Action.ABSENT, Action.ACCEPT):
        room.queue.submit(claim, Submission(action, "due"), START)
    room.queue.submit(claim, Submission(Action.ADD_ROW, "holders", row=ROW), START)
    edited = Submission(Action.EDIT, "holders#3.share", Typed("10.00"))
    state = room.queue.submit(claim, edited, START)
    assert value(state, "holders#3.share") == Decimal("10.00")


def test_what_an_adjudicator_reopened_is_anyones(room: Room) -> None:
    claim = said_by_ann(room, accept("due"))
    room.queue.reopen("dora", claim.task, "due", "", minutes(1))
    state = room.queue.submit(claim, Submission(Action.ABSENT, "due"), minutes(1))
    assert value(state, "due") is None
    assert actions(room, claim) == [("ann", "accept"), ("dora", "reopen"), ("ben", "absent")]


def test_the_rows_of_a_list_are_put_up_with_it(room: Room) -> None:
    dropped = Submission(Action.DROP_ROW, "holders#3.name")
    added = Submission(Action.ADD_ROW, "holders", row=ROW)
    claim = said_by_ann(room, dropped, added, accept(WHOLE), accept("holders#2.share"))
    room.queue.reopen("dora", claim.task, WHOLE, "", minutes(1))
    room.queue.submit(claim, Submission(Action.ADD_ROW, "holders", row=CEDAR), minutes(1))
    state = room.queue.submit(claim, Submission(Action.DROP_ROW, "holders#2.name"), minutes(1))
    assert state.assessment is not None
    fields = state.assessment.fields
    names = {f.value for p, f in fields.items() if p.endswith(".name") and p.startswith("holders")}
    assert names == {"Ash", "Cedar", "Dogwood"}


def test_a_reopened_cell_of_a_row_that_was_added_is_anyones(room: Room) -> None:
    claim = said_by_ann(room, Submission(Action.ADD_ROW, "holders", row=ROW))
    path = "holders#3.share"
    room.queue.reopen("dora", claim.task, path, "", minutes(1))
    edited = Submission(Action.EDIT, path, Typed("10.00"))
    assert value(room.queue.submit(claim, edited, minutes(1)), path) == Decimal("10.00")


def test_what_was_exported_stands_for_who_decided_it_too(room: Room) -> None:
    claim = room.claim()
    state = room.accept(claim, "due")
    exported = plain_entry(state.task, "ann", Action.EXPORT, START, {})
    with room.store.writing() as connection:
        log.append(connection, exported)
    with pytest.raises(Stands, match="since exported"):
        room.queue.submit(claim, Submission(Action.ABSENT, "due"), START)
    room.accept(claim, "dated")
    room.queue.submit(claim, Submission(Action.ABSENT, "dated"), START)


def test_a_second_opinion_is_its_givers_and_a_ruling_the_adjudicators(store: Store) -> None:
    room = Room(store, ReviewSettings(second_paths=("due", "dated"), audit_rate=0))
    room.add(policy=NOTHING)
    room.accept_all(room.claim("ann"))
    ben = room.claim("ben")
    room.queue.submit(ben, Submission(Action.ABSENT, "due"), START)
    room.queue.release(ben, START)
    cleo = room.claim("cleo")
    with pytest.raises(Stands, match="ben has settled"):
        room.queue.submit(cleo, Submission(Action.ABSENT, "due"), START)
    room.queue.submit(cleo, Submission(Action.EDIT, "dated", Typed("May 7, 2003")), START)
    ruling = room.claim("dora")
    room.queue.submit(ruling, Submission(Action.ADJUDICATE, "due", reader="first"), START)
    again = room.queue.claim("ann", 1, minutes(1))
    with pytest.raises(Stands, match="dora has settled"):
        room.queue.submit(again, Submission(Action.ABSENT, "due"), minutes(1))
