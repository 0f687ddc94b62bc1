"""A full disk, a home that cannot be written, a clock that was moved, forked processes."""

import os
import re
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from extractor.cli.app import run
from extractor.llm.cache import Answer, AnswerCache
from tests.stand_in import StandIn, stating_nothing

MAIN = "from extractor.cli import main; main()"
FORMATS = ("json", "csv", "html", "xlsx", "parquet")
ROOMS = (0, 4_096)
NOWHERE = "/proc/nowhere"
"""Nobody can make a folder there, not even the superuser."""

WRITING = """
import resource, sys
from pathlib import Path
from extractor.cli.sinks import write_whole
from extractor.errors import ExtractorError
from extractor.llm.cache import Answer, AnswerCache
from extractor.llm.recorded import Recorder

run, answers = (Path(sys.argv[1]) / name for name in ("run.json", "answers.jsonl"))
recorder = Recorder(AnswerCache(None))
recorder.put("ab" * 32, Answer("{}" * 100, 1, 2, 3))
for path in (run, answers):
    path.write_text("older")
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
writes = {run: lambda: write_whole(run, "x" * 99), answers: lambda: recorder.save(answers)}
for path, write in writes.items():
    try:
        write()
    except ExtractorError as error:
        assert str(error).startswith(f"{path} cannot be written: "), error
    else:
        sys.exit(3)
"""

FORKED = """
import multiprocessing, sys
from extractor.filing.model import Filing
from extractor.pipeline import Extractor

path, how, url = sys.argv[1:]
filing = Filing.from_path(path)

def extract(extractor=None):
    with Extractor("boat", base_url=url) as made:
        taken = (extractor or made).extract(filing)
    sys.exit(0 if taken.complete and taken.fields else 3)

if __name__ == "__main__":
    context = multiprocessing.get_context(how)
    with Extractor("boat", base_url=url) as extractor:
        extractor.extract(filing)
        given = (extractor,) if how == "fork" else ()
        children = [context.Process(target=extract, args=given) for _ in range(1)]
        for each in children:
            each.start()
        for each in children:
            each.join(900)
        sys.exit(max(each.exitcode if each.exitcode is not None else 9 for each in children))
"""


def extracting(
    filing: Path,
    *arguments: str,
    room: int | None = None,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, whose files may have `room` bytes."""

    def limited() -> None:
        if room is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    return subprocess.run(
        [sys.executable, "-B", "-c", MAIN, "extract", str(filing), *arguments],
        env={**os.environ, **environment},
        preexec_fn=limited,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_a_full_disk_is_told_and_leaves_no_half_a_file(
    format: str, reference_path: Path, tmp_path: Path
) -> None:
    arguments = ("--model", "none", "--format", format, "--out")
    whole = tmp_path / f"whole-{format}"
    assert extracting(reference_path, *arguments, str(whole)).returncode == 0
    for room in ROOMS:
        out = tmp_path / f"{room}" / f"out-{format}"
        out.parent.mkdir()
        done = extracting(reference_path, *arguments, str(out), room=room)
        assert "Traceback" not in done.stderr
        # Several tables are a folder; what lies hidden in it is for --resume.
        files = [each for each in (out, *out.rglob("[!.]*")) if each.is_file()]
        if done.returncode == 0:
            assert files
            assert all(0 < each.stat().st_size <= room for each in files)
        else:
            assert len(done.stderr.strip().splitlines()) == 1
            assert not any(each.stat().st_size for each in files)
            assert [each.name for each in out.parent.iterdir() if each.suffix == ".part"] == []


def test_a_full_disk_does_not_cost_an_answer(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path;"
        "from extractor.llm.cache import Answer, AnswerCache;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10));"
        "cache = AnswerCache(Path(sys.argv[1]));"
        "cache.put('ab' * 32, Answer('{}' * 100, 1, 2, 3));"
        "assert cache.get('ab' * 32) is None;"
        "assert not [p for p in Path(sys.argv[1]).rglob('*') if p.is_file()]"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)


def test_a_full_disk_leaves_runs_policies_and_recorded_answers_as_they_were(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRITING, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    left = {each.name: each.read_text() for each in tmp_path.iterdir()}
    assert left == {"run.json": "older", "answers.jsonl": "older"}


def test_a_home_that_cannot_be_written_costs_nothing(reference_path: Path) -> None:
    homes = {"HOME": NOWHERE, "XDG_CACHE_HOME": NOWHERE, "EXTRACTOR_CACHE_DIR": NOWHERE}
    homes["EXTRACTOR_MODEL_DIR"] = NOWHERE
    with StandIn(stating_nothing) as stand_in:
        asked = ("--model", "boat", "--base-url", stand_in.url, "--format", "json")
        done = extracting(reference_path, *asked, environment=homes)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"complete": true' in done.stdout


NEEDING_HOME = (
    ("review", "list"),
    ("batch", "status"),
    ("key", "add", "x"),
    ("serve", "--port", "0"),
    ("model", "pull"),
    ("model", "path"),
)


@pytest.mark.parametrize("arguments", NEEDING_HOME, ids=" ".join)
def test_what_needs_a_home_says_so_and_what_to_do(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "EXTRACTOR_CACHE_DIR", "EXTRACTOR_MODEL_DIR"):
        monkeypatch.setenv(name, NOWHERE)
    assert run(arguments) == 1
    said = capfd.readouterr().err
    assert said.startswith("extractor: ")
    assert said.count("\n") == 1
    assert "unexpected" not in said
    assert re.search(r"set EXTRACTOR_\w+|extractor model pull", said)


@pytest.mark.parametrize("when", [0, 4_000_000_000])
def test_kept_answers_do_not_go_by_the_clock(when: int, tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path)
    cache.put("ab" * 32, Answer("{}", 1, 2, 3))
    for path in tmp_path.rglob("*"):
        os.utime(path, (when, when))
    assert cache.get("ab" * 32) == Answer("{}", 1, 2, 3)


@pytest.mark.parametrize("how", ["fork", "spawn"])
def test_a_child_extracts_whatever_its_parent_has_done(
    how: str, reference_path: Path, tmp_path: Path
) -> None:
    script = tmp_path / "children.py"
    script.write_text(FORKED)
    with StandIn(stating_nothing) as stand_in:
        done = subprocess.run(
            [sys.executable, str(script), str(reference_path), how, stand_in.url],
            env={**os.environ, "EXTRACTOR_CACHE": "0"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, "")
