"""A filing comes back as it was read, without being read again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from evals.generator import make
from extractor.filing.model import Filing
from extractor.store import filings
from extractor.store.database import Store
from extractor.store.filings import NoSuchFiling
from extractor.store.texts import get_filing, put_filing
from tests.reviewing import START

_SUBMISSION = """-----BEGIN PRIVACY-ENHANCED MESSAGE-----
<SEC-HEADER>
COMPANY CONFORMED NAME: Heron Boats, Inc.
CONFORMED SUBMISSION TYPE: 8-K
</SEC-HEADER>
<DOCUMENT>
<TYPE>8-K
<SEQUENCE>1
<FILENAME>heron.htm
<TEXT>
<html><body><p>FORM 8-K</p><p>Date of Report: May&nbsp;7, 2003</p>
<ix:nonNumeric name="dei:EntityRegistrantName">Heron Boats</ix:nonNumeric></body></html>
</TEXT>
</DOCUMENT>
<DOCUMENT>
<TYPE>EX-99.1
<SEQUENCE>2
<TEXT>
- -------
A &amp; B \ud800 boats	at the pier
<PAGE>
                                 2
more of it
</TEXT>
</DOCUMENT>
"""


def back(filing: Filing) -> Filing:
    return get_filing(put_filing(filing), filing.name, filing.sha256)


def test_a_submission_comes_back_with_all_that_was_read() -> None:
    filing = Filing.from_text(_SUBMISSION, "heron.txt")
    assert len(filing.documents) == 2
    assert filing.documents[0].sections
    assert back(filing) == filing


def test_real_filings_come_back(reference_path: Path) -> None:
    for filing in (Filing.from_path(reference_path), Filing.from_text(make(3).text, "made")):
        assert back(filing) == filing


_ODD = "ab \t\r\n\x0c&amp;<PAGE>- \u00a0\u200b\ud800\U0001f600"


@given(st.text(st.sampled_from(_ODD), min_size=1))
def test_any_text_comes_back(given_text: str) -> None:
    if given_text.strip():
        filing = Filing.from_text(given_text, "any")
        assert back(filing) == filing


def test_a_filing_opens_as_it_was_read_whatever_this_version_reads(store: Store) -> None:
    data = b"FORM 8-K\nDate of Report: May 7, 2003\n"
    filing = Filing.from_bytes(data, "note.txt")
    with store.writing() as connection:
        filings.add_filing(connection, filing, data, START)
        connection.execute(text("UPDATE filings SET text_hash = 'another'"))
        assert filings.load_filing(connection, filing.sha256) == filing


def test_a_filing_whose_text_was_not_kept_is_read_again_and_kept_when_added(store: Store) -> None:
    data = b"FORM 8-K\nDate of Report: May 7, 2003\n"
    filing = Filing.from_bytes(data, "note.txt")
    with store.writing() as connection:
        filings.add_filing(connection, filing, data, START)
        connection.execute(text("UPDATE filings SET content = NULL"))
        assert filings.load_filing(connection, filing.sha256) == filing
        connection.execute(text("UPDATE filings SET text_hash = 'another'"))
        with pytest.raises(NoSuchFiling, match="reads the filing otherwise"):
            filings.load_filing(connection, filing.sha256)
        filings.add_filing(connection, filing, data, START)
        kept = connection.execute(text("SELECT content IS NOT NULL FROM filings")).scalar_one()
    assert kept
