"""`extractor key` and what of `extractor serve` is about keys."""

import json
from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.cli.keys import ScopeName
from extractor.service.api import keys
from extractor.service.api.keys import Scope
from extractor.store import people
from extractor.store.database import Store
from extractor.store.people import Role
from tests.databases import address
from tests.service.api.apiserved import JOBS
from tests.service.served import START


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of an empty store."""
    return address("sqlite", tmp_path)


def test_a_key_is_shown_once_listed_and_revoked(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["key", "add", "nightly load", "--rate", "90", "--store", url]) == 0
    made = capsys.readouterr().out.strip()
    with Store.open(url) as store, store.reading() as connection:
        key = keys.by_token(connection, made)
    assert key is not None
    assert (key.name, key.rate, key.scopes) == ("nightly load", 90, frozenset(JOBS))
    assert run(["key", "list", "--json", "--store", url]) == 0
    said = capsys.readouterr().out
    assert made not in said
    (listed,) = json.loads(said)
    assert listed["scopes"] == ["jobs:read", "jobs:write"]
    assert run(["key", "revoke", key.id, "--store", url]) == 0
    with Store.open(url) as store, store.reading() as connection:
        assert keys.by_token(connection, made) is None
    capsys.readouterr()
    assert run(["key", "list", "--store", url]) == 0
    assert "nightly load" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "a", "--scope", "review"], "name the reviewer"),
        (["add", "a", "--reviewer", "nobody"], "there is no reviewer 'nobody'"),
        (["add", " "], "is no name of a key"),
        (["add", "a\tb"], "is no name of a key"),
        (["revoke", "nothing"], "there is no key 'nothing'"),
    ],
)
def test_a_key_that_cannot_be_is_told(
    url: str, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(["key", *arguments, "--store", url]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    with Store.open(url) as store, store.reading() as connection:
        assert keys.all_keys(connection) == []


def test_a_key_for_review_decides_as_a_reviewer(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(url) as store, store.writing() as connection:
        people.add_reviewer(connection, "ann", Role.REVIEWER, START)
    command = ["key", "add", "robot", "--scope", "review", "--reviewer", "ann", "--store", url]
    assert run(command) == 0
    with Store.open(url) as store, store.reading() as connection:
        key = keys.by_token(connection, capsys.readouterr().out.strip())
    assert key is not None
    assert (key.reviewer, key.scopes) == ("ann", frozenset({Scope.REVIEW}))


def test_the_command_knows_every_scope() -> None:
    assert [each.value for each in ScopeName] == [each.value for each in Scope]


def test_an_open_api_is_not_reached_from_elsewhere(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["serve", "--host", "0.0.0.0", "--port", "0", "--open-api", "--store", url]
    assert run(command) == 1
    said = capsys.readouterr().err
    assert "make a key instead" in said
    assert said.count("\n") == 1


def test_a_setting_of_the_api_that_cannot_be_is_told(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EXTRACTOR_API_RATE", "often")
    assert run(["serve", "--port", "0", "--store", url]) == 2
    assert "EXTRACTOR_API_RATE: " in capsys.readouterr().err
