"""Which endpoint a model's name leads to."""

import pytest

from extractor.errors import ExtractorError
from extractor.llm.endpoint import (
    Endpoint,
    embedded_endpoint,
    is_embedded,
    is_loopback,
    remote_endpoint,
)
from extractor.llm.models import KNOWN_NAMES, ModelUnavailable
from extractor.settings import Settings

LOCAL = "http://127.0.0.1:8000/v1"
REMOTE = "https://models.example/v1"


def endpoint(url: str | None = LOCAL, **settings: object) -> Endpoint:
    """The endpoint of a remote model."""
    return remote_endpoint("boat", url, Settings().model_copy(update=settings))


def test_a_known_model_is_embedded_unless_an_address_is_given() -> None:
    for name in KNOWN_NAMES:
        assert is_embedded(name, None)
        assert is_embedded(name, LOCAL) == (name == "local")
    assert not is_embedded("boat", None)


def test_what_the_openai_client_would_read_does_not_move_the_embedded_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", REMOTE)
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert is_embedded("local", None)


def test_a_model_that_was_not_pulled_is_told_with_the_command() -> None:
    with pytest.raises(ModelUnavailable, match="extractor model pull local"):
        embedded_endpoint("local", Settings())


def test_addresses_come_from_the_option_then_the_environment_then_openai(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert endpoint(None).url == "https://api.openai.com/v1"
    monkeypatch.setenv("OPENAI_BASE_URL", REMOTE)
    assert endpoint(None).url == REMOTE
    assert endpoint(LOCAL).url == LOCAL


@pytest.mark.parametrize("name", ["None", "NONE", "Local", " none"])
def test_a_slip_of_the_pen_sends_no_filing_away(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    with pytest.raises(ExtractorError, match=f"write '{name.strip().lower()}' in small letters"):
        remote_endpoint(name, None, Settings())


def test_the_key_is_taken_from_the_environment_and_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert endpoint(REMOTE).key == "secret"
    assert "secret" not in repr(endpoint(REMOTE))


def test_another_machine_needs_a_key() -> None:
    assert endpoint(LOCAL).key
    with pytest.raises(ExtractorError, match=r"models\.example/v1 needs a key: set OPENAI_API_KEY"):
        endpoint(REMOTE)


@pytest.mark.parametrize(
    "url",
    [
        "models.example/v1",
        "localhost:8000/v1",
        "http://",
        "http:///v1",
        "ftp://127.0.0.1/v1",
        "file:///v1",
        "http://[::1/v1",
        "http://127.0.0.1:port/v1",
        "http://127.0.0.1:99999/v1",
        " ",
    ],
)
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(ExtractorError, match=r"is no address of an endpoint; it looks like"):
        endpoint(url)


@pytest.mark.parametrize(
    "url", [LOCAL, "http://localhost/v1", "http://[::1]:8000/v1", "https://LOCALHOST:1/v1"]
)
def test_offline_allows_this_machine(url: str) -> None:
    assert is_loopback(url)
    assert endpoint(url, offline=True).url == url


@pytest.mark.parametrize(
    "url",
    [
        REMOTE,
        "http://192.0.2.1/v1",
        "http://127.0.0.1.models.example/v1",
        "http://models.example/127.0.0.1",
    ],
)
def test_offline_refuses_every_other(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    with pytest.raises(ExtractorError, match=r"--offline is set, but .* is on another"):
        endpoint(url, offline=True)


def test_a_mode_that_there_is_not_is_told() -> None:
    assert endpoint(LOCAL, mode="tools").mode == "tools"
    with pytest.raises(ExtractorError, match="EXTRACTOR_MODE is 'yaml', but may be json_schema or"):
        endpoint(LOCAL, mode="yaml")


def test_the_receipt_knows_how_answers_are_sampled() -> None:
    made = endpoint(LOCAL, max_answer_tokens=64)
    assert made.sampling == {"temperature": 0.0, "seed": 0, "max_tokens": 64}
    assert (made.model_id, made.identity) == (f"boat@{LOCAL}", LOCAL)
