"""Flags that are alike, found and settled together."""

import pytest
from sqlalchemy import text

from extractor.filing.model import Filing
from extractor.policy import NOTHING
from extractor.records import FieldResult, Outcome
from extractor.review.actions import Action, Submission
from extractor.review.queue import Forbidden
from extractor.review.together import Alike, Flag, alike, settle_together, undo_elsewhere
from extractor.review.wording import line_of, words_around
from extractor.store import log
from extractor.store.database import Store
from extractor.text.spans import Span
from tests.reviewing import Room, minutes, readings

DUES = ("2004-06-01", "2004-06-01", "2004-06-01", "2005-06-01")


@pytest.fixture
def room(store: Store) -> Room:
    made = Room(store)
    for number, due in enumerate(DUES, start=1):
        made.add(number, said=readings(due))
    with store.writing() as connection:
        connection.execute(text("UPDATE filings SET filer = 'Heron Boats'"))
        connection.execute(text("UPDATE items SET around = ''"))
    return made


def places(found: list[Alike]) -> list[tuple[int, str, str]]:
    return [(each.task, each.path, each.value) for each in found]


def flags(found: list[Alike]) -> list[Flag]:
    return [Flag(each.task, each.path, each.value) for each in found]


def test_the_same_flag_of_one_filer_is_found_and_shown(room: Room) -> None:
    found = alike(room.queue, 1, "due")
    assert places(found) == [(task, "due", "2004-06-01") for task in (1, 2, 3)]
    assert {each.filing.filer for each in found} == {"Heron Boats"}
    assert all("May 7, 2003" in each.line and each.number == 3 for each in found)


def test_each_is_booked_by_itself_and_can_be_taken_back(room: Room) -> None:
    claim = room.queue.claim("ann", 1, minutes(1))
    found = flags(alike(room.queue, 1, "due"))
    done = settle_together(
        room.queue, claim, found, minutes(1), request="f" * 32, comment="alike", seconds=3
    )
    assert [each.flag for each in done] == found
    assert not any(each.why for each in done)
    for each in done:
        state = room.queue.state(each.flag.task)
        (entry,) = state.entries
        assert (entry.seq, entry.reviewer, entry.action) == (each.seq, "ann", "accept")
        assert (entry.said["together"], entry.said["comment"]) == ("f" * 32, "alike")
        assert entry.milliseconds == 1000
    assert room.queue.state(1).task.owner == "ann"
    assert room.queue.state(2).task.state == "open"
    undo_elsewhere(room.queue, "ann", 2, done[1].seq, minutes(1))
    assert "due" in [item.path for item in room.queue.state(2).open_items]
    assert "due" not in [item.path for item in room.queue.state(3).open_items]


def test_sent_again_each_is_booked_once(room: Room) -> None:
    claim = room.queue.claim("ann", 1, minutes(1))
    found = flags(alike(room.queue, 1, "due"))
    once, again = (
        settle_together(room.queue, claim, found, minutes(1), request="f" * 32) for _ in range(2)
    )
    assert once == again
    with room.store.reading() as connection:
        assert len(log.entries(connection)) == 3


def test_what_changed_or_is_held_is_left_alone_and_says_why(room: Room) -> None:
    found = flags(alike(room.queue, 1, "due"))
    claim = room.queue.claim("ann", 1, minutes(1))
    room.queue.claim("ben", 2, minutes(1))
    room.add(3, said=readings("2005-06-01"), prompt="second")
    done = settle_together(room.queue, claim, found, minutes(1), request="f" * 32)
    assert [bool(each.seq) for each in done] == [True, False, False]
    assert "held by ben" in done[1].why
    assert "by now" in done[2].why
    with pytest.raises(Forbidden, match="held by ben"):
        undo_elsewhere(room.queue, "ann", 2, 1, minutes(1))


def test_nothing_is_like_what_is_settled(room: Room) -> None:
    claim = room.queue.claim("ann", 1, minutes(1))
    room.accept(claim, "due", 1)
    assert alike(room.queue, 1, "due") == []


def test_another_reason_or_value_is_another_question(room: Room) -> None:
    assert places(alike(room.queue, 4, "due")) == [(4, "due", "2005-06-01")]
    room.add(5, said=readings("2004-06-01", differ=True))
    assert [each.task for each in alike(room.queue, 5, "title")] == [5]


def test_a_list_as_a_whole_is_like_no_other(store: Store) -> None:
    made = Room(store)
    for number in (1, 2):
        made.add(number, policy=NOTHING)
    assert len(alike(made.queue, 1, "title")) == 2
    assert [each.task for each in alike(made.queue, 1, "holders#complete")] == [1]


def test_flags_of_the_filing_itself_are_settled_under_its_own_claim(store: Store) -> None:
    made = Room(store)
    made.add(policy=NOTHING)
    claim = made.claim()
    found = alike(made.queue, 1, "holders#1.rank")
    assert [each.path for each in found] == [f"holders#{n}.rank" for n in (1, 2, 3)]
    assert [each.key for each in found] == ["Ash", "Birch", "Cedar"]
    done = settle_together(made.queue, claim, flags(found), minutes(0), request="f" * 32)
    assert all(each.seq for each in done)
    made.queue.submit(claim, Submission(Action.ACCEPT, "title"), minutes(0))


def test_a_template_is_known_by_the_words_around_a_value(store: Store) -> None:
    made = Room(store)
    for number in (1, 2):
        made.add(number, said=readings())
    with store.writing() as connection:
        connection.execute(text("UPDATE filings SET filer = name || sha256"))
    assert [each.task for each in alike(made.queue, 1, "due")] == [1, 2]
    with store.writing() as connection:
        connection.execute(text("UPDATE items SET around = 'x' WHERE task = 2"))
    assert [each.task for each in alike(made.queue, 1, "due")] == [1]


def field(text: str, value: str) -> FieldResult:
    at = text.index(value)
    place = (Span(0, at, at + len(value)),)
    return FieldResult("x", "x", "", value, Outcome.AGREE, (), place, (), ())


def words(text: str, value: str) -> str:
    return words_around(Filing.from_text(text, "a"), field(text, value))


FIRST = "One line\nThe state: Oregon (2001)\n(state of incorporation)\nOther words"


def test_the_value_figures_and_far_lines_are_no_words_of_a_template() -> None:
    other = "Another thing\nTHE STATE:  Delaware\n(State of incorporation) 33-1234\nMore of them"
    assert words(FIRST, "Oregon") != words(other, "Delaware")
    same = "One line\nTHE STATE:  Delaware\n(State of incorporation) 33-1234\nMore of them"
    assert words(FIRST, "Oregon") == words(same, "Delaware")
    assert (
        words_around(
            Filing.from_text(FIRST, "a"),
            FieldResult("x", "x", "", None, Outcome.ABSENT, (), (), (), ()),
        )
        == ""
    )


def test_a_very_long_line_is_looked_at_near_the_value_only() -> None:
    long = "w " * 100_000
    text = f"{long}Oregon{long}"
    filing = Filing.from_text(text, "a")
    place = field(text, "Oregon").evidence
    assert words(text, "Oregon") == words(f"{long}{long}Oregon{long}", "Oregon")
    line = line_of(filing, place, 160)
    assert "Oregon" in line
    assert len(line) <= 160


def test_the_line_of_a_value_is_shown() -> None:
    filing = Filing.from_text(FIRST, "a")
    assert line_of(filing, field(FIRST, "Oregon").evidence, 160) == "The state: Oregon (2001)"
    assert line_of(filing, (), 160) == ""
