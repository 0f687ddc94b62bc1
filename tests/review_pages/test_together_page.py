"""Fields that are alike are settled together by keyboard: each shown, each taken back by itself."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.review_pages.desk import Desk, sitting
from tests.service.served import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CITY = "cover.address.city"


@pytest.fixture
def tasks(served: House, reference_path: Path) -> list[int]:
    """Three filings of one filer."""
    data = reference_path.read_bytes()
    return [served.add(data + b"\n" * number, f"filing-{number}.txt") for number in range(3)]


def at_city(desk: Desk, tasks: list[int]) -> None:
    desk.page.goto(f"{desk.house.url}/tasks/{tasks[0]}")
    desk.wait_for_field()
    desk.goto(CITY)


def test_equal_flags_of_one_filer_are_settled_together(tasks: list[int], desk: Desk) -> None:
    at_city(desk, tasks)
    desk.key("g")
    dialog = desk.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="2 like this one")).to_be_visible()
    boxes = dialog.get_by_role("checkbox")
    expect(boxes).to_have_count(3)
    for number in range(3):
        expect(dialog).to_contain_text(f"filing-{number}.txt")
    expect(dialog.locator("q").first).to_contain_text("Irvine")
    desk.shot("together")
    before = desk.keys
    desk.key("Enter")
    expect(dialog.get_by_role("heading", name="3 accepted")).to_be_visible()
    assert desk.keys - before == 1
    desk.shot("together-done")
    for task in tasks:
        assert desk.log(task) == [("accept", CITY)]
    desk.key("Shift+Tab")
    desk.key("Enter")
    expect(dialog.get_by_role("button", name="Taken back")).to_have_count(1)
    assert [desk.log(task) for task in tasks] == [
        [("accept", CITY)],
        [("accept", CITY)],
        [("accept", CITY), ("undo", CITY)],
    ]
    desk.key("Escape")
    expect(dialog).to_have_count(0)
    assert desk.status(CITY) == "settled"
    desk.decided("u", by=-1)
    assert desk.current() == CITY
    assert desk.log(tasks[0]) == [("accept", CITY), ("undo", CITY)]


def test_what_is_left_out_stays_as_it_is(tasks: list[int], desk: Desk) -> None:
    at_city(desk, tasks)
    desk.key("g")
    dialog = desk.page.get_by_role("dialog")
    expect(dialog.get_by_role("checkbox")).to_have_count(3)
    desk.key("Shift+Tab", "Shift+Tab")
    expect(dialog.get_by_role("checkbox").nth(1)).to_be_focused()
    desk.key("Space")
    desk.key("Enter")
    expect(dialog.get_by_role("heading", name="2 accepted")).to_be_visible()
    assert desk.log(tasks[1]) == []
    desk.key("Escape")
    desk.goto("cover.address.state")


def test_nothing_is_settled_where_nothing_is_alike_or_one_changes_ones_mind(
    tasks: list[int], desk: Desk
) -> None:
    at_city(desk, tasks)
    desk.key("g")
    expect(desk.page.get_by_role("dialog")).to_be_visible()
    desk.key("Escape")
    expect(desk.page.get_by_role("dialog")).to_have_count(0)
    assert [desk.log(task) for task in tasks] == [[], [], []]
    desk.decided("x")
    desk.goto("cover.telephone")
    desk.reach(CITY)
    desk.key("g")
    desk.said("This field is settled")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_seen_in_light_and_dark(
    browser: Browser, served: House, tasks: list[int], scheme: str
) -> None:
    with sitting(browser, served, scheme, color_scheme=scheme) as desk:
        at_city(desk, tasks)
        desk.key("g")
        expect(desk.page.get_by_role("dialog")).to_be_visible()
        desk.shot(f"together-{scheme}")
