"""Asking the service: again where that may help, and with its sentence where it will not."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any
from urllib.parse import urlsplit

import httpx2

from extractor.errors import ExtractorError
from extractor.patience import asked_wait

_AGAIN = frozenset({429, 502, 503, 504})
_FIRST_PAUSE, _MOST_PAUSE = 0.5, 60.0
_SECONDS = 60.0
Part = tuple[str, tuple[str, bytes | IO[bytes]]]


class Unreachable(ExtractorError):
    """The service did not answer, or broke off."""


class Refused(ExtractorError):
    """The service answered with a problem: its status, its code for programs, its request."""

    def __init__(self, message: str, status: int, code: str, request_id: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.request_id = request_id


@dataclass(frozen=True)
class Asked:
    """One request. All of the API's may be sent again: what has an effect has it once."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[Part] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = _SECONDS


class Transport:
    """Connections to a service. `pause` waits between tries."""

    def __init__(
        self,
        url: str,
        key: str | None,
        attempts: int,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        if not _is_address(url):
            raise ExtractorError(f"{url!r} is no address of a service; it looks like https://host")
        self._client = httpx2.Client(base_url=url, headers=headers, follow_redirects=False)
        self._url = url
        self._attempts = attempts
        self._pause = pause

    def close(self) -> None:
        """End the connections."""
        self._client.close()

    def ask(self, asked: Asked) -> Any:
        """What was answered; raises Refused, Unreachable."""
        with self._answered(asked) as answer:
            try:
                answer.read()
                return answer.json()
            except (httpx2.HTTPError, ValueError) as error:
                raise self._no_answer() from error

    def lines(self, asked: Asked) -> Iterator[dict[str, Any]]:
        """Lines of JSON as they come; raises Refused, Unreachable."""
        with self._answered(asked) as answer:
            try:
                for line in answer.iter_lines():
                    yield json.loads(line)
            except (httpx2.HTTPError, ValueError) as error:
                raise Unreachable(f"{self._url}: the results broke off: ask again") from error

    @contextmanager
    def _answered(self, asked: Asked) -> Iterator[httpx2.Response]:
        """An answer that is good, its body unread."""
        for attempt in range(1, self._attempts + 1):
            last = attempt == self._attempts
            try:
                answer = self._client.send(self._request(asked), stream=True)
            except httpx2.HTTPError as error:
                if last:
                    raise Unreachable(f"{self._url} does not answer: {error}") from error
                self._pause(_backoff(attempt))
                continue
            try:
                if answer.status_code not in _AGAIN or last:
                    self._check(answer)
                    yield answer
                    return
            finally:
                answer.close()
            self._pause(_asked_pause(answer) or _backoff(attempt))

    def _check(self, answer: httpx2.Response) -> None:
        """Raise what a problem says."""
        if answer.is_success:
            return
        try:
            answer.read()
        except httpx2.HTTPError as error:
            raise self._no_answer() from error
        raise _refusal(answer)

    def _no_answer(self) -> Unreachable:
        return Unreachable(f"{self._url} did not answer as the API does")

    def _request(self, asked: Asked) -> httpx2.Request:
        for _, (_, content) in asked.files:
            if not isinstance(content, bytes):
                content.seek(0)
        return self._client.build_request(
            asked.method,
            asked.path,
            params=dict(asked.query) or None,
            data=dict(asked.form) or None,
            files=list(asked.files) or None,
            headers=dict(asked.headers),
            timeout=asked.seconds,
        )


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _refusal(answer: httpx2.Response) -> Refused:
    """What a problem says."""
    try:
        said = answer.json()
        detail, code = str(said["detail"]), str(said["code"])
    except (ValueError, KeyError, TypeError):
        detail, code = f"the service answered with status {answer.status_code}", "unknown"
    request_id = answer.headers.get("x-request-id", "")
    return Refused(detail, answer.status_code, code, request_id)


def _asked_pause(answer: httpx2.Response) -> float:
    asked = asked_wait(answer.headers.get("retry-after", ""), datetime.now(UTC))
    return min(asked or 0.0, _MOST_PAUSE)


def _backoff(attempt: int) -> float:
    return min(_FIRST_PAUSE * 2.0 ** (attempt - 1), _MOST_PAUSE)
