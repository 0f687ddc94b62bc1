"""Flags that are alike, settled together."""

import pytest
from sqlalchemy import text

from extractor.review.together import alike, settle_together
from extractor.store.database import Store
from tests.reviewing import Room, minutes, readings


@pytest.fixture
def room(store: Store) -> Room:
    made = Room(store)
    for number, due in enumerate(("2004-06-01", "2004-06-01", "2004-06-01", "2005-06-01"), start=1):
        made.add(number, said=readings(due))
    with store.writing() as connection:
        connection.execute(text("UPDATE filings SET filer = 'Heron Boats'"))
    return made


def test_the_same_flag_of_one_filer_is_found_and_settled(room: Room) -> None:
    found = alike(room.queue, 1, "due")
    assert [(each.task, each.path, each.value) for each in found] == [
        (2, "due", "2004-06-01"),
        (3, "due", "2004-06-01"),
    ]
    booked, left = settle_together(room.queue, "ann", found, minutes(1))
    assert (booked, left) == (found, [])
    for each in found:
        state = room.queue.state(each.task)
        assert [entry.reviewer for entry in state.entries] == ["ann"]
        assert state.task.state == "open"


def test_what_changed_or_is_held_is_left_alone(room: Room) -> None:
    found = alike(room.queue, 1, "due")
    mine = room.queue.claim("ben", 2, minutes(1))
    room.add(3, said=readings("2005-06-01"), prompt="second")
    booked, left = settle_together(room.queue, "ann", found, minutes(1))
    assert booked == []
    assert [each.task for each in left] == [2, 3]
    room.accept(mine, "due", 1)


def test_nothing_is_like_what_is_settled(room: Room) -> None:
    claim = room.queue.claim("ann", 1, minutes(1))
    room.accept(claim, "due", 1)
    assert alike(room.queue, 1, "due") == []
