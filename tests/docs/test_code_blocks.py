"""What the documents show is run: every block of Python, every command that needs no model.

A page is run from top to bottom in one folder of its own, in which the names that pages use for
a reader's own files stand for real ones. What cannot be run here is excused by name, with why.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from extractor.cli.app import run
from extractor.forms import registry
from tests.jobbing import LIMITS, at_work
from tests.service.api.apiserved import READING, api_served, empty_store

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*/README.md")])
REFERENCE = ROOT / "evals/datasets/abs-8-k/filings/new-century-2002-1.txt"
_BLOCK = re.compile(
    r"^```(?P<kind>\w*)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<body>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
_SHELL = {"", "sh", "console", "bash"}
_COMMANDS = ("extractor ", "make ", "pip ", "python ", "$ ")
_MODEL = "it asks the model, which tests have not"
_SERVES = "it serves until it is stopped, or looks at this machine; it has tests of its own"
_LONG = "it runs for minutes, in a step of its own of what checks everything"
EXCUSED: dict[str, str] = {
    r"make ": _LONG,
    r"pip install": "it installs",
    r"python -m (?:pytest|evals)": "it has tests of its own",
    r"extractor model": "it fetches or serves the model",
    r"extractor (?:serve|worker|demo|doctor)": _SERVES,
    r"extractor batch \w+ ID": "it names a batch that an earlier command printed; tests of it do",
    r"extractor edgar": "it asks EDGAR; tests of the command run it",
    r"extractor eval evals/datasets/8-k-real": "it needs the filings, which are not in the project",
    r"extractor eval (?!.*--model none)": _MODEL,
    r"extractor calibrate": "it needs runs of two parts of a reader's own filings",
    r"extractor score DATASET|extractor score .* RECORDS": "it scores a reader's own records",
    r"extractor extract .*--policy": "it needs a policy that was calibrated",
    r"extractor extract .*(?:xlsx|parquet)": "tests of the tables run it",
    r"extractor review (?!list|stats|verify|reviewer add \w+ --store|add FILINGS)": (
        "it needs a store with people and filings, as the tests of the queue have it"
    ),
    r"extractor review (?:list|stats|verify)$": "it reads the store of the user",
}
"""Commands that are not run here, by how they begin, and why."""
READERS_OWN = (
    *("FILING.txt", "FILING.htm", "filing.txt", "one.txt", "two.txt"),
    *("FILINGS/one.txt", "filings/one.txt"),
)
"""Filings under the names that pages use for a reader's own."""
SERVICE, KEY = "http://127.0.0.1:8000", "EXTRACTOR_KEY"
"""Where pages have the service, and where they have the key from."""
UNRUN_PYTHON = {
    "docs/review.md": "it needs a store with filings in it; tests of the queue do the same",
}


@dataclass(frozen=True)
class Block:
    """A block of code of a page."""

    kind: str
    title: str
    body: str

    @property
    def commands(self) -> list[str]:
        """The lines of a block for a shell that are commands, without what is said behind #."""
        if self.kind not in _SHELL:
            return []
        lines = (line.strip().removeprefix("$ ") for line in self.body.splitlines())
        return [re.split(r"\s+# ", line)[0].strip() for line in lines if _is_command(line)]


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(each["kind"], each["title"] or "", each["body"]) for each in _BLOCK.finditer(text)
    ]


def _is_command(line: str) -> bool:
    return line.startswith(_COMMANDS)


def excuse(command: str) -> str:
    return next((why for begins, why in EXCUSED.items() if re.match(begins, command)), "")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a reader: the repository's data, and filings under the names pages use."""
    for shared in ("evals", "examples"):
        (tmp_path / shared).symlink_to(ROOT / shared)
    for filing in READERS_OWN:
        (tmp_path / filing).parent.mkdir(exist_ok=True)
        shutil.copy(REFERENCE, tmp_path / filing)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("EXTRACTOR_MODEL", "none")
    monkeypatch.setattr(registry, "_in_use", {})
    registry.announced_forms.cache_clear()
    yield tmp_path
    registry.announced_forms.cache_clear()


@pytest.fixture
def service(
    page: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Where the service is that a page speaks to, with a worker; "" where it speaks to none."""
    if not any(SERVICE in block.body for block in blocks(page) if block.kind == "python"):
        yield ""
        return
    with (
        empty_store(tmp_path_factory.mktemp("service")) as (url, store),
        at_work(url, LIMITS, settings=READING),
        api_served(store) as api,
    ):
        monkeypatch.setenv(KEY, api.key())
        yield api.url


def commanded(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [each.strip("'\"") for each in command.split()[1:]]
    code = run(arguments)
    said = capsys.readouterr()
    assert code == 0, f"{command}: exit {code}: {said.err}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_a_page_shows_runs(
    page: Path,
    desk: Path,
    service: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if page.is_relative_to(ROOT / "examples"):
        monkeypatch.chdir(page.parent)
    scope: dict[str, Any] = {"__name__": "page"}
    for block in blocks(page):
        if block.title:
            (desk / block.title).write_text(block.body, encoding="utf-8")
        if block.kind == "python" and name(page) not in UNRUN_PYTHON:
            # What asks the model is run all the same, with the baselines alone.
            body = block.body.replace('model="local"', 'model="none"').replace(SERVICE, service)
            code = compile(body, f"{name(page)}: {block.title}", "exec")
            exec(code, {"__name__": "module"} if block.title else scope)
        for command in block.commands:
            if not excuse(command):
                commanded(command, capsys)


@pytest.mark.parametrize("begins", EXCUSED)
def test_every_excuse_is_needed(begins: str) -> None:
    said = [command for page in PAGES for block in blocks(page) for command in block.commands]
    typed = [each for page in PAGES for each in inline(page)]
    assert any(re.match(begins, command) for command in (*said, *typed)), begins


def inline(page: Path) -> list[str]:
    """Commands that a page names within its sentences."""
    prose = _BLOCK.sub("", page.read_text(encoding="utf-8"))
    return [each for each in re.findall(r"`([^`\n]+)`", prose) if _is_command(each)]


def test_blocks_and_commands_are_found() -> None:
    page = ROOT / "docs/your-own-form.md"
    titles = [block.title for block in blocks(page) if block.title]
    assert titles == ["notice.txt", "berths.py", "berths_more.py"]
    run_here = [each for block in blocks(page) for each in block.commands if not excuse(each)]
    assert "extractor forms new harbor-fees" in run_here
    assert "extractor extract notice.txt --form berths.py:FORM" in run_here
    assert sum(len(block.commands) for page in PAGES for block in blocks(page)) > 30


def test_a_block_of_another_kind_is_said_to_be_one() -> None:
    known = _SHELL | {"python", "text", "toml", "json", "yaml", "sql"}
    assert {block.kind for page in PAGES for block in blocks(page)} <= known
