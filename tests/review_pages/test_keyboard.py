"""A reviewer clears the reference filing's flags by keyboard alone, in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.review_pages.desk import Desk, sitting
from tests.service.served import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CITY, DATE, POOL = "cover.address.city", "cover.report_date", "deal.pool_balance"


def test_accepting_costs_one_key_and_leads_on(open_desk: Desk, task: int) -> None:
    desk = open_desk
    assert desk.current() == "cover.form_type"
    before = desk.keys
    desk.decided("a")
    assert desk.keys - before == 1
    assert desk.current() == DATE
    desk.decided("Enter")
    assert desk.log(task) == [("accept", "cover.form_type"), ("accept", DATE)]
    assert desk.status(DATE) == "settled"
    desk.shot("accept")


def test_a_candidate_costs_one_key(open_desk: Desk, task: int) -> None:
    open_desk.goto(CITY)
    before = open_desk.keys
    open_desk.decided("1")
    assert open_desk.keys - before == 1
    assert open_desk.log(task) == [("choose_baseline", CITY)]


def test_a_reader_can_be_taken_by_its_letter(open_desk: Desk, task: int) -> None:
    open_desk.goto(CITY)
    open_desk.key("m")
    open_desk.said("The model says nothing here")
    open_desk.decided("b")
    assert open_desk.log(task) == [("choose_baseline", CITY)]


def test_stepping_goes_over_open_fields_and_back(open_desk: Desk) -> None:
    desk = open_desk
    desk.key("j", "j")
    assert desk.current() == "cover.jurisdiction"
    desk.key("k")
    assert desk.current() == DATE
    desk.key("ArrowDown", "ArrowUp", "J")
    assert desk.current() == "cover.registrant"
    focused = desk.page.evaluate("document.activeElement.dataset.path")
    assert focused == "cover.registrant"


def test_the_evidence_of_the_current_field_is_marked_and_in_view(open_desk: Desk) -> None:
    desk = open_desk
    desk.goto("signature.signed_on")
    marked = desk.page.evaluate("[...CSS.highlights.get('now')].map(range => range.toString())")
    assert "".join(marked).strip() == "February 26, 2002"
    assert desk.page.evaluate(
        """() => {
            const place = [...CSS.highlights.get('now')][0].getBoundingClientRect();
            const pane = document.querySelector('#text').getBoundingClientRect();
            return place.top >= pane.top && place.bottom <= pane.bottom;
        }"""
    )


def test_a_typed_value_is_read_at_once_and_taken(open_desk: Desk, task: int) -> None:
    desk = open_desk
    desk.goto(DATE)
    desk.key("e")
    desk.type("March 18, 2002")
    heard = desk.page.locator(".current form.edit output")
    expect(heard).to_contain_text("Reads as 2002-03-18; stands on line")
    desk.shot("edit")
    desk.decided("Enter")
    assert desk.log(task) == [("edit", DATE)]
    assert desk.value(DATE) == "2002-03-18"


def test_a_text_that_cannot_be_read_stays_to_be_mended(open_desk: Desk, task: int) -> None:
    desk = open_desk
    desk.goto(DATE)
    desk.key("e")
    desk.type("in spring")
    heard = desk.page.locator(".current form.edit output")
    expect(heard).to_contain_text("cannot be read as date")
    desk.key("Enter")
    expect(heard).to_contain_text("cannot be read as date")
    desk.shot("failed-parse")
    assert desk.page.locator(".current form.edit input").input_value() == "in spring"
    assert desk.log(task) == []
    desk.key("Escape")
    assert desk.current() == DATE
    desk.decided("a")


def test_a_value_that_is_nowhere_in_the_filing_takes_a_second_enter(
    open_desk: Desk, task: int
) -> None:
    desk = open_desk
    desk.goto(CITY)
    desk.key("e")
    desk.type("Egret Bay")
    desk.key("Enter")
    heard = desk.page.locator(".current form.edit output")
    expect(heard).to_contain_text("nowhere in the filing; confirm")
    assert desk.log(task) == []
    desk.decided("Enter")
    assert desk.value(CITY) == "Egret Bay"


def test_selecting_in_the_text_takes_three_actions(open_desk: Desk, task: int) -> None:
    desk = open_desk
    desk.goto("cover.address.state")
    desk.key("t")
    before = desk.keys
    # By words: into the text stood the caret, at the value that the readers found.
    desk.key("Control+Shift+ArrowRight")
    assert desk.page.evaluate("getSelection().toString().trim()") == "California"
    desk.shot("select")
    desk.decided("s")
    assert desk.keys - before + 1 == 3
    assert desk.log(task) == [("edit", "cover.address.state")]
    assert desk.value("cover.address.state") == "California"
    field = desk.house.queue.state(task).assessment
    assert field is not None
    assert [
        desk.house.queue.filing(desk.house.queue.state(task).task.filing).quote(each.evidence)
        for path, each in field.fields.items()
        if path == "cover.address.state"
    ] == ["California"]


def test_by_mouse_it_takes_two(open_desk: Desk, task: int) -> None:
    desk = open_desk
    desk.goto("cover.address.state")
    box = desk.page.evaluate(
        """() => {
            const place = [...CSS.highlights.get('now')][0].getBoundingClientRect();
            return [place.x + place.width / 2, place.y + place.height / 2];
        }"""
    )
    desk.page.mouse.dblclick(*box)
    desk.decided("s")
    assert desk.log(task) == [("edit", "cover.address.state")]
    assert desk.value("cover.address.state") == "California"


def test_the_text_cannot_be_changed(open_desk: Desk) -> None:
    desk = open_desk
    before = desk.page.locator("#text").inner_text()
    desk.key("t", "z", "Delete", "Backspace", "Control+v")
    assert desk.page.locator("#text").inner_text() == before
    desk.key("Escape", "j")
    assert desk.current() == DATE


def test_none_and_taking_back(open_desk: Desk, task: int) -> None:
    desk = open_desk
    desk.goto("cover.telephone")
    desk.decided("x")
    assert desk.value("cover.telephone") == ""
    desk.shot("absent")
    desk.decided("u", by=-1)
    assert desk.current() == "cover.telephone"
    desk.said("Taken back")
    desk.shot("undo")
    assert desk.value("cover.telephone") == "(949) 863-7243"
    assert desk.log(task) == [("absent", "cover.telephone"), ("undo", "cover.telephone")]
    desk.key("u")
    desk.said("nothing of yours to take back")


def test_as_filed_turns_a_failed_check_into_a_finding(open_desk: Desk, task: int) -> None:
    desk = open_desk
    # A balance that stands in the filing, but not in this row: the sum no longer closes.
    balance = "deal.classes#2.balance"
    desk.reach(balance)
    before = desk.left()
    desk.key("e")
    desk.type("$11,423,000.00")
    desk.key("Enter")
    desk.page.wait_for_function(
        "n => document.querySelector('.sum .left').textContent > n", arg=str(before)
    )
    desk.goto(POOL)
    expect(desk.page.locator(".current .check.failed")).to_contain_text("198,644,095.79")
    desk.shot("failed-check")
    doubted = desk.left()
    desk.key("f")
    expect(desk.page.locator(".panel > .check.finding", has_text="198,644,095.79")).to_have_count(1)
    assert desk.left() < doubted
    assert desk.log(task)[-1] == ("as_filed", POOL)
    desk.shot("as-filed")


def test_a_comment_goes_with_the_decision(open_desk: Desk, task: int) -> None:
    desk = open_desk
    desk.key("c")
    desk.type("as on the cover")
    desk.key("Enter")
    expect(desk.page.locator(".current .comment")).to_contain_text("as on the cover")
    desk.decided("a")
    filing = desk.house.queue.state(task).task.filing
    assert desk.house.queue.history(filing)[-1].said["comment"] == "as on the cover"


def test_rows_are_dropped_added_and_declared_complete(open_desk: Desk, task: int) -> None:
    desk = open_desk
    desk.goto("items#2.number")
    desk.key("d")
    expect(desk.page.locator('.field[data-path="items#2.number"]')).to_have_count(0)
    desk.goto("items#1.number")
    desk.key("o")
    desk.type("7")
    desk.key("Tab")
    desk.type("Financial Statements and Exhibits")
    desk.shot("add-row")
    desk.key("Enter")
    expect(
        desk.page.locator('.field[data-value="Financial Statements and Exhibits"]')
    ).to_have_count(1)
    desk.goto("items#1.number")
    desk.key("l")
    expect(desk.page.locator('.field[data-path="items#complete"] .state')).to_have_text("settled")
    assert [action for action, _ in desk.log(task)] == ["drop_row", "add_row", "complete_list"]


def test_a_lost_lease_keeps_what_was_typed(open_desk: Desk, browser: Browser, task: int) -> None:
    desk = open_desk
    desk.goto(CITY)
    desk.key("e")
    desk.type("Irvine, or so")
    desk.house.clock.forward(60)
    with sitting(browser, desk.house, "ben", "ben") as ben:
        ben.key("n")
        ben.wait_for_field()
        ben.decided("a")
        desk.key("Enter")
        desk.said("Ben has taken this filing over, so nothing was booked")
        assert desk.status("cover.form_type") == "settled"
        assert desk.page.locator(".current form.edit input").input_value() == "Irvine, or so"
        desk.shot("lost-lease")
        ben.key("q")
        expect(ben.page.locator("table.list")).to_have_count(1)
    expect(desk.page.locator("#say button")).to_be_focused()
    desk.key("Enter")
    expect(desk.page.locator(".panel.lost")).to_have_count(0)
    assert desk.current() == CITY
    assert desk.page.locator(".current form.edit input").input_value() == "Irvine, or so"
    assert desk.log(task) == [("accept", "cover.form_type")]
    desk.key("Escape")
    desk.decided("a")


def test_an_adjudicator_reopens_what_another_settled(
    open_desk: Desk, browser: Browser, task: int
) -> None:
    open_desk.goto(CITY)
    open_desk.decided("a")
    open_desk.key("r")
    open_desk.said("Only an adjudicator reopens")
    open_desk.key("q")
    expect(open_desk.page.locator("table.list")).to_have_count(1)
    with sitting(browser, open_desk.house, "dora", "dora") as dora:
        dora.key("n")
        dora.wait_for_field()
        dora.reach(CITY)
        dora.key("x")
        dora.said("ann has settled this")
        dora.key("c")
        dora.type("another town")
        dora.key("Enter")
        dora.decided("r", by=-1)
        assert dora.current() == CITY
        dora.shot("reopened")
        dora.decided("x")
        assert dora.value(CITY) == ""
    assert [action for action, _ in open_desk.log(task)] == ["accept", "reopen", "absent"]


def test_the_whole_filing_is_cleared(open_desk: Desk, task: int) -> None:
    desk = open_desk
    before = desk.keys
    fields = desk.left()
    while desk.left():
        desk.decided("a")
    desk.shot("done")
    assert desk.keys - before == fields
    assert desk.house.queue.state(task).done
    desk.key("u")
    desk.settle(1)
    desk.decided("a")
    desk.key("n")
    expect(desk.page.get_by_text("Nothing waits for you.")).to_be_visible()


def test_money_has_its_thousands_apart_and_is_taken_either_way(open_desk: Desk, task: int) -> None:
    desk = open_desk
    balance = "deal.classes#2.balance"
    desk.reach(balance)
    shown = desk.page.locator(f'.field[data-path="{balance}"] .value')
    expect(shown).to_have_text("12,415,000.00")
    desk.key("e")
    edit = desk.page.locator(".current form.edit input")
    assert edit.input_value() == "12,415,000.00"
    desk.type("12415000")
    heard = desk.page.locator(".current form.edit output")
    expect(heard).to_contain_text("Reads as 12,415,000; stands on line")
    desk.shot("money")
    desk.key("Enter")
    expect(desk.page.locator(f'.field[data-path="{balance}"] .state')).to_have_text("settled")
    assert desk.log(task) == [("edit", "deal.classes.balance")]


def test_the_queue_is_searched(desk: Desk, task: int) -> None:
    desk.page.reload()
    for sought, found in (("new century", 1), ("egret", 0)):
        desk.key("/")
        expect(desk.page.locator("#filer")).to_be_focused()
        desk.key("Control+a")
        desk.type(sought)
        desk.key("Enter")
        expect(desk.page.get_by_role("link", name="NEW CENTURY")).to_have_count(found)
        expect(desk.page.get_by_text("No filing fits.")).to_have_count(1 - found)
        assert f"filer={sought.replace(' ', '+')}" in desk.page.url


def test_help_history_and_queue_are_a_key_away(open_desk: Desk) -> None:
    desk = open_desk
    desk.key("?")
    expect(desk.page.get_by_role("dialog")).to_be_visible()
    desk.key("Escape")
    expect(desk.page.get_by_role("dialog")).to_have_count(0)
    desk.decided("a")
    desk.key("h")
    expect(desk.page.get_by_role("cell", name="cover.form_type")).to_be_visible()
    desk.page.go_back()
    desk.wait_for_field()
    desk.key("q")
    expect(desk.page.locator("table.list")).to_be_visible()
    # The table is there before the script that hears keys is.
    desk.page.wait_for_load_state("load")
    desk.key("j")
    expect(desk.page.locator(":focus")).to_have_attribute("href", re.compile("/tasks/1$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_looks_as_it_should(browser: Browser, served: House, task: int, scheme: str) -> None:
    with sitting(browser, served, scheme, color_scheme=scheme) as desk:
        desk.shot(f"queue-{scheme}")
        desk.key("n")
        desk.wait_for_field()
        desk.goto("deal.classes#2.rate")
        desk.shot(f"filing-{scheme}")
        assert not desk.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )


def test_the_picture_for_readers(open_desk: Desk) -> None:
    open_desk.page.set_viewport_size({"width": 1280, "height": 760})
    open_desk.reach("deal.pool_balance")
    open_desk.shot("review")
