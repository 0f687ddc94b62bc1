"""Where the description of an exhibit ends: not at the mention of an item, but at a heading."""

import pytest

from extractor.filing.read import read_filing
from extractor.forms.form_8k.baselines import read_8k

REPORT = """FORM 8-K
CURRENT REPORT
Date of Report (Date of earliest event reported): May 4, 2006

ALDER TRADING LIMITED
(Exact name of registrant as specified in its charter)

Item 9.01  Financial Statements and Exhibits.

     (c)  Exhibits.

{listed}

                              SIGNATURE

Pursuant to the requirements of the Securities Exchange Act of 1934, the
registrant has duly caused this report to be signed on its behalf.
"""
DESCRIPTIONS = {
    """     99.1   Press release dated May 4, 2006 (furnished pursuant to
            Item 2.02 of Form 8-K).""": [
        "Press release dated May 4, 2006 (furnished pursuant to Item 2.02 of Form 8-K)."
    ],
    """     99.1   Press release, furnished as described under
            Items 7.01 and 8.01 above
     99.2   Transcript of the call""": [
        "Press release, furnished as described under Items 7.01 and 8.01 above",
        "Transcript of the call",
    ],
    """     99.1   Press release dated May 4, 2006
Item 8.  Change in Fiscal Year.""": ["Press release dated May 4, 2006"],
    """     99.1   Press release dated May 4, 2006
Item 5.03 Amendments of Articles or Bylaws""": ["Press release dated May 4, 2006"],
}


@pytest.mark.parametrize("listed", DESCRIPTIONS)
def test_a_description_goes_on_with_the_mention_of_an_item(listed: str) -> None:
    document = read_filing(REPORT.format(listed=listed).encode(), "report.txt").main_document
    found = [
        " ".join(" ".join(document.reading.text[a:b] for a, b in quote.ranges).split())
        for quote in read_8k(document).quotes
        if quote.path == "exhibits.description"
    ]
    assert found == DESCRIPTIONS[listed]
