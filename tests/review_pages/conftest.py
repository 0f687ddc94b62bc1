"""A real browser before the pages: the system's Chromium, driven by keys."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.passwords import quick_passwords
from tests.review_pages.desk import Desk, sitting
from tests.service.served import House, furnished, served, store, task

__all__ = ["furnished", "quick_passwords", "served", "store", "task"]


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
