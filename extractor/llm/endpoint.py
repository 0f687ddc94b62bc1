"""Which model is asked, and where: the embedded one, or any OpenAI-compatible endpoint."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from extractor.errors import ExtractorError
from extractor.llm.models import ALIAS, KNOWN_NAMES, ModelUnavailable, lookup
from extractor.settings import Settings

NONE = "none"
"""Stands for: no model, the baseline alone."""
MODES = ("json_schema", "tools")
"""Ways of asking for structured output."""
_DEFAULT_URL = "https://api.openai.com/v1"
_EMBEDDED = "embedded"
_NOWHERE = "http://127.0.0.1:1/v1"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Endpoint:
    """Where questions go. `model_id` names the model in receipts and cache keys.

    `identity` tells endpoints apart there: the URL of a remote one, "embedded" for the embedded
    model, whose port changes with every start.
    """

    url: str
    key: str = field(repr=False)
    model: str
    model_id: str
    identity: str
    mode: str
    timeout: float
    attempts: int
    concurrency: int
    sampling: Mapping[str, Any]

    @property
    def provider(self) -> str:
        """What the API is of, in the words of OpenTelemetry."""
        return "llama_cpp" if self.identity == _EMBEDDED else "openai"


def sampling(settings: Settings) -> dict[str, Any]:
    """How answers are sampled: the likeliest token, a fixed seed, a bounded length."""
    return {"temperature": 0.0, "seed": 0, "max_tokens": settings.max_answer_tokens}


def _mode(settings: Settings) -> str:
    if settings.mode not in MODES:
        raise ExtractorError(
            f"EXTRACTOR_MODE is {settings.mode!r}, but may be {' or '.join(MODES)}"
        )
    return settings.mode


def is_embedded(model: str, base_url: str | None) -> bool:
    """Whether `model` runs in this process: `local` always, a known name unless an address says
    that it is served elsewhere."""
    return model == ALIAS or (base_url is None and model in KNOWN_NAMES)


def check_first(first: str, model: str, base_url: str | None) -> None:
    """Raises ExtractorError for a smaller model elsewhere before one that is embedded."""
    if is_embedded(model, base_url) and not is_embedded(first, None):
        raise ExtractorError(
            f"EXTRACTOR_FIRST_MODEL is {first!r}, which is no embedded model, and nothing leaves "
            f"this machine while {model!r} is asked: `extractor model list` shows the embedded ones"
        )


def beside(model: str, base_url: str | None) -> str | None:
    """The address at which another model is asked in the same place as this one."""
    return None if is_embedded(model, base_url) else base_url


def model_id(model: str, base_url: str | None) -> str:
    """What receipts call a model: by the hash of its file, or by where it is asked."""
    if model == NONE:
        return NONE
    if is_embedded(model, base_url):
        return lookup(model).id
    return f"{model}@{_remote_url(base_url)}"


def _remote_url(base_url: str | None) -> str:
    return base_url or os.environ.get("OPENAI_BASE_URL") or _DEFAULT_URL


def is_loopback(url: str) -> bool:
    """Whether an endpoint is on this machine."""
    return urlsplit(url).hostname in _LOOPBACK


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _holds_secret(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool("@" in parts.netloc or parts.query or parts.fragment)


def remote_endpoint(model: str, base_url: str | None, settings: Settings) -> Endpoint:
    """The endpoint of a remote model; its key comes from OPENAI_API_KEY."""
    meant = next((each for each in (ALIAS, NONE) if each == model.strip().casefold()), None)
    if meant is not None and meant != model:
        raise ExtractorError(
            f"{model!r} would be the name of a model elsewhere: write {meant!r} in small letters"
        )
    url = _remote_url(base_url)
    if _holds_secret(url):
        raise ExtractorError(
            "the address of the endpoint holds a user, a password or a query, and addresses are "
            "shown and kept: set OPENAI_API_KEY instead"
        )
    if not _is_address(url):
        raise ExtractorError(f"{url!r} is no address of an endpoint; it looks like https://host/v1")
    if settings.offline and not is_loopback(url):
        raise ExtractorError(f"--offline is set, but the endpoint {url} is on another machine")
    key = os.environ.get("OPENAI_API_KEY", "")
    if not key and not is_loopback(url):
        raise ExtractorError(f"the endpoint {url} needs a key: set OPENAI_API_KEY")
    return _remote(model, base_url, settings, key or "none")


def _remote(model: str, base_url: str | None, settings: Settings, key: str) -> Endpoint:
    url = _remote_url(base_url)
    return Endpoint(
        url=url,
        key=key,
        model=model,
        model_id=model_id(model, base_url),
        identity=url,
        mode=_mode(settings),
        timeout=settings.timeout,
        attempts=settings.attempts,
        concurrency=settings.concurrency,
        sampling=sampling(settings),
    )


def embedded_endpoint(model: str, settings: Settings) -> Endpoint:
    """The endpoint of an embedded model, started on first use.

    Raises ModelUnavailable where its file is not in the cache and cannot be pulled.
    """
    from extractor.llm.pull import cached
    from extractor.llm.server import shared_server

    known = lookup(model)
    pulled = cached(known, settings.model_dir)
    if pulled is None:
        size = known.size / 1e9
        raise ModelUnavailable(
            f"the embedded model {known.name} is not on this machine yet: "
            f"run `extractor model pull {model}` ({size:.1f} GB, once), or give --model none"
        )
    server = shared_server(pulled.path, known.id)
    return _embedded(model, settings, server.url, server.key)


def recorded_endpoint(model: str, base_url: str | None, settings: Settings) -> Endpoint:
    """The endpoint whose answers were recorded, as far as keys go; nobody listens there."""
    if is_embedded(model, base_url):
        return _embedded(model, settings, _NOWHERE, "none")
    return replace(_remote(model, base_url, settings, "none"), url=_NOWHERE)


def _embedded(model: str, settings: Settings, url: str, key: str) -> Endpoint:
    return Endpoint(
        url=url,
        key=key,
        model=lookup(model).name,
        model_id=model_id(model, None),
        identity=_EMBEDDED,
        mode=_mode(settings),
        timeout=settings.timeout,
        attempts=settings.attempts,
        concurrency=1,
        sampling=sampling(settings),
    )
