"""What the documents say can be typed: commands, options, targets, links."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from extractor.cli.app import app

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("evals/**/*.md")])
GROUP = typer.main.get_command(app)
_BLOCK = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def typed(page: Path, command: str) -> Iterator[str]:
    """Every line of a code block, and every piece of inline code, that begins with a command."""
    text = page.read_text(encoding="utf-8")
    lines = [line for block in _BLOCK.findall(text) for line in block.splitlines()]
    for each in (*lines, *re.findall(r"`([^`\n]+)`", _BLOCK.sub("", text))):
        if each.startswith(f"{command} "):
            yield each.split("#")[0].strip()


def options(names: list[str]) -> set[str]:
    """The options of a command, by the names of its groups and its own."""
    command = GROUP
    for name in names:
        command = command.commands[name]  # type: ignore[attr-defined]
    return {flag for each in command.params for flag in (*each.opts, *each.secondary_opts)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_and_options_exist(page: Path) -> None:
    for line in typed(page, "extractor"):
        names: list[str] = []
        group = GROUP
        for word in line.split()[1:]:
            known = getattr(group, "commands", {})
            alternatives = [each for each in word.split("|") if each in known]
            if not known or word.startswith("-"):
                break
            assert len(alternatives) == len(word.split("|")), line
            group = known[alternatives[0]]
            names.append(alternatives[0])
        used = set(re.findall(r"(?<=\s)--[a-z-]+", line))
        assert used <= options(names) | {"--help", "--version"}, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for line in typed(page, "make"):
        assert {word for word in shlex.split(line)[1:] if "=" not in word} <= targets, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


def test_every_command_is_documented() -> None:
    said = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    for name in GROUP.commands:  # type: ignore[attr-defined]
        assert f"extractor {name}" in said, name
