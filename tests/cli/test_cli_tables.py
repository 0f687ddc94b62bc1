"""`extractor extract` to tables and to one page of many filings; runs that are taken up again."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest

from evals.generator.__main__ import write
from extractor.cli.app import run
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.pipeline import Extractor
from tests.cli.conftest import writing_end

BASELINE = ("--model", "none")
KILLED = int(os.environ.get("KILLED_FILINGS", "6"))
"""Filings of the run that is killed."""


def _sheet(path: Path, name: str) -> list[dict[str, Any]]:
    header, *rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_a_workbook_of_a_folder(cli: Any, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "deals.xlsx"
    ended = cli(
        "extract", folder, *BASELINE, "--format", "xlsx", "--record", "record", "--out", out
    )
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    rows = _sheet(out, "filings")
    assert [row["filing"] for row in rows] == ["a.txt", "b.txt", "older/c.txt"]
    assert {row["cover_report_date"].isoformat() for row in rows} == {"2003-05-07T00:00:00"}


def test_a_folder_gets_a_file_a_table(cli: Any, folder: Path, tmp_path: Path) -> None:
    for format in ("csv", "parquet"):
        out = tmp_path / format
        assert cli("extract", folder, *BASELINE, "--format", format, "--out", f"{out}/").code == 0
        names = {path.name for path in out.glob("[!.]*")}
        assert {f"filings.{format}", f"items.{format}", f"to_check.{format}"} <= names
    assert pyarrow.parquet.read_table(tmp_path / "parquet/filings.parquet").num_rows == 3
    with (tmp_path / "csv/filings.csv").open(newline="", encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 3


def test_one_table_on_standard_output(cli: Any, folder: Path) -> None:
    ended = cli("extract", folder, *BASELINE, "--format", "csv", "--table", "filings")
    assert [row["filing"] for row in csv.DictReader(io.StringIO(ended.out))] == [
        "a.txt", "b.txt", "older/c.txt",
    ]  # fmt: skip
    ended = cli("extract", folder, *BASELINE, "--format", "jsonl", "--table", "to_check")
    assert {json.loads(line)["decision"] for line in ended.out.splitlines()} == {"review"}


def test_a_workbook_on_standard_output(
    capsysbinary: pytest.CaptureFixture[bytes], filing: Path, tmp_path: Path
) -> None:
    assert run(["extract", str(filing), *BASELINE, "--format", "xlsx"]) == 0
    (tmp_path / "a.xlsx").write_bytes(capsysbinary.readouterr().out)
    assert len(_sheet(tmp_path / "a.xlsx", "filings")) == 1


def test_many_filings_are_one_page(cli: Any, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.html"
    assert cli("extract", folder, *BASELINE, "--format", "html", "--out", out).code == 0
    text = out.read_text()
    assert text.count("<!DOCTYPE html>") == 1
    assert text.count('<details class="filing"') == 3
    shown = cli("extract", folder, *BASELINE, "--format", "html")
    assert shown.out == text


def test_one_filing_leaves_nothing_beside_its_tables(
    cli: Any, filing: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    assert cli("extract", filing, *BASELINE, "--format", "xlsx", "--out", out / "a.xlsx").code == 0
    assert [path.name for path in out.iterdir()] == ["a.xlsx"]


def test_a_run_without_results_replaces_nothing(cli: Any, annual: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    out.write_text("of last week")
    ended = cli("extract", annual, *BASELINE, "--format", "csv", "--out", out)
    assert ended.code == 1
    assert out.read_text() == "of last week"
    assert sorted(path.name for path in tmp_path.glob("*a.csv*")) == ["a.csv"]


@pytest.mark.parametrize("format", ["xlsx", "csv", "html"])
def test_tables_are_resumed(
    cli: Any, folder: Path, tmp_path: Path, done: list[str], format: str
) -> None:
    out = tmp_path / f"all.{format}"
    arguments = ("extract", folder, *BASELINE, "--format", format, "--out", out, "--resume")
    assert cli(*arguments).code == 0
    assert done == ["a.txt", "b.txt", "older/c.txt"]
    before = out.read_bytes()
    done.clear()
    out.unlink()
    assert cli(*arguments).code == 0
    assert done == []
    assert out.exists()
    if format != "xlsx":  # a workbook says when it was made
        assert out.read_bytes() == before


def test_other_values_are_other_work(
    cli: Any, folder: Path, tmp_path: Path, done: list[str]
) -> None:
    arguments = (
        "extract",
        folder,
        *BASELINE,
        "--format",
        "csv",
        "--out",
        tmp_path / "out/",
        "--resume",
    )
    cli(*arguments)
    done.clear()
    assert cli(*arguments, "--record", "record").code == 0
    assert len(done) == 3
    done.clear()
    assert cli(*arguments, "--record", "record", "--form", "8-k").code == 0
    assert done == []


def test_what_is_gone_or_changed_is_no_longer_in_the_tables(
    cli: Any, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out/"
    arguments = ("extract", folder, *BASELINE, "--format", "csv", "--out", f"{out}/", "--resume")
    assert cli(*arguments).code == 0
    (folder / "a.txt").unlink()
    (folder / "b.txt").write_text((folder / "b.txt").read_text().replace("HERON", "CRANE"))
    assert cli(*arguments, "--record", "record").code == 0
    with (out / "filings.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["filing"]: row["cover_registrant"] for row in rows} == {
        "b.txt": "CRANE HOLDINGS, INC.",
        "older/c.txt": "STORK HOLDINGS, INC.",
    }


def test_an_interrupt_keeps_the_tables_of_what_is_done(
    cli: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "all.csv"
    real = Extractor.extract

    def extract(self: Extractor, filing: Filing) -> Extraction:
        if filing.name == "b.txt":
            raise KeyboardInterrupt
        return real(self, filing)

    with monkeypatch.context() as patch:
        patch.setattr(Extractor, "extract", extract)
        ended = cli("extract", folder, *BASELINE, "--format", "csv", "--out", out)
    assert ended.code == 130
    assert "1 of 3 filings complete; the same command with --resume continues" in ended.err
    with out.open(newline="", encoding="utf-8") as file:
        assert {row["filing"] for row in csv.DictReader(file)} == {"a.txt"}


_COMMAND = [sys.executable, "-c", "from extractor.cli import main; main()"]


@pytest.mark.slow
def test_a_killed_run_is_finished(cli: Any, tmp_path: Path, done: list[str]) -> None:
    write(tmp_path / "set", 7, KILLED)
    filings = tmp_path / "set/filings"
    names = sorted(path.name for path in filings.iterdir())
    # The run waits here for bytes that never come, half of its filings done.
    gate = filings / f"{names[KILLED // 2 - 1]}.gate"
    os.mkfifo(gate)
    out = tmp_path / "all.csv"
    arguments = ["extract", str(filings), *BASELINE, "--format", "csv", "--out", str(out)]
    # In a folder a pipe is passed by; given by its name it is meant.
    each = [str(path) for path in sorted(filings.iterdir())]
    process = subprocess.Popen([*_COMMAND, "extract", *each, *arguments[2:], "--resume"])
    end = writing_end(gate, process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    os.close(end)
    gate.unlink()
    assert not out.exists()
    assert cli(*arguments, "--resume").code == 0
    assert done == names[KILLED // 2 :]
    whole = tmp_path / "whole.csv"
    assert cli(*arguments[:-1], str(whole)).code == 0
    assert sorted(out.read_text().splitlines()) == sorted(whole.read_text().splitlines())
