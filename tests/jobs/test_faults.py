"""An endpoint of which every fifth reply is a fault: every filing is finished all the same.

`make soak-jobs` runs the same with 200 filings.
"""

import os

import pytest

from extractor.jobs.office import Jobs
from extractor.jobs.records import JobOptions, JobState
from extractor.jobs.settings import JobSettings
from extractor.settings import Settings
from extractor.store.database import Store
from tests.faults import KINDS, Faulty
from tests.jobbing import QUESTIONS, at_work, complete, quoting, yard
from tests.jobs.crashing import PATIENCE, tell
from tests.stand_in import StandIn

FILINGS = int(os.environ.get("SOAK_FILINGS", "10"))
RATE = 0.2
SETTINGS = Settings(cache=False, timeout=1.0)
LIMITS = JobSettings(pause=0.1, poll=0.05)


@pytest.mark.slow
def test_with_faults_all_is_finished(store_url: str, store: Store) -> None:
    office = Jobs(store, SETTINGS)
    faulty = Faulty(quoting, dict.fromkeys(KINDS, RATE / len(KINDS)), seed=8)
    retries: list[int] = []
    with StandIn(faulty) as stand_in:
        options = JobOptions(model="boat", base_url=stand_in.url)
        batch = office.submit_batch(map(yard, range(FILINGS)), options).id
        with at_work(store_url, LIMITS, concurrency=8, settings=SETTINGS):
            status = complete(office, batch, PATIENCE)
            # What the model itself answered badly is no matter for patience: it is told, and
            # tried again when someone says so.
            while status.faults and len(retries) < 5:
                assert set(status.faults) == {"no_answer"}
                retries.append(office.retry_batch(batch))
                status = complete(office, batch, PATIENCE)
    assert status.counts[JobState.IN_REVIEW] == FILINGS
    found = [each.extraction.fields["cover.registrant"] for each in office.results(batch)]
    names = {each.value for each in found}
    assert names == {f"YARD {number:05}, INC." for number in range(FILINGS)}
    needed = QUESTIONS * FILINGS
    assert needed <= status.usage.calls <= faulty.paid
    tell(
        f"{FILINGS} filings, {needed} answers needed: {stand_in.calls} requests, "
        f"{faulty.paid} of them paid, {status.usage.calls} calls booked; "
        f"faults {dict(faulty.faults)}; retried after bad answers {retries}"
    )
