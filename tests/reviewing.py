"""A note with its readings made by hand, in a queue: for tests of the review."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from extractor.assess import assess
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.forms.base import Form
from extractor.policy import AGREEMENT, Policy
from extractor.records import Candidate, Reading, Receipt, Usage
from extractor.review.actions import Action, Submission
from extractor.review.desk import Desk
from extractor.review.intake import Added, add
from extractor.review.queue import Claim, Queue
from extractor.review.settings import ReviewSettings
from extractor.review.views import TaskState
from extractor.store import people
from extractor.store.database import Store
from extractor.store.people import Role
from tests.note_form import CODE, MODEL, NOTE, table

START = datetime(2003, 5, 7, 9, 0, tzinfo=UTC)
TEXT = (
    "                         PELICAN NOTE\n\n"
    "Title: Harbour Note, number {number}. Dated May 7, 2003, due June 1, 2004.\n"
    "The amount is $100.00, paid at Egret Bay, Oregon.\n\n"
    "Holders of shares:\n"
    "Ash    60.00\nBirch  30.00\nCedar  10.00\nDogwood  5.00\n"
) + "It is a note about boats.\n" * 60


def minutes(number: float) -> datetime:
    """A time after the start."""
    return START + timedelta(minutes=number)


def forms(name: str) -> Form:
    """The only form of these tests."""
    assert name == NOTE.name
    return NOTE


def note(number: int = 0) -> bytes:
    """The bytes of a note."""
    return TEXT.format(number=number).encode()


def readings(due: str | None = "2004-06-01", *, differ: bool = False) -> tuple[Reading, ...]:
    """A baseline and a model that agree on a note, save what is said otherwise.

    The model is silent on the due date, and with `differ` has another title.
    """
    said: list[Candidate] = [
        CODE.value("title", "Harbour Note", 40),
        CODE.value("dated", date(2003, 5, 7), 80),
        CODE.value("amount", Decimal("100.00"), 140),
        CODE.none("count"),
        CODE.value("office.city", "Egret Bay", 160),
        CODE.value("office.state", "Oregon", 180),
        *table(CODE),
    ]
    if due is not None:
        said.append(CODE.value("due", date.fromisoformat(due), 100))
    theirs = [replace(each, reader=MODEL.reader) for each in said if each.path != "due"]
    if differ:
        theirs[0] = MODEL.value("title", "Harbor Note", 45)
    theirs.append(MODEL.none("due"))
    lists = [CODE.rows(3, accounted=True)]
    return CODE.reading(said, lists), MODEL.reading(theirs, [MODEL.rows(3)])


def extraction(
    data: bytes,
    said: Sequence[Reading] | None = None,
    prompt: str = "first",
    policy: Policy = AGREEMENT,
) -> Extraction:
    """An extraction of a note, made with a prompt of that name."""
    filing = Filing.from_bytes(data, "note.txt")
    given = tuple(readings() if said is None else said)
    return Extraction(
        form=NOTE.name,
        filing=filing,
        assessment=assess(NOTE, given, policy),
        readings=given,
        chunks=(),
        usage=Usage(),
        receipt=Receipt(
            filing=filing.sha256,
            form=NOTE.name,
            schema=NOTE.schema_version,
            prompts={"cover": prompt},
            policy=policy.hash,
            package="0",
            model="none",
        ),
    )


class Room:
    """A queue with reviewers, and short words for what they do."""

    def __init__(self, store: Store, settings: ReviewSettings | None = None) -> None:
        self.store = store
        self.desk = Desk(store, settings or ReviewSettings(audit_rate=0), forms)
        self.queue = Queue(self.desk)
        with store.writing() as connection:
            for name in ("ann", "ben", "cleo"):
                if people.find_reviewer(connection, name) is None:
                    people.add_reviewer(connection, name, Role.REVIEWER, START)
            if people.find_reviewer(connection, "dora") is None:
                people.add_reviewer(connection, "dora", Role.ADJUDICATOR, START)

    def add(
        self,
        number: int = 0,
        said: Sequence[Reading] | None = None,
        prompt: str = "first",
        policy: Policy = AGREEMENT,
    ) -> Added:
        """Put a note into the queue."""
        data = note(number)
        return add(self.desk, extraction(data, said, prompt, policy), data, policy, START)

    def claim(self, who: str = "ann", at: float = 0) -> Claim:
        """Take the next note, of which there is one."""
        claim = self.queue.claim_next(who, minutes(at))
        assert claim is not None
        return claim

    def accept(self, claim: Claim, path: str, at: float = 0) -> TaskState:
        """Accept a value."""
        return self.queue.submit(claim, Submission(Action.ACCEPT, path), minutes(at))

    def accept_all(self, claim: Claim, at: float = 0) -> TaskState:
        """Accept whatever waits."""
        state = self.queue.state(claim.task)
        while state.open_items:
            state = self.accept(claim, state.open_items[0].path, at)
        return state
