"""Who a request is from: signed sessions, tokens against forged requests, a trusted proxy."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from extractor.review.pages.visitor import NotLoggedIn, Refused, Visitor
from extractor.service.settings import ServiceSettings
from extractor.store.database import Store
from extractor.store.people import NoSuchReviewer, active_reviewer
from extractor.store.sessions import end_session, is_ended

SESSION = "extractor_session"
VISIT = "extractor_visit"
_OWN_PAGES = ("same-origin", "none")


@dataclass(frozen=True)
class Session:
    """A person who is logged in; `id` is this log-in's own."""

    name: str
    id: str


class Sessions:
    """Sessions as signed cookies that expire, so that they outlive the server's process."""

    def __init__(self, secret: str, hours: float) -> None:
        self._secret = secret.encode()
        self._signer = URLSafeTimedSerializer(secret, salt="session")
        self._seconds = round(hours * 3600)

    @property
    def seconds(self) -> int:
        """How long a session holds."""
        return self._seconds

    def begin(self, name: str) -> str:
        """A cookie for a person."""
        return self._signer.dumps({"name": name, "id": secrets.token_urlsafe(16)})

    def read(self, cookie: str) -> Session | None:
        """The session of a cookie, None where it is not ours or too old.

        Whether it was ended before its time is known to the store.
        """
        try:
            held = self._signer.loads(cookie, max_age=self._seconds)
            return Session(str(held["name"]), str(held["id"]))
        except (BadSignature, KeyError, TypeError):
            return None

    def csrf(self, of: str) -> str:
        """What a page of this session (or visit) sends along, and no other site can know."""
        return hmac.new(self._secret, f"csrf:{of}".encode(), hashlib.sha256).hexdigest()

    def fits(self, of: str, csrf: str) -> bool:
        """Whether a token is of this session."""
        return hmac.compare_digest(self.csrf(of).encode(), csrf.encode())


class Door:
    """Knows who a request is from; what every page asks."""

    def __init__(self, store: Store, sessions: Sessions, settings: ServiceSettings) -> None:
        self._store = store
        self._sessions = sessions
        self._settings = settings

    def visitor(self, request: Request) -> Visitor:
        """Who looks at a page; raises NotLoggedIn."""
        session = self._session(request)
        if session is None:
            raise NotLoggedIn("log in to go on")
        with self._store.reading() as connection:
            if is_ended(connection, session.id):
                raise NotLoggedIn("you have logged out; log in to go on")
            try:
                reviewer = active_reviewer(connection, session.name)
            except NoSuchReviewer as error:
                raise NotLoggedIn(str(error)) from error
        return Visitor(reviewer.name, reviewer.role, self._sessions.csrf(session.id))

    def actor(self, request: Request, csrf: str) -> Visitor:
        """Who does something; raises NotLoggedIn, and Refused where our own page did not ask."""
        visitor = self.visitor(request)
        check_origin(request)
        if not hmac.compare_digest(visitor.csrf.encode(), csrf.encode()):
            raise Refused("this did not come from a page of this session; load the page again")
        return visitor

    def leave(self, request: Request) -> None:
        """End the session of a request, for every server of the store."""
        session = self._sessions.read(request.cookies.get(SESSION, ""))
        if session is None:
            return
        now = datetime.now(UTC)
        with self._store.writing() as connection:
            until = now + timedelta(seconds=self._sessions.seconds)
            end_session(connection, session.id, until, now)

    def _session(self, request: Request) -> Session | None:
        told = self._proxied(request)
        if told:
            return Session(told, f"proxy:{told}")
        return self._sessions.read(request.cookies.get(SESSION, ""))

    def _proxied(self, request: Request) -> str:
        client = request.client.host if request.client is not None else ""
        if client not in self._settings.proxies:
            return ""
        return request.headers.get(self._settings.proxy_header, "").strip()


def check_origin(request: Request) -> None:
    """Refuse what a browser says to come from another site; raises Refused."""
    if request.headers.get("sec-fetch-site", "none") not in _OWN_PAGES:
        raise Refused("this came from another site, and was refused")


def set_cookie(response: Response, name: str, value: str, *, secure: bool, seconds: int) -> None:
    """Set a cookie that no script reads and no other site sends."""
    response.set_cookie(
        name, value, max_age=seconds, path="/", httponly=True, samesite="strict", secure=secure
    )
