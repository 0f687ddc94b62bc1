"""Eight people at one queue, with kills, expiries and retries: nothing lost, nothing doubled."""

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from random import Random
from threading import Lock
from time import sleep

import pytest
from sqlalchemy import text

from extractor.policy import NOTHING
from extractor.review.actions import DECIDING, Action, Round, Submission, Typed
from extractor.review.desk import Desk
from extractor.review.queue import Claim, LostClaim, Queue
from extractor.review.settings import ReviewSettings
from extractor.review.views import ItemView
from extractor.store import log, people, tasks
from extractor.store.database import Store
from extractor.store.people import Role
from extractor.store.tasks import RESOLVED, SETTLED, SUPERSEDED
from tests.reviewing import START, Room, forms

ITEMS = int(os.environ.get("SOAK_ITEMS", "240"))
PEOPLE = tuple(f"reviewer {number}" for number in range(8))
SETTINGS = ReviewSettings(second_rate=0.2)
BOOKED = DECIDING | {Action.DISPUTE}
"""What a submission may be booked as: whoever counts other rows than were shown disputes a list."""


class Clock:
    """A time that all share and that runs as fast as they let it."""

    def __init__(self) -> None:
        self._now = START
        self._lock = Lock()

    def after(self, seconds: float) -> datetime:
        """The time, once it has moved on."""
        with self._lock:
            self._now += timedelta(seconds=seconds)
            return self._now


class Killed(Exception):
    """A person's program ended here, without a word."""


class Person:
    """Decides whatever comes, and is killed, late or doubly sent now and then."""

    def __init__(self, store: Store, name: str, clock: Clock) -> None:
        self.queue = Queue(Desk(store, SETTINGS, forms))
        self.name = name
        self.clock = clock
        self.random = Random(name)
        self.booked: list[str] = []

    def work(self) -> list[str]:
        """Until nothing is left; the submissions that were answered with success."""
        while not self._all_done():
            claim = self.queue.claim_next(self.name, self.clock.after(1))
            if claim is None:
                # Those who have nothing to do must not make the time fly for those who have.
                sleep(0.02)
                self.clock.after(20)
                continue
            try:
                self._decide(claim)
            except Killed:
                # Whoever comes next finds the filing held, or its lease over.
                self.clock.after(self.random.choice((1, 600, 1200)))
            except LostClaim:
                pass
        return self.booked

    def _decide(self, claim: Claim) -> None:
        for item in self.queue.state(claim.task).open_items:
            fate = self.random.random()
            if fate < 0.02:
                raise Killed
            if fate < 0.04:
                self.queue.release(claim, self.clock.after(1))
            if fate < 0.06:
                self.clock.after(901)
            submission = self._submission(item)
            # One in ten answers is lost on its way, and the submission is sent again.
            for _ in range(2 if fate > 0.9 else 1):
                self.queue.submit(claim, submission, self.clock.after(1))
                self.booked.append(submission.request)

    def _submission(self, item: ItemView) -> Submission:
        if item.path.endswith("#complete"):
            return Submission(Action.COMPLETE_LIST, item.path, Typed("3"))
        return Submission(Action.ABSENT if item.blind else Action.ACCEPT, item.path)

    def _all_done(self) -> bool:
        with self.queue.desk.store.reading() as connection:
            rounds = "('first', 'second')"
            waiting = f"SELECT 1 FROM tasks WHERE round IN {rounds} AND state <> 'done' LIMIT 1"
            return connection.execute(text(waiting)).first() is None


@contextmanager
def filled(url: str) -> Iterator[Store]:
    """A store with as many items as are asked for, and all eight people."""
    with Store.open(url) as store:
        room = Room(store, SETTINGS)
        with store.writing() as connection:
            for name in PEOPLE:
                people.add_reviewer(connection, name, Role.REVIEWER, START)
        opened = number = 0
        while opened < ITEMS:
            opened += room.add(number, policy=NOTHING).opened
            number += 1
        yield store


def at_work(url: str, name: str, clock: Clock) -> list[str]:
    with closing(Store.open(url)) as store:
        return Person(store, name, clock).work()


@pytest.mark.slow
def test_every_item_is_decided_once_by_everyone_who_has_to(store_url: str) -> None:
    clock = Clock()
    with filled(store_url) as store:
        with ThreadPoolExecutor(len(PEOPLE)) as pool:
            at = [pool.submit(at_work, store_url, name, clock) for name in PEOPLE]
            booked = [request for each in at for request in each.result()]
        with store.reading() as connection:
            assert log.verify(connection).seq > 0
            entries = [e for e in log.entries(connection) if e.action in BOOKED]
            every = [
                item
                for task in range(1, 10_000)
                if (item := tasks.get_task(connection, task)) is not None
            ]
            rows = [
                item
                for task in every
                if task.round != Round.ADJUDICATION
                for item in tasks.items_of(connection, task.id)
            ]
    requests = Counter(entry.request for entry in entries)
    assert set(requests.values()) == {1}
    assert set(booked) == set(requests)
    decided = Counter(entry.item for entry in entries)
    by_status = {item.id: item.status for item in rows}
    assert SUPERSEDED not in by_status.values()
    assert {decided[item] for item, status in by_status.items() if status == SETTLED} == {1}
    assert {decided[item] for item, status in by_status.items() if status == RESOLVED} <= {0}
    assert set(by_status.values()) <= {SETTLED, RESOLVED}
    assert len(rows) >= ITEMS
    _nobody_checked_themselves(entries)


def _nobody_checked_themselves(entries: list[log.Entry]) -> None:
    by_round = {
        round_: {
            (entry.filing, entry.path, str(entry.said.get("row", {}).get("key"))): entry.reviewer
            for entry in entries
            if entry.round == round_
        }
        for round_ in (Round.FIRST, Round.SECOND)
    }
    assert by_round[Round.SECOND]
    for field, second in by_round[Round.SECOND].items():
        assert by_round[Round.FIRST][field] != second
