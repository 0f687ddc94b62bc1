"""Who looks at a page, and who says so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol

from fastapi import Path
from starlette.requests import Request

from extractor.errors import ExtractorError
from extractor.review.queue import Queue
from extractor.store.people import Role

TaskId = Annotated[int, Path(ge=1, le=2**53)]
"""A task, as the address of a page names it."""


class NotLoggedIn(ExtractorError):
    """Nobody is logged in, or no longer."""


class Refused(ExtractorError):
    """A request that did not come from one of our own pages."""


@dataclass(frozen=True)
class Visitor:
    """A reviewer at a page; `csrf` is what their requests must bring along."""

    name: str
    role: Role
    csrf: str


class Doorkeeper(Protocol):
    """Knows who a request is from."""

    def visitor(self, request: Request) -> Visitor:
        """Who looks; raises NotLoggedIn."""

    def actor(self, request: Request, csrf: str) -> Visitor:
        """Who acts, by a request that brings `csrf`; raises NotLoggedIn, Refused."""


@dataclass(frozen=True)
class Office:
    """What every page works with."""

    queue: Queue
    door: Doorkeeper
    clock: Callable[[], datetime]
