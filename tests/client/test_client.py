"""The client against a real service, and against one that has its faults."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from extractor.client import Client, Refused, Unreachable
from extractor.client.transport import Asked, Transport
from extractor.errors import ExtractorError
from extractor.service.api.keys import Scope
from tests.jobbing import LIMITS, at_work, filing
from tests.postbox import Answer, PostBox
from tests.service.api.apiserved import READING, Served, api_served, empty_store

HERON, EGRET = filing("HERON, INC."), filing("EGRET, INC.")


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Served]:
    """An API over an empty store, without a worker."""
    with empty_store(tmp_path) as (_, store), api_served(store) as made:
        yield made


@pytest.fixture
def client(fresh: Served) -> Iterator[Client]:
    """A client with a key for jobs."""
    with Client(fresh.url, fresh.key()) as made:
        yield made


def test_filings_in_results_out(tmp_path: Path) -> None:
    heron, archive = tmp_path / "heron.txt", tmp_path / "both.zip"
    heron.write_bytes(HERON)
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("heron.txt", HERON)
        packed.writestr("egret.txt", EGRET)
    with (
        empty_store(tmp_path) as (url, store),
        at_work(url, LIMITS, settings=READING),
        api_served(store) as api,
        Client(api.url, api.key()) as client,
    ):
        job = client.wait(client.submit(heron), 60)
        assert (job.over, job.has_result, job.form) == (True, True, "8-k")
        assert job.usage.calls == 0
        result = client.result(job, "accepted")
        assert result["accepted"]["cover"]["registrant"] == "HERON, INC."
        batch = client.submit_archive(archive)
        status = client.wait_batch(batch, 60)
        assert (status.complete, status.batch.members) == (True, 2)
        found = list(client.results(batch, "accepted"))
        assert [each["filing"]["name"] for each in found] == ["heron.txt", "egret.txt"]
        assert found[0] == result
        since = datetime.fromisoformat(max(each["updated_at"] for each in found))
        assert list(client.results(batch, changed_since=since)) == []


def test_a_batch_of_files_and_bytes(client: Client, tmp_path: Path) -> None:
    heron = tmp_path / "heron.txt"
    heron.write_bytes(HERON)
    batch = client.submit_batch([heron, str(heron), ("egret.txt", EGRET)], form="8-k")
    assert (batch.members, batch.sealed) == (2, True)
    jobs = list(client.jobs(batch))
    assert [each.name for each in jobs] == ["heron.txt", "egret.txt"]
    assert list(client.jobs()) == jobs
    assert client.cancel(jobs[0]).state == "cancelled"
    assert client.batch(batch).counts["cancelled"] == 1
    assert client.retry(jobs[0].id).state == "waiting"


def test_listings_are_read_to_their_end(client: Client) -> None:
    given = [(f"{n}.txt", f"{n}".encode()) for n in range(201)]
    assert len(list(client.jobs(client.submit_batch(given)))) == 201


def test_what_is_refused_has_the_service_s_sentence(fresh: Served, client: Client) -> None:
    with pytest.raises(Refused, match="there is no job") as refused:
        client.job("0" * 64)
    assert (refused.value.status, refused.value.code) == (404, "not_found")
    assert refused.value.request_id
    with pytest.raises(Refused, match="nothing has the id"):
        client.job("a b?wait=9#")
    with pytest.raises(Refused, match="has no result: it is waiting"):
        client.result(client.submit(("heron.txt", HERON)))
    client.submit(("x.txt", HERON), idempotency_key="same")
    with pytest.raises(Refused, match="used for another request"):
        client.submit(("x.txt", EGRET), idempotency_key="same")
    with Client(fresh.url, "xtr_wrong") as stranger, pytest.raises(Refused, match="not known"):
        stranger.job("0" * 64)
    with (
        Client(fresh.url, fresh.key(Scope.READ)) as reader,
        pytest.raises(Refused, match="scope jobs:write"),
    ):
        reader.submit(("heron.txt", HERON))


def test_what_takes_too_long_is_told(client: Client) -> None:
    job = client.submit(("heron.txt", HERON))
    with pytest.raises(ExtractorError, match="not over yet: it is waiting"):
        client.wait(job, 0.01)
    batch = client.submit_batch([("heron.txt", HERON)])
    with pytest.raises(ExtractorError, match="1 filings are open"):
        client.wait_batch(batch, 0.01)


def test_a_file_that_is_not_there_is_told(client: Client, tmp_path: Path) -> None:
    with pytest.raises(ExtractorError, match=r"heron\.txt: cannot be read"):
        client.submit(tmp_path / "heron.txt")


@pytest.mark.parametrize(
    "url", ["nowhere", "http://", "http://[x", "http://a:0", "ftp://127.0.0.1"]
)
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(ExtractorError, match="is no address of a service"):
        Client(url)


def answer(status: int, body: Any = None, **headers: str) -> Answer:
    """An answer as JSON."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, json.dumps(body or {}).encode(), told)


@contextmanager
def transport(box: PostBox, attempts: int, waited: list[float]) -> Iterator[Transport]:
    """A transport that notes its waits, and waits for none."""
    made = Transport(box.url, None, attempts, waited.append)
    yield made
    made.close()


PROBLEM = {"detail": "the store is busy", "code": "store_unavailable"}
JOBS = Asked("GET", "/v1/jobs")


def test_a_busy_service_is_asked_again_as_often_as_is_allowed() -> None:
    waited: list[float] = []
    busy, well = answer(503, PROBLEM, Retry_After="7"), answer(200, {"here": True})
    with PostBox(busy, answer(429), well) as box, transport(box, 4, waited) as asking:
        assert asking.ask(JOBS) == {"here": True}
    assert waited == [7.0, 1.0]
    with PostBox(busy) as box, transport(box, 2, waited) as asking:
        with pytest.raises(Refused, match="the store is busy"):
            asking.ask(JOBS)
        assert len(box.letters) == 2


def test_a_file_that_is_sent_again_is_sent_whole_and_under_the_same_name() -> None:
    waited: list[float] = []
    sent = Asked("POST", "/v1/jobs", files=[("file", ("heron.txt", BytesIO(HERON)))])
    with PostBox(answer(503), answer(200)) as box, transport(box, 2, waited) as asking:
        asking.ask(replace(sent, headers={"Idempotency-Key": "once"}))
        first, second = box.letters
    assert HERON in first.body
    assert HERON in second.body
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == "once"


def test_nobody_at_the_address_is_told() -> None:
    waited: list[float] = []
    asking = Transport("http://127.0.0.1:1", None, 3, waited.append)
    with pytest.raises(Unreachable, match="does not answer"):
        asking.ask(JOBS)
    asking.close()
    assert waited == [0.5, 1.0]


def test_an_answer_that_is_not_the_api_s_is_told() -> None:
    page = b"<html>"
    with PostBox(Answer(200, page), Answer(404, page)) as box, transport(box, 1, []) as asking:
        with pytest.raises(Unreachable, match="did not answer as the API does"):
            asking.ask(JOBS)
        with pytest.raises(Refused, match="status 404"):
            asking.ask(JOBS)


def test_a_redirect_takes_no_key_elsewhere() -> None:
    with PostBox() as elsewhere:
        moved = Answer(302, b"", {"Location": f"{elsewhere.url}/v1/jobs"})
        with (
            PostBox(moved) as box,
            Client(box.url, "xtr_secret", attempts=1) as client,
            pytest.raises(Refused, match="status 302"),
        ):
            client.job("0" * 64)
        assert elsewhere.letters == []


def test_a_problem_that_breaks_off_is_told() -> None:
    whole = answer(404, PROBLEM)
    with PostBox(Answer(404, whole.body, cut=9)) as box, transport(box, 1, []) as asking:
        for ask in (asking.ask, lambda asked: next(asking.lines(asked))):
            with pytest.raises(Unreachable, match="did not answer as the API does"):
                ask(JOBS)


def test_results_that_break_off_are_told() -> None:
    cut = Answer(200, b'{"job": 1}\n{"job": 2}\n', cut=15)
    with PostBox(cut) as box, transport(box, 1, []) as asking:
        lines = asking.lines(JOBS)
        assert next(lines) == {"job": 1}
        with pytest.raises(Unreachable, match="broke off"):
            next(lines)
