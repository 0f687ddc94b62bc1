"""Who a request is from, what they may do, and how often: asked before its body is read."""

import ipaddress
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Request, Security
from fastapi.params import Form
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from extractor.service.api import keys
from extractor.service.api.keys import Scope
from extractor.service.api.limits import Buckets
from extractor.service.api.problems import BadKey, NotAllowed, WrongType
from extractor.store.database import Store

_OWN = ("same-origin", "none")
_OPEN = frozenset({Scope.READ, Scope.WRITE})
_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    description="A key that `extractor key add` made.",
)


@dataclass(frozen=True)
class Caller:
    """Who asks; `key` is the id of their key, "" for a local process without one."""

    key: str
    name: str
    scopes: frozenset[Scope]
    rate: int
    reviewer: str | None = None


class Gate:
    """Lets requests in by their key.

    `rate` is that of keys without one of their own. `open` lets processes of this machine in
    without a key, as long as the store has none.
    """

    def __init__(self, store: Store, buckets: Buckets, rate: int, *, open_: bool = False) -> None:
        self._store = store
        self._buckets = buckets
        self._rate = rate
        self._open = open_

    def admit(self, request: Request) -> Caller:
        """Who a request is from; raises BadKey, NotAllowed, TooMany."""
        caller = self._caller(request)
        self._buckets.take(caller.key, caller.rate)
        return caller

    def _caller(self, request: Request) -> Caller:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        with self._store.reading() as connection:
            if not scheme and self._open and not keys.has_keys(connection):
                _check_local(request)
                return Caller("", "this machine", _OPEN, self._rate)
            if scheme.lower() != "bearer":
                raise BadKey("this needs a key: send it as `Authorization: Bearer KEY`")
            key = keys.by_token(connection, token.strip())
        if key is None:
            raise BadKey("this key is not known here, or was revoked: see extractor key list")
        return Caller(key.id, key.name, key.scopes, key.rate or self._rate, key.reviewer)


def guarded(gate: Gate) -> type[APIRoute]:
    """The kind of route that admits requests at a gate, and only bodies of its own media type."""

    class Guarded(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            answer = super().get_route_handler()
            field = self.body_field
            form = field is not None and isinstance(field.field_info, Form)
            media = "multipart/form-data" if form else "application/json"

            async def handle(request: Request) -> Response:
                request.state.caller = await run_in_threadpool(gate.admit, request)
                if field is not None:
                    _check_type(request, media)
                return await answer(request)

            return handle

    return Guarded


def needs(scope: Scope) -> Callable[..., Caller]:
    """What gives an operation its caller; raises NotAllowed without the scope."""

    def check(
        request: Request,
        _: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None,
    ) -> Caller:
        caller: Caller = request.state.caller
        if scope not in caller.scopes and Scope.ADMIN not in caller.scopes:
            has = ", ".join(sorted(caller.scopes))
            raise NotAllowed(f"this needs a key with the scope {scope}; this one has {has}")
        return caller

    return check


Reader = Annotated[Caller, Security(needs(Scope.READ))]
Writer = Annotated[Caller, Security(needs(Scope.WRITE))]
Judge = Annotated[Caller, Security(needs(Scope.REVIEW))]
Admin = Annotated[Caller, Security(needs(Scope.ADMIN))]


def _check_type(request: Request, media: str) -> None:
    given = request.headers.get("content-type", "")
    if given.partition(";")[0].strip().lower() != media:
        said = f"of the type {given[:100]!r}" if given else "without a type"
        raise WrongType(f"the body is {said}; this address takes {media}")


def _check_local(request: Request) -> None:
    """A page that a browser on this machine shows must not get in by the open door."""
    host = (request.url.hostname or "").strip("[]")
    foreign = request.headers.get("sec-fetch-site", "none") not in _OWN
    if foreign or "origin" in request.headers or not _is_loopback(host):
        raise NotAllowed("without a key only programs on this machine are let in: make a key")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
