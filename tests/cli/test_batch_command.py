"""`extractor batch` from what is handed in to what it came to, and `extractor worker`."""

import csv
import json
import re
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pyarrow.parquet
import pytest

from extractor.jobs.office import Jobs
from extractor.review.actions import Action, Submission
from extractor.review.desk import Desk
from extractor.review.queue import Queue
from extractor.store import people
from extractor.store.database import Store
from extractor.store.people import Role
from tests.cli.conftest import COMMAND, Cli
from tests.databases import address
from tests.jobbing import quoting
from tests.stand_in import StandIn, status

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "evals/datasets/abs-8-k/filings/new-century-2002-1.txt"
MODEL_NONE = ("--model", "none")


@pytest.fixture
def store_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the store that commands use here."""
    url = address("sqlite", tmp_path)
    monkeypatch.setenv("EXTRACTOR_STORE", url)
    return url


def done(cli: Cli, *paths: object) -> str:
    """A batch that was handed in and finished; its id."""
    ended = cli("batch", "submit", *paths, *MODEL_NONE, "--wait")
    assert ended.code == 0, ended.err
    return ended.out.strip()


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_batch_is_handed_in_finished_and_told(cli: Cli, folder: Path, store_here: str) -> None:
    ended = cli(
        "batch", "submit", folder, folder / "a.txt", "gone.txt", *MODEL_NONE, "--key", "may"
    )
    batch = ended.out.strip()
    assert (ended.code, len(batch)) == (1, 16)
    assert f"batch {batch}: 3 filings; 1 could not be read and are not in it" in ended.err
    waiting = json.loads(cli("batch", "status", batch, "--json").out)
    assert (waiting["members"], waiting["counts"]["waiting"], waiting["complete"]) == (3, 3, False)
    assert (
        cli("batch", "submit", folder, *MODEL_NONE, "--key", "may", "--wait").out.strip() == batch
    )
    ended = cli("batch", "status", batch, "--watch")
    assert (ended.code, "3 in review" in ended.err) == (0, True)
    (listed,) = json.loads(cli("batch", "status", "--json").out)
    assert (listed["id"], listed["key"], listed["complete"]) == (batch, "may", True)
    assert batch in cli("batch", "status").out


def test_what_fails_is_told_with_its_reason_and_tried_again(
    cli: Cli, folder: Path, exhibit: Path, store_here: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    prices = tmp_path / "prices.toml"
    prices.write_text('["boat"]\nprompt = 1000\ncompletion = 10000\n')
    monkeypatch.setenv("EXTRACTOR_CACHE", "0")
    with StandIn(status(401), quoting) as stand_in:
        asked = ("--model", "boat", "--base-url", stand_in.url)
        ended = cli("batch", "submit", folder / "a.txt", exhibit, *asked, "--wait")
        assert ended.code == 1
        batch = ended.out.strip()
        told = cli("batch", "status", batch)
        assert told.code == 1
        assert "refused the key (HTTP 401)" in told.out + told.err
        assert "no known form" in told.out + told.err
        some = cli("batch", "results", batch)
        assert (some.code, some.out) == (0, "")
        assert f"0 of 2 filings written; 2 without a result: extractor batch status {batch}" in (
            some.err
        )
        assert "2 filings to be tried again" in cli("batch", "retry", batch).err
        again = cli("batch", "submit", folder / "a.txt", *asked, "--wait")
        assert again.code == 0
        calls = stand_in.calls - 1
    found = json.loads(cli("batch", "status", again.out.strip(), "--json", "--prices", prices).out)
    assert found["usage"]["calls"] == calls
    assert found["usd"] == pytest.approx(calls * (100 * 1000 + 7 * 10000) / 1e6)
    assert "0 filings cancelled" in cli("batch", "cancel", batch).err


def test_every_batch_is_listed(cli: Cli, store_here: str) -> None:
    with Store.open(store_here) as store:
        made = {Jobs(store).submit_batch([], key=f"b{number}").id for number in range(60)}
    assert {each["id"] for each in json.loads(cli("batch", "status", "--json").out)} == made


def test_results_in_each_format(cli: Cli, store_here: str, tmp_path: Path) -> None:
    batch = done(cli, REFERENCE)
    written = lines(cli("batch", "results", batch).out)
    assert cli("batch", "results", batch, "--out", tmp_path / "r.jsonl").code == 0
    assert lines((tmp_path / "r.jsonl").read_text()) == written
    (result,) = written
    assert {"job", "updated_at", "schema_version", "receipt", "accepted", "record"} <= set(result)
    for format, out in (("xlsx", "deals.xlsx"), ("csv", "csv"), ("parquet", "parquet")):
        asked = ("--format", format, "--out", tmp_path / out, "--record", "record")
        assert cli("batch", "results", batch, *asked).code == 0
    book = openpyxl.load_workbook(tmp_path / "deals.xlsx")
    assert {"deals", "classes", "parties", "findings", "to check"} <= {
        name.replace("_", " ") for name in book.sheetnames
    }
    assert book["classes"].max_row == 9
    table = pyarrow.parquet.read_table(tmp_path / "parquet/classes.parquet")
    with (tmp_path / "csv/classes.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for each in (table.to_pylist(), rows):
        keys = {(row["sha256"], row["document"], row["row"], row["schema_version"]) for row in each}
        assert len(keys) == len(each) == 8
        assert all(row["updated_at"] and row["name_decision"] for row in each)


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--format", "csv"), 2, "needs a place to go to"),
        (("--record", "record"), 2, "jsonl holds both records"),
        (("--out", "deals.xlsx"), 2, "give the --format that it is named after"),
        (("--format", "csv", "--out", "deals.csv"), 2, "no name for the folder"),
        (("--changed-since", "yesterday"), 2, "is no time"),
        (("--out", "/nowhere/at/all.jsonl"), 1, "cannot be written"),
    ],
)
def test_results_that_cannot_be(
    cli: Cli, store_here: str, folder: Path, options: tuple[str, ...], code: int, said: str
) -> None:
    batch = cli("batch", "submit", folder, *MODEL_NONE).out.strip()
    ended = cli("batch", "results", batch, *options)
    assert ended.code == code
    assert said in " ".join(ended.err.split())
    for command in ("status", "results", "retry", "cancel"):
        ended = cli("batch", command, "no-such-batch")
        assert (ended.code, "there is no batch" in ended.err) == (1, True)


def settle(url: str, at: datetime) -> None:
    """Have a person accept what waits of one filing."""
    with Store.open(url) as store:
        queue = Queue(Desk(store))
        with store.writing() as connection:
            people.add_reviewer(connection, "ann", Role.REVIEWER, at)
        claim = queue.claim_next("ann", at)
        assert claim is not None
        while items := queue.state(claim.task).open_items:
            queue.submit(claim, Submission(Action.ACCEPT, items[0].path), at)


def test_what_changed_since_has_the_decisions_of_people(
    cli: Cli, store_here: str, folder: Path
) -> None:
    batch = done(cli, folder)
    first = lines(cli("batch", "results", batch).out)
    latest = max(each["updated_at"] for each in first)
    since = ("--changed-since", latest)
    assert cli("batch", "results", batch, *since).out == ""
    settle(store_here, datetime.fromisoformat(latest) + timedelta(minutes=1))
    (changed,) = lines(cli("batch", "results", batch, *since).out)
    (before,) = [each for each in first if each["job"]["id"] == changed["job"]["id"]]
    settled = {path for path, each in changed["fields"].items() if each["decision"] == "settled"}
    assert settled
    assert {before["fields"][path]["decision"] for path in settled} == {"review"}
    assert before["accepted"] != changed["accepted"] == changed["record"]
    assert changed["updated_at"] > latest


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator["psycopg.Connection[Any]"]:
    """An empty database to load tables into."""
    url = address("postgresql", tmp_path, "template0")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def load(warehouse: "psycopg.Connection[Any]", folder: Path) -> None:
    """Load tables as the page on batches says."""
    for table in ("filings", "classes"):
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8") as file:
            names = next(csv.reader(file))
        kinds = {"updated_at": "timestamptz"}
        columns = ", ".join(f'"{name}" {kinds.get(name, "text")}' for name in names)
        warehouse.execute(f"DROP TABLE IF EXISTS {table}_load")
        warehouse.execute(f"CREATE TABLE {table}_load ({columns})")
        copied = f"COPY {table}_load FROM STDIN WITH (FORMAT csv, HEADER)"
        with warehouse.cursor().copy(copied) as copy:
            copy.write(path.read_bytes())
    page = (ROOT / "docs/batches.md").read_text(encoding="utf-8")
    (statements,) = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    warehouse.execute(statements)


def rows(warehouse: "psycopg.Connection[Any]") -> dict[str, list[tuple[Any, ...]]]:
    """Every row with the transaction that wrote it."""
    found = {}
    for table in ("filings", "classes"):
        query = f"SELECT xmin::text, * FROM {table} ORDER BY sha256, form, 2"
        found[table] = sorted(warehouse.execute(query).fetchall(), key=str)
    return found


def test_loaded_twice_nothing_changes_and_what_changed_replaces_what_was_there(
    cli: Cli, store_here: str, tmp_path: Path, warehouse: "psycopg.Connection[Any]"
) -> None:
    batch = done(cli, REFERENCE)
    asked = ("batch", "results", batch, "--format", "csv", "--out")
    assert cli(*asked, tmp_path / "one", "--record", "record").code == 0
    load(warehouse, tmp_path / "one")
    first = rows(warehouse)
    assert {name: len(each) for name, each in first.items()} == {"filings": 1, "classes": 8}
    assert cli(*asked, tmp_path / "two", "--record", "record").code == 0
    load(warehouse, tmp_path / "two")
    assert rows(warehouse) == first
    settle(store_here, datetime.now(UTC) + timedelta(minutes=1))
    assert cli(*asked, tmp_path / "three").code == 0
    load(warehouse, tmp_path / "three")
    later = rows(warehouse)
    assert len(later["classes"]) == 8
    assert not {each[0] for each in later["classes"]} & {each[0] for each in first["classes"]}
    # An older export takes nothing back.
    load(warehouse, tmp_path / "two")
    assert rows(warehouse) == later


@pytest.mark.slow
def test_a_worker_finishes_what_is_under_way_when_it_is_told_to_stop(
    cli: Cli, store_here: str, folder: Path, tmp_path: Path
) -> None:
    with StandIn(quoting) as stand_in:
        asked = ("--model", "boat", "--base-url", stand_in.url)
        batch = cli("batch", "submit", folder, *asked).out.strip()
        worker = subprocess.Popen(
            [*COMMAND, "worker", "--concurrency", "2"], stderr=subprocess.PIPE, text=True
        )
        assert cli("batch", "status", batch, "--watch").code == 0
        worker.send_signal(signal.SIGTERM)
        _, said = worker.communicate(timeout=120)
    assert worker.returncode == 0
    assert re.fullmatch(
        r"Worker \w{8}: at most 2 calls at once\nFinishing what is under way\n", said
    )
    with sqlite3.connect(tmp_path / "review.db") as connection:
        assert connection.execute("SELECT pid FROM workers").fetchall() == [(0,)]
    connection.close()
