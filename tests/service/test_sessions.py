"""Sessions: what is signed, how long it holds, and what ends it."""

import pytest
from itsdangerous import TimestampSigner

from extractor.service.auth import Session, Sessions
from tests.service.served import SECRET


def sessions(secret: str = SECRET) -> Sessions:
    return Sessions(secret, hours=1)


def test_a_session_names_its_person() -> None:
    made = sessions()
    held = made.read(made.begin("ann"))
    assert held is not None
    assert held.name == "ann"


def test_two_log_ins_are_two_sessions() -> None:
    made = sessions()
    assert made.read(made.begin("ann")) != made.read(made.begin("ann"))


def test_a_session_outlives_the_process() -> None:
    assert sessions().read(sessions().begin("ann")) is not None


@pytest.mark.parametrize("cookie", ["", "x", "e30.x.y", "{}"])
def test_what_we_did_not_sign_is_no_session(cookie: str) -> None:
    assert sessions().read(cookie) is None


def test_another_secret_is_no_session() -> None:
    assert sessions().read(sessions("another secret, of as many characters").begin("ann")) is None


def test_a_session_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    made = sessions()
    cookie = made.begin("ann")
    signed = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: signed(self) + 3599)
    assert made.read(cookie) is not None
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: signed(self) + 3602)
    assert made.read(cookie) is None


def test_a_session_of_a_time_to_come_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    made = sessions()
    cookie = made.begin("ann")
    signed = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: signed(self) - 86_400)
    assert made.read(cookie) is None


def test_a_token_fits_its_own_session_only() -> None:
    made = sessions()
    token = made.csrf(Session("ann", "1").id)
    assert made.fits("1", token)
    assert not made.fits("2", token)
    assert not made.fits("1", "")
    assert not made.fits("1", "é" * 64)
