"""What a filing declares beside its text: inline XBRL tags and the header of a submission."""

from datetime import date

import pytest

from extractor.filing.model import Filing
from extractor.filing.read import read_filing
from extractor.forms.form_8k.form import FORM_8K
from extractor.pipeline import Extractor
from extractor.readers import declared_readings
from extractor.reasons import Reason
from extractor.records import HEADER, TAGS, Candidate, Outcome
from extractor.settings import Settings

HEAD = """\
<SEC-DOCUMENT>0000000000-03-000001.txt : 20030506
<SEC-HEADER>0000000000-03-000001.hdr.sgml : 20030506
CONFORMED SUBMISSION TYPE:\t8-K
CONFORMED PERIOD OF REPORT:\t20030503

FILER:

\tCOMPANY DATA:
\t\tCOMPANY CONFORMED NAME:\t\t\tALDER RIVER CORP /DE/
\t\tIRS NUMBER:\t\t\t\t610001112
\t\tSTATE OF INCORPORATION:\t\t\tDE

\tFILING VALUES:
\t\tSEC FILE NUMBER:\t000-10030

\tBUSINESS ADDRESS:
\t\tSTREET 1:\t\t9 OAK LANE
\t\tCITY:\t\t\tPORTLAND
\t\tSTATE:\t\t\tOR
\t\tZIP:\t\t\t97201
\t\tBUSINESS PHONE:\t\t5032231000
</SEC-HEADER>
<DOCUMENT>
<TYPE>8-K
<TEXT>
"""
COVER = """\
                                 FORM 8-K
                              CURRENT REPORT
        Date of Report (Date of earliest event reported): May 3, 2003

                          Alder River Corporation
             (Exact name of registrant as specified in its charter)

       Delaware                0-10030                {ein}
   (State or other        (Commission File       (I.R.S. Employer
    jurisdiction)             Number)           Identification No.)

                   9 Oak Lane, Portland, Oregon          97201
             (Address of principal executive offices)  (Zip Code)

     Registrant's telephone number, including area code: (503) 223-1000

Item 5.  Other Events.

The registrant has appointed auditors.
"""
PAGE = """\
<html><body><ix:header></ix:header>
<p>FORM 8-K</p><p>CURRENT REPORT</p>
<p>Date of Report (Date of earliest event reported):
 <ix:nonNumeric name="dei:DocumentPeriodEndDate">May 3, 2023</ix:nonNumeric></p>
<p><ix:nonNumeric name="dei:EntityRegistrantName">Alder River, Inc.</ix:nonNumeric></p>
<p>(Exact name of registrant as specified in its charter)</p>
<p>Registrant's telephone number, including area code:
 (<ix:nonNumeric name="dei:CityAreaCode">503</ix:nonNumeric>)
 <ix:nonNumeric name="dei:LocalPhoneNumber">223-1000</ix:nonNumeric></p>
<p>Commission File Number
 <ix:nonNumeric name="dei:EntityFileNumber">001-40000</ix:nonNumeric></p>
<p>Securities registered pursuant to Section 12(b) of the Act:</p>
<table><tr><td>Title of each class</td><td>Trading Symbol</td><td>Name of each exchange on which
registered</td></tr>
<tr><td><ix:nonNumeric name="dei:Security12bTitle">Common Stock</ix:nonNumeric></td>
<td><ix:nonNumeric name="dei:TradingSymbol">ALDR</ix:nonNumeric></td>
<td><ix:nonNumeric name="dei:SecurityExchangeName">The Nasdaq Stock Market</ix:nonNumeric></td></tr>
</table>
<p>Item 8.01 Other Events.</p><p>The registrant has appointed auditors.</p></body></html>
"""


def submission(ein: str = "61-0001112") -> Filing:
    text = f"{HEAD}{COVER.format(ein=ein)}</TEXT>\n</DOCUMENT>\n"
    return read_filing(text.encode(), "report.txt")


def said(filing: Filing, reader: str) -> dict[str, Candidate]:
    readings = [each for each in declared_readings(FORM_8K, filing) if each.reader == reader]
    return {each.path: each for reading in readings for each in reading.candidates}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("cover.report_date", date(2003, 5, 3)),
        ("cover.registrant", "Alder River Corporation"),
        ("cover.jurisdiction", "Delaware"),
        ("cover.commission_file_numbers", "0-10030"),
        ("cover.employer_ids", "61-0001112"),
        ("cover.address.city", "Portland"),
        ("cover.address.state", "Oregon"),
        ("cover.address.zip_code", "97201"),
        ("cover.telephone", "(503) 223-1000"),
    ],
)
def test_the_header_says_what_the_text_prints(path: str, value: object) -> None:
    each = said(submission(), HEADER)[path]
    assert (each.value, bool(each.evidence), bool(each.anchor)) == (value, True, True)


def test_what_the_text_does_not_print_is_not_said() -> None:
    assert "cover.employer_ids" not in said(submission(ein="61-0001113"), HEADER)


def test_the_tags_say_what_the_cover_prints() -> None:
    found = said(read_filing(PAGE.encode(), "report.htm"), TAGS)
    assert {path: each.value for path, each in found.items()} == {
        "cover.report_date": date(2023, 5, 3),
        "cover.registrant": "Alder River, Inc.",
        "cover.commission_file_numbers": "001-40000",
        "cover.securities.symbol": "ALDR",
        "cover.securities.exchange": "The Nasdaq Stock Market",
        "cover.telephone": "(503) 223-1000",
    }


def test_a_tagged_title_only_tells_which_row_is_meant() -> None:
    longer = PAGE.replace(
        "Common Stock</ix:nonNumeric>", "Common Stock</ix:nonNumeric>, no par value"
    )
    filing = read_filing(longer.encode(), "report.htm")
    (reading,) = declared_readings(FORM_8K, filing)
    ((mark, symbol),) = [
        (mark, each)
        for mark in reading.rows
        for each in reading.candidates
        if each.path == "cover.securities.symbol" and each.row == mark.row
    ]
    assert (mark.path, bool(mark.places), mark.key) == ("cover.securities", True, ())
    assert symbol.anchor == mark.places
    with Extractor("none", form="8-k") as extractor:
        fields = extractor.extract(filing).fields
    assert fields["cover.securities#1.title"].value == "Common Stock, no par value"
    assert fields["cover.securities#1.symbol"].outcome is Outcome.AGREE
    assert "cover.securities#2.title" not in fields


def test_a_table_with_a_cell_untagged_says_nothing_of_its_rows() -> None:
    torn = PAGE.replace('<ix:nonNumeric name="dei:TradingSymbol">', "<b>").replace(
        "ALDR</ix:nonNumeric>", "ALDR</b>"
    )
    two = torn.replace(
        "</table>",
        '<tr><td><ix:nonNumeric name="dei:Security12bTitle">Preferred</ix:nonNumeric></td></tr>'
        "</table>",
    )
    found = said(read_filing(two.encode(), "report.htm"), TAGS)
    assert not any(path.startswith("cover.securities") for path in found)


def test_a_filing_that_declares_nothing_has_no_such_reader() -> None:
    text = COVER.format(ein="61-0001112")
    assert declared_readings(FORM_8K, read_filing(text.encode(), "report.txt")) == ()


def test_header_and_baseline_confirm_each_other_unless_the_text_alone_is_to_be_read() -> None:
    with Extractor("none", form="8-k") as extractor:
        field = extractor.extract(submission()).fields["cover.telephone"]
    assert (field.outcome, field.reasons) == (Outcome.AGREE, (Reason.READERS_AGREE,))
    with Extractor("none", form="8-k", settings=Settings(text_only=True)) as extractor:
        extraction = extractor.extract(submission())
    assert extraction.fields["cover.telephone"].outcome is Outcome.BASELINE_ONLY
    assert extraction.receipt.text_only
