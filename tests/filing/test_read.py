"""Reading a filing: what kind it is, which document is the main one, what is refused."""

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.filing.model import Filing, UnreadableFiling
from extractor.filing.read import read_filing, read_text

REPORT = "FORM 8-K\n\nItem 5. Other Events\n\nNothing of note.\n"
UNCLOSED = "<html><p>shown</p><!-- never closed <p>lost</p></html>"


def submission(*documents: tuple[str, str, str]) -> str:
    parts = "".join(
        f"<DOCUMENT>\n<TYPE>{kind}\n<FILENAME>{name}\n<TEXT>\n{text}\n</TEXT>\n</DOCUMENT>\n"
        for kind, name, text in documents
    )
    header = "CONFORMED SUBMISSION TYPE:\t8-K\nCOMPANY CONFORMED NAME:\tSAMPLE TRUST\n"
    return f"<SEC-DOCUMENT>1.txt\n<SEC-HEADER>1\n{header}</SEC-HEADER>\n{parts}</SEC-DOCUMENT>\n"


def test_plain_text_is_one_document_with_its_text_unchanged() -> None:
    data = REPORT.replace("\n", "\r\n").encode()
    filing = read_filing(data, "a.txt")
    assert (filing.name, filing.sha256) == ("a.txt", hashlib.sha256(data).hexdigest())
    (document,) = filing.documents
    assert document.text == data.decode()
    assert document.reading.text == REPORT
    assert (document.format, document.type, document.warnings) == ("text", "", ())
    assert document.sections


def test_text_that_is_decoded_already() -> None:
    filing = read_text("Société Générale\n", "b")
    assert filing.sha256 == hashlib.sha256("Société Générale\n".encode()).hexdigest()
    assert filing.documents[0].reading.text == "Société Générale\n"


def test_html_is_kept_as_it_is_drawn() -> None:
    document = read_filing(b"<html><p>FORM 8-K</p><p>x</p></html>", "a.htm").documents[0]
    assert document.format == "html"
    assert document.text == "FORM 8-K\n\nx\n" == document.reading.text


def test_page_numbers_of_html_are_gone_from_the_reading() -> None:
    html = '<p>Some text.</p><p>2</p><hr style="page-break-after:always"><p>More.</p>'
    document = read_text(f"<html>{html}</html>", "a").documents[0]
    assert "2" in document.text
    assert document.reading.text == "Some text.\n\nMore.\n"


def test_a_submission_has_its_header_and_all_its_documents() -> None:
    filing = read_text(
        submission(
            ("EX-99.1", "ex.htm", "<html><p>Press release</p></html>"),
            ("8-K", "main.txt", REPORT),
        ),
        "s.txt",
    )
    assert filing.header["COMPANY CONFORMED NAME"] == ("SAMPLE TRUST",)
    assert [each.index for each in filing.documents] == [0, 1]
    assert [each.type for each in filing.documents] == ["EX-99.1", "8-K"]
    assert [each.format for each in filing.documents] == ["html", "text"]
    assert filing.main_document.filename == "main.txt"
    assert filing.main_document.text == REPORT + "\n"


@pytest.mark.parametrize("kind", ["8-K", "8-K/A", "8-K12B", "8-K405"])
def test_the_main_document_is_the_8_k(kind: str) -> None:
    documents = [("EX-4", "", "x"), (kind, "", "y"), ("8-K", "", "z")]
    assert read_text(submission(*documents), "s").main == 1


def test_without_an_8_k_the_main_document_is_of_the_submissions_type_or_the_first() -> None:
    text = submission(("EX-4", "", "x"), ("10-K", "", "y"))
    assert read_text(text, "s").main == 0
    assert read_text(text.replace("TYPE:\t8-K", "TYPE:\t10-K"), "s").main == 1


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (("GRAPHIC", "logo.jpg", "begin 644 logo.jpg\nM_]C_X\nend"), "logo.jpg: a binary file"),
        (("EX-99", "", "<PDF>\nbegin 644 a.pdf\nM)5!$\nend\n</PDF>"), "EX-99: a binary file"),
        (("EX-101.SCH", "a.xsd", "<XBRL>\n<?xml version='1.0'?>\n<x/>\n</XBRL>"), "data for"),
        (("XML", "", "<XML>\n<?xml version='1.0'?>\n<x/>\n</XML>"), "XML: XML data"),
        (("EX-99.1", "ex.htm", UNCLOSED), "ex.htm: The HTML could not be parsed to its end"),
    ],
)
def test_what_cannot_be_read_beside_the_report_is_kept_with_a_warning(
    document: tuple[str, str, str], why: str
) -> None:
    filing = read_text(submission(("8-K", "main.txt", REPORT), document), "s")
    other = filing.documents[1]
    assert other.reading.text == ""
    assert other.text == document[2] + "\n"
    assert len(other.warnings) == 1
    assert why in other.warnings[0]
    assert filing.main_document.reading.text.startswith("FORM 8-K")


def test_inline_xbrl_in_a_submission_is_unwrapped() -> None:
    fact = '<ix:nonNumeric name="n">v</ix:nonNumeric>'
    body = f'<XBRL>\n<?xml version="1.0"?>\n<html>{fact}</html>\n</XBRL>'
    document = read_text(submission(("8-K", "a.htm", body)), "s").main_document
    assert (document.format, document.text) == ("ixbrl", "v\n")


def test_a_report_whose_html_is_torn_is_refused_by_name() -> None:
    with pytest.raises(UnreadableFiling, match=r"^torn\.htm: The HTML could not"):
        read_text(UNCLOSED, "torn.htm")
    with pytest.raises(UnreadableFiling, match=r"^s\.txt: The HTML could not"):
        read_text(submission(("8-K", "a.htm", UNCLOSED)), "s.txt")


def test_data_alone_is_refused() -> None:
    with pytest.raises(UnreadableFiling, match=r"^a\.xml: XML data, not read\.$"):
        read_text('<?xml version="1.0"?>\n<informationTable/>', "a.xml")


def test_a_main_document_that_is_no_text_is_kept_and_says_so() -> None:
    document = read_text(submission(("8-K", "a.pdf", "begin 644 a.pdf\nM)5")), "s").main_document
    assert document.reading.text == ""
    assert document.warnings == ("a.pdf: a binary file, not read.",)


def test_the_reference_filing(reference_text: str) -> None:
    reading = read_text(reference_text, "reference").main_document.reading.text
    table = reading[
        reading.index("Initial Certificate\n") : reading.index("The Certificates, other")
    ]
    rows = [line.split()[0] for line in table.splitlines() if line.strip()]
    assert rows[3:] == ["A", "M-1", "M-2", "M-3", "M-4", "CE", "P", "R"]
    assert "<" not in reading
    assert not any(f"-{page}-" in reading for page in (2, 3, 4))


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_text_without_text_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFiling, match="holds no text"):
        read_text(text, "empty")


def test_too_large_is_refused() -> None:
    with pytest.raises(UnreadableFiling, match="more than the 10 that are read"):
        read_filing(b"x" * 11, "a", max_bytes=10)


def test_a_submission_cut_anywhere_is_read() -> None:
    whole = submission(("8-K", "main.txt", REPORT), ("EX-99", "b.txt", "Exhibit\n"))
    for end in range(len(whole) // 3, len(whole), 7):
        filing = read_text(whole[:end], "s")
        shown = filing.documents[0].text
        assert shown.startswith("FORM 8-K"[: len(shown)]) or not whole[:end].count("<TEXT>")


MARKED = st.lists(
    st.one_of(
        st.sampled_from(
            "&#12;|&#xE000;|&#xFFFE;|<td colspan='&#12;'>|<li value=²>|"
            "<DOCUMENT>\n|<TEXT>\n|</TEXT>|<SEC-HEADER>|<TYPE>8-K\n|<html>|<p>|</p>|<td>|<table>|<br>"
            "|<!--|-->|<PAGE>|\n|\r\n|&nbsp;|<XBRL>|<?xml?>|begin 644 x|\f|2|Item 5.".split("|")
        ),
        st.text(max_size=8),
    ),
    max_size=40,
).map("".join)


def _evidence_is_true(filing: Filing) -> None:
    for document in filing.documents:
        for piece in document.reading.pieces:
            if piece.length != piece.source_length:
                continue
            shown = document.reading.text[piece.start : piece.start + piece.length]
            stands = document.text[piece.source : piece.source + piece.source_length]
            assert all(
                one == other or (one.isspace() and other.isspace())
                for one, other in zip(shown, stands, strict=True)
            )


def _read_or_refused(read: Callable[[], Filing]) -> None:
    try:
        filing = read()
    except UnreadableFiling:
        return
    _evidence_is_true(filing)


@given(MARKED)
def test_any_text_is_read_or_refused(text: str) -> None:
    _read_or_refused(lambda: read_text(text, "any"))


@given(st.one_of(st.binary(max_size=300), MARKED.map(lambda text: text.encode("utf-8", "ignore"))))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _read_or_refused(lambda: read_filing(data, "any"))
