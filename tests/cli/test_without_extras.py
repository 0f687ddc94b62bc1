"""With the core alone installed every command runs, or says which extra it needs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HIDDEN = """
import importlib.machinery as machinery
import sys

EXTRAS = set(sys.argv.pop(1).split(","))


class Finder(machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in EXTRAS else super().find_spec(name, path, target)


sys.meta_path[:] = [Finder if each is machinery.PathFinder else each for each in sys.meta_path]

from extractor.cli import main

main()
"""
EXTRAS = (
    "alembic argon2 dbos fastapi filelock huggingface_hub itsdangerous matplotlib multipart numpy "
    "openpyxl opentelemetry psycopg pyarrow python_multipart scipy sqlalchemy starlette structlog "
    "uvicorn xllamacpp"
).split()


def ran(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", HIDDEN, ",".join(EXTRAS), *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        ("serve", "service"),
        ("worker", "service"),
        ("batch status", "service"),
        ("key list", "service"),
        ("review list", "service"),
        ("review reviewer list", "service"),
        ("review add FILING.txt", "service"),
        ("edgar get 0001234567-03-000123 --out in", "edgar"),
        ("edgar sync --form 8-K --since last", "edgar"),
        ("model pull", "local"),
        ("extract FILING.txt --model none --format xlsx --out a.xlsx", "tables"),
        ("extract FILING.txt --model none --format parquet --out a", "tables"),
        ("eval DATASET --model none", "evals"),
    ],
)
def test_what_needs_an_extra_says_which(
    command: str, extra: str, tmp_path: Path, root: Path, reference_path: Path
) -> None:
    (tmp_path / "DATASET").symlink_to(root / "evals/datasets/abs-8-k")
    (tmp_path / "FILING.txt").symlink_to(reference_path)
    done = ran(tmp_path, *command.split())
    assert done.returncode == 1
    assert f"pip install 'filing-extractor[{extra}]'" in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr


def test_the_rest_needs_none(tmp_path: Path, reference_path: Path) -> None:
    (tmp_path / "FILING.txt").symlink_to(reference_path)
    done = ran(tmp_path, "extract", "FILING.txt", "--model", "none", "--format", "json")
    assert json.loads(done.stdout)["record"]["cover"]["form_type"] == "8-K", done.stderr
    assert ran(tmp_path, "forms", "check", "abs-8-k").returncode == 0
    demo = ran(tmp_path, "demo", "--no-open", "--offline")
    assert demo.returncode == 0
    assert "filing-extractor[local]" in demo.stderr
    assert (tmp_path / "extractor-demo.html").exists()
