"""A policy from reviews: what people decided, parted by filers, each kind bounded by itself."""

from dataclasses import replace

import pytest

from extractor.errors import ExtractorError
from extractor.policy import AGREEMENT, Policy
from extractor.review.actions import Action, Submission, Typed
from extractor.review.calibration import calibrate_reviews
from extractor.review.reviewed import ReviewedFiling, Reviews, reviews
from extractor.review.settings import ReviewSettings
from extractor.store.database import Store
from tests.note_form import NOTE
from tests.reviewing import Room, minutes

MOST = 0.01


@pytest.fixture
def room(store: Store) -> Room:
    return Room(store, ReviewSettings(audit_rate=1.0))


def found(room: Room) -> Reviews:
    with room.store.reading() as connection:
        return reviews(room.desk, connection, NOTE)


def many(one: ReviewedFiling, number: int) -> tuple[ReviewedFiling, ...]:
    """The same filing as if so many filers had made it."""
    return tuple(replace(one, filing=f"{n:064x}", filer=f"Filer {n}") for n in range(number))


def right(one: ReviewedFiling) -> ReviewedFiling:
    """The filing, had people changed nothing."""
    doubted = replace(one.doubted, leaves=tuple((path, True) for path, _ in one.doubted.leaves))
    drawn = replace(one.drawn, leaves=tuple((path, True) for path, _ in one.drawn.leaves))
    return replace(one, doubted=doubted, drawn=drawn)


def test_without_a_filing_that_is_done_there_is_nothing_to_choose_on(room: Room) -> None:
    room.add()
    with pytest.raises(ExtractorError, match="nobody is done with a filing of note"):
        calibrate_reviews(NOTE, found(room), MOST)


def test_what_was_doubted_and_what_was_drawn_are_told_apart(room: Room) -> None:
    room.add()
    claim = room.claim()
    waiting = {item.path: item.origin for item in room.queue.state(claim.task).open_items}
    room.accept_all(claim)
    (one,) = found(room).filings
    leaves = {path: origin for path, origin in waiting.items() if not path.endswith("#complete")}
    assert {path for path, _ in one.doubted.leaves} == {
        p for p, o in leaves.items() if o != "audit"
    }
    assert {path for path, _ in one.drawn.leaves} == {p for p, o in leaves.items() if o == "audit"}
    assert one.doubted.leaves
    assert one.drawn.leaves
    assert all(ok for _, ok in (*one.doubted.leaves, *one.drawn.leaves))


def test_what_a_person_changed_was_wrong_by_the_last_word_on_it(room: Room) -> None:
    room.add()
    claim = room.claim()
    wrong = Submission(Action.EDIT, "title", Typed("note about boats"))
    room.queue.submit(claim, wrong, minutes(0))
    room.accept_all(claim)
    (one,) = found(room).filings
    assert dict(one.drawn.leaves)["title"] is False


def test_filings_that_were_read_otherwise_are_counted_and_left_out(room: Room) -> None:
    for number, prompt in enumerate(("first", "first", "second")):
        room.add(number, prompt=prompt)
        room.accept_all(room.claim())
    made = found(room)
    assert (len(made.filings), made.otherwise) == (2, 1)


def test_enough_right_answers_of_many_filers_certify_a_policy(room: Room) -> None:
    room.add()
    room.accept_all(room.claim())
    made = found(room)
    made = replace(made, filings=many(right(made.filings[0]), 600))
    calibrated = calibrate_reviews(NOTE, made, MOST)
    assert calibrated.refusal == ""
    assert calibrated.policy.certified
    assert calibrated.policy.fits == made.fits
    assert calibrated.policy.bound.startswith("certified: at most 1 % of accepted leaves are wrong")
    assert Policy.model_validate_json(calibrated.policy.model_dump_json()) == calibrated.policy
    assert calibrated.missing.drawn.n == 0


def test_few_filers_certify_nothing_and_it_is_said_why(room: Room) -> None:
    room.add()
    room.accept_all(room.claim())
    made = found(room)
    made = replace(made, filings=many(right(made.filings[0]), 10))
    calibrated = calibrate_reviews(NOTE, made, MOST)
    assert not calibrated.policy.certified
    assert "not certifiable" in calibrated.refusal


def test_a_kind_that_is_often_wrong_is_not_accepted_for_the_sake_of_the_other(room: Room) -> None:
    room.add(policy=AGREEMENT)
    room.accept_all(room.claim())
    one = right(found(room).filings[0])
    bad = replace(one.drawn, leaves=tuple((path, False) for path, _ in one.drawn.leaves))
    filings = many(replace(one, drawn=bad), 600)
    calibrated = calibrate_reviews(NOTE, replace(found(room), filings=filings), MOST)
    assert calibrated.chosen.drawn.n == 0
