"""The next filing is there before it is asked for."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request, expect

from tests.review_pages.desk import Desk, sitting
from tests.service.served import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def other(served: House, task: int, reference_path: Path) -> int:
    """A second filing, which waits behind the first."""
    made = served.add(reference_path.read_bytes() + b"\n", "second.txt")
    assert made > task
    return made


def at_the_first(desk: Desk, other: int) -> list[str]:
    """Take the first filing, and wait until the second is read ahead; what is asked from then on.

    A mark on the page tells whether it is the same one still.
    """
    with desk.page.expect_request_finished(lambda each: each.url.endswith(f"/tasks/{other}")):
        desk.page.goto(desk.house.url)
        desk.key("n")
    desk.wait_for_field()
    desk.page.evaluate("document.documentElement.dataset.mark = 'same'")
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(f"{request.method} {request.url.removeprefix(desk.house.url)}")

    desk.page.on("request", note)
    return asked


def on_the_same_page(desk: Desk) -> bool:
    return bool(desk.page.evaluate("document.documentElement.dataset.mark === 'same'"))


def test_it_is_shown_without_being_loaded(desk: Desk, other: int) -> None:
    asked = at_the_first(desk, other)
    desk.key("n")
    expect(desk.page).to_have_url(f"{desk.house.url}/tasks/{other}")
    expect(desk.page.locator("header")).to_contain_text("second.txt")
    desk.wait_for_field()
    assert on_the_same_page(desk)
    assert f"GET /tasks/{other}" not in asked
    desk.decided("a")
    assert [path for _, path in desk.log(other)] == ["cover.form_type"]


def test_one_that_someone_else_took_meanwhile_is_not_shown(
    browser: Browser, desk: Desk, other: int, reference_path: Path
) -> None:
    third = desk.house.add(reference_path.read_bytes() + b"\n\n", "third.txt")
    at_the_first(desk, other)
    with sitting(browser, desk.house, "ben", "ben") as ben:
        ben.key("n")
        ben.wait_for_field()
        desk.key("n")
        expect(desk.page).to_have_url(f"{desk.house.url}/tasks/{third}")
        expect(desk.page.locator("header")).to_contain_text("third.txt")
        desk.wait_for_field()
