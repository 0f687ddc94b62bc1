"""EDGAR is asked politely, patiently, and nobody else is."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from extractor.edgar.addresses import Site
from extractor.edgar.faults import EdgarFault, NotOnEdgar
from extractor.edgar.pace import Pace
from extractor.edgar.settings import EdgarSettings
from extractor.edgar.transport import Transport
from tests.edgaring import AGENT, Clock, EdgarStandIn, Reply


@pytest.fixture
def transport(server: EdgarStandIn, clock: Clock, tmp_path: Path) -> Iterator[Transport]:
    settings = EdgarSettings(user_agent=AGENT, base_url=server.url, attempts=3)
    pace = Pace(tmp_path / "turn", 8, clock=clock, sleep=clock.sleep)
    made = Transport(settings, Site.standing_in(server.url), pace, 10_000, clock)
    yield made
    made.close()


def test_every_request_says_who_asks(server: EdgarStandIn, transport: Transport) -> None:
    server.files["/a"] = b"here"
    answer = transport.get(f"{server.url}/a")
    assert answer.body == b"here"
    assert {each.headers["user-agent"] for each in server.received} == {AGENT}
    assert transport.get(f"{server.url}/a", answer.etag).same


@pytest.mark.parametrize(
    "fault",
    [Reply(500), Reply(503), Reply(429), Reply(200, b"her", cut=True)],
    ids=["500", "503", "429", "cut"],
)
def test_what_may_pass_is_tried_again(
    server: EdgarStandIn, transport: Transport, clock: Clock, fault: Reply
) -> None:
    server.files["/a"] = b"here"
    server.faults["/a"] = [fault, fault]
    assert transport.get(f"{server.url}/a").body == b"here"
    assert server.asked == ["/a"] * 3
    assert len([each for each in clock.slept if each >= 0.5]) == 2


def test_what_does_not_pass_is_given_up_with_a_sentence(
    server: EdgarStandIn, transport: Transport
) -> None:
    server.faults["/a"] = [Reply(503)] * 9
    with pytest.raises(EdgarFault, match="failed at every one of 3 tries: HTTP 503; try later"):
        transport.get(f"{server.url}/a")
    assert len(server.received) == 3


@pytest.mark.parametrize("kind", ["seconds", "date"])
def test_edgar_says_when_to_come_back(
    server: EdgarStandIn, transport: Transport, clock: Clock, kind: str
) -> None:
    until = datetime.fromtimestamp(clock.now, UTC) + timedelta(seconds=90)
    asked = "90" if kind == "seconds" else format_datetime(until, usegmt=True)
    server.files["/a"] = b"here"
    server.faults["/a"] = [Reply(429, headers={"Retry-After": asked})]
    transport.get(f"{server.url}/a")
    assert max(clock.slept) == pytest.approx(90, abs=1)


def test_a_wait_without_measure_is_not_kept_to(server: EdgarStandIn, transport: Transport) -> None:
    server.faults["/a"] = [Reply(503, headers={"Retry-After": "86400"})]
    with pytest.raises(EdgarFault, match="come back in 86400 seconds"):
        transport.get(f"{server.url}/a")


def test_too_many_requests_are_a_matter_of_waiting(
    server: EdgarStandIn, transport: Transport
) -> None:
    server.files["/a"] = b"here"
    server.faults["/a"] = [Reply(403, b"<h1>Request Rate Threshold Exceeded</h1>")]
    assert transport.get(f"{server.url}/a").body == b"here"


def test_who_is_not_welcome_is_told_why(server: EdgarStandIn, transport: Transport) -> None:
    server.faults["/a"] = [Reply(403, b"<h1>Undeclared Automated Tool</h1>")]
    with pytest.raises(EdgarFault, match="EXTRACTOR_EDGAR_USER_AGENT"):
        transport.get(f"{server.url}/a")
    assert len(server.received) == 1


@pytest.mark.parametrize("reply", [Reply(404), Reply(403, b"<Code>AccessDenied</Code>")])
def test_what_is_not_there_is_not_tried_again(
    server: EdgarStandIn, transport: Transport, reply: Reply
) -> None:
    server.faults["/a"] = [reply]
    with pytest.raises(NotOnEdgar, match="no such file"):
        transport.get(f"{server.url}/a")
    assert len(server.received) == 1


def test_edgar_may_send_on_within_itself(server: EdgarStandIn, transport: Transport) -> None:
    server.files["/b"] = b"here"
    server.faults["/a"] = [Reply(301, headers={"Location": "/b"})]
    assert transport.get(f"{server.url}/a").body == b"here"


@pytest.mark.parametrize("location", ["http://127.0.0.1:1/b", "https://filings.example/b", ""])
def test_nobody_else_is_asked(
    server: EdgarStandIn, transport: Transport, location: str, network_attempts: list[str]
) -> None:
    server.faults["/a"] = [Reply(302, headers={"Location": location})] * 9
    with pytest.raises(EdgarFault, match=r"another host|without end"):
        transport.get(f"{server.url}/a")
    with pytest.raises(EdgarFault, match="no address of EDGAR's"):
        transport.get("https://filings.example/a")
    assert network_attempts == []


def test_an_answer_without_end_is_not_read(server: EdgarStandIn, transport: Transport) -> None:
    server.files["/a"] = b"x" * 10_001
    with pytest.raises(EdgarFault, match="EXTRACTOR_MAX_FILING_BYTES"):
        transport.get(f"{server.url}/a")
