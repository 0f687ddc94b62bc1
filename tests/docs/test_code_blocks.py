"""What the documents show is run: every block of Python, every command, everything between.

A page is typed from top to bottom by a `Reader`. What cannot be run here is excused by name, with
why, and every excuse has to be needed.
"""

import re
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from extractor.forms import registry
from tests.docs.reader import ROOT, TYPED, Reader, commands

PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*/README.md")])
_BLOCK = re.compile(
    r"^```(?P<kind>\w*)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<body>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
EXCUSED = {
    r"pip install": "it installs; what it names is looked up instead",
    r"make ": "it runs for minutes; that there is such a target is held elsewhere",
    r"extractor model pull": "it fetches a gigabyte",
    r"extractor backfill": "it asks a provider; tests of the command run it",
    r"extractor eval evals/datasets/(8-k-real|abs-tables)": (
        "it needs filings that are not in the project"
    ),
    r"docker compose|curl \S+/v1/ready|export POSTGRES_PASSWORD": (
        "it needs a container engine; tests/deployment holds it against the code"
    ),
}
"""Commands that are not run here, by how they begin, and why."""
ENDS_WITH = {
    r"extractor calibrate": (1, "so few filings certify nothing, and that is what is said"),
    r"extractor review export": (1, "nothing is reviewed yet, and that is what is said"),
    r"extractor edgar sync .*--since last --out": (1, "there was no run before it"),
}
"""Commands that say what is lacking here, by how they begin: exit code, and why."""


@dataclass(frozen=True)
class Block:
    """A block of code of a page."""

    kind: str
    title: str
    body: str


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(each["kind"], each["title"] or "", each["body"]) for each in _BLOCK.finditer(text)
    ]


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def excuse(command: str) -> str:
    return next((why for begins, why in EXCUSED.items() if re.match(begins, command)), "")


def exit_code(command: str) -> int:
    return next((code for begins, (code, _) in ENDS_WITH.items() if re.match(begins, command)), 0)


@pytest.fixture
def reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Reader]:
    """Somebody with a folder of their own, to whom no form was announced."""
    monkeypatch.setattr(registry, "_in_use", {})
    registry.announced_forms.cache_clear()
    with Reader(tmp_path, monkeypatch, capsys) as made:
        yield made
    registry.announced_forms.cache_clear()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_a_page_shows_runs(
    page: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    if page.is_relative_to(ROOT / "examples"):
        monkeypatch.chdir(page.parent)
    for block in blocks(page):
        told = f"{name(page)}: {block.title or block.kind}"
        if block.title:
            (reader.folder / block.title).write_text(block.body, encoding="utf-8")
        match block.kind:
            case "python":
                reader.python(block.body, told, module=bool(block.title))
            case "pycon":
                reader.prompt(block.body, told)
            case "sh" | "":
                for command in commands(block.body):
                    if not excuse(command):
                        reader.type(command, exit_code(command))
            case "toml":
                written = (file.read_text() for file in reader.folder.rglob("*.toml"))
                assert tomllib.loads(block.body)
                assert any(block.body in text for text in written), told
    # An example that leaves an extractor open teaches readers to.
    assert "extractor" not in {thread.name for thread in threading.enumerate()}


def shown() -> list[str]:
    """Every command of every page."""
    return [
        command
        for page in PAGES
        for block in blocks(page)
        if block.kind in {"sh", ""}
        for command in commands(block.body)
    ]


@pytest.mark.parametrize("begins", [*EXCUSED, *ENDS_WITH])
def test_every_excuse_is_needed(begins: str) -> None:
    assert any(re.match(begins, command) for command in shown()), begins


def test_what_is_installed_has_these_extras() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    asked = re.findall(r"pip install '([\w-]+)(?:\[([\w,]+)\])?'", text)
    assert asked
    for package, extras in asked:
        assert package == project["name"]
        assert {*filter(None, extras.split(","))} <= {*project["optional-dependencies"]}


def test_every_block_is_of_a_kind_that_is_run_or_held() -> None:
    known = {"sh", "", "python", "pycon", "text", "toml", "sql"}
    kinds = {(name(page), block.kind) for page in PAGES for block in blocks(page)}
    assert [each for each in kinds if each[1] not in known] == []


def test_no_command_hides_where_none_is_looked_for() -> None:
    """A block for a shell has nothing but commands, and one of text has none."""
    for page in PAGES:
        for block in blocks(page):
            lines = [line for line in block.body.splitlines() if line.strip()[:2].strip("# ")]
            typed = [line.startswith((*TYPED, ">>> ", "$ ")) for line in lines]
            if block.kind == "text":
                assert not any(typed), (name(page), block.body)
            elif block.kind in {"sh", ""}:
                assert all(typed), (name(page), block.body)


def test_nearly_all_is_run() -> None:
    run_here = [command for command in shown() if not excuse(command)]
    assert "extractor extract notice.txt --form berths.py:FORM" in run_here
    assert len(run_here) > 80


def test_statements_of_sql_run_elsewhere() -> None:
    from tests.docs.test_loading import PAGE

    assert {name(page) for page in PAGES for block in blocks(page) if block.kind == "sql"} == {
        name(PAGE)
    }
