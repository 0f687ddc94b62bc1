"""The system's browser, one for all tests that drive one: it cannot be started twice."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_LOUD = "NO BROWSER ON THIS MACHINE: the pages are not tested (apt-get install chromium)"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's browser; the tests fail without one, since they were asked for by name."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.fail(_LOUD)
    unconfined = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=unconfined)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def out(root: Path) -> Path:
    """Where what the tests show is kept."""
    folder = root / "out/browser"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
