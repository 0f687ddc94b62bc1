"""Headings of items as filers write them, their titles labelled before the first run."""

import pytest

from extractor.filing.read import read_filing
from extractor.forms.form_8k.baselines import read_8k

REPORT = """FORM 8-K
Date of Report (Date of earliest event reported): May 4, 2016

ALDER TRADING LIMITED
(Exact name of registrant as specified in its charter)

{body}

SIGNATURE
"""
HEADINGS = {
    "Item 5. Other Events\n\nA copy of the release is attached.": ["Other Events"],
    "Item 5. Other Events\n\n(a) The board met.": ["Other Events"],
    "Item 5. Other Events - Shareholder Rights Plan\n\nIt was adopted.": [
        "Other Events - Shareholder Rights Plan"
    ],
    "Item 8.01 - Other Events - The board met on May 4, 2016.": ["Other Events"],
    "Item 9. Regulation FD Disclosure (pursuant to Item 12)\n\nIt is attached.": [
        "Regulation FD Disclosure (pursuant to Item 12)"
    ],
    "Item 8.01 Other Events (a) The board met on May 4, 2016.": ["Other Events"],
    "Item 7.01 Regulation FD Disclosure; Item 8.01 Other Events\n\nIt is attached.": [
        "Regulation FD Disclosure",
        "Other Events",
    ],
    "Item 1.01.\nEntry into a Material Definitive Agreement.\nThe text below is meant.\n"
    "Item 2.03.\nCreation of a Direct Financial Obligation.\nOn May 4 money was lent.": [
        "Entry into a Material Definitive Agreement",
        "Creation of a Direct Financial Obligation",
    ],
    "Item 8.01 OTHER EVENTS\nFIRST QUARTER DIVIDEND\n\nIt was declared.": ["OTHER EVENTS"],
}


@pytest.mark.parametrize("body", HEADINGS)
def test_a_heading_is_read_to_the_end_of_its_title(body: str) -> None:
    document = read_filing(REPORT.format(body=body).encode(), "report.txt").main_document
    assert [
        " ".join(document.reading.text[start:end] for start, end in quote.ranges)
        for quote in read_8k(document).quotes
        if quote.path == "items.title"
    ] == HEADINGS[body]
