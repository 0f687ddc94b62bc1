"""A second opinion by keyboard: what is asked for is told, what was said is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from extractor.review.actions import Action, Submission
from extractor.review.desk import Desk as Books
from extractor.review.queue import Queue
from extractor.review.settings import ReviewSettings
from extractor.service.app import create_app
from extractor.store import people
from extractor.store.database import Store
from extractor.store.people import Role
from tests.review_pages.desk import sitting
from tests.service.served import SECRET, START, Clock, House, listening

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SETTINGS = ReviewSettings(second_paths=("exhibits#complete", "cover.address.city"), audit_rate=0)


@pytest.fixture
def twice(store: Store, reference_path: Path) -> Iterator[House]:
    """A house in which ann has cleared the reference filing, two fields to be decided twice."""
    queue = Queue(Books(store, SETTINGS))
    with store.writing() as connection:
        people.add_reviewer(connection, "eve", Role.ADMIN, START)
    clock = Clock()
    with listening(create_app(queue, SECRET, secure=False, clock=clock)) as url:
        made = House(url, queue, clock)
        claim = queue.claim("ann", made.add(reference_path.read_bytes()), START)
        for item in queue.state(claim.task).open_items:
            queue.submit(claim, Submission(Action.ACCEPT, item.path), START)
        yield made


def test_a_list_is_counted_without_seeing_the_first_answer(browser: Browser, twice: House) -> None:
    with sitting(browser, twice, "second", "ben") as desk:
        desk.key("n")
        desk.wait_for_field()
        assert desk.left() == 2
        desk.goto("exhibits#complete")
        expect(desk.page.locator(".current .asked")).to_contain_text("Exhibits: how many?")
        assert "4.1" not in desk.page.locator("#panel").inner_text()
        desk.shot("second-opinion")
        desk.key("l")
        desk.type("many")
        desk.key("Enter")
        heard = desk.page.locator(".current form.edit output")
        expect(heard).to_contain_text("cannot be read as a number of rows")
        for _ in "many":
            desk.key("Backspace")
        desk.type("9")
        expect(heard).to_contain_text("Reads as 9")
        desk.decided("Enter")
        desk.goto("cover.address.city")
        expect(desk.page.locator(".current .asked")).to_have_text("City")
        desk.key("e")
        desk.type("Irvine")
        desk.decided("Enter")
        task = twice.queue.peek("eve")
    assert task is not None
    state = twice.queue.state(task)
    assert state.task.round == "adjudication"
    assert [item.path for item in state.open_items] == ["exhibits#complete"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_overview_of_an_admin(browser: Browser, twice: House, scheme: str) -> None:
    with sitting(browser, twice, scheme, "eve", color_scheme=scheme) as desk:
        desk.page.get_by_role("link", name="Overview").click()
        expect(desk.page.get_by_role("heading", name="Second opinions")).to_be_visible()
        desk.shot(f"overview-{scheme}")
