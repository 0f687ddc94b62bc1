"""Logging in and out."""

import math
import secrets
from dataclasses import dataclass
from threading import Semaphore
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from extractor.review.pages import looks
from extractor.review.pages.visitor import NotLoggedIn
from extractor.service.auth import SESSION, VISIT, Door, Sessions, check_origin, set_cookie
from extractor.service.throttle import Throttle
from extractor.store.database import Store
from extractor.store.people import Reviewer, all_reviewers, by_password, by_token

_VISIT_SECONDS = 3600
_LONGEST = 1_000
# A password hash takes memory and time on purpose: a crowd at the door must not take all of it.
_AT_ONCE = Semaphore(2)


@dataclass(frozen=True)
class Lobby:
    """What logging in works with."""

    store: Store
    sessions: Sessions
    throttle: Throttle
    door: Door
    secure: bool


def login(lobby: Lobby) -> APIRouter:
    """The pages on which one logs in and out."""
    router = APIRouter(default_response_class=HTMLResponse)

    @router.get("/login")
    def ask(request: Request, to: str = "/") -> Response:
        return _ask(lobby, request, to=to)

    @router.post("/login")
    def enter(
        request: Request,
        csrf: Annotated[str, Form()] = "",
        name: Annotated[str, Form()] = "",
        secret: Annotated[str, Form()] = "",
        to: Annotated[str, Form()] = "/",
    ) -> Response:
        check_origin(request)
        visit = request.cookies.get(VISIT)
        if not visit or not lobby.sessions.fits(f"visit:{visit}", csrf):
            problem = "This page was open too long, or cookies are off: try again."
            return _ask(lobby, request, name, to, problem, 403)
        return _enter(lobby, request, name.strip(), secret, to)

    @router.post("/logout")
    def leave(request: Request, csrf: Annotated[str, Form()] = "") -> Response:
        response = RedirectResponse("/login", 303)
        try:
            lobby.door.actor(request, csrf)
        except NotLoggedIn:
            return response
        lobby.door.leave(request)
        response.delete_cookie(SESSION, path="/")
        return response

    return router


def inside(to: str) -> str:
    """A page of ours to go to; the queue for whatever leads elsewhere."""
    plain = to.startswith("/") and not to.startswith("//")
    return to if plain and to.isascii() and to.isprintable() and "\\" not in to else "/"


def _enter(lobby: Lobby, request: Request, name: str, secret: str, to: str) -> Response:
    address = request.client.host if request.client is not None else ""
    wait = lobby.throttle.wait(name[:_LONGEST], address)
    if wait > 0:
        minutes = max(1, math.ceil(wait / 60))
        problem = f"Too many wrong attempts: try again in {minutes} minutes."
        response = _ask(lobby, request, name, to, problem, 429)
        response.headers["Retry-After"] = str(math.ceil(wait))
        return response
    reviewer = _proven(lobby.store, name, secret)
    if reviewer is None:
        lobby.throttle.failed(name[:_LONGEST], address)
        return _ask(lobby, request, name, to, "Name and password do not fit.", 403)
    lobby.throttle.worked(name, address)
    response = RedirectResponse(inside(to), 303)
    cookie = lobby.sessions.begin(reviewer.name)
    seconds = lobby.sessions.seconds
    set_cookie(response, SESSION, cookie, secure=lobby.secure, seconds=seconds)
    response.delete_cookie(VISIT, path="/")
    return response


def _proven(store: Store, name: str, secret: str) -> Reviewer | None:
    if not name or not secret or max(len(name), len(secret)) > _LONGEST:
        return None
    with store.reading() as connection:
        known = by_token(connection, secret)
        if known is not None:
            return known if known.name == name else None
        with _AT_ONCE:
            return by_password(connection, name, secret)


def _ask(
    lobby: Lobby,
    request: Request,
    name: str = "",
    to: str = "/",
    problem: str = "",
    status: int = 200,
) -> Response:
    """The page that asks; the visit that its form belongs to is known by a cookie."""
    with lobby.store.reading() as connection:
        people = all_reviewers(connection)
    able = any(not each.disabled and (each.has_password or each.has_token) for each in people)
    visit = request.cookies.get(VISIT) or secrets.token_urlsafe(16)
    response = looks.page(
        "login",
        None,
        status,
        nobody=not able,
        problem=problem,
        name=name[:100],
        to=inside(to),
        csrf=lobby.sessions.csrf(f"visit:{visit}"),
    )
    set_cookie(response, VISIT, visit, secure=lobby.secure, seconds=_VISIT_SECONDS)
    return response
