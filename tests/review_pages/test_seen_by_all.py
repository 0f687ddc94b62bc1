"""Light and dark can be read, the focus can be seen, and everything has a name: measured."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.review_pages.desk import Desk, sitting
from tests.service.served import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCHEMES = ("light", "dark")
TEXT, SHAPE = 4.5, 3.0
"""The least contrast by WCAG 2.2 (AA): of text, and of what shows where a thing is."""
MARKS = ("settled", "open", "anchor", "now")
_CONTRAST = """([front, back]) => {
    const canvas = document.createElement('canvas').getContext('2d');
    const light = (name) => {
        canvas.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);
        canvas.fillRect(0, 0, 1, 1);
        const parts = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((each) => {
            const part = each / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    };
    const [lower, higher] = [light(front), light(back)].sort((a, b) => a - b);
    return (higher + 0.05) / (lower + 0.05);
}"""
_FOCUSED = """() => {
    const each = document.activeElement, style = getComputedStyle(each);
    const box = each.getBoundingClientRect();
    return {
        name: `${each.tagName} ${each.className} ${each.textContent.trim().slice(0, 30)}`,
        outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1,
        seen: box.width > 0 && box.right > 0 && box.bottom > 0,
    };
}"""


@pytest.fixture(params=SCHEMES)
def seen(
    browser: Browser, served: House, task: int, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    """Ann at the queue with the reference filing in it, in either scheme."""
    with sitting(browser, served, request.param, color_scheme=request.param) as desk:
        yield desk


def faults(page: Page) -> list[str]:
    """What axe finds wrong with a page as it stands."""
    page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def test_every_state_of_the_filing_is_fit_for_all(seen: Desk, task: int) -> None:
    page = seen.page
    assert faults(page) == []
    seen.key("n")
    seen.wait_for_field()
    seen.decided("a")
    assert faults(page) == []
    seen.reach("deal.classes#2.balance")
    seen.key("e")
    seen.type("soon")
    expect(page.locator(".current form.edit output.bad")).to_be_visible()
    assert faults(page) == []
    seen.key("Escape", "c")
    assert faults(page) == []
    seen.key("Escape", "o")
    assert faults(page) == []
    seen.key("Escape", "t")
    assert faults(page) == []
    seen.key("Escape", "?")
    assert faults(page) == []
    seen.key("Escape")
    seen.key("h")
    expect(page.get_by_role("heading", name="History")).to_be_visible()
    assert faults(page) == []
    page.goto(f"{seen.house.url}/tasks/999")
    assert faults(page) == []


def test_what_a_dialog_of_equal_flags_shows_is_fit_for_all(
    seen: Desk, reference_path: Path
) -> None:
    seen.house.add(reference_path.read_bytes() + b"\n", "twin.txt")
    seen.key("n")
    seen.wait_for_field()
    seen.goto("cover.address.city")
    seen.key("g")
    dialog = seen.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="like this one")).to_be_visible()
    assert faults(seen.page) == []
    seen.key("Enter")
    expect(dialog.get_by_role("heading", name="2 accepted")).to_be_visible()
    assert faults(seen.page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_logging_in_is_fit_for_all(
    browser: Browser, served: House, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{served.url}/login")
    assert faults(page) == []
    context.close()


def test_text_stands_out_on_every_ground_and_mark(seen: Desk) -> None:
    grounds = ("ground", "panel", "button")
    wanted = {
        **{("ink", ground): TEXT for ground in (*grounds, "accepted", *MARKS)},
        **{(front, ground): TEXT for front in ("soft", "bad", "link") for ground in grounds[:2]},
        **{("line", ground): SHAPE for ground in grounds},
    }
    measured = {pair: seen.page.evaluate(_CONTRAST, list(pair)) for pair in wanted}
    assert {p: ratio for p, ratio in measured.items() if ratio < wanted[p]} == {}


def test_the_focus_can_be_seen_wherever_it_goes(seen: Desk) -> None:
    for opened in ("", "n"):
        if opened:
            seen.page.reload()
            seen.key(opened)
            seen.wait_for_field()
        for _ in range(20):
            seen.key("Tab")
            focused = seen.page.evaluate(_FOCUSED)
            # Behind the last one the focus is the browser's own, then the first one's again.
            if not focused["name"].startswith("BODY"):
                assert (focused["outlined"], focused["seen"]) == (True, True), focused["name"]
    seen.key("j")
    focused = seen.page.evaluate(_FOCUSED)
    assert focused["outlined"], focused["name"]
