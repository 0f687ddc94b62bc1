"""What is EDGAR's and what is not, whatever the input says."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.edgar.addresses import Site, accession_of, cik_of, is_loopback
from extractor.edgar.faults import EdgarFault
from extractor.edgar.settings import EdgarSettings
from extractor.errors import BadSetting
from tests.edgaring import AGENT


@pytest.mark.parametrize(
    "given", ["0001234567-03-000123", "000123456703000123", " 0001234567-03-000123 "]
)
def test_an_accession_number_is_read_however_it_is_written(given: str) -> None:
    assert accession_of(given) == "0001234567-03-000123"


@given(st.text(max_size=60))
def test_an_accession_number_is_never_a_path(given: str) -> None:
    with suppress(EdgarFault):
        assert set(accession_of(given)) <= set("0123456789-")


@pytest.mark.parametrize(("given", "number"), [("320193", 320193), ("CIK0000320193", 320193)])
def test_a_filer_is_named_by_its_number(given: str, number: int) -> None:
    assert cik_of(given) == number


@pytest.mark.parametrize("given", ["", "0", "../x", "12345678901", "١٢٣", "12 3"])
def test_what_is_no_number_of_a_filer_is_refused(given: str) -> None:
    with pytest.raises(EdgarFault, match="no number of a filer"):
        cik_of(given)


FOREIGN = [
    "http://www.sec.gov/x",
    "https://www.sec.gov.example/x",
    "https://www.sec.gov@filings.example/x",
    "https://user@www.sec.gov/x",
    "https://www.sec.gov:8443/x",
    "https://efts.sec.gov/x",
    "https://filings.example/https://www.sec.gov/x",
    "//filings.example/x",
    "https:\\\\filings.example",
    "https://filings.example\\@www.sec.gov/",
    "file:///etc/passwd",
    "https://[::1",
    "https://www.sec.gov:99999/",
]


@pytest.mark.parametrize("location", FOREIGN)
def test_nothing_leads_away_from_edgar(location: str) -> None:
    site = Site()
    with pytest.raises(EdgarFault, match="another host"):
        site.redirected("https://www.sec.gov/a/b", location)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/c", "https://www.sec.gov/c"),
        ("c", "https://www.sec.gov/a/c"),
        ("https://data.sec.gov/c", "https://data.sec.gov/c"),
        ("HTTPS://WWW.SEC.GOV:443/c", "https://WWW.SEC.GOV:443/c"),
    ],
)
def test_edgar_may_send_on_to_itself(location: str, target: str) -> None:
    assert Site().redirected("https://www.sec.gov/a/b", location).lower() == target.lower()


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost:1/x", "http://[::1]:9"])
def test_this_machine_is_known(url: str) -> None:
    assert is_loopback(url)
    assert EdgarSettings(base_url=url).base_url == url


@pytest.mark.parametrize(
    "url",
    ["https://www.sec.gov", "http://localhost.example", "http://127.0.0.1@h.example", "x", ""],
)
def test_only_this_machine_can_stand_for_edgar(url: str) -> None:
    with pytest.raises(BadSetting, match="address of this machine"):
        EdgarSettings(base_url=url)


@pytest.mark.parametrize("agent", ["", "Ann", "ann@heron.example", "Ann\r\nX: y ann@heron.example"])
def test_who_asks_must_be_named(agent: str) -> None:
    with pytest.raises(EdgarFault, match="set EXTRACTOR_EDGAR_USER_AGENT to your name and e-mail"):
        EdgarSettings(user_agent=agent).agent()
    assert EdgarSettings(user_agent=AGENT).agent() == AGENT


@pytest.mark.parametrize("rate", [0, 10.1, -1])
def test_nobody_may_ask_faster_than_edgar_allows(rate: float) -> None:
    with pytest.raises(BadSetting):
        EdgarSettings(requests_per_second=rate)
