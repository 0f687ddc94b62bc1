"""The keys of the review pages: what the script knows, the help and the page of docs all tell."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

PAGES = Path("extractor/review/pages")


def in_help(root: Path) -> set[str]:
    text = (root / PAGES / "templates/help.html.j2").read_text("utf-8")
    return set(re.findall(r"<kbd>([^<]+)</kbd>", text))


def in_script(root: Path) -> set[str]:
    text = (root / PAGES / "static/review.js").read_text("utf-8")
    (table,) = re.findall(r"const KEYS = \{(.*?)\n  \};", text, re.DOTALL)
    return set(re.findall(r"(?:^|[\s,])([A-Za-z]+):", table)) | {"n", "?", "/"}


def in_docs(root: Path) -> set[str]:
    text = (root / "docs/review-pages.md").read_text("utf-8")
    (table,) = re.findall(r"\| key \| what it does \|\n(.*?)\n\n", text, re.DOTALL)
    return set(re.findall(r"`([^`]+)`", table))


@pytest.mark.parametrize("told", [in_help, in_docs])
def test_every_key_is_told(root: Path, told: Callable[[Path], set[str]]) -> None:
    known = in_script(root) - {"Enter", "ArrowDown", "ArrowUp", "?"}
    assert known <= told(root)
    assert {key for key in told(root) if len(key) == 1 and not key.isdigit()} <= in_script(root)
