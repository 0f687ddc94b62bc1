"""Recorded traffic with the embedded model: how it is stored, recorded and played again.

A request that no recording answers reaches the pipeline as a connection error, which it is built
to survive. So what is missing, or left over, is noticed here and fails the test itself.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml  # type: ignore[import-untyped]
from vcr.cassette import Cassette
from vcr.record_mode import RecordMode

from extractor import pipeline
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.llm.endpoint import Endpoint, recorded_endpoint
from extractor.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "cassettes"
COMMAND = "make record"

_HOST = "http://127.0.0.1"


class StaleCassette(AssertionError):
    """The recording is not of what is asked now."""


def filings() -> tuple[Path, ...]:
    """The filings whose traffic is recorded whole."""
    return (ROOT / "evals/datasets/abs-8-k/filings/new-century-2002-1.txt",)


def cassette_of(filing: Path, folder: Path = FOLDER) -> Path:
    """Where the traffic on a filing is kept."""
    return folder / f"{filing.stem}.yaml"


def replay_endpoint(model: str, settings: Settings) -> Endpoint:
    """The embedded model's endpoint as far as requests go; nobody listens there."""
    return replace(recorded_endpoint(model, None, settings), attempts=1)


def extract(filing: Filing, *, prompts: Path | None = None) -> Extraction:
    """Extract a filing with the embedded model, or what stands for it, and without the cache."""
    settings = Settings(cache=False)
    with pipeline.Extractor("local", settings=settings, prompts=prompts) as extractor:
        return extractor.extract(filing)


@contextmanager
def recording(path: Path) -> Iterator[None]:
    """Record the traffic within into a new file, which takes its place only if all went well."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    try:
        with Cassette.use(
            path=str(part), serializer=_Parsed, record_mode=RecordMode.ALL, match_on=_MATCH
        ):
            yield
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def replaying(path: Path) -> Iterator[None]:
    """Answer the requests within from a recording; raises StaleCassette.

    Nothing is recorded and nothing reaches an endpoint. At the end every recorded answer must
    have been given and every request answered, whatever else went wrong within.
    """
    if not path.is_file():
        raise StaleCassette(f"there is no recording {path.name}; run `{COMMAND}`")
    with _Strict.use(
        path=str(path), serializer=_Parsed, record_mode=RecordMode.NONE, match_on=_MATCH
    ) as cassette:
        try:
            yield
        except BaseException as error:
            if cassette.missed:
                raise _stale(path, cassette) from error
            raise
    if cassette.missed or not cassette.all_played:
        raise _stale(path, cassette)


def _stale(path: Path, cassette: "_Strict") -> StaleCassette:
    if cassette.missed:
        # After a first miss the pipeline may give up on the rest: that says nothing of them.
        what = f"it has no answer to {_shown(cassette.missed[0])}"
    else:
        left = len(cassette) - cassette.play_count
        what = f"{left} of its answers were not asked for"
    return StaleCassette(f"the recording {path.name} is out of date: {what}; run `{COMMAND}`")


def _shown(request: Any) -> str:
    try:
        last = json.loads(request.body)["messages"][-1]["content"]
    except (ValueError, LookupError, TypeError):
        return f"{request.method} {request.path}"
    return repr(str(last)[:60])


class _Strict(Cassette):  # type: ignore[misc]  # it ships no types
    """A cassette that remembers which requests it could not answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missed: list[Any] = []

    def can_play_response_for(self, request: Any) -> bool:
        """Whether there is an answer that was not given yet."""
        found = bool(super().can_play_response_for(request))
        if not found:
            self.missed.append(request)
        return found


def _same_method(one: Any, other: Any) -> None:
    assert one.method == other.method


def _same_path(one: Any, other: Any) -> None:
    assert one.path == other.path


def _same_body(one: Any, other: Any) -> None:
    assert json.loads(one.body) == json.loads(other.body)


_MATCH = (_same_method, _same_path, _same_body)


class _Parsed:
    """Stores bodies as what they say and nothing of hosts, ports, headers, keys and clocks."""

    @staticmethod
    def serialize(cassette: Mapping[str, Any]) -> str:
        """The text of a cassette's file."""
        exchanges = [
            {
                "request": {
                    "method": each["request"]["method"],
                    "path": urlsplit(each["request"]["uri"]).path,
                    "body": json.loads(each["request"]["body"]),
                },
                "response": {
                    "status": each["response"]["status"]["code"],
                    "body": _lasting(json.loads(each["response"]["body"]["string"])),
                },
            }
            for each in cassette["interactions"]
        ]
        text: str = yaml.dump(exchanges, Dumper=_Dumper, sort_keys=False, allow_unicode=True)
        return text

    @staticmethod
    def deserialize(text: str) -> dict[str, Any]:
        """What such a file says, in vcrpy's own shape."""
        return {
            "version": 1,
            "interactions": [
                {
                    "request": {
                        "method": each["request"]["method"],
                        "uri": _HOST + each["request"]["path"],
                        "body": json.dumps(each["request"]["body"]),
                        "headers": {},
                    },
                    "response": {
                        "status": {"code": each["response"]["status"], "message": ""},
                        "headers": {"Content-Type": ["application/json"]},
                        "body": {"string": json.dumps(each["response"]["body"])},
                    },
                }
                for each in yaml.safe_load(text) or ()
            ],
        }


def _lasting(body: Any) -> Any:
    """What of an answer would be the same at the next recording, if the model says the same."""
    if not isinstance(body, dict) or "choices" not in body:
        return body
    usage = body.get("usage") or {}
    return {
        "object": "chat.completion",
        "model": body.get("model"),
        "id": "recorded",
        "created": 0,
        "choices": [
            {name: each.get(name) for name in ("index", "finish_reason", "message")}
            for each in body["choices"]
        ],
        "usage": {
            name: usage.get(name) for name in ("prompt_tokens", "completion_tokens", "total_tokens")
        },
    }


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]
    """Writes texts of several lines as such, so that a change can be read."""


def _text(dumper: Any, text: str) -> Any:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
