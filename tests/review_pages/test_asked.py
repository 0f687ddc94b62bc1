"""From what a page sends to what is handed in: which action takes which reader's value."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.records import LLM, Reading
from extractor.review.actions import Action, BadSubmission, Submission
from extractor.review.pages.asked import Decided, schema_path, submission
from extractor.review.pages.panel import choices_of
from extractor.review.views import TaskState
from extractor.store.database import Store
from tests.note_form import CODE, MODEL
from tests.reviewing import Room, readings

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
    offered = choices_of(state.assessment.fields["title"], filing)
    mine = [each.value for each in offered if each.reader == LLM]
    assert sorted(mine) == ["Harbor Note", "Harbour Note"]
    made = handed_in(room, state, action="choose", path="title", reader="llm", text="Harbor Note")
    assert (made.action, made.typed.text) == (Action.EDIT, second.quote)
    assert made.typed.evidence == second.evidence


def test_a_reader_that_has_none_is_taken_as_absent(room: Room) -> None:
    state = waiting(room, *readings())
    made = handed_in(room, state, action="choose", path="due", reader="llm", text="")
    assert made.action is Action.ABSENT


def test_what_no_reader_says_any_more_is_refused(room: Room) -> None:
    state = waiting(room, *readings(differ=True))
    with pytest.raises(BadSubmission, match="no longer says this"):
        handed_in(room, state, action="choose", path="title", reader="llm", text="Pelican Note")


def test_a_quote_that_cannot_be_read_is_not_none(room: Room) -> None:
    code, model = readings(due=None)
    unread = replace(CODE.none("due"), quote="a week hence")
    state = waiting(room, replace(code, candidates=(*code.candidates, unread)), model)
    with pytest.raises(BadSubmission, match="no value that can be read"):
        handed_in(room, state, action="choose", path="due", reader="baseline", text="")


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
