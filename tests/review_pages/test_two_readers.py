"""Where baseline and model differ, both are shown, and one key takes either."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from extractor.service.app import create_app
from extractor.store.database import Store
from tests.review_pages.desk import Desk, sitting
from tests.reviewing import Room, readings
from tests.service.served import SECRET, Clock, House, listening

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TITLE = "title"


@pytest.fixture
def noted(browser: Browser, store: Store) -> Iterator[Desk]:
    """Ann at a note that two readers read differently."""
    room, clock = Room(store), Clock()
    room.add(said=readings(differ=True))
    with (
        listening(create_app(room.queue, SECRET, secure=False, clock=clock)) as url,
        sitting(browser, House(url, room.queue, clock), "two readers") as desk,
    ):
        desk.key("n")
        desk.wait_for_field()
        desk.goto(TITLE)
        yield desk


def test_each_reader_is_shown_with_its_value_its_line_and_why_it_waits(noted: Desk) -> None:
    choices = noted.page.locator(".current .choices li")
    expect(choices).to_have_count(2)
    for number, (reader, value) in enumerate(
        (("baseline", "Harbour Note"), ("llm", "Harbor Note"))
    ):
        expect(choices.nth(number)).to_contain_text(f"{number + 1} {reader} {value}")
        expect(choices.nth(number)).to_contain_text("line 3")
    expect(noted.page.locator(".current .why").first).to_contain_text("differ")
    noted.shot("two-readers")


@pytest.mark.parametrize(
    ("key", "action", "value"),
    [
        ("1", "choose_baseline", "Harbour Note"),
        ("b", "choose_baseline", "Harbour Note"),
        ("2", "choose_llm", "Harbor Note"),
        ("m", "choose_llm", "Harbor Note"),
    ],
)
def test_one_key_takes_either(noted: Desk, key: str, action: str, value: str) -> None:
    before = noted.keys
    noted.decided(key)
    assert noted.keys - before == 1
    assert noted.log(1) == [(action, TITLE)]
    assert noted.value(TITLE) == value
