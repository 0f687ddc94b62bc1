"""Jobs over HTTP: handed in, worked on, asked after."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from extractor.forms.abs_8k.schema import Abs8K
from extractor.render.objects import as_object
from extractor.service.api.results import ResultShape
from tests.jobbing import LIMITS, at_work, filing
from tests.service.api.apiserved import READING, Served, api_served, empty_store, problem
from tests.service.served import extracted

HERON = filing("HERON, INC.")


def submit(
    client: httpx2.Client, data: bytes = HERON, name: str = "heron.txt", **form: str
) -> httpx2.Response:
    """Hand in a filing."""
    return client.post("/v1/jobs", files={"file": (name, data)}, data=form)


@pytest.fixture
def working(tmp_path: Path) -> Iterator[Served]:
    """An API over a store that a worker works on."""
    with (
        empty_store(tmp_path) as (url, store),
        at_work(url, LIMITS, settings=READING),
        api_served(store) as made,
    ):
        yield made


def test_a_filing_becomes_the_result_that_python_gives(
    working: Served, reference_path: Path
) -> None:
    data = reference_path.read_bytes()
    with working.client() as client:
        assert client.get("/v1/ready").json() == {
            "ready": True, "store": True, "migrations": True, "worker": True
        }  # fmt: skip
        answer = submit(client, data, "new-century.txt")
        assert answer.status_code == 202, answer.text
        where = answer.headers["location"]
        job = client.get(where, params={"wait": 50}, timeout=60).json()
        assert (job["over"], job["state"], job["form"]) == (True, "in_review", "abs-8-k")
        both = client.get(f"{where}/result").json()
        accepted = client.get(f"{where}/result", params={"record": "accepted"}).json()
        record = client.get(f"{where}/result", params={"record": "record"}).json()
    ResultShape.model_validate(both)
    assert Abs8K.model_validate(both["record"]).cover.jurisdiction == "Delaware"
    expected = as_object(extracted(data, "new-century.txt"))
    for part in ("record", "accepted", "fields", "checks", "schema_version"):
        assert both[part] == expected[part]
    assert accepted == {key: both[key] for key in both if key != "record"}
    assert record == {key: both[key] for key in both if key != "accepted"}


def test_what_cannot_be_read_says_why_and_can_be_tried_again(working: Served) -> None:
    with working.client() as client:
        job = submit(client, b"A letter about boats.").json()
        job = client.get(f"/v1/jobs/{job['id']}", params={"wait": 50}, timeout=60).json()
        assert (job["state"], job["fault"], job["has_result"]) == ("parked", "no_form", False)
        assert "no known form" in job["reason"]
        said = problem(client.get(f"/v1/jobs/{job['id']}/result"), 404, "not_found")
        assert "has no result: it is parked" in said
        again = client.post(f"/v1/jobs/{job['id']}/retry").json()
        assert again["attempt"] == 2


def test_the_same_filing_is_one_job_however_it_comes(client: httpx2.Client) -> None:
    first = submit(client)
    again = submit(client, name="copy.txt")
    as_text = client.post("/v1/texts", json={"text": HERON.decode(), "name": "h.txt"})
    assert {each.status_code for each in (first, again, as_text)} == {202}
    assert first.json() == again.json() == as_text.json()
    assert submit(client, form="8-k").json()["id"] != first.json()["id"]
    assert first.headers["location"] == f"/v1/jobs/{first.json()['id']}"


def test_a_job_that_waits_is_told_as_it_stands_when_the_time_is_up(client: httpx2.Client) -> None:
    job = submit(client).json()
    found = client.get(f"/v1/jobs/{job['id']}", params={"wait": 0.01}).json()
    assert (found["state"], found["over"]) == ("waiting", False)


def test_a_job_is_cancelled_and_retried(client: httpx2.Client) -> None:
    job = submit(client).json()["id"]
    assert client.post(f"/v1/jobs/{job}/cancel").json()["state"] == "cancelled"
    found = client.post(f"/v1/jobs/{job}/retry").json()
    assert (found["state"], found["attempt"]) == ("waiting", 2)


def test_jobs_are_listed_page_by_page(fresh: Served) -> None:
    found: list[str] = []
    asked: dict[str, str | int] = {"limit": 2}
    with fresh.client() as client:
        made = [submit(client, filing(f"N{n}")).json()["id"] for n in range(5)]
        while True:
            page = client.get("/v1/jobs", params=asked).json()
            found += [each["id"] for each in page["items"]]
            if page["next"] is None:
                break
            asked["cursor"] = page["next"]
    assert found == made


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\filings\\heron.txt", "heron.txt"),
        ("a\x00b.txt", "a\ufffdb.txt"),
        ("", "filing"),
        ("n" * 300, "n" * 300),
    ],
)
def test_a_name_is_never_a_path(client: httpx2.Client, name: str, kept: str) -> None:
    answer = client.post("/v1/texts", json={"text": f"of {name!r}", "name": name})
    assert answer.json()["name"] == kept


def test_a_request_that_has_a_name_is_not_made_into_another(api: Served) -> None:
    named = {"Idempotency-Key": "monday-1"}
    with api.client() as client:
        body = {"text": HERON.decode()}
        first = client.post("/v1/texts", json=body, headers=named)
        assert client.post("/v1/texts", json=body, headers=named).json() == first.json()
        other = client.post("/v1/texts", json={"text": "boats"}, headers=named)
        problem(other, 422, "idempotency_key_reused")
        api.clock.forward(25 * 60)
        assert client.post("/v1/texts", json={"text": "boats"}, headers=named).status_code == 202
    with api.client() as another:
        answer = another.post("/v1/texts", json={"text": "ships"}, headers=named)
        assert answer.status_code == 202


def test_only_models_that_the_operator_named_are_asked(client: httpx2.Client) -> None:
    said = problem(submit(client, model="gpt-5"), 422, "refused")
    assert "EXTRACTOR_API_MODELS" in said
    assert submit(client, model="none").status_code == 202


def test_no_file_of_the_server_is_run_as_a_form(client: httpx2.Client, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    form = tmp_path / "form.py"
    form.write_text(f"open({str(ran)!r}, 'w')")
    problem(submit(client, form=f"{form}:FORM"), 422, "misspelt")
    problem(client.get(f"/v1/forms/{form.name}/schema"), 404, "not_found")
    problem(submit(client, form="10-q"), 422, "refused")
    assert not ran.exists()


def test_forms_are_listed_with_their_schemas(client: httpx2.Client) -> None:
    found = {each["name"]: each for each in client.get("/v1/forms").json()["items"]}
    assert {"8-k", "abs-8-k"} <= set(found)
    schema = client.get("/v1/forms/abs-8-k/schema").json()
    assert schema["title"] == "Abs8K"
    assert set(schema["properties"]) == set(Abs8K.model_fields)
    problem(client.get("/v1/forms/10-q/schema"), 404, "not_found")


def test_without_a_worker_it_is_healthy_and_not_ready(client: httpx2.Client) -> None:
    assert client.get("/v1/health").json() == {"status": "ok"}
    answer = client.get("/v1/ready")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "store": True, "migrations": True, "worker": False}
