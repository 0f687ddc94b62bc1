"""What is refused: each with the right status, and one clear sentence."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import httpx2
import pytest

from extractor.service.api import keys
from extractor.service.api.keys import Scope
from extractor.service.api.limits import Buckets
from extractor.service.api.problems import TooMany
from extractor.service.api.settings import ApiSettings
from tests.jobbing import filing
from tests.service.api.apiserved import Served, api_served, empty_store, problem
from tests.service.served import START

HERON = filing("HERON, INC.")
NO_JOB = "0" * 64


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (None, "needs a key"),
        ("Bearer", "not known here"),
        ("Bearer wrong", "not known here"),
        ("Bearer xtr_" + "x" * 43, "not known here"),
        ("Bearer xtr_" + "x" * 9_000, "not known here"),
        ("Basic eHRyOng=", "needs a key"),
    ],
)
def test_a_wrong_key_is_refused(api: Served, header: str | None, said: str) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = httpx2.get(f"{api.url}/v1/jobs", headers=headers)
    assert said in problem(answer, 401, "bad_key")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_revoked_key_is_refused(fresh: Served) -> None:
    with fresh.client() as client:
        assert client.get("/v1/jobs").status_code == 200
        with fresh.store.writing() as connection:
            (key,) = keys.all_keys(connection)
            assert keys.revoke(connection, key.id, START).revoked_at == START
        problem(client.get("/v1/jobs"), 401, "bad_key")


def test_a_key_is_kept_as_its_hash_alone(fresh: Served, tmp_path: Path) -> None:
    made = fresh.key()
    with fresh.store.reading() as connection:
        (key,) = keys.all_keys(connection)
    assert made.startswith(key.prefix)
    assert len(made) > len(key.prefix) + 30
    files = b"".join(each.read_bytes() for each in tmp_path.glob("review.db*"))
    assert key.prefix.encode() in files
    assert made.encode() not in files


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        (Scope.READ, "POST", f"/v1/jobs/{NO_JOB}/cancel"),
        (Scope.READ, "POST", f"/v1/jobs/{NO_JOB}/retry"),
        (Scope.WRITE, "GET", "/v1/jobs"),
        (Scope.WRITE, "GET", f"/v1/jobs/{NO_JOB}/result"),
        (Scope.WRITE, "GET", "/v1/forms"),
    ],
)
def test_a_key_of_another_scope_is_refused(
    api: Served, scope: Scope, method: str, path: str
) -> None:
    with api.client(scope) as client:
        assert f"this one has {scope}" in problem(client.request(method, path), 403, "not_allowed")
    with api.client(Scope.ADMIN) as client:
        assert client.request(method, path).status_code in (200, 404)


@pytest.mark.parametrize("kind", ["file", "text"])
def test_a_filing_that_is_too_large_is_refused(client: httpx2.Client, kind: str) -> None:
    if kind == "file":
        answer = client.post("/v1/jobs", files={"file": ("large.txt", b"a" * 300_001)})
    else:
        answer = client.post("/v1/texts", json={"text": "a" * 300_001})
    assert "300,000 bytes" in problem(answer, 413, "too_large")


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_sent(api: Served) -> None:
    told = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": "9999999999"}
    with closing(HTTPConnection(api.url.removeprefix("http://"))) as connection:
        connection.request("POST", "/v1/jobs", headers=told)
        answer = connection.getresponse()
        assert answer.status == 413
        assert json.load(answer)["code"] == "too_large"


def test_a_body_that_turns_out_too_large_is_refused(client: httpx2.Client) -> None:
    def parts() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(9):
            yield b"a" * 50_000

    form = {"Content-Type": "multipart/form-data; boundary=x"}
    problem(client.post("/v1/jobs", content=parts(), headers=form), 413, "too_large")


@pytest.mark.parametrize(
    ("path", "sent", "kind"),
    [
        ("/v1/jobs", b'{"text": "a"}', "application/json"),
        ("/v1/jobs", b"a", ""),
        ("/v1/texts", b"text=a", "application/x-www-form-urlencoded"),
        ("/v1/texts", b'{"text": "a"}', "text/plain"),
    ],
)
def test_a_body_of_another_type_is_refused(
    client: httpx2.Client, path: str, sent: bytes, kind: str
) -> None:
    headers = {"Content-Type": kind} if kind else {}
    said = problem(client.post(path, content=sent, headers=headers), 415, "wrong_type")
    assert "this address takes" in said


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"--x--", "misspelt"),
        (b"garbage", "bad_request"),
        (b"", "misspelt"),
    ],
)
def test_a_form_that_is_broken_is_refused(client: httpx2.Client, sent: bytes, code: str) -> None:
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = client.post("/v1/jobs", content=sent, headers=kind)
    problem(answer, 400 if code == "bad_request" else 422, code)


@pytest.mark.parametrize(
    "sent",
    [
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"{}",
        b'{"text": ""}',
        b'{"text": 5}',
        b'{"text": "a", "more": 1}',
        b'{"text": "a", "form": "../x.py:F"}',
        b'{"text": "a", "form": "8-k\\u0000"}',
        b'{"text": "a", "model": " "}',
        b'{"text": "\\ud800"}',
        b'{"text": "a", "name": "' + b"n" * 301 + b'"}',
        b'{"text": "a", "base_url": "http://elsewhere.example"}',
    ],
)
def test_json_that_cannot_be_understood_is_refused(client: httpx2.Client, sent: bytes) -> None:
    kind = {"Content-Type": "application/json"}
    answer = client.post("/v1/texts", content=sent, headers=kind)
    code = "bad_request" if answer.status_code == 400 else "misspelt"
    problem(answer, 400 if code == "bad_request" else 422, code)


@pytest.mark.parametrize("cursor", ["", "1", "x" * 999, "WyJqb2JzIiwiMSJd.AAAA", "\x00", "²"])
def test_a_cursor_that_no_listing_gave_is_refused(client: httpx2.Client, cursor: str) -> None:
    answer = client.get("/v1/jobs", params={"cursor": cursor})
    assert "leave it out to begin anew" in problem(answer, 400, "bad_cursor")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/jobs", "limit=0"),
        ("/v1/jobs", "limit=201"),
        ("/v1/jobs", "limit=many"),
        (f"/v1/jobs/{NO_JOB}", "wait=61"),
        (f"/v1/jobs/{NO_JOB}", "wait=-1"),
        (f"/v1/jobs/{NO_JOB}", "wait=nan"),
        (f"/v1/jobs/{NO_JOB}/result", "record=both"),
        ("/v1/jobs", "cursor=" + "x" * 1_001),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(
    client: httpx2.Client, path: str, query: str
) -> None:
    said = problem(client.get(f"{path}?{query}"), 422, "misspelt")
    assert f"query.{query.partition('=')[0]}" in said


@pytest.mark.parametrize(
    "path",
    [
        f"/v1/jobs/{NO_JOB}",
        "/v1/jobs/x",
        "/v1/jobs/%00",
        "/v1/jobs/%ff",
        f"/v1/jobs/{'F' * 64}",
        f"/v1/jobs/{NO_JOB}/result",
        "/v1/forms/none/schema",
        "/v1/forms/..%2F/schema",
        "/v1/nowhere",
        "/v1",
        "/v1/",
    ],
)
def test_what_is_not_there_is_not_found(client: httpx2.Client, path: str) -> None:
    answer = client.get(path)
    code = answer.json()["code"]
    assert code in ("not_found", "no_such_address")
    problem(answer, 404, code)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/jobs", {"GET", "POST"}),
        ("GET", "/v1/texts", {"POST"}),
        ("PATCH", f"/v1/jobs/{NO_JOB}", {"GET"}),
        ("POST", "/v1/health", {"GET"}),
    ],
)
def test_a_method_that_is_not_known_is_refused(
    client: httpx2.Client, method: str, path: str, allowed: set[str]
) -> None:
    answer = client.request(method, path)
    problem(answer, 405, "no_such_method")
    assert set(re.split(r", *", answer.headers["allow"])) == allowed


@pytest.mark.parametrize("name", ["", "a b", "a\tb", "n" * 129])
def test_a_name_of_a_request_is_printable_and_short(client: httpx2.Client, name: str) -> None:
    answer = client.post("/v1/texts", json={"text": "a"}, headers={"Idempotency-Key": name})
    problem(answer, 422, "misspelt")


def test_a_key_that_asks_too_often_is_told_when_to_come_again(tmp_path: Path) -> None:
    with (
        empty_store(tmp_path) as (_, store),
        api_served(store, ApiSettings(rate=2)) as api,
        api.client() as client,
        api.client() as other,
    ):
        answers = [client.get("/v1/jobs") for _ in range(3)]
        assert [each.status_code for each in answers[:2]] == [200, 200]
        problem(answers[2], 429, "too_many_requests")
        assert 1 <= int(answers[2].headers["retry-after"]) <= 30
        assert other.get("/v1/jobs").status_code == 200
        quick = {"Authorization": f"Bearer {api.key(rate=50)}"}
        assert {client.get("/v1/jobs", headers=quick).status_code for _ in range(5)} == {200}


def test_a_bucket_fills_again() -> None:
    time = 0.0
    buckets = Buckets(lambda: time)
    for _ in range(60):
        buckets.take("a", 60)
    with pytest.raises(TooMany) as refused:
        buckets.take("a", 60)
    assert refused.value.headers == {"Retry-After": "1"}
    time = 1.0
    buckets.take("a", 60)
    with pytest.raises(TooMany):
        buckets.take("a", 60)
    buckets.take("b", 60)


@pytest.mark.parametrize(
    ("sent", "kept"), [("abc-1.2_X", True), ("", False), ("a b", False), ("n" * 65, False)]
)
def test_every_answer_names_its_request(client: httpx2.Client, sent: str, kept: bool) -> None:
    answer = client.get("/v1/nowhere", headers={"X-Request-Id": sent})
    identity = answer.headers["x-request-id"]
    assert (identity == sent) is kept
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", identity)
    assert answer.json()["request_id"] == identity
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_unexpected_fault_is_a_problem_and_one_line_of_log(
    api: Served,
    client: httpx2.Client,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret\nof the program")

    monkeypatch.setattr("extractor.jobs.office.Jobs.job", broken)
    answer = client.get(f"/v1/jobs/{NO_JOB}")
    assert "secret" not in problem(answer, 500, "unexpected")
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "unexpected fault (RuntimeError: a secret of the program)" in said


def test_a_store_that_is_gone_is_told(
    api: Served, client: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from extractor.store.address import StoreFault

    def gone(*_: object) -> None:
        raise StoreFault("the store cannot be used: the disk is full")

    monkeypatch.setattr("extractor.jobs.office.Jobs.job", gone)
    answer = client.get(f"/v1/jobs/{NO_JOB}")
    problem(answer, 503, "store_unavailable")
    assert answer.headers["retry-after"]


@pytest.mark.parametrize(
    ("headers", "let_in"),
    [
        ({}, True),
        ({"Host": "localhost"}, True),
        ({"Host": "[::1]:8000"}, True),
        ({"Host": "pelican.example"}, False),
        ({"Host": "127.0.0.1.pelican.example"}, False),
        ({"Origin": "http://pelican.example"}, False),
        ({"Origin": "null"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
    ],
)
def test_without_a_key_only_programs_of_this_machine_get_in(
    tmp_path: Path, headers: dict[str, str], let_in: bool
) -> None:
    with empty_store(tmp_path) as (_, store), api_served(store, open_=True) as api:
        answer = httpx2.get(f"{api.url}/v1/jobs", headers=headers)
        if let_in:
            assert answer.status_code == 200
        else:
            problem(answer, 403, "not_allowed")


def test_the_open_door_closes_with_the_first_key(tmp_path: Path) -> None:
    with empty_store(tmp_path) as (_, store), api_served(store, open_=True) as api:
        url = f"{api.url}/v1/texts"
        assert httpx2.post(url, json={"text": "boats"}).status_code == 202
        problem(httpx2.get(url, headers={"Authorization": "Bearer x"}), 405, "no_such_method")
        api.key()
        problem(httpx2.post(url, json={"text": "boats"}), 401, "bad_key")


def test_the_description_names_every_problem_that_is_answered(api: Served) -> None:
    described = httpx2.get(f"{api.url}/v1/openapi.json").json()
    assert "HTTPValidationError" not in json.dumps(described)
    names = [
        operation["operationId"]
        for path in described["paths"].values()
        for operation in path.values()
    ]
    assert len(set(names)) == len(names)
    for path in described["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                problems = "application/problem+json" in answer.get("content", {})
                assert problems == (int(status) >= 400) or path == described["paths"]["/v1/ready"]
