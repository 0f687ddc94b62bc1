"""A real browser before the pages: the system's Chromium, driven by keys."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.passwords import quick_passwords
from tests.review_pages.desk import Desk, sitting
from tests.service.served import House, furnished, served, store, task

__all__ = ["furnished", "quick_passwords", "served", "store", "task"]

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


@pytest.fixture
def desk(browser: Browser, served: House, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Ann at her desk, logged in; what her browser complains of fails the test."""
    with sitting(browser, served, request.node.name) as made:
        yield made


@pytest.fixture
def open_desk(desk: Desk, task: int) -> Desk:
    """Ann at the reference filing, by the keyboard."""
    desk.key("n")
    desk.wait_for_field()
    return desk


@pytest.fixture(scope="session")
def out(root: Path) -> Path:
    """Where what the tests show is kept."""
    folder = root / "out/browser"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
