"""`extractor extract`, from the command line to the files, with the baselines alone."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import extractor.pipeline
from extractor.cli.request import Request
from extractor.errors import ExtractorError
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.filing.read import read_filing
from extractor.pipeline import Extractor
from extractor.policy import AGREEMENT
from extractor.records import ChunkReport, ChunkStatus
from extractor.settings import Settings
from tests.cli.conftest import writing_end

BASELINE = ("--model", "none")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


def _fail(monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException) -> None:
    """Let the extraction of one filing end in an error."""
    real = Extractor.extract

    def extract(self: Extractor, filing: Filing) -> Extraction:
        if filing.name == name:
            raise error
        return real(self, filing)

    monkeypatch.setattr(Extractor, "extract", extract)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _leave_incomplete(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    real = Extractor.extract
    failed = ChunkReport("cover", ChunkStatus.FAILED, "the endpoint is gone")

    def extract(self: Extractor, filing: Filing) -> Extraction:
        extraction = real(self, filing)
        return replace(extraction, chunks=(failed,)) if filing.name == name else extraction

    monkeypatch.setattr(Extractor, "extract", extract)


# One filing


def test_a_filing_becomes_a_table(cli: Any, filing: Path) -> None:
    done = cli("extract", filing, *BASELINE)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("pelican.txt: 8-k\n")
    assert "2003-05-07" in done.out
    assert "no model call" in done.out


def test_one_file_is_one_object(cli: Any, filing: Path) -> None:
    done = cli("extract", filing, *BASELINE, "--format", "json")
    made = json.loads(done.out)
    assert done.code == 0
    assert made["form"] == "8-k"
    assert made["record"]["cover"]["report_date"] == "2003-05-07"
    assert made["receipt"]["model"] == "none"


@pytest.mark.slow
def test_standard_input_is_a_filing(command: Any, filing: Path) -> None:
    done = command("extract", "-", *BASELINE, "--format", "jsonl", data=filing.read_bytes())
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["filing"]["name"] == "stdin"


def test_a_page_is_written(cli: Any, filing: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = cli("extract", filing, *BASELINE, "--format", "html", "--out", page)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert page.read_text().startswith("<!DOCTYPE html>")
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_a_form_can_be_named(cli: Any, exhibit: Path) -> None:
    done = cli("extract", exhibit, *BASELINE, "--form", "8-k", "--format", "json")
    assert json.loads(done.out)["form"] == "8-k"


@pytest.mark.parametrize("values", ["accepted", "record"])
def test_csv_says_which_values_it_holds(cli: Any, filing: Path, values: str) -> None:
    done = cli("extract", filing, *BASELINE, "--format", "csv", "--record", values)
    rows = {row["path"]: row for row in csv.DictReader(io.StringIO(done.out))}
    date = rows["cover.report_date"]
    assert (date["decision"], date["values"]) == ("review", values)
    assert date["value"] == ("2003-05-07" if values == "record" else "")


# What cannot be extracted


def _bad_inputs(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_bytes(b" \n\n")
    (tmp_path / "image.png").write_bytes(PNG)
    (tmp_path / "none").mkdir()
    return {
        "gone.txt": "there is no such file",
        "empty.txt": "is empty",
        "blank.txt": "white space",
        "image.png": "PNG",
        "none": "holds no files",
        "annual.txt": "no known form",
        "exhibit.txt": "no known form",
    }


@pytest.mark.parametrize("format", ["table", "json", "csv"])
def test_bad_input_is_one_clear_line(
    cli: Any, tmp_path: Path, annual: Path, exhibit: Path, format: str
) -> None:
    for name, said in _bad_inputs(tmp_path).items():
        done = cli("extract", tmp_path / name, *BASELINE, "--format", format)
        assert done.code == 1, name
        assert done.err.startswith(f"extractor: {tmp_path / name}: ")
        assert done.err.count("\n") == 1
        assert said in done.err
        assert done.err.count(name) == 1
        assert done.out in ("", "[]\n")


def test_bad_input_does_not_hold_up_the_rest(cli: Any, folder: Path) -> None:
    (folder / "image.png").write_bytes(PNG)
    done = cli("extract", "gone.txt", folder, *BASELINE, "--format", "json")
    assert done.code == 1
    assert [each["filing"]["name"] for each in json.loads(done.out)] == [
        "a.txt", "b.txt", "older/c.txt",
    ]  # fmt: skip
    assert [line.split(": ")[1] for line in done.err.splitlines()] == [
        "gone.txt", str(folder / "image.png"),
    ]  # fmt: skip


def test_a_name_cannot_write_to_the_terminal(cli: Any) -> None:
    done = cli("extract", "gone\x1b[2J\n.txt", *BASELINE)
    assert done.err == "extractor: gone\ufffd[2J .txt: there is no such file\n"


def test_an_unexpected_fault_ends_one_filing_only(
    cli: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fail(monkeypatch, "a.txt", ZeroDivisionError("division by zero"))
    done = cli("extract", folder, *BASELINE, "--format", "jsonl")
    assert done.code == 1
    assert len(done.out.splitlines()) == 2
    said = "unexpected fault (ZeroDivisionError: division by zero); please report it"
    assert done.err == f"extractor: {folder / 'a.txt'}: {said}\n"


def test_a_fault_of_the_whole_run_is_told_once(
    cli: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fail(monkeypatch, "a.txt", ExtractorError("the model is not here; pull it"))
    out = tmp_path / "all.json"
    out.write_text("the results of last week")
    done = cli("extract", folder, *BASELINE, "--format", "json", "--out", out)
    assert (done.code, done.err) == (1, "extractor: the model is not here; pull it\n")
    assert out.read_text() == "the results of last week"


def test_an_incomplete_filing_is_written_and_told(
    cli: Any, filing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _leave_incomplete(monkeypatch, "pelican.txt")
    done = cli("extract", filing, *BASELINE, "--format", "json")
    assert done.code == 1
    assert json.loads(done.out)["complete"] is False
    assert "incomplete: 1 of 1 question" in done.err
    assert "the endpoint is gone" in done.err
    assert cli("extract", filing, *BASELINE).out.startswith("INCOMPLETE")


# Where results go


def test_several_filings_are_one_array(cli: Any, folder: Path) -> None:
    one = cli("extract", folder / "older", *BASELINE, "--format", "json")
    assert [each["filing"]["name"] for each in json.loads(one.out)] == ["c.txt"]


def test_csv_has_one_header(cli: Any, folder: Path) -> None:
    done = cli("extract", folder, *BASELINE, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert {row["filing"] for row in rows} == {"a.txt", "b.txt", "older/c.txt"}
    assert done.out.count("schema_version") == 1


@pytest.mark.parametrize(
    ("format", "suffix"),
    [("json", "json"), ("html", "html"), ("table", "txt"), ("jsonl", "jsonl")],
)
def test_a_folder_gets_a_file_for_each(
    cli: Any, folder: Path, tmp_path: Path, format: str, suffix: str
) -> None:
    out = tmp_path / "out"
    done = cli("extract", folder, *BASELINE, "--format", format, "--out", out)
    assert (done.code, done.out, done.err) == (0, "", "")
    shown = {path.relative_to(out).as_posix() for path in out.rglob("[!.]*") if path.is_file()}
    assert shown == {f"{name}.{suffix}" for name in ("a.txt", "b.txt", "older/c.txt")}


def test_two_results_of_one_name_are_refused(cli: Any, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/a.txt").write_bytes((folder / "a.txt").read_bytes())
    done = cli("extract", folder, tmp_path / "other", *BASELINE, "--out", tmp_path / "out")
    assert done.code == 2
    assert str(tmp_path / "other/a.txt") in done.err


def test_an_unwritable_place_is_told_before_any_work(
    cli: Any, filing: Path, tmp_path: Path, done: list[str]
) -> None:
    out = tmp_path / "gone/result.json"
    ended = cli("extract", filing, *BASELINE, "--format", "json", "--out", out)
    assert ended.code == 1
    assert ended.err == f"extractor: {out} cannot be written: No such file or directory\n"
    assert done == []


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_device_is_told(command: Any, filing: Path) -> None:
    done = command("extract", filing, *BASELINE, "--out", "/dev/full")
    said = "extractor: /dev/full cannot be written: No space left on device\n"
    assert (done.code, done.err) == (1, said)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_standard_output_is_told(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = _start(folder, "--format", "json", stdout=full)
        _, err = done.communicate()
    said = "extractor: standard output cannot be written: No space left on device\n"
    assert (done.returncode, err.decode()) == (1, said)


@pytest.mark.slow
def test_a_broken_pipe_ends_quietly(folder: Path) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "wb") as closed:
        done = _start(folder, "--format", "jsonl", stdout=closed)
        _, err = done.communicate()
    assert (done.returncode, err) == (1, b"")


@pytest.mark.slow
def test_a_closed_standard_output_is_told(filing: Path) -> None:
    script = f'exec "{sys.executable}" -c "$0" "$@" >&-'
    code = "from extractor.cli import main; main()"
    done = subprocess.run(
        ["sh", "-c", script, code, "extract", str(filing), *BASELINE],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == b"extractor: standard output is closed; name a place with --out\n"


def _start(path: Path, *options: str, stdout: Any) -> "subprocess.Popen[bytes]":
    code = "from extractor.cli import main; main()"
    arguments = [sys.executable, "-c", code, "extract", str(path), *BASELINE, *options]
    return subprocess.Popen(arguments, stdout=stdout, stderr=subprocess.PIPE)


# Taking a run up again


def test_a_folder_is_resumed(cli: Any, folder: Path, tmp_path: Path, done: list[str]) -> None:
    run = ("extract", folder, *BASELINE, "--format", "json", "--out", tmp_path / "out", "--resume")
    assert cli(*run).code == 0
    assert done == ["a.txt", "b.txt", "older/c.txt"]
    done.clear()
    assert cli(*run).code == 0
    assert done == []
    (tmp_path / "out/b.txt.json").unlink()
    (folder / "a.txt").write_text((folder / "a.txt").read_text().replace("May 8", "May 9"))
    assert cli(*run).code == 0
    assert done == ["a.txt", "b.txt"]
    assert (
        json.loads((tmp_path / "out/a.txt.json").read_text())["record"]["signature"]["signed_on"]
        == "2003-05-09"
    )


def test_without_resume_everything_is_done_again(
    cli: Any, folder: Path, tmp_path: Path, done: list[str]
) -> None:
    run = ("extract", folder, *BASELINE, "--format", "json", "--out", tmp_path / "out")
    assert cli(*run).code == cli(*run).code == 0
    assert len(done) == 6


def test_other_options_are_other_work(
    cli: Any, folder: Path, tmp_path: Path, done: list[str]
) -> None:
    run = ("extract", folder, *BASELINE, "--format", "csv", "--out", tmp_path / "out", "--resume")
    cli(*run)
    done.clear()
    assert cli(*run, "--record", "record").code == 0
    assert len(done) == 3
    done.clear()
    assert cli(*run, "--record", "record", "--form", "8-k").code == 0
    assert done == []


def test_what_was_incomplete_is_done_again(
    cli: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "all.jsonl"
    run = ("extract", folder, *BASELINE, "--format", "jsonl", "--out", out, "--resume")
    with monkeypatch.context() as patch:
        _leave_incomplete(patch, "b.txt")
        assert cli(*run).code == 1
    assert [each["complete"] for each in _lines(out)] == [True, False, True]
    assert cli(*run).code == 0
    names = [(each["filing"]["name"], each["complete"]) for each in _lines(out)]
    assert names == [("a.txt", True), ("older/c.txt", True), ("b.txt", True)]


def test_a_file_of_lines_is_resumed_after_a_torn_line(
    cli: Any, folder: Path, tmp_path: Path, done: list[str]
) -> None:
    out = tmp_path / "all.jsonl"
    run = ("extract", folder, *BASELINE, "--format", "jsonl", "--out", out)
    assert cli(*run).code == 0
    out.write_bytes(out.read_bytes()[:-100])
    done.clear()
    assert cli(*run, "--resume").code == 0
    assert done == ["older/c.txt"]
    assert len(_lines(out)) == 3
    assert cli(*run).code == 0
    assert len(_lines(out)) == 3


def test_the_wanted_receipt_is_that_of_the_result(filing: Path) -> None:
    read = read_filing(filing.read_bytes(), "pelican.txt")
    settings = Settings()
    wanted = Request("auto", "none", None, AGREEMENT, settings).receipt(read)
    with Extractor("none", settings=settings) as extractor:
        made = extractor.extract(read).receipt
    assert wanted == replace(made, answers="")


# Being stopped


def test_an_interrupt_keeps_what_is_done(
    cli: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ("extract", folder, *BASELINE, "--format", "json", "--out")
    with monkeypatch.context() as patch:
        _fail(patch, "b.txt", KeyboardInterrupt())
        done = cli(*run, tmp_path / "out/")
        whole = cli(*run, tmp_path / "all.json")
    said = "extractor: stopped: 1 of 3 filings complete"
    assert done.code == whole.code == 130
    assert done.err == f"{said}; the same command with --resume continues\n"
    assert whole.err == f"{said}\n"
    assert [each["filing"]["name"] for each in json.loads((tmp_path / "all.json").read_text())] == [
        "a.txt"
    ]
    assert cli(*run, tmp_path / "out/", "--resume").code == 0


@pytest.mark.slow
def test_ctrl_c_ends_a_process_with_one_line(folder: Path, tmp_path: Path) -> None:
    fifo = folder / "zz-never-written"
    os.mkfifo(fifo)
    out = tmp_path / "all.jsonl"
    # In a folder a pipe is passed by; given by its name it is meant.
    first, *others = sorted(path for path in folder.rglob("*") if not path.is_dir())
    options = (*map(str, others), "--format", "jsonl", "--out", str(out))
    process = _start(first, *options, stdout=subprocess.PIPE)
    end = writing_end(fifo, process)
    process.send_signal(signal.SIGINT)
    stdout, err = process.communicate()
    os.close(end)
    assert (process.returncode, stdout) == (130, b"")
    assert err == (
        b"extractor: stopped: 3 of 4 filings complete; the same command with --resume continues\n"
    )
    assert len(_lines(out)) == 3


def test_the_model_is_closed_when_the_run_ends(
    cli: Any, filing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[bool] = []

    class Watched(Extractor):
        def close(self) -> None:
            closed.append(True)
            super().close()

    monkeypatch.setattr(extractor.pipeline, "Extractor", Watched)
    assert cli("extract", filing, *BASELINE).code == 0
    assert closed == [True]
