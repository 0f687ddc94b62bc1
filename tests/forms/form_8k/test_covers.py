"""The registrant and its home on covers whose captions and remarks are easily confused."""

import pytest

from extractor.filing.read import read_filing
from extractor.forms.form_8k.baselines import read_8k

COVER = """FORM 8-K
CURRENT REPORT
Date of Report (Date of earliest event reported): May 4, 2001

{names}
(Exact name of registrant as specified in its charter)

{home}
{captions}

12 Rope Walk, Boise, Idaho 83702
(Address of principal executive offices) (Zip Code)

Item 5.  Other Events.

It rained.
"""
NAME = "ALDER TRADING LIMITED"
CAPTIONS = """(State or other jurisdiction   (Commission File Number)   (IRS Employer
of incorporation)                                         Identification No.)"""
TORN_CAPTIONS = """(State or other jurisdiction   (Commission File Number)   (IRS EMPLOYER
of incorporation)                                         ID
                                                          NUMBER)"""
HOMES = {
    ("ID                             001-30123                  82-0500123", CAPTIONS): "ID",
    ("OR                             001-30123                  93-0500123", CAPTIONS): "OR",
    ("Utah                           001-30123                  87-0500123", TORN_CAPTIONS): "Utah",
    ("                               001-30123                  87-0500123", CAPTIONS): None,
}
NAMES = {
    """MERIDEN LOAN TRUST 2001-2
MERIDEN ACCEPTANCE CORP. (as depositor under the
Pooling and Servicing Agreement, dated as of May 1, 2001,
relating to the Series 2001-2 Certificates)""": "MERIDEN LOAN TRUST 2001-2",
    """MERIDEN FUNDING TRUST I
(as issuer under the
Indenture with Old Wharf Bank)
MERIDEN FUNDING INC. (as seller)""": "MERIDEN FUNDING TRUST I",
    """MERIDEN ACCEPTANCE CORP. (as depositor under the
Pooling and Servicing Agreement, dated as of May 1, 2001)""": "MERIDEN ACCEPTANCE CORP.",
    """(Commission File Number)
MERIDEN ACCEPTANCE CORP.""": "MERIDEN ACCEPTANCE CORP.",
}


@pytest.mark.parametrize("names", NAMES)
def test_the_first_name_counts_over_a_remark_that_runs_on(names: str) -> None:
    home = "Utah                           001-30123                  87-0500123"
    text = COVER.format(names=names, home=home, captions=CAPTIONS)
    assert _read(text, "cover.registrant") == NAMES[names]


@pytest.mark.parametrize(("home", "captions"), HOMES)
def test_a_home_in_two_letters_is_told_from_a_caption(home: str, captions: str) -> None:
    text = COVER.format(names=NAME, home=home, captions=captions)
    assert _read(text, "cover.jurisdiction") == HOMES[home, captions]


def _read(text: str, path: str) -> str | None:
    """What is read of a leaf of a report."""
    document = read_filing(text.encode(), "report.txt").main_document
    ranges = [each.ranges for each in read_8k(document).quotes if each.path == path]
    return " ".join(document.reading.text[a:b] for a, b in ranges[0]) if ranges else None
