"""What waits in a store is told when it is asked for, and a store that is gone has nothing."""

from pathlib import Path

from extractor.jobs.gauges import watch_store
from extractor.jobs.office import Jobs
from extractor.jobs.records import JobOptions
from extractor.store.database import Store
from tests.databases import address
from tests.jobbing import at_work, filing, over
from tests.listening import Told, told

__all__ = ["told"]


def test_jobs_and_what_waits_for_review_are_told(told: Told, store_url: str) -> None:
    with Store.open(store_url) as store:
        watch_store(store)
        assert told.values("extractor.jobs.now") == []
        assert told.values("extractor.review.open") == [({}, 0)]
        office = Jobs(store)
        job = office.submit("one.txt", filing("HERON"), JobOptions(model="none"))
        assert told.values("extractor.jobs.now") == [({"extractor.state": "waiting"}, 1)]
        with at_work(store_url):
            over(office, job)
        assert told.values("extractor.jobs.now") == [({"extractor.state": "in_review"}, 1)]
        assert told.values("extractor.review.open") == [({}, 1)]
        ((_, age),) = told.values("extractor.review.age")
        assert age >= 0


def test_a_store_that_is_gone_has_no_values(told: Told, tmp_path: Path) -> None:
    with Store.open(address("sqlite", tmp_path)) as store:
        watch_store(store)
    (tmp_path / "review.db").write_bytes(b"no database any more" * 100)
    assert told.values("extractor.jobs.now") == []
