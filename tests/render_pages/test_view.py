"""The page of an extraction in a browser: filter, search, keys, paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from extractor.extraction import Extraction
from extractor.records import Decision
from tests.render_pages.conftest import Show

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _shown(tab: Page) -> list[str]:
    """The paths of the fields that are shown."""
    rows = "tr.field:not([hidden]) td.path"
    texts: list[str] = tab.eval_on_selector_all(
        rows, "all => all.map(each => each.firstChild.textContent.trim())"
    )
    return texts


def _count(tab: Page, said: str) -> None:
    tab.wait_for_function(f"() => document.getElementById('count').textContent === '{said}'")


def test_fields_are_filtered_by_decision(show: Show, extraction: Extraction) -> None:
    tab = show("single")
    total = len(extraction.fields)
    _count(tab, f"{total} of {total} fields")
    tab.select_option("#decision", "accepted")
    taken = [p for p, each in extraction.fields.items() if each.decision is Decision.ACCEPTED]
    _count(tab, f"{len(taken)} of {total} fields")
    assert _shown(tab) == taken
    tab.select_option("#outcome", "absent")
    tab.wait_for_function("() => document.querySelectorAll('tr.field:not([hidden])').length < 25")
    outcomes = tab.eval_on_selector_all(
        "tr.field:not([hidden])", "all => all.map(each => each.dataset.outcome)"
    )
    assert set(outcomes) == {"absent"}


def test_fields_are_searched(show: Show, extraction: Extraction) -> None:
    tab = show("single")
    tab.keyboard.press("/")
    tab.keyboard.type("OCWEN name")
    _count(tab, f"1 of {len(extraction.fields)} fields")
    assert _shown(tab) == ["deal.parties#2.name"]
    assert tab.locator("pre a.off").count() > 20
    tab.keyboard.press("Escape")
    _count(tab, f"{len(extraction.fields)} of {len(extraction.fields)} fields")


def test_an_amount_is_found_with_and_without_its_commas(show: Show) -> None:
    tab = show("single")
    for written in ("198,644,095.79", "198644095.79"):
        tab.fill("#search", f"deal.pool_balance {written}")
        expect(tab.locator("tr.field:not([hidden])")).to_have_count(1)
        assert tab.inner_text("tr.field:not([hidden]) td.value a") == "198,644,095.79"


def test_a_telephone_is_wide_enough(show: Show, out: Path) -> None:
    tab = show("single")
    tab.set_viewport_size({"width": 360, "height": 740})
    tab.screenshot(path=out / "view-narrow.png")
    assert tab.evaluate("document.documentElement.scrollWidth") == 360
    for what in ("tr.field td.value", ".checks td:nth-child(3)"):
        box = tab.locator(what).first.bounding_box()
        assert box is not None
        assert box["width"] > 280


def test_keys_go_from_field_to_field(show: Show) -> None:
    tab = show("single")
    tab.select_option("#decision", "accepted")
    tab.wait_for_selector("tr.field[hidden]", state="attached")
    tab.locator("#decision").blur()
    tab.keyboard.press("n")
    assert tab.inner_text("tr.here td.path") == "cover.registrant"
    assert tab.inner_text("pre a.here") == "NEW CENTURY MORTGAGE SECURITIES, INC."
    for _ in range(3):
        tab.keyboard.press("n")
    assert tab.inner_text("tr.here td.path").startswith("deal.pool_balance")
    assert tab.locator("pre a.here").first.is_visible()
    tab.keyboard.press("p")
    assert tab.inner_text("tr.here td.path").startswith("signature.registrant")


def test_a_click_leads_from_the_text_to_the_field_and_back(show: Show) -> None:
    tab = show("single")
    tab.click("pre a:has-text('198,644,095.79')")
    assert tab.inner_text("tr.here td.path") == "deal.pool_balance"
    tab.click("tr.field:has-text('cover.jurisdiction') td.value a")
    assert tab.inner_text("pre a.here") == "Delaware"


def test_the_arithmetic_of_a_check_unfolds(show: Show) -> None:
    tab = show("single")
    tab.click("tr:has-text('balances_sum_to_pool') summary")
    assert "198,644,095.79" in tab.inner_text("tr:has-text('balances_sum_to_pool') tr.sum")


def test_many_filings_fold_and_unfold(show: Show, extraction: Extraction) -> None:
    tab = show("batch")
    assert tab.locator("details.filing[open]").count() == 0
    tab.click("table.filings a:has-text('b.txt')")
    assert tab.locator("details.filing[open] summary").first.inner_text().startswith("b.txt")
    tab.fill("#search", "no such words anywhere")
    _count(tab, f"0 of {3 * len(extraction.fields)} fields")
    assert tab.locator("details.filing:not([hidden])").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["single", "batch"])
def test_it_is_readable_by_day_and_by_night(show: Show, out: Path, name: str, scheme: str) -> None:
    tab = show(name)
    tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for _ in range(32):
        tab.keyboard.press("n")
    tab.screenshot(path=out / f"view-{name}-{scheme}.png")
    assert _contrast(tab, "body") > 7
    assert _contrast(tab, "pre a.review") > 4.5
    assert _contrast(tab, "pre a.accepted") > 4.5
    assert _contrast(tab, ".why") > 4.5


def test_the_picture_for_readers(show: Show, out: Path) -> None:
    tab = show("answered")
    tab.set_viewport_size({"width": 1280, "height": 760})
    while tab.locator("tr.here td.path").all_inner_texts() != ["deal.pool_balance"]:
        tab.keyboard.press("n")
    assert tab.locator("pre a.here").first.is_visible()
    tab.screenshot(path=out / "view.png")


def test_paper_shows_all_but_the_candidates(show: Show, out: Path) -> None:
    tab = show("batch")
    tab.emulate_media(media="print", color_scheme="dark")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.locator("details.filing[open]").count() == 3
    assert not tab.locator("#controls").is_visible()
    assert tab.locator("pre").last.is_visible()
    background = tab.evaluate("getComputedStyle(document.documentElement).colorScheme")
    assert background == "light"
    assert _contrast(tab, ".why") > 4.5
    tab.screenshot(path=out / "view-paper.png")
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.locator("details.filing[open]").count() == 0
    tab.emulate_media(media="screen")
    pdf = tab.pdf(format="A4", path=out / "view.pdf")
    assert pdf.startswith(b"%PDF")


_CONTRAST = """
(element) => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => channels(color).slice(0, 3)
    .map((each) => each / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
    .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
  let ground = element;
  while (ground && (channels(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0) {
    ground = ground.parentElement;
  }
  const one = light(getComputedStyle(element).color);
  const other = ground ? light(getComputedStyle(ground).backgroundColor) : 1;
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
"""


def _contrast(tab: Page, selector: str) -> float:
    """The contrast of an element's text with what it stands on, from 1 to 21."""
    found: float = tab.locator(selector).first.evaluate(_CONTRAST)
    return found
