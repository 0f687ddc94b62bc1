"""A clock that is moved back or forwards: nobody is locked out, and nothing is booked twice."""

import pytest

from extractor.policy import NOTHING
from extractor.review.actions import DECIDING
from extractor.review.queue import LostClaim
from extractor.store import log
from extractor.store.database import Store
from tests.reviewing import Room, minutes

YEAR = 365 * 24 * 60
MOVES = {"back by a year": -YEAR, "back by an hour": -60, "an hour on": 60, "a year on": YEAR}


@pytest.fixture
def room(store: Store) -> Room:
    """A queue of one kind of store after the other."""
    return Room(store)


@pytest.mark.parametrize("move", MOVES)
def test_a_filing_whose_holder_is_gone_comes_to_the_next_person(room: Room, move: str) -> None:
    room.add()
    gone = room.claim("ann")
    claim = room.queue.claim_next("ben", minutes(MOVES[move]))
    assert claim is not None
    assert (claim.task, claim.token) == (gone.task, gone.token + 1)
    with pytest.raises(LostClaim):
        room.accept(gone, "due", MOVES[move])


@pytest.mark.parametrize("move", [-10, 10])
def test_clocks_that_differ_by_less_than_a_lease_take_nothing_from_its_holder(
    room: Room, move: int
) -> None:
    room.add()
    claim = room.claim("ann")
    assert room.queue.claim_next("ben", minutes(move)) is None
    room.accept(claim, "due", move)


@pytest.mark.parametrize("move", MOVES)
def test_what_was_decided_before_stays_and_the_log_is_whole(room: Room, move: str) -> None:
    room.add(policy=NOTHING)
    first, *others = room.queue.state(room.claim("ann").task).open_items
    room.accept(room.claim("ann"), first.path)
    claim = room.claim("ann", MOVES[move])
    assert first.path not in {each.path for each in room.queue.state(claim.task).open_items}
    for item in others:
        room.accept(claim, item.path, MOVES[move])
    assert room.queue.claim_next("ben", minutes(MOVES[move])) is None
    with room.store.reading() as connection:
        assert log.verify(connection).seq == len(log.entries(connection))
        decided = [each.request for each in log.entries(connection) if each.action in DECIDING]
    assert len(decided) == len(set(decided)) == len(others) + 1
