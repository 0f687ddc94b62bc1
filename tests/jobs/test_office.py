"""Jobs and batches as they are handed in, without a worker."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from extractor.errors import ExtractorError
from extractor.forms.registry import UnknownForm
from extractor.jobs import identity
from extractor.jobs.engine import engine_url
from extractor.jobs.office import BadCursor, Jobs
from extractor.jobs.records import JobOptions, JobState, NotFound
from extractor.policy import NOTHING
from extractor.settings import Settings
from extractor.store import filings
from extractor.store.address import StoreFault
from extractor.store.database import Store
from extractor.store.job_tables import jobs as job_table
from tests.jobbing import filing

NONE = JobOptions(model="none")
HERON = filing("HERON, INC.")


def test_the_same_twice_is_one_job(store: Store) -> None:
    office = Jobs(store)
    first = office.submit("heron.txt", HERON, NONE)
    again = office.submit("copy.txt", HERON, NONE)
    assert first == again
    assert (first.state, first.attempt, first.name) == (JobState.WAITING, 1, "heron.txt")
    with store.reading() as connection:
        assert filings.original(connection, first.filing) == HERON
    assert office.submit("egret.txt", filing("EGRET, INC."), NONE).id != first.id


@pytest.mark.parametrize(
    "options",
    [
        JobOptions(model="none", form="8-k"),
        JobOptions(model="none", policy=NOTHING),
        JobOptions(model="boat", base_url="http://127.0.0.1:1/v1"),
        JobOptions(model="boat", base_url="http://127.0.0.1:2/v1"),
    ],
    ids=["form", "policy", "model", "endpoint"],
)
def test_another_way_of_reading_is_another_job(options: JobOptions, tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'review.db'}") as store:
        office = Jobs(store)
        ids = {office.submit("heron.txt", HERON, each).id for each in (NONE, options)}
    assert len(ids) == 2


def test_what_changes_answers_changes_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(settings: Settings) -> str:
        way = identity.way_of(JobOptions(model="boat", base_url="http://127.0.0.1:1/v1"), settings)
        return identity.way_hash(way, NONE.policy, settings)

    usual = made(Settings())
    assert made(Settings(timeout=5, concurrency=9, attempts=1)) == usual
    assert made(Settings(first_model="skiff")) == usual  # it is not for workers
    for other in (
        Settings(mode="tools"), Settings(max_answer_tokens=99), Settings(text_only=True)
    ):  # fmt: skip
        assert made(other) != usual
    monkeypatch.setattr("extractor.receipts._package", lambda: "99")
    assert made(Settings()) != usual


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (JobOptions(form="10-q"), "no form '10-q'"),
        (JobOptions(model="local", base_url="http://127.0.0.1:1/v1"), "no model that is asked at"),
    ],
)
def test_options_without_sense_are_refused(options: JobOptions, said: str, tmp_path: Path) -> None:
    with (
        Store.open(f"sqlite:///{tmp_path / 'review.db'}") as store,
        pytest.raises((ExtractorError, UnknownForm), match=said),
    ):
        Jobs(store).submit("heron.txt", HERON, options)


def test_a_filing_that_is_too_large_is_a_job_that_says_so(store: Store) -> None:
    office = Jobs(store, Settings(max_filing_bytes=100))
    job = office.submit("heron.txt", HERON, NONE)
    assert job.state is JobState.PARKED
    assert "more than the 100 bytes" in job.reason
    assert office.retry(job.id).state is JobState.PARKED
    with store.reading() as connection:
        assert filings.find_filing(connection, job.filing) is None


def test_a_batch_has_each_filing_once_and_its_counts_add_up(store: Store) -> None:
    office = Jobs(store)
    given = [("heron.txt", HERON), ("copy.txt", HERON), ("egret.txt", filing("EGRET, INC."))]
    batch = office.submit_batch(given, NONE)
    status = office.batch(batch.id)
    assert (batch.members, batch.sealed, status.complete) == (2, True, False)
    assert status.counts[JobState.WAITING] == sum(status.counts.values()) == 2
    assert office.cancel_batch(batch.id) == 2
    status = office.batch(batch.id)
    assert status.counts[JobState.CANCELLED] == sum(status.counts.values()) == 2
    assert status.complete
    assert office.cancel_batch(batch.id) == 0
    assert office.retry_batch(batch.id) == 2
    assert {job.attempt for job in office.jobs(batch.id).items} == {2}


def test_a_batch_whose_submission_broke_off_is_not_complete_and_can_go_on(store: Store) -> None:
    office = Jobs(store)

    def broken() -> object:
        yield "heron.txt", HERON
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        office.submit_batch(broken(), NONE, "monday")  # type: ignore[arg-type]
    (left,) = office.batches().items
    assert not left.sealed
    assert not office.batch(left.id).complete
    whole = office.submit_batch([("heron.txt", HERON)], NONE, "monday")
    assert (whole.id, whole.members, whole.sealed) == (left.id, 1, True)


def test_an_empty_batch_is_complete(store: Store) -> None:
    office = Jobs(store)
    assert office.batch(office.submit_batch([], NONE).id).complete


def test_listings_go_on_where_they_ended(store: Store) -> None:
    office = Jobs(store)
    made = [office.submit_batch([(str(n), filing(f"N{n}"))], NONE).id for n in range(5)]
    first = office.batches(limit=3)
    rest = office.batches(first.cursor, limit=3)
    assert [each.id for each in (*first.items, *rest.items)] == made[::-1]
    assert rest.cursor is None
    found = office.jobs(limit=2)
    assert [each.name for each in found.items] == ["0", "1"]
    assert [each.name for each in office.jobs(cursor=found.cursor).items] == ["2", "3", "4"]
    for cursor in ("x", "-1", "1" * 30, "²"):
        with pytest.raises(BadCursor, match="begin anew"):
            office.jobs(cursor=cursor)


def test_what_is_unknown_is_not_found(store: Store) -> None:
    office = Jobs(store)
    for call in (office.job, office.retry, office.cancel, office.result):
        with pytest.raises(NotFound, match="there is no job 'x'"):
            call("x")
    for ask in (office.batch, office.cancel_batch, office.retry_batch, office.jobs):
        with pytest.raises(NotFound, match="there is no batch 'x'"):
            ask("x")
    with pytest.raises(NotFound, match="there is no batch 'x'"):
        office.results("x")
    waiting = office.submit("heron.txt", HERON, NONE)
    with pytest.raises(NotFound, match="has no result: it is waiting"):
        office.result(waiting.id)
    assert office.wait(waiting.id, 0.01).state is JobState.WAITING


def test_handed_in_at_the_same_moment_it_is_one_job(store: Store) -> None:
    def submit(_: int) -> str:
        return Jobs(store).submit("heron.txt", HERON, NONE).id

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(submit, range(16)))
    with store.reading() as connection:
        count = connection.execute(select(func.count()).select_from(job_table)).scalar_one()
    assert (len(ids), count) == (1, 1)


def test_the_engine_needs_a_store_that_others_can_see(tmp_path: Path) -> None:
    with pytest.raises(StoreFault, match="jobs need a store in a file"):
        engine_url("sqlite://")
    assert engine_url(f"sqlite:///{tmp_path / 'a.db'}").endswith("a.db.jobs")
    with pytest.raises(StoreFault, match="the file of the job engine cannot be used"):
        engine_url("sqlite:////nowhere-at-all/a.db")
    there = engine_url("postgresql+psycopg://store:secret@host/name")
    assert there == "postgresql://store:secret@host/name"
