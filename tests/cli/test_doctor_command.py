"""`extractor doctor`: what is here, what is missing, and what to do about it."""

import hashlib
import json
import os
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractor.cli import checkup, machine
from extractor.cli.checkup import Finding, cores, endpoint, folder, memory, model, runtime, tables
from extractor.cli.machine import Machine, this_machine
from extractor.llm.models import lookup
from extractor.llm.server import available_cores
from extractor.settings import Settings
from extractor.store.database import Store
from tests.databases import address

GB = 1_000_000_000
ROOMY = Machine(16 * GB, 12 * GB, 4, lambda folder: 50 * GB)


def _found(cli: Any, *arguments: str) -> dict[str, dict[str, str]]:
    return {each["name"]: each for each in json.loads(cli("doctor", "--json", *arguments).out)}


def test_each_finding_is_one_line_and_a_missing_model_is_exit_1(cli: Any) -> None:
    done = cli("doctor")
    assert (done.code, done.err) == (1, "")
    lines = {line.split()[1]: line for line in done.out.splitlines()}
    assert lines["model"].startswith("MISSING  model ")
    assert "not on this machine" in lines["model"]
    assert ". Do: extractor model pull (1.1 GB), or use --model none" in lines["model"]
    assert lines["extractor"].startswith("ok ")


def test_without_a_model_nothing_is_missing(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_MODEL", "none")
    assert cli("doctor").code == 0
    assert _found(cli)["model"]["state"] == "note"


def test_nothing_is_made_by_looking(cli: Any, tmp_path: Path) -> None:
    cli("doctor")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_setting_that_is_wrong_is_told(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_TIMEOUT", "soon")
    done = cli("doctor")
    assert done.code == 2
    assert "EXTRACTOR_TIMEOUT" in done.err


# The model


def test_a_model_with_the_right_hash_is_verified(tmp_path: Path) -> None:
    data = b"a small model"
    digest = hashlib.sha256(data).hexdigest()
    known = replace(lookup("local"), size=len(data), sha256=digest)
    (tmp_path / known.file_name).write_bytes(data)
    found = model(known, Settings(model_dir=tmp_path))
    assert found.state == "ok"
    assert digest[:12] in found.message
    (tmp_path / known.file_name).write_bytes(b"another model")
    found = model(known, Settings(model_dir=tmp_path))
    assert (found.state, "is another one" in found.message) == ("missing", True)


def test_a_model_cannot_be_fetched_offline(tmp_path: Path) -> None:
    found = model(lookup("qwen2.5-coder-0.5b"), Settings(model_dir=tmp_path, offline=True))
    assert found.remedy.startswith("extractor model pull qwen2.5-coder-0.5b (0.5 GB, once with ")


def test_a_missing_package_is_told_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "find_spec", lambda name: None)
    assert runtime().remedy == "pip install 'filing-extractor[local]'"
    assert tables().remedy == "pip install 'filing-extractor[tables]'"
    assert tables().state == "note"
    assert [each.state for each in checkup.store()] == ["note"]


# The machine


@pytest.mark.parametrize(
    ("total", "free", "state"),
    [(16, 12, "ok"), (16, 1, "note"), (1, 1, "missing"), (None, None, "note"), (16, None, "ok")],
)
def test_memory(total: int | None, free: int | None, state: str) -> None:
    sizes = [None if size is None else size * GB for size in (total, free)]
    assert memory(replace(ROOMY, memory=sizes[0], free_memory=sizes[1])).state == state


def test_one_core_is_slow() -> None:
    assert (cores(ROOMY).state, cores(replace(ROOMY, cores=1)).state) == ("ok", "note")


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    full = replace(ROOMY, free_disk=lambda folder: 10)
    found = folder("answers", tmp_path / "not/there/yet", "EXTRACTOR_CACHE_DIR", GB, full)
    assert found.state == "missing"
    assert found.remedy.endswith("EXTRACTOR_CACHE_DIR to a folder on another disk")
    assert folder("answers", tmp_path, "X", GB, ROOMY).state == "ok"


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "cannot be written" in folder("answers", tmp_path, "X", GB, ROOMY).message


def test_a_container_bounds_what_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "memory.max").write_text("1000000000\n")
    (tmp_path / "memory.current").write_text("400000000\n")
    (tmp_path / "cpu.max").write_text("100000 100000\n")
    (tmp_path / "meminfo").write_text("MemTotal: 8000000 kB\nMemAvailable: 6000000 kB\n")
    monkeypatch.setattr(machine, "_GROUP", tmp_path)
    monkeypatch.setattr(machine, "_MEMINFO", tmp_path / "meminfo")
    seen = this_machine()
    assert (seen.memory, seen.free_memory, seen.cores) == (1_000_000_000, 600_000_000, 1)
    (tmp_path / "cpu.max").write_text("150000 100000\n")
    assert this_machine().cores == min(2, available_cores(tmp_path / "none")), "as the model's"
    (tmp_path / "memory.max").write_text("max\n")
    assert this_machine().free_memory == 6_000_000 * 1024


# The endpoint


def _endpoint(needed: bool, key: str = "", url: str = "", **settings: Any) -> Finding:
    environment = {"OPENAI_API_KEY": key, "OPENAI_BASE_URL": url}
    return endpoint(Settings(**settings), environment, needed=needed)


def test_no_key_is_ever_shown() -> None:
    url = "https://ann:hunter2@host.example:8443/v1?token=hunter2"
    for needed in (True, False):
        found = _endpoint(needed, "sk-hunter2", url, model="large")
        assert "hunter2" not in found.message + found.remedy
        assert "https://host.example:8443/v1" in found.message
        assert "key set" in found.message


def test_a_remote_model_needs_a_key() -> None:
    assert _endpoint(True, model="large").remedy == "set OPENAI_API_KEY"
    assert _endpoint(True, "k", model="large").state == "ok"
    assert _endpoint(True, url="http://localhost:8080/v1", model="large").state == "ok"
    assert _endpoint(True, "k", model="large", offline=True).state == "missing"
    assert _endpoint(False).message == "none set: nothing leaves this machine"


# The database


def test_a_database_of_this_version_is_whole(
    cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'review.db'}"
    monkeypatch.setenv("EXTRACTOR_STORE", url)
    found = _found(cli)
    assert "not there yet" in found["database"]["message"]
    assert found["migrations"]["state"] == "ok"
    Store.open(url).close()
    found = _found(cli)
    assert found["database"]["message"].startswith(f"{url}: reached, SQLite 3.")
    assert found["migrations"]["message"].startswith("all applied, up to ")


def test_an_empty_database_is_left_empty(
    cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = address("postgresql", tmp_path, "template0")
    monkeypatch.setenv("EXTRACTOR_STORE", url)
    for _ in range(2):
        found = _found(cli)
        assert "reached, PostgreSQL " in found["database"]["message"]
        assert found["migrations"]["message"].startswith("none applied yet")


@pytest.mark.parametrize(
    ("version", "said", "remedy"),
    [
        ("0001", "older version", "extractor review upgrade"),
        ("of-the-future", "newer version", "pip install --upgrade 'filing-extractor[service]'"),
    ],
)
def test_a_database_of_another_version_is_told(
    cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, said: str, remedy: str
) -> None:
    file = tmp_path / "review.db"
    monkeypatch.setenv("EXTRACTOR_STORE", f"sqlite:///{file}")
    Store.open(f"sqlite:///{file}").close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()
    found = _found(cli)["migrations"]
    assert found["state"] == "missing"
    assert said in found["message"]
    assert found["remedy"] == remedy


def test_what_is_no_database_is_told(
    cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes.db").write_text("some notes, and long enough to be no database at all")
    for url in (f"sqlite:///{tmp_path / 'notes.db'}", "nonsense"):
        monkeypatch.setenv("EXTRACTOR_STORE", url)
        found = _found(cli)
        assert found["database"]["state"] == "missing"
        assert "EXTRACTOR_STORE" in found["database"]["remedy"]
        assert "migrations" not in found
