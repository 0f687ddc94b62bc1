"""Batches over HTTP: files, archives, status, results as lines."""

import json
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import httpx2
import pytest

from extractor.service.api.results import ResultShape
from tests.jobbing import LIMITS, at_work, filing
from tests.service.api.apiserved import READING, Served, api_served, empty_store, problem

HERON, EGRET = filing("HERON, INC."), filing("EGRET, INC.")
GIVEN = [("heron.txt", HERON), ("copy.txt", HERON), ("egret.txt", EGRET), ("letter.txt", b"Boats.")]
NO_BATCH = "0" * 16


def submit(
    client: httpx2.Client, given: Iterable[tuple[str, bytes]] = GIVEN, named: str = ""
) -> httpx2.Response:
    """Hand in a batch."""
    files = [("files", each) for each in given]
    headers = {"Idempotency-Key": named} if named else {}
    return client.post("/v1/batches", files=files, headers=headers)


def packed(*members: tuple[str, bytes]) -> bytes:
    """A zip archive."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return made.getvalue()


def test_a_batch_comes_to_results(tmp_path: Path) -> None:
    with (
        empty_store(tmp_path) as (url, store),
        at_work(url, LIMITS, settings=READING),
        api_served(store) as api,
        api.client() as client,
    ):
        where = submit(client).headers["location"]
        status = client.get(where, params={"wait": 50}, timeout=60).json()
        assert (status["members"], status["complete"], status["open"]) == (3, True, 0)
        assert sum(status["counts"].values()) == 3
        assert status["faults"] == {"no_form": 1}
        answer = client.get(f"{where}/results", params={"record": "accepted"})
        assert answer.headers["content-type"] == "application/jsonl"
        found = [json.loads(line) for line in answer.text.splitlines()]
        assert [each["filing"]["name"] for each in found] == ["heron.txt", "egret.txt"]
        for each in found:
            ResultShape.model_validate(each)
            assert "record" not in each
        jobs = client.get(f"{where}/jobs").json()["items"]
        one = client.get(f"/v1/jobs/{jobs[0]['id']}/result", params={"record": "accepted"})
        assert one.json() == found[0]
        since = max(each["updated_at"] for each in found)
        later = client.get(f"{where}/results", params={"changed_since": since})
        assert (later.status_code, later.text) == (200, "")
        for time in ("yesterday", "0", "1e9"):
            answer = client.get(f"{where}/results", params={"changed_since": time})
            problem(answer, 422, "misspelt")


def test_a_batch_is_sent_again_under_its_name(client: httpx2.Client) -> None:
    first = submit(client, named="tuesday")
    assert first.status_code == 202
    assert submit(client, named="tuesday").json() == first.json()
    problem(submit(client, GIVEN[:1], "tuesday"), 422, "idempotency_key_reused")
    assert submit(client).json()["id"] != first.json()["id"]


def test_an_archive_is_a_batch(fresh: Served) -> None:
    data = packed(("a/heron.txt", HERON), ("a/.hidden", b"x"), ("egret.txt", EGRET))
    with fresh.client() as client:
        answer = client.post("/v1/archives", files={"file": ("filings.zip", data)})
        assert answer.status_code == 202, answer.text
        jobs = client.get(f"{answer.headers['location']}/jobs").json()["items"]
    assert [each["name"] for each in jobs] == ["a/heron.txt", "egret.txt"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no archive", "damaged"),
        (b"", "damaged"),
        (packed(("../heron.txt", HERON)), "leads out of the archive"),
        (packed(("/etc/heron.txt", HERON)), "leads out of the archive"),
        (packed(("large.txt", b"a" * 300_001)), "300,000 bytes"),
    ],
    ids=["garbage", "empty", "out", "absolute", "large"],
)
def test_an_archive_that_plays_tricks_is_refused_whole(
    client: httpx2.Client, data: bytes, said: str
) -> None:
    before = client.get("/v1/batches", params={"limit": 200}).json()
    answer = client.post("/v1/archives", files={"file": ("filings.zip", data)})
    detail = problem(answer, 422, "refused")
    assert said in detail
    assert "upload" not in detail
    assert client.get("/v1/batches", params={"limit": 200}).json() == before


def test_a_batch_is_cancelled_and_retried(fresh: Served) -> None:
    with fresh.client() as client:
        batch = submit(client).headers["location"]
        assert client.post(f"{batch}/cancel").json() == {"jobs": 3}
        assert client.get(batch).json()["counts"]["cancelled"] == 3
        assert client.post(f"{batch}/retry").json() == {"jobs": 3}


def test_batches_and_their_jobs_are_listed_page_by_page(fresh: Served) -> None:
    with fresh.client() as client:
        made = [submit(client, [(f"{n}.txt", filing(f"N{n}"))]).json()["id"] for n in range(3)]
        first = client.get("/v1/batches", params={"limit": 2}).json()
        rest = client.get("/v1/batches", params={"limit": 2, "cursor": first["next"]}).json()
        assert [each["id"] for each in first["items"] + rest["items"]] == made[::-1]
        assert rest["next"] is None
        jobs = f"/v1/batches/{submit(client).json()['id']}/jobs"
        page = client.get(jobs, params={"limit": 1}).json()
        after = {"cursor": page["next"]}
        assert len(client.get(jobs, params=after).json()["items"]) == 2
        for elsewhere in (f"/v1/batches/{made[0]}/jobs", "/v1/jobs", "/v1/batches"):
            problem(client.get(elsewhere, params=after), 400, "bad_cursor")


@pytest.mark.parametrize("batch", [NO_BATCH, "x", "%00"])
@pytest.mark.parametrize("rest", ["", "/jobs", "/results"])
def test_a_batch_that_is_not_there_is_not_found(
    client: httpx2.Client, batch: str, rest: str
) -> None:
    problem(client.get(f"/v1/batches/{batch}{rest}"), 404, "not_found")


def test_a_batch_without_files_is_refused(client: httpx2.Client) -> None:
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = client.post("/v1/batches", content=b"--x--\r\n", headers=kind)
    assert "files" in problem(answer, 422, "misspelt")


def test_a_batch_of_too_many_files_is_refused(client: httpx2.Client) -> None:
    answer = submit(client, [(f"{n}.txt", b"") for n in range(1_001)])
    assert "more parts than are taken" in problem(answer, 400, "bad_request")
