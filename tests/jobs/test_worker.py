"""A worker in this process: what becomes of filings, good and bad."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from extractor.filing.model import Filing
from extractor.jobs.office import Jobs
from extractor.jobs.records import JobOptions, JobState
from extractor.jobs.settings import JobSettings
from extractor.pipeline import Extractor
from extractor.records import ChunkStatus, Decision
from extractor.review.actions import Action, Submission
from extractor.review.queue import Queue
from extractor.store import people
from extractor.store.database import Store
from extractor.store.job_tables import jobs as job_table
from extractor.store.people import Role
from tests.jobbing import LIMITS, QUESTIONS, SETTINGS, at_work, complete, filing, over
from tests.reviewing import START
from tests.stand_in import Reply, StandIn, completion, stating_nothing, status

HERON = filing("HERON, INC.")


def asked(stand_in: StandIn) -> JobOptions:
    """Ask the model of a stand-in."""
    return JobOptions(model="boat", base_url=stand_in.url)


def is_on(words: str, body: dict[str, Any]) -> bool:
    """Whether a request is the question on a part of the filing."""
    return words in str(body["messages"])


def test_a_batch_comes_to_results_and_people_have_the_last_word(
    store_url: str, store: Store
) -> None:
    office = Jobs(store, SETTINGS)
    given = [
        ("heron.txt", HERON),
        ("egret.txt", filing("EGRET, INC.")),
        ("letter.txt", b"A letter about boats."),
        ("picture.gif", b"\x00\x01\x02" * 99),
    ]
    with StandIn(stating_nothing) as stand_in:
        batch = office.submit_batch(given, asked(stand_in)).id
        with at_work(store_url):
            done = complete(office, batch)
        with Extractor("boat", base_url=stand_in.url, settings=SETTINGS) as extractor:
            alone = extractor.extract(Filing.from_bytes(HERON, "heron.txt"))
        assert stand_in.calls == 3 * QUESTIONS
    assert done.counts[JobState.IN_REVIEW] == 2
    assert done.faults == {"unreadable": 1, "no_form": 1}
    assert done.usage.calls == 2 * QUESTIONS
    assert done.usage.prompt_tokens == 200 * QUESTIONS
    heron, egret, letter, picture = office.jobs(batch).items
    assert (letter.state, picture.state) == (JobState.PARKED, JobState.PARKED)
    assert "no known form" in letter.reason
    assert "binary data" in picture.reason
    found = {each.job.name: each for each in office.results(batch)}
    assert set(found) == {"heron.txt", "egret.txt"}
    assert found["heron.txt"].extraction.readings == alone.readings
    assert found["heron.txt"].extraction.assessment == alone.assessment
    assert found["heron.txt"].extraction.receipt == alone.receipt
    assert heron.extraction is not None
    assert office.retry(heron.id) == heron
    _settle(store)
    decided = datetime.now(UTC) + timedelta(minutes=1)
    assert {each.state for each in (office.job(heron.id), office.job(egret.id))} == {JobState.DONE}
    (late, _) = office.results(batch, changed_since=decided - timedelta(days=1))
    assert Decision.SETTLED in {each.decision for each in late.extraction.fields.values()}
    assert list(office.results(batch, changed_since=decided + timedelta(days=1))) == []


def _settle(store: Store) -> None:
    """Accept all that waits."""
    later = datetime.now(UTC) + timedelta(minutes=1)
    from extractor.review.desk import Desk

    queue = Queue(Desk(store))
    with store.writing() as connection:
        people.add_reviewer(connection, "ann", Role.REVIEWER, START)
    while (claim := queue.claim_next("ann", later)) is not None:
        state = queue.state(claim.task)
        while state.open_items:
            submission = Submission(Action.ACCEPT, state.open_items[0].path)
            state = queue.submit(claim, submission, later)


def test_an_endpoint_that_fails_for_a_while_costs_time_and_no_filing(
    store_url: str, store: Store
) -> None:
    office = Jobs(store, SETTINGS)
    with StandIn(*[status(500)] * 2, stating_nothing) as stand_in:
        job = office.submit("heron.txt", HERON, asked(stand_in))
        with at_work(store_url):
            assert over(office, job).state is JobState.IN_REVIEW
    assert job.usage.calls == 0
    assert office.job(job.id).usage.calls == QUESTIONS


def test_what_keeps_failing_is_parked_and_answers_are_paid_once(
    store_url: str, store: Store
) -> None:
    office = Jobs(store, SETTINGS)
    well = threading.Event()

    def ill(body: dict[str, Any]) -> Reply:
        bad = is_on("signature block", body) and not well.is_set()
        return status(500) if bad else stating_nothing(body)

    with StandIn(ill) as stand_in:
        job = office.submit("heron.txt", HERON, asked(stand_in))
        with at_work(store_url):
            parked = over(office, job)
            assert (parked.state, parked.fault) == (JobState.PARKED, "endpoint")
            assert "failed (HTTP 500) at every try" in parked.reason
            assert parked.usage.calls == QUESTIONS - 1
            assert stand_in.calls == QUESTIONS - 1 + LIMITS.rounds
            well.set()
            retried = over(office, office.retry(job.id))
    assert (retried.state, retried.attempt) == (JobState.IN_REVIEW, 2)
    assert stand_in.calls == QUESTIONS - 1 + LIMITS.rounds + 1
    assert retried.usage.calls == QUESTIONS
    assert retried.usage.cached_calls == QUESTIONS - 1


def test_ends_that_asking_again_does_not_mend(store_url: str, store: Store) -> None:
    office = Jobs(store, SETTINGS)

    def refuse(body: dict[str, Any]) -> Reply:
        refused = completion(None, refusal="I will not.")
        return refused if is_on("signature block", body) else stating_nothing(body)

    with StandIn(refuse) as shy, StandIn(status(401)) as shut:
        failed = office.submit("heron.txt", HERON, asked(shy))
        locked = office.submit("heron.txt", HERON, asked(shut))
        crashing = office.submit("stork.txt", filing("STORK, INC."), JobOptions(model="none"))
        lost = office.submit("egret.txt", filing("EGRET, INC."), JobOptions(model="none"))
        dropped = office.cancel(office.submit("gull.txt", filing("GULL"), asked(shy)).id)
        with store.writing() as connection:
            c = job_table.c
            often = update(job_table).where(c.id == crashing.id).values(starts=LIMITS.starts)
            connection.execute(often)
            ago = datetime.now(UTC) - timedelta(hours=1)
            gone = update(job_table).where(c.id == lost.id).values(handed=True, updated_at=ago)
            connection.execute(gone)
        with at_work(store_url):
            failed, locked, crashing, lost = (
                over(office, each) for each in (failed, locked, crashing, lost)
            )
            assert over(office, office.retry(crashing.id)).state is JobState.IN_REVIEW
        assert shy.calls == QUESTIONS
        assert shut.calls <= QUESTIONS
    assert (failed.state, failed.fault) == (JobState.FAILED, "no_answer")
    assert "1 of 4 questions without an answer" in failed.reason
    ended = {each.question: each.status for each in office.result(failed.id).extraction.chunks}
    assert ended["signature"] is ChunkStatus.REFUSED
    assert (locked.state, locked.fault) == (JobState.PARKED, "endpoint")
    assert "refused the key (HTTP 401)" in locked.reason
    assert (crashing.state, crashing.fault) == (JobState.PARKED, "crashes")
    assert lost.state is JobState.IN_REVIEW
    assert office.job(dropped.id).state is JobState.CANCELLED


def test_a_cancelled_job_is_asked_about_no_more(store_url: str, store: Store) -> None:
    office = Jobs(store, SETTINGS)
    came, go_on = threading.Event(), threading.Event()

    def slow(_body: dict[str, Any]) -> Reply:
        came.set()
        go_on.wait(60)
        return status(500)

    with StandIn(slow) as stand_in:
        job = office.submit("heron.txt", HERON, asked(stand_in))
        with at_work(store_url):
            assert came.wait(60)
            assert office.cancel(job.id).state is JobState.CANCELLED
            go_on.set()
            last = office.submit("egret.txt", filing("EGRET"), JobOptions(model="none"))
            over(office, last)
        assert stand_in.calls <= QUESTIONS
    assert office.job(job.id).state is JobState.CANCELLED


def test_limits_a_minute_are_held(store_url: str, store: Store) -> None:
    office = Jobs(store, SETTINGS)
    limits = JobSettings(rounds=1, poll=0.05, requests_per_minute=1_200)
    with StandIn(stating_nothing) as stand_in:
        batch = office.submit_batch(
            [(name, filing(name)) for name in ("A", "B")], asked(stand_in)
        ).id
        with at_work(store_url, limits):
            complete(office, batch)
        with store.reading() as connection:
            left = connection.exec_driver_sql("SELECT name, requests FROM budgets").one()
    assert left.name == f"boat@{stand_in.url}"
    assert left.requests < 120
