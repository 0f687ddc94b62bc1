"""From what a page sends to what is handed in: which action takes which reader's value."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.records import LLM, Reading
from extractor.review.actions import Action, BadSubmission, Submission
from extractor.review.pages.asked import Decided, submission
from extractor.review.pages.naming import schema_path
from extractor.review.pages.panel import choices_of
from extractor.review.views import TaskState
from extractor.store.database import Store
from tests.note_form import CODE, MODEL, Says
from tests.reviewing import START, Room, readings

REQUEST = "0" * 32


@pytest.fixture
def room(furnished: Path) -> Iterator[Room]:
    """A queue of notes."""
    with Store.open(f"sqlite:///{furnished.with_name('notes.db')}") as store:
        yield Room(store)
    furnished.with_name("notes.db").unlink()


def handed_in(room: Room, state: TaskState, **sent: object) -> Submission:
    given = Decided.model_validate({"token": 1, "request": REQUEST, **sent})
    return submission(given, state, room.queue.filing(state.task.filing))


def waiting(room: Room, *said: Reading) -> TaskState:
    task = room.add(said=said).task
    assert task is not None
    return room.queue.state(task)


def test_each_reader_is_taken_at_its_word(room: Room) -> None:
    state = waiting(room, *readings(differ=True))
    for reader, text, action in (
        ("baseline", "Harbour Note", Action.CHOOSE_BASELINE),
        ("llm", "Harbor Note", Action.CHOOSE_LLM),
    ):
        made = handed_in(room, state, action="choose", path="title", reader=reader, text=text)
        assert made.action is action


def test_a_reader_of_two_minds_is_taken_by_its_quote(room: Room) -> None:
    code, model = readings()
    second = MODEL.value("title", "Harbor Note", 45)
    state = waiting(room, code, replace(model, candidates=(*model.candidates, second)))
    assert state.assessment is not None
    filing = room.queue.filing(state.task.filing)
    offered = choices_of(state.form, state.assessment.fields["title"], filing)
    mine = [each.value for each in offered if each.reader == LLM]
    assert sorted(mine) == ["Harbor Note", "Harbour Note"]
    made = handed_in(room, state, action="choose", path="title", reader="llm", text="Harbor Note")
    assert (made.action, made.choice) == (Action.CHOOSE_LLM, "Harbor Note")
    claim = room.claim()
    state = room.queue.submit(claim, made, START)
    assert state.assessment is not None
    field = state.assessment.fields["title"]
    assert (field.value, field.evidence) == ("Harbor Note", second.evidence)


def test_a_reader_that_says_none_is_taken_at_its_word(room: Room) -> None:
    state = waiting(room, *readings())
    made = handed_in(room, state, action="choose", path="due", reader="llm", text="")
    assert (made.action, made.choice) == (Action.CHOOSE_LLM, "")
    state = room.queue.submit(room.claim(), made, START)
    assert state.assessment is not None
    assert state.assessment.fields["due"].value is None
    assert state.entries[-1].action == "choose_llm"


@pytest.mark.parametrize(
    ("reader", "action"),
    [("tags", "choose_tags"), ("header", "choose_header"), ("stamp", "choose_reader")],
)
def test_every_reader_has_an_action_of_its_own_in_the_log(
    room: Room, reader: str, action: str
) -> None:
    theirs = Says(reader)
    said = theirs.reading([theirs.value("title", "Heron Note", 45)], [])
    state = waiting(room, *readings(), said)
    sent = {"action": "choose", "path": "title", "reader": reader, "text": "Heron Note"}
    made = handed_in(room, state, **sent)
    state = room.queue.submit(room.claim(), made, START)
    entry = state.entries[-1]
    assert (entry.action, entry.said["reader"]) == (action, reader)
    assert state.assessment is not None
    assert state.assessment.fields["title"].value == "Heron Note"


def test_what_no_reader_says_any_more_is_refused(room: Room) -> None:
    state = waiting(room, *readings(differ=True))
    made = handed_in(room, state, action="choose", path="title", reader="llm", text="Pelican Note")
    with pytest.raises(BadSubmission, match="no longer says this"):
        room.queue.submit(room.claim(), made, START)


def test_a_quote_that_cannot_be_read_is_not_none(room: Room) -> None:
    code, model = readings(due=None)
    unread = replace(CODE.none("due"), quote="a week hence")
    state = waiting(room, replace(code, candidates=(*code.candidates, unread)), model)
    made = handed_in(room, state, action="choose", path="due", reader="baseline", text="")
    with pytest.raises(BadSubmission, match="no value that can be read"):
        room.queue.submit(room.claim(), made, START)


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("deal.classes#3.balance", "deal.classes.balance"),
        ("cover.employer_ids#12", "cover.employer_ids"),
        ("items#complete", "items#complete"),
        ("cover.address.city", "cover.address.city"),
    ],
)
def test_a_field_is_read_as_its_schema_says(path: str, schema: str) -> None:
    assert schema_path(path) == schema
