"""What EDGAR has is fetched once, found where it is, and asked for again when it may differ."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from extractor.edgar.archive import NOW, Edgar
from extractor.edgar.faults import EdgarFault, NotOnEdgar
from extractor.edgar.fetching import by_filer, by_number, fetch
from extractor.edgar.settings import EdgarSettings
from extractor.settings import Settings
from tests.edgaring import AGENT, Clock, EdgarStandIn, Made, Reply, columns, edgar_at, index

ONE = Made("0000000100-26-000001")
FOREIGN = Made("0000950123-26-000007", cik=100)


def test_a_submission_is_fetched_once(server: EdgarStandIn, edgar: Edgar) -> None:
    server.has(ONE)
    assert edgar.submission(100, ONE.accession) == ONE.data
    assert edgar.submission(100, ONE.accession) == ONE.data
    assert server.asked == [ONE.path]


def test_a_corrected_submission_is_found_when_asked_for_again(
    server: EdgarStandIn, edgar: Edgar
) -> None:
    server.has(ONE)
    edgar.submission(100, ONE.accession)
    assert edgar.submission(100, ONE.accession, again=True) == ONE.data
    server.files[ONE.path] = ONE.data + b"corrected\n"
    assert edgar.submission(100, ONE.accession, again=True).endswith(b"corrected\n")
    assert edgar.submission(100, ONE.accession).endswith(b"corrected\n")
    assert len(server.received) == 3


def test_a_page_that_stands_in_for_a_filing_is_not_kept(server: EdgarStandIn, edgar: Edgar) -> None:
    server.has(ONE)
    server.faults[ONE.path] = [Reply(200, b"<html>Under maintenance</html>")]
    with pytest.raises(EdgarFault, match="no submission"):
        edgar.submission(100, ONE.accession)
    assert edgar.submission(100, ONE.accession) == ONE.data


def test_a_number_that_begins_with_its_filers_is_found_at_once(
    server: EdgarStandIn, edgar: Edgar
) -> None:
    server.has(ONE)
    assert by_number(edgar, ONE.accession).ciks == (100,)
    assert fetch(edgar, by_number(edgar, ONE.accession)).data == ONE.data
    assert server.asked == [ONE.path]


@pytest.mark.parametrize("zipped", [True, False])
def test_a_number_of_an_agents_is_looked_up(
    server: EdgarStandIn, edgar: Edgar, zipped: bool
) -> None:
    server.has(FOREIGN)
    listing = index([ONE.row, FOREIGN.row])
    place = "/Archives/edgar/full-index/2026/QTR4/master.gz"
    server.files[place] = gzip.compress(listing) if zipped else listing
    found = by_number(edgar, FOREIGN.accession)
    assert fetch(edgar, found).data == FOREIGN.data
    assert by_number(edgar, FOREIGN.accession, 100) == found
    with pytest.raises(NotOnEdgar, match="no index of EDGAR's lists"):
        by_number(edgar, "0000950123-26-000008")


def test_a_number_in_another_filings_line_is_not_taken_for_it(
    server: EdgarStandIn, edgar: Edgar
) -> None:
    place = "/Archives/edgar/full-index/2026/QTR4/master.gz"
    named = ONE.row.replace(ONE.name, f"{ONE.name} {FOREIGN.accession}")
    server.files[place] = index([named])
    with pytest.raises(NotOnEdgar, match="no index of EDGAR's lists"):
        by_number(edgar, FOREIGN.accession)


def test_an_index_that_is_broken_is_said_to_be(server: EdgarStandIn, edgar: Edgar) -> None:
    place = "/Archives/edgar/full-index/2026/QTR1/master.gz"
    server.files[place] = gzip.compress(index([FOREIGN.row]))[:-9]
    with pytest.raises(EdgarFault, match="not whole"):
        by_number(edgar, FOREIGN.accession)


def test_what_a_filer_filed_long_ago_is_in_files_of_its_own(
    server: EdgarStandIn, edgar: Edgar
) -> None:
    old = Made("0000000100-20-000001", filed=date(2020, 3, 2))
    older = {"name": "CIK0000000100-submissions-001.json", "filingCount": 1}
    server.filer(100, [ONE], [older | {"filingFrom": "2019-01-01", "filingTo": "2020-12-31"}])
    server.files[f"/submissions/{older['name']}"] = json.dumps(columns([old])).encode()
    found = [each.accession for each in by_filer(edgar, 100, "8-K", date(2020, 1, 1), date.max)]
    assert found == [ONE.accession, old.accession]
    asked = len(server.received)
    found = [each.accession for each in by_filer(edgar, 100, "8-K", date(2026, 1, 1), date.max)]
    assert found == [ONE.accession]
    assert len(server.received) == asked + 1
    assert [*by_filer(edgar, 100, "10-K", date(2020, 1, 1), date.max)] == []


def test_offline_only_what_was_fetched_is_there(tmp_path: Path, clock: Clock) -> None:
    given = EdgarSettings(user_agent=AGENT)
    with Edgar(given, Settings(offline=True, cache_dir=tmp_path), clock=clock) as edgar:
        with pytest.raises(EdgarFault, match="--offline is set"):
            edgar.submission(100, ONE.accession)
        with pytest.raises(EdgarFault, match="--offline is set"):
            edgar.filer(100, NOW)


def test_offline_this_machine_may_be_asked(
    server: EdgarStandIn, tmp_path: Path, clock: Clock
) -> None:
    server.has(ONE)
    given = EdgarSettings(user_agent=AGENT, base_url=server.url)
    reading = Settings(offline=True, cache_dir=tmp_path)
    with Edgar(given, reading, clock=clock, sleep=clock.sleep) as edgar:
        assert edgar.submission(100, ONE.accession) == ONE.data


def test_nobody_is_asked_before_it_is_said_who_asks(
    server: EdgarStandIn, tmp_path: Path, clock: Clock
) -> None:
    with pytest.raises(EdgarFault, match="EXTRACTOR_EDGAR_USER_AGENT"):
        edgar_at(server.url, tmp_path, clock, user_agent="")
    assert server.received == []
