"""Requests are told by their route, and by nothing that their sender wrote."""

import io
import json
import os
import signal
import subprocess
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from extractor.service.faults import tell
from extractor.service.watched import Watched
from extractor.telemetry.logs import json_logs
from tests.cli.conftest import COMMAND
from tests.collecting import Collector
from tests.databases import address
from tests.listening import Told, told

__all__ = ["told"]
MARK = "QUAGGA"


def app() -> FastAPI:
    """An application with one address, one that fails, and none else."""
    made = FastAPI()

    @made.get("/jobs/{id}")
    def job(id: str) -> str:
        return id

    @made.get("/broken")
    def broken() -> str:
        raise RuntimeError(MARK)

    return made


@pytest.mark.parametrize(
    ("path", "route", "status"),
    [
        (f"/jobs/{MARK}?key={MARK}", "/jobs/{id}", 200),
        ("/broken", "/broken", 500),
        (f"/{MARK}", "unmatched", 404),
    ],
)
async def test_a_request_is_told_by_its_route(
    told: Told, path: str, route: str, status: int
) -> None:
    to = io.StringIO()
    transport = httpx2.ASGITransport(app=Watched(app()), raise_app_exceptions=False)
    with json_logs(lambda: None, to):
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            assert (await client.get(path)).status_code == status
    (only,) = told.spans
    facts = dict(only.attributes or {})
    assert (facts["http.route"], facts["http.response.status_code"]) == (route, status)
    (line,) = [json.loads(each) for each in to.getvalue().splitlines()]
    assert (line["event"], line["route"], line["status"]) == ("request", route, status)
    assert MARK not in to.getvalue() + only.to_json()


def test_an_unexpected_fault_is_logged_by_its_kind(capsys: pytest.CaptureFixture[str]) -> None:
    to = io.StringIO()
    with json_logs(lambda: None, to):
        tell(RuntimeError(MARK), "/v1/jobs")
    assert json.loads(to.getvalue())["kind"] == "RuntimeError"
    assert MARK not in to.getvalue() + capsys.readouterr().err
    tell(RuntimeError(MARK), "/v1/jobs")
    assert MARK in capsys.readouterr().err


@pytest.mark.slow
def test_a_server_that_is_stopped_tells_what_it_has_not_told(tmp_path: Path) -> None:
    with Collector() as collector:
        env = {
            "EXTRACTOR_TELEMETRY_ENDPOINT": collector.url,
            "EXTRACTOR_STORE": address("sqlite", tmp_path),
        }
        serving = [*COMMAND, "serve", "--port", "0", "--open-api"]
        with subprocess.Popen(
            serving, env={**os.environ, **env}, stderr=subprocess.PIPE, text=True
        ) as server:
            assert server.stderr is not None
            url = next(line.strip() for line in server.stderr if line.startswith("http://"))
            assert httpx2.get(f"{url}/v1/health", trust_env=False).status_code == 200
            server.send_signal(signal.SIGTERM)
            assert server.wait(60) == 0
            assert server.stderr.read() == ""
    assert [span.facts["http.route"] for span in collector.spans] == ["/v1/health"]
    assert {"http.server.request.duration", "extractor.review.open"} <= {
        each.name for each in collector.values
    }
