"""A day of 300 items: what it costs a reviewer in keys and screens."""

import json
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.review_pages.desk import Desk
from tests.service.served import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ITEMS = 300
"""What a reviewer settles in the day. Of every ten values nine are right; the tenth is typed, or
taken from a reader."""
_ANSWERED = """n => document.querySelector('.sum .left').textContent !== n
  || document.querySelector('.current form.edit output')?.textContent.includes('Enter again')"""


def test_a_day_of_three_hundred_items(
    desk: Desk, served: House, reference_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = reference_path.read_bytes()
    tasks = [served.add(data + b"\n" * number, f"filing-{number}.txt") for number in range(5)]
    waiting = sum(len(served.queue.state(each).open_items) for each in tasks)
    assert waiting >= ITEMS
    screens = 1
    actions: Counter[str] = Counter()
    desk.page.goto(served.url)
    desk.key("n")
    desk.wait_for_field()
    while sum(actions.values()) < ITEMS:
        if not desk.left():
            before = desk.page.url
            desk.key("n")
            desk.page.wait_for_function("url => location.href !== url", arg=before)
            expect(desk.page.locator(".field.open.current")).to_have_count(1)
            screens += 1
        actions[_settle(desk, sum(actions.values()))] += 1
    decided = sum(waiting_in(served, each) for each in tasks)
    report = {
        "items": ITEMS,
        "filings": screens,
        "keys": desk.keys,
        "keys_per_item": round(desk.keys / ITEMS, 3),
        "screens": screens,
        "screens_per_item": round(screens / ITEMS, 3),
        "actions": dict(actions),
    }
    (out / "day.json").write_text(json.dumps(report, indent=1) + "\n")
    with capsys.disabled():
        print(f"\na day: {json.dumps(report)}")  # noqa: T201
    assert waiting - decided == ITEMS
    assert actions["accept"] >= ITEMS * 0.9
    assert desk.keys / ITEMS < 2
    assert len(booked(served, tasks)) == ITEMS


def waiting_in(served: House, task: int) -> int:
    return len(served.queue.state(task).open_items)


def booked(served: House, tasks: list[int]) -> list[str]:
    return [
        entry.action
        for task in tasks
        for entry in served.queue.history(served.queue.state(task).task.filing)
    ]


def _settle(desk: Desk, number: int) -> str:
    """Decide the current field as a reviewer would; how."""
    path = desk.current()
    if number % 10 != 9 or path.endswith("#complete"):
        desk.decided("a")
        return "accept"
    if number % 20 == 9 and (value := desk.value(path)):
        desk.key("e")
        desk.type(value)
        before = desk.left()
        desk.key("Enter")
        desk.page.wait_for_function(_ANSWERED, arg=str(before))
        if desk.left() == before:
            # Typed as it is stored, not as it is printed: it stands nowhere, and is confirmed.
            desk.decided("Enter")
        return "edit"
    desk.decided("1")
    return "choose"
