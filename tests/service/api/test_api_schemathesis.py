"""The running service against its own description: made-up requests, good and bad.

Whatever is sent, nothing ends in a 5xx, and every answer is one that the description has.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.service.api.keys import Scope
from extractor.store import people
from extractor.store.people import Role
from tests.jobbing import LIMITS, PATIENCE, at_work, filing
from tests.service.api.apiserved import READING, Served, api_served, empty_store
from tests.service.served import START

_EXAMPLES = "12"
_SEED = "7"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """An API over a store that a worker works on."""
    with (
        empty_store(tmp_path) as (url, store),
        at_work(url, LIMITS, settings=READING),
        api_served(store) as made,
    ):
        yield made


def things(served: Served) -> dict[str, list[object]]:
    """Ids of jobs with results, a batch and a task, each beside one that there is not."""
    with served.client() as client:
        files = [("files", (name, filing(name))) for name in ("HERON, INC.", "EGRET, INC.")]
        batch = client.post("/v1/batches", files=files).json()["id"]
        status = client.get(f"/v1/batches/{batch}", params={"wait": 50}).json()
        assert status["complete"]
        jobs = client.get(f"/v1/batches/{batch}/jobs").json()["items"]
    task = served.add(filing("HERON, INC."), "heron.txt")
    return {
        "path.job": [jobs[0]["id"], jobs[1]["id"], "0" * 64],
        "path.batch": [batch, "0" * 16],
        "path.task": [task, 10**9],
        "path.name": ["8-k", "abs-8-k", "none"],
    }


def configuration(served: Served) -> str:
    """Half of the ids that are asked for are there; nothing is waited for."""
    parts = [f"request-timeout = {PATIENCE:g}", "[parameters]", '"query.wait" = 0.01']
    given = {name.replace(".", "-"): (name, each) for name, each in things(served).items()}
    parts += [
        f'"{name}" = {{ dictionary = "{key}", probability = 0.5 }}'
        for key, (name, _) in given.items()
    ]
    for key, (_, each) in given.items():
        parts += [f"[dictionaries.{key}]", f"values = {json.dumps(each)}"]
    return "\n".join(parts)


@pytest.mark.api
def test_every_answer_is_as_described(served: Served, tmp_path: Path) -> None:
    with served.store.writing() as connection:
        people.add_reviewer(connection, "ann", Role.ADMIN, START)
    key = served.key(Scope.ADMIN, Scope.REVIEW, reviewer="ann", rate=1_000_000)
    config = tmp_path / "schemathesis.toml"
    config.write_text(configuration(served), encoding="utf-8")
    command: list[str | Path] = [
        Path(sys.executable).with_name("schemathesis"),
        "--config-file",
        config,
        "run",
    ]
    options = ["--max-examples", _EXAMPLES, "--seed", _SEED, "--continue-on-failure"]
    # No description can say which cursors were signed here and which names lead where: such
    # requests are refused although they fit it.
    options += ["--exclude-checks", "positive_data_acceptance"]
    header = ["--header", f"Authorization: Bearer {key}"]
    done = subprocess.run(
        [*command, f"{served.url}/v1/openapi.json", *options, *header],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
