"""What becomes of a fault: one sentence, as a page or as JSON, and never a traceback."""

import logging
import os
import sys
import traceback
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from extractor.errors import ExtractorError
from extractor.review.actions import BadSubmission
from extractor.review.desk import NoSuchTask
from extractor.review.pages import looks
from extractor.review.pages.visitor import NotLoggedIn, Refused
from extractor.review.queue import Forbidden, LostClaim
from extractor.store.address import StoreFault
from extractor.store.filings import NoSuchFiling
from extractor.store.people import NoSuchReviewer
from extractor.telemetry.telling import event

_STATUS: dict[type[ExtractorError], int] = {
    NotLoggedIn: 401,
    NoSuchReviewer: 401,
    Refused: 403,
    Forbidden: 403,
    NoSuchTask: 404,
    NoSuchFiling: 404,
    LostClaim: 409,
    BadSubmission: 422,
    StoreFault: 503,
}
_SENTENCES = {
    400: "The request cannot be read.",
    404: "There is no such page.",
    405: "This page cannot be asked for in this way.",
    413: "The request is too large.",
}
_UNEXPECTED = "Something in the program went wrong; nothing was booked. Please report it."


def handle_faults(app: FastAPI) -> None:
    """Let every fault of an app end as a sentence."""
    app.add_exception_handler(ExtractorError, _known)
    app.add_exception_handler(RequestValidationError, _misspelt)
    app.add_exception_handler(HTTPException, _plain)
    app.add_middleware(LastResort)


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
        except Exception as error:  # noqa: BLE001  # the last rim: a visitor never sees a traceback
            tell(error, scope.get("path", ""))
            if not begun:
                await _said(scope.get("path", ""), 500, _UNEXPECTED)(scope, receive, send)


def _known(request: Request, error: Exception) -> Response:
    status = next((_STATUS[each] for each in type(error).__mro__ if each in _STATUS), 422)
    if status == 401 and not _is_call(request.url.path):
        if request.method == "GET":
            return RedirectResponse(f"/login?to={quote(_asked(request), safe='')}", 303)
        return RedirectResponse("/login", 303)
    return _said(request.url.path, status, str(error))


def _misspelt(request: Request, error: Exception) -> Response:
    said = "The request cannot be understood"
    if isinstance(error, RequestValidationError) and error.errors():
        first = error.errors()[0]
        where = ".".join(str(each) for each in first.get("loc", ())[1:])
        said = ": ".join(filter(None, (said, where, str(first.get("msg", "")))))
    status = 404 if request.method == "GET" else 422
    return _said(request.url.path, status, f"{said.rstrip('.')}.")


def _plain(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    sentence = _SENTENCES.get(status, f"{HTTPStatus(status).phrase}.")
    return _said(request.url.path, status, sentence)


def _said(path: str, status: int, message: str) -> Response:
    if _is_call(path):
        return JSONResponse({"message": message}, status, headers={"Cache-Control": "no-store"})
    sentence = message[:1].upper() + message[1:]
    return looks.page("error", None, status, heading=HTTPStatus(status).phrase, message=sentence)


def _is_call(path: str) -> bool:
    return path.startswith("/calls/")


def _asked(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def tell(error: Exception, path: str) -> None:
    """Log an unexpected fault: one line, with EXTRACTOR_DEBUG=1 its traceback as well."""
    kind = type(error).__name__
    # What an unexpected fault says may quote a filing: a log that is collected has its kind alone.
    if event("unexpected fault", {"path": path, "kind": kind}, level=logging.ERROR):
        return
    said = " ".join(f"{kind}: {error}".split())
    sys.stderr.write(f"extractor: {path}: unexpected fault ({said[:500]}); please report it\n")
    if os.environ.get("EXTRACTOR_DEBUG", "") not in {"", "0"}:
        sys.stderr.write("".join(traceback.format_exception(error)))
