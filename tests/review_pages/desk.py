"""A person at a browser: keys in, what the page shows out."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from extractor.service.auth import SESSION, Sessions
from tests.service.served import SECRET, House

OUT = Path(__file__).parents[2] / "out/browser"
_LEFT = "document.querySelector('.sum .left')?.textContent"


@dataclass
class Desk:
    """A page of the house, with all that its browser complained of."""

    page: Page
    house: House
    name: str
    keys: int = 0
    complaints: list[str] = field(default_factory=list)

    def key(self, *names: str) -> None:
        """Press keys, and count them."""
        for each in names:
            self.page.keyboard.press(each)
            self.keys += 1

    def type(self, text: str) -> None:
        """Type a text."""
        self.page.keyboard.type(text)
        self.keys += len(text)

    def wait_for_field(self) -> None:
        """Wait until the filing is taken."""
        expect(self.page.locator(".field.current")).to_have_count(1)

    def goto(self, path: str) -> None:
        """Step through the open fields until one is the current one."""
        self._step(path, "j", "k")

    def reach(self, path: str) -> None:
        """Step through all fields until one is the current one."""
        self._step(path, "J", "K")

    def _step(self, path: str, *keys: str) -> None:
        for key in keys:
            before = ""
            while (here := self.current()) != before:
                if here == path:
                    return
                before = here
                self.page.keyboard.press(key)
        raise AssertionError(f"no key leads to {path}")

    def current(self) -> str:
        """The path of the current field."""
        found: str = self.page.evaluate(
            "document.querySelector('.field.current')?.dataset.path ?? ''"
        )
        return found

    def left(self) -> int:
        """How many fields are open."""
        return int(self.page.evaluate(_LEFT))

    def decided(self, *names: str, by: int = 1) -> None:
        """Press keys, and wait until so many fields fewer are open."""
        before = self.left()
        self.key(*names)
        self.settle(before - by)

    def settle(self, left: int) -> None:
        """Wait until so many fields are open."""
        self.page.wait_for_function(f"n => {_LEFT} === String(n)", arg=left)

    def value(self, path: str) -> str:
        """The value that the page shows of a field."""
        field = self.page.locator(f'.field[data-path="{path}"]')
        return field.get_attribute("data-value") or ""

    def status(self, path: str) -> str:
        """What the page says of a field: open, settled …"""
        return self.page.locator(f'.field[data-path="{path}"] .state').inner_text()

    def said(self, pattern: str) -> None:
        """Wait for a message."""
        expect(self.page.locator("#say")).to_have_text(re.compile(pattern))

    def shot(self, name: str) -> None:
        """Keep a picture."""
        OUT.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=OUT / f"{name}.png")

    def log(self, task: int) -> list[tuple[str, str]]:
        """What is in the log of a filing: actions and paths."""
        filing = self.house.queue.state(task).task.filing
        return [(each.action, each.path) for each in self.house.queue.history(filing)]


@contextmanager
def sitting(
    browser: Browser, house: House, name: str, who: str = "ann", **context: Any
) -> Iterator[Desk]:
    """Someone at the queue, logged in."""
    made: BrowserContext = browser.new_context(
        viewport={"width": 1280, "height": 800}, reduced_motion="reduce", **context
    )
    made.set_default_timeout(20_000)
    cookie = Sessions(SECRET, 12).begin(who)
    made.add_cookies([{"name": SESSION, "value": cookie, "url": house.url}])
    desk = Desk(made.new_page(), house, name)
    _listen(desk)
    desk.page.goto(house.url)
    yield desk
    made.close()
    assert desk.complaints == []


def _listen(desk: Desk) -> None:
    page, own = desk.page, urlsplit(desk.house.url).netloc

    def asked(request: Request) -> None:
        if urlsplit(request.url).netloc != own:
            desk.complaints.append(f"asked {request.url}")

    def complained(kind: str, text: str) -> None:
        # A refused decision is an answer like any other; browsers report its status all the same.
        if kind == "error" and "the server responded with a status of 4" not in text:
            desk.complaints.append(text)

    page.on("request", asked)
    page.on("console", lambda message: complained(message.type, message.text))
    page.on("pageerror", lambda error: desk.complaints.append(str(error)))
    page.on("dialog", lambda dialog: desk.complaints.append(dialog.message))
