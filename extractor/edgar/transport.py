"""One request to EDGAR, in its turn, tried again with patience, failing in a sentence."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx2

from extractor.edgar.addresses import Site
from extractor.edgar.faults import EdgarFault, NotOnEdgar
from extractor.edgar.pace import Pace
from extractor.edgar.settings import EdgarSettings
from extractor.patience import asked_wait

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_THROTTLED = b"Request Rate Threshold Exceeded"
_ABSENT = b"<Code>AccessDenied</Code>"
"""The archives answer so, and with 403, for what they do not have."""
_LONGEST_BACKOFF = 30.0


@dataclass(frozen=True)
class Answer:
    """What EDGAR answered; `same` where what is kept is still right, and there is no body."""

    body: bytes
    etag: str = ""
    modified: str = ""
    same: bool = False


@dataclass(frozen=True)
class _Raw:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """Asks EDGAR, one request after the other. `most` is how many bytes an answer may have."""

    def __init__(
        self,
        settings: EdgarSettings,
        site: Site,
        pace: Pace,
        most: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._site = site
        self._pace = pace
        self._most = most
        self._clock = clock
        self._agent = settings.agent()
        # What is asked on this machine stays on it: no proxy of the environment.
        self._http = httpx2.Client(
            timeout=settings.timeout,
            follow_redirects=False,
            trust_env=not site.is_local,
            headers={"User-Agent": self._agent, "Accept-Encoding": "gzip, deflate"},
        )

    def close(self) -> None:
        """End the connections."""
        self._http.close()

    def get(self, url: str, etag: str = "", modified: str = "") -> Answer:
        """What is at an address of EDGAR's, or that it is the same as before.

        Raises NotOnEdgar, or EdgarFault for all else.
        """
        asked = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in asked.items() if value}
        for _ in range(_MOST_REDIRECTS + 1):
            raw = self._patiently(url, headers)
            if raw.status not in _REDIRECTS:
                return self._answer(url, raw)
            url = self._site.redirected(url, raw.headers.get("location", ""))
        raise EdgarFault(f"{url}: EDGAR sends from one address to the next without end; try later")

    def _patiently(self, url: str, headers: Mapping[str, str]) -> _Raw:
        """The answer that is worth looking at, after as many tries as it takes."""
        if not self._site.holds(url):
            raise EdgarFault(f"{url} is no address of EDGAR's: it is not asked")
        said = ""
        for attempt in range(self._settings.attempts):
            self._pace.wait()
            try:
                raw = self._once(url, headers)
            except (httpx2.TransportError, httpx2.DecodingError) as error:
                said = f"no answer came through ({type(error).__name__})"
                self._pace.hold(_backoff(attempt))
                continue
            throttled = raw.status == 403 and _THROTTLED in raw.body
            if raw.status not in _PASSING and not throttled:
                return raw
            said = "it asks for fewer requests" if throttled else f"HTTP {raw.status}"
            self._pace.hold(self._wanted(raw, url, attempt))
        raise EdgarFault(
            f"{url}: EDGAR failed at every one of {self._settings.attempts} tries: {said}; "
            "try later"
        )

    def _once(self, url: str, headers: Mapping[str, str]) -> _Raw:
        with self._http.stream("GET", url, headers=dict(headers)) as response:
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > self._most:
                    raise EdgarFault(
                        f"{url}: has more than the {self._most:,} bytes that are read; set "
                        "EXTRACTOR_MAX_FILING_BYTES if it is wanted all the same"
                    )
            lower = {name.lower(): value for name, value in response.headers.items()}
            return _Raw(response.status_code, lower, bytes(body))

    def _wanted(self, raw: _Raw, url: str, attempt: int) -> float:
        """How long to wait; raises EdgarFault where EDGAR asks for more than is granted."""
        seconds = asked_wait(
            raw.headers.get("retry-after", ""), datetime.fromtimestamp(self._clock(), UTC)
        )
        if seconds is None:
            return _backoff(attempt)
        if seconds > self._settings.patience:
            raise EdgarFault(
                f"{url}: EDGAR asks to come back in {seconds:.0f} seconds; do so, or raise "
                "EXTRACTOR_EDGAR_PATIENCE"
            )
        return seconds

    def _answer(self, url: str, raw: _Raw) -> Answer:
        if raw.status == 304:
            return Answer(b"", same=True)
        if raw.status in (404, 410) or (raw.status == 403 and _ABSENT in raw.body):
            raise NotOnEdgar(f"{url}: EDGAR has no such file, or has it not yet")
        if raw.status == 403:
            raise EdgarFault(
                f"{url}: EDGAR refuses to answer (HTTP 403): check that EXTRACTOR_EDGAR_USER_AGENT "
                "names you and your e-mail address, and wait ten minutes"
            )
        if raw.status != 200:
            raise EdgarFault(f"{url}: EDGAR answered with HTTP {raw.status}; try later")
        modified = raw.headers.get("last-modified", "")
        return Answer(raw.body, raw.headers.get("etag", ""), modified)


def _backoff(attempt: int) -> float:
    return min(0.5 * 2.0**attempt + random.uniform(0.0, 0.5), _LONGEST_BACKOFF)
