"""Somebody who types what a page shows, in a folder of their own, from top to bottom.

What a page cannot know stands for itself here: a reader's own filings, datasets and runs under the
names that pages use, the id that the command before printed, an EDGAR and a collector of traces on
this machine. Where a page asks a model it is told `none`, or given answers that were recorded.
"""

import doctest
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest

from extractor.cli.app import run
from tests.collecting import Collector
from tests.edgaring import AGENT, EdgarStandIn, Made

ROOT = Path(__file__).parents[2]
DATASET = ROOT / "evals/datasets/abs-8-k"
REFERENCE = DATASET / "filings/new-century-2002-1.txt"
ANSWERS = ROOT / "evals/answers/abs-8-k.jsonl"
SERVICE = "http://127.0.0.1:8000"
"""Where pages have the service."""
COLLECTOR = "http://collector:4318"
"""Where pages have a collector of traces."""
PASSWORD = "egret-harbour-7"
_FILINGS = (
    *("FILING.txt", "FILING.htm", "one.txt", "two.txt"),
    *("FILINGS/one.txt", "filings/one.txt"),
)
_LABELLED = {
    "A": "new-century-2002-1",
    "B": "ivelmere-1999-c2",
    "C": "calder-fork-2000-4",
    "D": "grenwick-2000-7",
}
"""The filings of DATASET, by what they are in the project's own."""
_RUNS = {"RUN.json": "A", "RUN2.json": "C", "before.json": ""}
"""Runs that a reader made before, each of a filing of DATASET, or of the project's own."""
_REPLAYED = f"--model local --offline --replay {ANSWERS}"
TYPED = ("extractor ", "export ", "curl ", "mkdir ", "cp ", "make ", "pip ", "python ", "docker ")
"""How what is typed into a shell begins."""
_COMMAND = [sys.executable, "-c", "from extractor.cli import main; main()"]
_UNTIL_STOPPED = ("extractor serve", "extractor worker")
_ADDED = {
    r"extractor demo$": "--offline --no-open",
    r"extractor eval (?!.*--model none)": _REPLAYED,
    r"extractor eval evals/datasets/abs-8-k": "--limit 1",
    r"extractor serve$": "--port 0",
}
"""What is added to a command, so that it asks no model and nobody else's port."""


class Reader:
    """A folder, a shell in it, and what goes on running until the page ends. A context manager."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capsys: Any) -> None:
        self.folder = folder
        self.scope: dict[str, Any] = {"__name__": "page"}
        self.said = ""
        self._patch = patch
        self._capsys = capsys
        self._stack = ExitStack()
        self._at: dict[str, str] = {}
        self._job = ""
        self._batch = ""

    def __enter__(self) -> "Reader":
        for shared in ("evals", "examples"):
            (self.folder / shared).symlink_to(ROOT / shared)
        for name in _FILINGS:
            (self.folder / name).parent.mkdir(exist_ok=True)
            shutil.copy(REFERENCE, self.folder / name)
        self._patch.chdir(self.folder)
        self._patch.setenv("EXTRACTOR_MODEL", "none")
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def python(self, code: str, name: str, *, module: bool = False) -> None:
        """Run a block of Python; one that is a file of the reader's has names of its own."""
        # What asks the model is run all the same, with the baselines alone.
        code = self._here(code.replace('model="local"', 'model="none"'))
        with pytest.MonkeyPatch.context() as patch:
            # Python finds modules in the folder that it is run in; the command does not.
            patch.syspath_prepend(str(self.folder))
            exec(compile(code, name, "exec"), {"__name__": "module"} if module else self.scope)

    def prompt(self, code: str, name: str) -> None:
        """Type what a block shows at a Python prompt; what is answered must be what it shows."""
        test = doctest.DocTestParser().get_doctest(code, self.scope, name, None, 0)
        told: list[str] = []
        result = doctest.DocTestRunner(verbose=False).run(test, out=told.append, clear_globs=False)
        assert test.examples
        assert result.failed == 0, "".join(told)

    def type(self, command: str, code: int = 0) -> None:
        """Run a line of a shell; it must end with this exit code."""
        if command.startswith("export "):
            name, _, value = command.removeprefix("export ").partition("=")
            self._patch.setenv(name, self._value(value))
        elif command.startswith("curl "):
            self._curl(shlex.split(os.path.expandvars(self._here(command)))[1:])
        elif command.startswith(("mkdir ", "cp ")):
            subprocess.run(shlex.split(command), check=True)
        elif command.startswith(_UNTIL_STOPPED):
            self._start(self._completed(command))
        else:
            self._run(self._completed(command), code)

    def _run(self, command: str, code: int) -> None:
        self._prepare(command)
        if command.startswith("extractor edgar"):
            self._edgar()
        self._patch.setattr("typer.prompt", lambda *_, **__: PASSWORD)
        ended = run(shlex.split(command)[1:])
        said = self._capsys.readouterr()
        self.said = said.out
        if command.startswith("extractor batch submit"):
            self._batch = said.out.strip()
        assert ended == code, f"{command}: exit {ended}: {said.err}"
        assert "Traceback" not in said.err

    def _completed(self, command: str) -> str:
        """A command with what a reader puts in: the id or the line that was printed before."""
        if command.startswith("extractor batch"):
            command = re.sub(r"\bID\b", self._batch, command)
        if command.startswith("extractor review show"):
            command = command.replace("FILING", "one.txt")
        added = [more for begins, more in _ADDED.items() if re.match(begins, command)]
        return " ".join([command, *added])

    def _prepare(self, command: str) -> None:
        """Make what a reader has from before, where a command names it."""
        self._dataset()
        scored = re.match(r"extractor score (\S+) RECORDS/", command)
        if scored:
            # Records that are right: the labels themselves.
            shutil.copytree(Path(scored[1]) / "labels", "RECORDS")
        for name, only in _RUNS.items():
            if re.search(rf"(?<!\w){re.escape(name)}", command) and not Path(name).exists():
                asked = f"DATASET --only {only}" if only else "evals/datasets/abs-8-k --limit 1"
                assert run(shlex.split(f"eval {asked} {_REPLAYED} --json {name}")) == 0
        self._capsys.readouterr()

    def _dataset(self) -> None:
        """DATASET: four labelled filings."""
        if Path("DATASET").exists():
            return
        for part in ("DATASET/filings", "DATASET/labels"):
            Path(part).mkdir(parents=True)
        shutil.copy(DATASET / "dataset.toml", "DATASET/dataset.toml")
        for name, source in _LABELLED.items():
            shutil.copy(DATASET / f"filings/{source}.txt", f"DATASET/filings/{name}.txt")
            shutil.copy(DATASET / f"labels/{source}.json", f"DATASET/labels/{name}.json")

    def _value(self, value: str) -> str:
        """The value of a variable, which may be what a command prints: $(command)."""
        command = re.fullmatch(r"\$\((.*)\)", value)
        if command is None:
            return self._here(value.strip("'\""))
        self.type(command[1])
        return self.said.strip()

    def _here(self, text: str) -> str:
        """The text with the addresses of this machine in the place of those of a page."""
        if COLLECTOR in text and COLLECTOR not in self._at:
            self._at[COLLECTOR] = self._stack.enter_context(Collector()).url
        for shown, real in self._at.items():
            text = text.replace(shown, real)
        return text

    def _edgar(self) -> None:
        """Have EDGAR be a server of this machine that has what pages ask for."""
        if "EXTRACTOR_EDGAR_BASE_URL" in os.environ:
            return
        server = self._stack.enter_context(EdgarStandIn())
        filed = Made("0001234567-03-000123", cik=1234567)
        server.has(filed)
        server.day(filed.filed, filed.row)
        self._patch.setenv("EXTRACTOR_EDGAR_BASE_URL", server.url)
        self._patch.setenv("EXTRACTOR_EDGAR_USER_AGENT", AGENT)

    def _start(self, command: str) -> None:
        """Start what runs until it is stopped, and wait until it is at work."""
        process = subprocess.Popen(
            [*_COMMAND, *shlex.split(command)[1:]],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._stack.callback(_stopped, process)
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("http://"):
                self._at[SERVICE] = line.strip()
            if line.startswith(("http://", "Worker ")):
                return
        pytest.fail(f"{command} ended")

    def _curl(self, words: list[str]) -> None:
        """Send what curl would; an id in an address is that of the job before."""
        headers: dict[str, str] = {}
        files: dict[str, bytes] = {}
        address = ""
        given = iter(words)
        for word in given:
            match word:
                case "-H":
                    name, _, value = next(given).partition(": ")
                    headers[name] = value
                case "-F":
                    name, _, path = next(given).partition("=@")
                    files[name] = Path(path).read_bytes()
                case _:
                    address = word
        address = re.sub(r"\bID\b", self._job, address)
        method = "POST" if files else "GET"
        sent = {name: (f"{name}.txt", data) for name, data in files.items()} or None
        answer = httpx2.request(method, address, headers=headers, files=sent, timeout=90)
        assert answer.is_success, answer.text
        self._job = answer.json().get("id", self._job)


def _stopped(process: "subprocess.Popen[str]") -> None:
    """Stop a process as Ctrl-C does; it ends in order."""
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=90)
    assert process.returncode in {0, -signal.SIGINT, 130}, said
    assert "Traceback" not in said


def commands(body: str) -> Iterator[str]:
    """The lines of a block that are commands, without what is said behind #."""
    for line in body.splitlines():
        typed = re.sub(r"(?:^|\s+)# .*$", "", line.strip())
        if typed.startswith(TYPED):
            yield typed
