"""A decision whose answer never came is done again, and booked once."""

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.review_pages.desk import sitting
from tests.service.served import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TRIES = 10
"""How often a page sends one request before it gives up."""


def test_what_is_done_again_is_booked_once(browser: Browser, served: House, task: int) -> None:
    tried: list[int] = []

    def lose(route: Route) -> None:
        tried.append(route.fetch().status)
        route.abort()

    with sitting(browser, served, "lost answers") as desk:
        # The page waits longer and longer between its tries; nobody has to.
        desk.page.clock.install()
        desk.page.goto(served.url)
        desk.key("n")
        desk.wait_for_field()
        path = desk.current()
        desk.page.route("**/decide", lose)
        desk.key("a")
        while len(tried) < TRIES:
            desk.page.clock.run_for(2_000)
        desk.said("cannot be reached; do it again, it is booked once")
        assert desk.current() == path
        assert desk.log(task) == [("accept", path)]
        desk.page.unroute("**/decide")
        desk.key("a")
        expect(desk.page.locator(f'.field[data-path="{path}"] .state')).to_have_text("settled")
        desk.decided("a")
        assert [at for _, at in desk.log(task)] == [path, "cover.report_date"]
        desk.complaints = [each for each in desk.complaints if "ERR_FAILED" not in each]
    assert tried == [200] * TRIES
