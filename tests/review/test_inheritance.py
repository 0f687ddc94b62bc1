"""What a person decided outlives the extraction that they decided it on."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Annotated

import pytest
from sqlalchemy import bindparam, update

from evals.generator import make
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.forms.abs_8k.form import ABS_8K
from extractor.forms.schema import Leaf
from extractor.pipeline import Extractor
from extractor.policy import NOTHING
from extractor.records import BASELINE, LLM, Decision, Reading, Value
from extractor.review.actions import Action, Submission, Typed
from extractor.review.desk import Desk, item_ref
from extractor.review.intake import add, refresh
from extractor.review.person import in_force
from extractor.review.queue import LostClaim, Queue
from extractor.review.refs import FieldRef, same_field
from extractor.review.resolving import Seen, resolve
from extractor.review.retention import purge
from extractor.store import filings, log, people, tasks
from extractor.store import tables as t
from extractor.store.database import Store
from extractor.store.people import Role
from extractor.text.compare import Comparison
from tests.note_form import CODE, NOTE, Note, table
from tests.reviewing import START, Room, minutes, readings


@pytest.fixture
def room(store: Store) -> Room:
    return Room(store)


def value(room: Room, task: int, path: str) -> object:
    assessment = room.queue.state(task).assessment
    assert assessment is not None
    return assessment.fields[path].value


def test_another_prompt_asks_nothing_again(room: Room) -> None:
    room.add(policy=NOTHING)
    done = room.accept_all(room.claim())
    again = room.add(prompt="second", said=readings(differ=True), policy=NOTHING)
    assert again.new
    assert again.opened == 0
    assert again.inherited == len(done.items)
    assert room.queue.claim_next("ben", minutes(1)) is None
    assert value(room, done.task.id, "title") == "Harbour Note"


def test_open_items_that_nobody_needs_any_more_close(room: Room) -> None:
    room.add(policy=NOTHING)
    again = room.add(prompt="second")
    state = room.queue.state(again.task or 0)
    by_status = {item.path: item.status for item in state.items}
    assert by_status["title"] == "superseded"
    assert by_status["due"] == "open"
    assert again.closed == sum(status == "superseded" for status in by_status.values())


def test_a_claim_is_finished_and_lands_on_the_new_extraction(room: Room) -> None:
    room.add(policy=NOTHING)
    claim = room.claim()
    again = room.add(prompt="second")
    state = room.queue.submit(
        claim, Submission(Action.EDIT, "title", Typed("note about boats")), minutes(0)
    )
    assert state.extraction.id == again.extraction
    assert value(room, claim.task, "title") == "note about boats"
    assert {item.path: item.status for item in state.items}["amount"] == "open"
    room.queue.release(claim, minutes(0))
    after = {item.path: item.status for item in room.queue.state(claim.task).items}
    assert after["amount"] == "superseded"
    assert after["title"] == "settled"


def test_a_claim_that_runs_out_frees_only_what_is_still_in_doubt(room: Room) -> None:
    room.add(policy=NOTHING)
    room.claim()
    room.add(prompt="second")
    state = room.queue.state(room.claim("ben", 20).task)
    assert {item.path: item.status for item in state.items}["title"] == "superseded"
    assert "due" in [item.path for item in state.open_items]


def test_a_row_is_known_by_its_place_where_it_got_another_number(room: Room) -> None:
    room.add(policy=NOTHING)
    claim = room.claim()
    room.queue.submit(claim, Submission(Action.EDIT, "holders#3.share", Typed("5.00")), START)
    room.queue.release(claim, START)
    said = (
        CODE.reading(
            [*table(CODE, {"Ash": "60.00"}), *CODE.holder(2, "Cedar", "10.00", 400)], [CODE.rows(2)]
        ),
    )
    again = room.add(prompt="second", said=said, policy=NOTHING)
    assert value(room, again.task or 0, "holders#2.name") == "Cedar"
    assert value(room, again.task or 0, "holders#2.share") == Decimal("5.00")


def test_a_row_that_a_person_named_stays_where_the_readers_miss_it(room: Room) -> None:
    room.add(policy=NOTHING)
    claim = room.claim()
    room.accept(claim, "holders#3.name")
    room.accept(claim, "holders#3.share")
    room.accept(claim, "holders#2.share")
    room.queue.release(claim, START)
    said = (CODE.reading(table(CODE, {"Ash": "60.00"}), [CODE.rows(1)]),)
    again = room.add(prompt="second", said=said, policy=NOTHING)
    assert value(room, again.task or 0, "holders#2.name") == "Cedar"
    assert value(room, again.task or 0, "holders#2.share") == Decimal("10.00")
    assessment = room.queue.state(again.task or 0).assessment
    assert assessment is not None
    assert "holders#3.name" not in assessment.fields


def test_a_list_is_complete_with_the_rows_that_it_was_declared_complete_with(room: Room) -> None:
    room.add(policy=NOTHING)
    room.accept_all(room.claim())
    more = table(CODE, {"Ash": "60.00", "Birch": "30.00", "Cedar": "10.00", "Dogwood": "5.00"})
    again = room.add(prompt="second", said=(CODE.reading(more, [CODE.rows(4)]),), policy=NOTHING)
    state = room.queue.state(again.task or 0)
    waiting = [item.path for item in state.open_items]
    assert "holders#complete" in waiting
    assert "holders#4.name" in waiting
    assert "holders#1.name" not in waiting


def test_only_a_field_whose_schema_changed_is_asked_again(
    room: Room,
) -> None:
    room.add(policy=NOTHING)
    room.accept_all(room.claim())

    class Newer(Note):
        """A note whose due date is compared otherwise."""

        due: Annotated[date | None, Leaf(Comparison.DATE, "date", weight=2.0)] = None

    form = replace(NOTE, schema=Newer)
    room.desk.form = lambda _: form
    data = readings()
    added = room.add(prompt="second", said=data, policy=NOTHING)
    state = room.queue.state(added.task or 0)
    assert [item.path for item in state.open_items] == ["due"]


def test_what_was_said_of_another_text_keeps_its_value_and_loses_its_place(room: Room) -> None:
    room.add(policy=NOTHING)
    state = room.accept(room.claim(), "due")
    elsewhere = [replace(entry, text_hash="0" * 64) for entry in state.entries]
    stored = state.extraction
    field = room.desk.assessed(NOTE, stored, elsewhere).fields["due"]
    assert field.decision is Decision.SETTLED
    assert field.value == date(2004, 6, 1)
    assert field.evidence == ()
    assert in_force(NOTE, elsewhere) == elsewhere


def test_a_purged_filing_can_be_added_and_reviewed_again(room: Room) -> None:
    room.add()
    claim = room.claim()
    room.accept(claim, "due")
    filing = room.queue.state(claim.task).filing
    assert purge(room.desk, filing.sha256[:10], "ann", minutes(1)) == filing.sha256
    with pytest.raises(LostClaim):
        room.accept(claim, "dated", 1)
    assert room.queue.claim_next("ben", minutes(1)) is None
    with room.store.reading() as connection:
        assert log.verify(connection).seq == 2
        assert filings.find_filing(connection, filing.sha256) is not None
        for table_ in ("filings", "extractions", "items", "decisions", "labels", "tasks"):
            said = repr(connection.exec_driver_sql(f"SELECT * FROM {table_}").all())
            assert "2004-06-01" not in said
            assert "Pelican" not in said
            assert "note.txt" not in said
    again = room.add()
    assert again.new
    state = room.queue.state(again.task or 0)
    assert "due" in [item.path for item in state.open_items]
    assert state.task.state == "open"


@pytest.mark.slow
def test_two_hundred_reviewed_filings_ask_nothing_again_under_another_prompt(
    store: Store,
) -> None:
    """The other prompt's model answers a third of what was asked, half of it otherwise."""
    if "sqlite" not in store.address:
        pytest.skip("the same code decides on both; 200 filings are read once")
    with store.writing() as connection:
        people.add_reviewer(connection, "ann", Role.REVIEWER, START)
    desk = Desk(store)
    queue = Queue(desk)
    extractions: list[tuple[Extraction, bytes]] = []
    with Extractor("none", form="abs-8-k") as extractor:
        for made in map(make, range(200)):
            data = made.text.encode()
            extraction = extractor.extract(Filing.from_bytes(data, made.id))
            added = add(desk, extraction, data, extractor.policy, START)
            assert added.opened > 0
            extractions.append((extraction, data))
    _settle_everything(queue)
    random = Random(5)
    opened = 0
    for number, (extraction, data) in enumerate(extractions, start=1):
        settled = _items(store, number, tasks.SETTLED)
        added = add(desk, _otherwise(extraction, random), data, extractor.policy, START)
        assert (added.new, added.task) == (True, number)
        assert added.inherited >= len(settled) > 0
        waiting = _items(store, number, tasks.OPEN)
        assert not [e for e in waiting for s in settled if same_field(ABS_8K, e, s)]
        opened += len(waiting)
    # What nobody had decided, and two readers now differ on, is a new question.
    assert opened > 0


def _items(store: Store, task: int, status: str) -> list[FieldRef]:
    """The fields of a task's items in a state."""
    with store.reading() as connection:
        return [item_ref(e) for e in tasks.items_of(connection, task) if e.status == status]


def _otherwise(extraction: Extraction, random: Random) -> Extraction:
    """The same filing with a second reader, which finds the same rows and says other things."""
    (baseline,) = (each for each in extraction.readings if each.reader == BASELINE)
    keys = {path for spec in ABS_8K.spec.lists.values() for path in spec.key}
    said = [
        replace(each, reader=LLM, value=_other(each.value))
        if each.path not in keys and random.random() < 0.5
        else replace(each, reader=LLM)
        for each in baseline.candidates
        if random.random() < 0.3
    ]
    readings = (*extraction.readings, Reading(LLM, tuple(said)))
    return replace(
        extraction,
        readings=readings,
        receipt=replace(extraction.receipt, prompts={"cover": "another"}),
    )


def _other(value: Value | None) -> Value | None:
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, Decimal | int):
        return value + 1
    return None if value is None else f"{value} II"


def _settle_everything(queue: Queue) -> None:
    """Accept every field of every filing: each in one transaction of the log.

    What a person settles may let other fields be accepted, and those be drawn for the audit: they
    open as they do after each single decision, and the filing is claimed again.
    """
    while (claim := queue.claim_next("ann", START)) is not None:
        with queue.desk.store.writing() as connection:
            snapshot = queue.desk.snapshot(connection, claim.task)
            assessment = queue.desk.assessment(snapshot)
            seen = Seen(snapshot, assessment, lambda: pytest.fail("no text is needed"))
            waiting = tasks.open_items(connection, claim.task)
            said = [
                resolve(seen, Submission(Action.ACCEPT, item.path), "ann", START)
                for item in waiting
            ]
            booked = log.append_all(connection, said)
            settled = update(t.items).where(t.items.c.id == bindparam("item"))
            connection.execute(
                settled.values(status=tasks.SETTLED, decided=bindparam("seq")),
                [{"item": entry.item, "seq": entry.seq} for entry in booked],
            )
            assert tasks.recount(connection, claim.task) == 0
            tasks.finish(connection, claim.task, START)
            refresh(queue.desk, connection, snapshot.task, later=False)
