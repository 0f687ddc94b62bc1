"""The engine of workflows where its own tables fail."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from dbos._sys_db import SystemDatabase
from sqlalchemy.exc import OperationalError

from extractor.jobs import worker as workers
from extractor.jobs.office import Jobs
from extractor.jobs.records import JobOptions, JobState
from extractor.store.database import Store
from tests.jobbing import QUESTIONS, SETTINGS, at_work, complete, filing
from tests.stand_in import Reply, StandIn, stating_nothing


def test_a_fault_of_the_tables_that_is_noted_for_a_step_is_none_of_the_filing(
    store_url: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No room for a result, then room for the note that there was none, then none for the end.

    The answers that were under way meanwhile are waited for, and not paid twice.
    """
    for name in ("_LOOK_SECONDS", "_ADRIFT_SECONDS"):
        monkeypatch.setattr(workers, name, 0.2)
    monkeypatch.setattr(workers, "_QUIET", timedelta(seconds=0.1))
    refused = _refuse(monkeypatch, "record_operation_result", 1)
    ends = _refuse(monkeypatch, "update_workflow_outcome", 2)
    office = Jobs(store, SETTINGS)

    def slow_but_for_the_first(body: dict[str, Any]) -> Reply:
        return replace(stating_nothing(body), delay=0.0 if refused else 1.5)

    with StandIn(slow_but_for_the_first) as stand_in:
        options = JobOptions(model="boat", base_url=stand_in.url)
        batch = office.submit_batch([("heron.txt", filing("HERON, INC."))], options).id
        with at_work(store_url):
            done = complete(office, batch)
        assert stand_in.calls == QUESTIONS + 1
    assert done.counts[JobState.IN_REVIEW] == 1
    assert not done.faults
    assert not refused
    assert not ends


def _refuse(monkeypatch: pytest.MonkeyPatch, name: str, times: int) -> list[OperationalError]:
    """Have a call to the engine's tables fail so often; the faults that are left."""
    left = [OperationalError("", {}, Exception("database or disk is full")) for _ in range(times)]
    call = getattr(SystemDatabase, name)

    def refusing(self: SystemDatabase, *given: Any, **named: Any) -> Any:
        if left:
            raise left.pop()
        return call(self, *given, **named)

    monkeypatch.setattr(SystemDatabase, name, refusing)
    return left
