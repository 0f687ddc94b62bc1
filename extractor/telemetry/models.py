"""Calls to models, as OpenTelemetry's conventions for generative AI have them."""

import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from extractor.telemetry import instruments
from extractor.telemetry.telling import Facts, Span, add, span

_OPERATION = "chat"


async def told(
    create: Callable[[], Awaitable[Any]],
    *,
    provider: str,
    model: str,
    url: str,
    sampling: Mapping[str, Any],
    messages: Sequence[Mapping[str, Any]],
) -> Any:
    """The completion that `create` gives, told as a span with its tokens, and measured."""
    common = _common(provider, model, url)
    began = time.monotonic()
    outcome: dict[str, str] = {}
    facts = {**common, **_sampling(sampling), "gen_ai.output.type": "json"}
    try:
        with span(f"{_OPERATION} {model}", facts, calls=True) as under_way:
            under_way.content("gen_ai.input.messages", lambda: _parts(messages))
            response = await create()
            _answered(under_way, response)
    except Exception as error:
        outcome["error.type"] = type(error).__name__
        raise
    finally:
        add(instruments.CALL_SECONDS, time.monotonic() - began, {**common, **outcome})
    for kind, count in zip(("input", "output"), _usage(response), strict=True):
        add(instruments.TOKENS, count, {**common, "gen_ai.token.type": kind})
    return response


def _common(provider: str, model: str, url: str) -> Facts:
    parts = urlsplit(url)
    ports = {"http": 80, "https": 443}
    return {
        "gen_ai.operation.name": _OPERATION,
        "gen_ai.provider.name": provider,
        "gen_ai.request.model": model,
        "server.address": parts.hostname or "",
        "server.port": parts.port or ports.get(parts.scheme, 0),
    }


def _sampling(sampling: Mapping[str, Any]) -> Facts:
    named = {"temperature", "max_tokens", "seed"}
    return {f"gen_ai.request.{name}": sampling[name] for name in sorted(named & {*sampling})}


def _answered(under_way: Span, response: Any) -> None:
    choice = response.choices[0]
    tokens = _usage(response)
    under_way.set(
        {
            "gen_ai.response.id": str(getattr(response, "id", "")),
            "gen_ai.response.model": str(getattr(response, "model", "")),
            "gen_ai.response.finish_reasons": (str(choice.finish_reason),),
            "gen_ai.usage.input_tokens": tokens[0],
            "gen_ai.usage.output_tokens": tokens[1],
        }
    )
    said = {"role": "assistant", "content": choice.message.content or ""}
    under_way.content("gen_ai.output.messages", lambda: _parts([said]))


def _usage(response: Any) -> tuple[int, int]:
    usage = getattr(response, "usage", None)
    counts = (getattr(usage, f"{name}_tokens", 0) for name in ("prompt", "completion"))
    first, second = (count if isinstance(count, int) else 0 for count in counts)
    return first, second


def _parts(messages: Sequence[Mapping[str, Any]]) -> str:
    """Messages in the shape of the conventions."""
    shaped = [
        {"role": each["role"], "parts": [{"type": "text", "content": each.get("content") or ""}]}
        for each in messages
    ]
    return json.dumps(shaped, ensure_ascii=False)
