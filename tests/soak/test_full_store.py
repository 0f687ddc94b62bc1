"""A store on a disk that is really full: nothing half booked, nothing lost, and it goes on."""

import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.jobs import worker as workers
from extractor.jobs.office import Jobs
from extractor.jobs.records import JobOptions, JobState
from extractor.policy import NOTHING
from extractor.review.actions import DECIDING
from extractor.store import log
from extractor.store.address import StoreFault
from extractor.store.database import Store
from tests.cli.conftest import FILING
from tests.disks import BLOCK, Disk, disk
from tests.jobbing import PATIENCE, SETTINGS, at_work, complete, quoting, yard
from tests.reviewing import Room, minutes
from tests.service.served import Person, house
from tests.stand_in import StandIn

__all__ = ["disk"]

FULL = "database or disk is full"
NOTES = 3
ROOM_FOR_LOGS = 16 << 20
"""A disk for a store and its jobs: SQLite's logs of what is written ahead grow to 4 MB each."""


@pytest.fixture
def url(disk: Disk) -> str:
    """A store on the small disk."""
    return f"sqlite:///{disk.folder}/review.db"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """The same, opened."""
    with Store.open(url) as opened:
        yield opened


def verified(store: Store) -> int:
    """The number of the log's last entry, in a log that is whole."""
    with store.reading() as connection:
        return log.verify(connection).seq


def test_a_decision_is_booked_or_refused(disk: Disk, store: Store) -> None:
    room = Room(store)
    for number in range(NOTES):
        room.add(number, policy=NOTHING)
    booked = refused = 0
    while (claim := room.queue.claim_next("ann", minutes(0))) is not None:
        for item in room.queue.state(claim.task).open_items:
            disk.fill()
            before = verified(store)
            try:
                room.accept(claim, item.path)
            except StoreFault as error:
                refused += 1
                assert FULL in str(error)  # noqa: PT017
                assert verified(store) == before
                disk.empty()
                room.accept(claim, item.path)
            disk.empty()
            booked += 1
    assert refused
    with store.reading() as connection:
        entries = [each for each in log.entries(connection) if each.action in DECIDING]
    assert len(entries) == len({each.request for each in entries}) == booked


def test_a_page_says_that_the_disk_is_full_and_the_decision_may_be_sent_again(
    disk: Disk, store: Store, reference_path: Path
) -> None:
    with ExitStack() as stack:
        served = stack.enter_context(house(store))
        task = served.add(reference_path.read_bytes())
        ann = Person(served.url)
        stack.callback(ann.client.close)
        ann.come_in()
        token = ann.take(task)
        disk.fill()
        path, request = "cover.report_date", "0" * 32
        answer = ann.decide(task, token, "accept", path, request=request)
        assert answer.status_code == 503
        assert "store cannot be used" in answer.text
        disk.empty()
        for _ in range(2):
            answer = ann.decide(task, token, "accept", path, request=request)
            assert answer.status_code == 200
    with store.reading() as connection:
        assert [each.path for each in log.entries(connection) if each.request == request] == [path]


@pytest.mark.slow
@pytest.mark.parametrize("command", [("review", "add"), ("batch", "submit")])
def test_filings_are_in_the_store_or_the_command_failed(
    command: tuple[str, ...], disk: Disk, url: str, tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    filing = tmp_path / "heron.txt"
    filing.write_text(FILING.format(name="HERON, INC."))
    for free in (0, 2, 10, 100, 300):
        disk.fill(free * BLOCK)
        code = run([*command, str(filing), "--model", "none", "--store", url])
        said = capfd.readouterr().err
        if code == 0:
            break
        assert code == 1
        assert said.count("\n") == 1
        assert "the store cannot be used: " in said
    else:
        pytest.fail("it never had room enough")
    assert free
    disk.empty()
    with Store.open(url) as store:
        verified(store)
        assert store.is_current()


@pytest.mark.slow
@pytest.mark.parametrize("disk", [ROOM_FOR_LOGS], indirect=True)
def test_a_worker_goes_on_where_the_disk_was_full(
    disk: Disk, url: str, store: Store, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    monkeypatch.setattr(workers, "_QUIET", timedelta(seconds=0.2))
    monkeypatch.setattr(workers, "_LOOK_SECONDS", 0.2)
    monkeypatch.setattr(workers, "_ADRIFT_SECONDS", 5.0)
    monkeypatch.setattr(workers, "_BEAT_SECONDS", 0.1)
    office = Jobs(store, SETTINGS)
    with StandIn(quoting) as stand_in:
        options = JobOptions(model="boat", base_url=stand_in.url)
        batch = office.submit_batch(map(yard, range(12)), options).id
        with caplog.at_level(logging.WARNING), at_work(url):
            while office.batch(batch).counts[JobState.WAITING] > 9:
                time.sleep(0.01)
            disk.fill(2 * BLOCK)
            while FULL not in caplog.text:
                time.sleep(0.01)
            disk.empty()
            done = complete(office, batch, PATIENCE)
    assert done.counts[JobState.IN_REVIEW] + done.counts[JobState.DONE] == 12
    assert "Traceback" not in caplog.text
    assert verified(store) >= 0
