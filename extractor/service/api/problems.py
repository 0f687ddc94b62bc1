"""What becomes of a fault: a problem as RFC 9457 has it, with one sentence, never a traceback."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from extractor.errors import ExtractorError
from extractor.jobs.office import BadCursor
from extractor.jobs.records import NotFound
from extractor.review.actions import Unconfirmed
from extractor.review.desk import NoSuchTask
from extractor.review.queue import Forbidden, LostClaim
from extractor.service.faults import tell
from extractor.store.address import StoreFault
from extractor.store.codec import plain
from extractor.store.filings import NoSuchFiling
from extractor.store.people import NoSuchReviewer

MEDIA = "application/problem+json"
_UNEXPECTED = "something in the program went wrong; please report it with the request_id"
_PHRASES: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "the request cannot be read: its body is not what its headers say"),
    404: ("no_such_address", "there is nothing at this address: see /v1/openapi.json"),
    405: ("no_such_method", "this address does not know this method: see /v1/openapi.json"),
    413: ("too_large", "the request is larger than this address takes"),
}


class ApiFault(ExtractorError):
    """A fault of a request; `status` and `code` are what is answered."""

    status = 422
    code = "refused"

    def __init__(self, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.headers = dict(headers or {})


class BadKey(ApiFault):
    """No key, or one that is not ours or was revoked."""

    status = 401
    code = "bad_key"

    def __init__(self, message: str) -> None:
        super().__init__(message, {"WWW-Authenticate": 'Bearer realm="extractor"'})


class NotAllowed(ApiFault):
    """The key is good, and not for this."""

    status = 403
    code = "not_allowed"


class Unknown(ApiFault):
    """There is no such thing."""

    status = 404
    code = "not_found"


class TooLarge(ApiFault):
    """More bytes than are taken."""

    status = 413
    code = "too_large"


class WrongType(ApiFault):
    """A body of another media type."""

    status = 415
    code = "wrong_type"


class TooMany(ApiFault):
    """More requests than the key may make."""

    status = 429
    code = "too_many_requests"


_KNOWN: Mapping[type[ExtractorError], tuple[int, str]] = {
    BadCursor: (400, "bad_cursor"),
    Forbidden: (403, "not_allowed"),
    NoSuchReviewer: (403, "not_allowed"),
    NotFound: (404, "not_found"),
    NoSuchTask: (404, "not_found"),
    NoSuchFiling: (404, "not_found"),
    LostClaim: (409, "lost_claim"),
    Unconfirmed: (422, "unconfirmed"),
    StoreFault: (503, "store_unavailable"),
    ExtractorError: (422, "refused"),
}


class Fault(BaseModel):
    """One part of a request that is wrong."""

    model_config = ConfigDict(frozen=True)

    where: str = Field(description="body, query, path or header, and the name below it")
    said: str


class Problem(BaseModel):
    """What is wrong, as RFC 9457 has it; `code` is for programs, `detail` one sentence."""

    model_config = ConfigDict(frozen=True)

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[Fault] | None = None


def handle_problems(app: FastAPI) -> None:
    """Let every fault of an app end as a problem."""
    app.add_exception_handler(ExtractorError, _known)
    app.add_exception_handler(RequestValidationError, _misspelt)
    app.add_exception_handler(HTTPException, _plain)


def problem_of(
    scope: Scope,
    status: int,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    errors: list[Fault] | None = None,
) -> Response:
    """The answer that tells a problem."""
    said = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=plain(" ".join(detail.split())),
        code=code,
        request_id=scope.get("state", {}).get("request_id", ""),
        errors=errors,
    )
    given = said.model_dump(exclude_none=True)
    return JSONResponse(given, status, dict(headers or {}), media_type=MEDIA)


class LastResort:
    """Answers for what nobody else handled; the log gets one line, with EXTRACTOR_DEBUG=1 more."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            if isinstance(error, ApiFault):
                answer = _known(Request(scope), error)
            else:
                tell(error, scope.get("path", ""))
                answer = problem_of(scope, 500, "unexpected", _UNEXPECTED)
            if begun:
                # What was begun must not look whole: the server cuts the connection.
                raise
            await answer(scope, receive, send)


def declared(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What an operation says of the problems that it may answer with."""
    content = {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content}
        for status in statuses
    }


def _known(request: Request, error: Exception) -> Response:
    if isinstance(error, ApiFault):
        return problem_of(request.scope, error.status, error.code, str(error), error.headers)
    found = (_KNOWN[each] for each in type(error).__mro__ if each in _KNOWN)
    status, code = next(found, (422, "refused"))
    headers = {"Retry-After": "5"} if status == 503 else {}
    return problem_of(request.scope, status, code, str(error), headers)


def _misspelt(request: Request, error: Exception) -> Response:
    given = error.errors() if isinstance(error, RequestValidationError) else []
    faults = [Fault(where=_place(each), said=str(each.get("msg", ""))) for each in given[:20]]
    if given and all(each.get("loc", ("",))[0] == "path" for each in given):
        names = ", ".join(f"{plain(str(each.get('input')))[:64]!r}" for each in given)
        return problem_of(request.scope, 404, "not_found", f"nothing has the id {names}")
    first = f": {faults[0].where}: {faults[0].said}" if faults else ""
    detail = f"the request cannot be understood{first}"
    return problem_of(request.scope, 422, "misspelt", detail, errors=faults)


def _place(fault: Mapping[str, Any]) -> str:
    return plain(".".join(map(str, fault.get("loc", ()))))[:200]


def _plain(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    phrase = HTTPStatus(status).phrase
    code, detail = _PHRASES.get(status, (phrase.lower().replace(" ", "_"), phrase.lower()))
    if isinstance(error, HTTPException) and status == 400 and "Too many" in str(error.detail):
        detail = f"the form has more parts than are taken: {error.detail}"
    headers = {"Allow": _methods(request)} if status == 405 else {}
    return problem_of(request.scope, status, code, detail, headers)


def _methods(request: Request) -> str:
    """The methods of an address; each of them has a route of its own."""
    routes = (each for each in request.app.routes if isinstance(each, Route))
    fit = (each for each in routes if each.path_regex.match(request.url.path))
    return ", ".join(sorted({method for each in fit for method in each.methods or ()}))
