"""The full name of the trust or series."""

import pytest

from extractor.filing.model import Document
from extractor.forms.abs_8k.baselines.prose import Prose
from extractor.forms.abs_8k.baselines.series import read_series
from extractor.text.folding import collapse
from extractor.text.view import View


def series(body: str) -> str | None:
    text = f"FORM 8-K\n\nItem 5.  Other Events\n\n{body}\n\nSIGNATURES\n"
    quote = read_series(Prose.of(Document(0, "8-K", text, View.whole(0, text), "text")))
    return None if quote is None else collapse(text[slice(*quote.ranges[0])])


@pytest.mark.parametrize(
    "name",
    [
        "Elm Home Loan Trust 2004-3, Asset-Backed Certificates, Series 2004-3",
        "Elm Home Loan Trust 2004-3, Asset-Backed Certificates Series 2004-3",
        "Elm Mortgage Trust, Mortgage Pass-Through Certificates, Series 2001-4",
        "Elm Funding Corp., Asset-Backed Certificates, Series 2002-3",
        "Elm Boat and Recreational Vehicle Trust 1998-B",
        "Elm Auto Receivables 2001-C Owner Trust",
        "Taxable Student Loan Asset-Backed Notes, Series 2000",
        "Elm Education Loan Revenue Bonds, Series 1999A",
    ],
)
def test_the_whole_name(name: str) -> None:
    assert series(f'This report concerns the {name} (the "Series").') == name


def test_the_title_of_another_series_is_no_part_of_the_name() -> None:
    body = "Elm Loan Trust 2002-1, Asset Backed Certificates, Series 2002-2, were issued"
    assert series(body) == "Elm Loan Trust 2002-1"


def test_a_party_before_the_trust_is_no_part_of_its_name() -> None:
    assert series("between Elm Bank and Oak Truck Trust 2001-A, as") == "Oak Truck Trust 2001-A"


def test_the_trust_goes_before_the_certificates_of_one_class() -> None:
    body = "{} issued $500,000,000 Class A Asset Backed Certificates, Series 1999-2"
    assert series(body.format("Elm Master Trust")) == "Elm Master Trust"
    assert "Series 1999-2" in (series(body.format("The bank")) or "")


def test_a_defined_term_is_no_issuer() -> None:
    body = "the Company, Mortgage Pass-Through Certificates, Series 2002-2"
    assert series(body) == "Mortgage Pass-Through Certificates, Series 2002-2"


@pytest.mark.parametrize("number", ["20.1", "4(a)", "99"])
def test_an_exhibits_number_is_no_part_of_the_name(number: str) -> None:
    name = "Elm Capital Corporation, Pass-Through Certificates, Series 1999-B"
    assert series(f"(c) Exhibits\n\n   {number}      {name}") == name


def test_a_trust_without_a_name_is_none() -> None:
    assert series("the Trust was formed in 2001") is None
