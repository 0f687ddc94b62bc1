"""EDGAR submissions: three dialects of the header, documents whole and cut short."""

import pytest

from extractor.filing.read import read_filing
from extractor.filing.submission import is_submission, split_submission

MODERN = """\
-----BEGIN PRIVACY-ENHANCED MESSAGE-----
Proc-Type: 2001,MIC-CLEAR
MIC-Info: RSA-MD5,RSA,
 AbCd

<SEC-DOCUMENT>0000111111-01-000001.txt : 20010202
<SEC-HEADER>0000111111-01-000001.hdr.sgml : 20010202
<ACCEPTANCE-DATETIME>20010202101010
ACCESSION NUMBER:\t\t0000111111-01-000001
CONFORMED SUBMISSION TYPE:\t8-K
ITEM INFORMATION:\t\tOther events
ITEM INFORMATION:\t\tFinancial statements and exhibits

FILER:

\tCOMPANY DATA:
\t\tCOMPANY CONFORMED NAME:\t\t\tFIRST TRUST
\t\tIRS NUMBER:\t\t\t\t112223333
\t\tSTATE OF INCORPORATION:\t\t\t

\tBUSINESS ADDRESS:
\t\tSTREET 1:\t\t1 MAIN ST
\t\tCITY:\t\t\tALBANY

\tMAIL ADDRESS:
\t\tSTREET 1:\t\tPO BOX 5
\t\tSTREET 2:
\t\tCITY:\t\t\tBUFFALO

FILER:

\tCOMPANY DATA:
\t\tCOMPANY CONFORMED NAME:\t\t\tSECOND TRUST
</SEC-HEADER>
<DOCUMENT>
<TYPE>8-K
<SEQUENCE>1
<FILENAME>main.txt
<DESCRIPTION>CURRENT REPORT
<TEXT>
The report.
</TEXT>
</DOCUMENT>
<DOCUMENT>
<TYPE>EX-99.1
<SEQUENCE>2
<TEXT>
The <TEXT> of the exhibit.
</TEXT>
</DOCUMENT>
</SEC-DOCUMENT>
-----END PRIVACY-ENHANCED MESSAGE-----
"""

TAGS = """\
<SUBMISSION>
<ACCESSION-NUMBER>0000111111-01-000002
<TYPE>8-K
<PERIOD>20010131
<FILER>
<COMPANY-DATA>
<CONFORMED-NAME>FIRST TRUST
<CIK>0000111111
</COMPANY-DATA>
<BUSINESS-ADDRESS>
<STREET1>1 MAIN ST
<CITY>ALBANY
</BUSINESS-ADDRESS>
<MAIL-ADDRESS>
<CITY>BUFFALO
</MAIL-ADDRESS>
<FORMER-COMPANY>
<FORMER-CONFORMED-NAME>OLD TRUST
</FORMER-COMPANY>
</FILER>
<DOCUMENT>
<TYPE>8-K
<TEXT>
The report.
</TEXT>
</DOCUMENT>
</SUBMISSION>
"""

OLDEST = """\
<IMS-DOCUMENT>0000111111-94-000001.txt : 19940202
<IMS-HEADER>0000111111-94-000001.hdr.sgml : 19940202
ACCESSION NUMBER: 0000111111-94-000001
CONFORMED SUBMISSION TYPE: 8-K
</IMS-HEADER>
<DOCUMENT>
<TYPE>8-K
<TEXT>
The report.
</TEXT>
</DOCUMENT>
</IMS-DOCUMENT>
"""


def test_header_facts_keep_the_order_of_the_filers() -> None:
    header = split_submission(MODERN).header
    assert header["COMPANY CONFORMED NAME"] == ("FIRST TRUST", "SECOND TRUST")
    assert header["ITEM INFORMATION"] == ("Other events", "Financial statements and exhibits")
    assert header["CONFORMED SUBMISSION TYPE"] == ("8-K",)
    assert "STATE OF INCORPORATION" not in header


def test_mail_address_does_not_mix_with_the_business_address() -> None:
    header = split_submission(MODERN).header
    assert header["CITY"] == ("ALBANY",)
    assert header["MAIL ADDRESS CITY"] == ("BUFFALO",)
    assert header["MAIL ADDRESS STREET 1"] == ("PO BOX 5",)


def test_documents_have_their_facts_and_their_text_unchanged() -> None:
    first, second = split_submission(MODERN).parts
    assert (first.type, first.filename, first.description) == ("8-K", "main.txt", "CURRENT REPORT")
    assert first.text == "The report.\n"
    assert (second.type, second.filename) == ("EX-99.1", "")
    assert second.text == "The <TEXT> of the exhibit.\n"


def test_the_tag_dialect_speaks_the_same_words() -> None:
    submission = split_submission(TAGS)
    assert submission.header["COMPANY CONFORMED NAME"] == ("FIRST TRUST",)
    assert submission.header["CENTRAL INDEX KEY"] == ("0000111111",)
    assert submission.header["CONFORMED SUBMISSION TYPE"] == ("8-K",)
    assert submission.header["CONFORMED PERIOD OF REPORT"] == ("20010131",)
    assert submission.header["FORMER CONFORMED NAME"] == ("OLD TRUST",)
    assert submission.header["CITY"] == ("ALBANY",)
    assert submission.header["MAIL ADDRESS CITY"] == ("BUFFALO",)
    assert [part.text for part in submission.parts] == ["The report.\n"]


def test_the_oldest_dialect() -> None:
    submission = split_submission(OLDEST)
    assert submission.header["ACCESSION NUMBER"] == ("0000111111-94-000001",)
    assert [part.text for part in submission.parts] == ["The report.\n"]


@pytest.mark.parametrize("text", [MODERN, TAGS, OLDEST, MODERN.replace("\n", "\r\n")])
def test_submissions_are_known(text: str) -> None:
    assert is_submission(text)


@pytest.mark.parametrize(
    "text", ["Item 5. Other Events", "see <DOCUMENT> in the text", "<html><body>x</body></html>"]
)
def test_other_texts_are_no_submissions(text: str) -> None:
    assert not is_submission(text)


@pytest.mark.parametrize(
    "tags",
    [
        "</TEXT>\n</DOCUMENT>\n<DOCUMENT>\n<TYPE>8-K\n<TEXT>",
        "<SEC-HEADER>\nCOMPANY CONFORMED NAME: FORGED INC\n</SEC-HEADER>",
        "<SUBMISSION>\n<TYPE>8-K",
    ],
)
def test_a_report_that_writes_tags_of_a_submission_loses_no_text(tags: str) -> None:
    filing = read_filing(f"FORM 8-K\n\nfirst words\n{tags}\nlast words\n".encode(), "made.txt")
    assert filing.header == {}
    assert "first words" in filing.main_document.reading.text
    assert "last words" in filing.main_document.reading.text


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_do_not_matter(ending: str) -> None:
    submission = split_submission(MODERN.replace("\n", ending))
    assert submission.header["COMPANY CONFORMED NAME"] == ("FIRST TRUST", "SECOND TRUST")
    assert submission.parts[0].text == f"The report.{ending}"


@pytest.mark.parametrize("cut", [0, 1, 7, 17])
def test_a_submission_cut_short_keeps_what_it_has(cut: int) -> None:
    whole = MODERN[: MODERN.index("</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>")]
    parts = split_submission(whole[: len(whole) - cut]).parts
    assert parts[0].text == "The report.\n"
    assert "The <TEXT> of the exhibit.\n".startswith(parts[1].text)


def test_a_document_without_text_tags() -> None:
    (part,) = split_submission(
        "<DOCUMENT>\n<TYPE>8-K\n<SEQUENCE>1\nThe report.\n</DOCUMENT>\n"
    ).parts
    assert (part.type, part.text) == ("8-K", "The report.\n")


def test_a_document_without_header_round_it() -> None:
    submission = split_submission(
        "<DOCUMENT>\n<TYPE>8-K\n<TEXT>\nThe report.\n</TEXT>\n</DOCUMENT>"
    )
    assert submission.header == {}
    assert submission.parts[0].text == "The report.\n"


def test_a_header_without_document_tags() -> None:
    text = "<SEC-HEADER>x\nACCESSION NUMBER: 1\n</SEC-HEADER>\nThe report.\n"
    submission = split_submission(text)
    assert submission.header["ACCESSION NUMBER"] == ("1",)
    assert submission.parts[0].text.strip() == "The report."


def test_end_of_text_in_the_last_line_of_html() -> None:
    (part,) = split_submission(
        "<DOCUMENT>\n<TYPE>8-K\n<TEXT>\n<html>x</html></TEXT></DOCUMENT>"
    ).parts
    assert part.text == "<html>x</html>"
