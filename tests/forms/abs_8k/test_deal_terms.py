"""The deal's terms in running text."""

import pytest

from extractor.filing.model import Document
from extractor.forms.abs_8k.baselines import read_deal
from extractor.text.folding import collapse
from extractor.text.view import View


def terms(body: str) -> dict[str, str]:
    text = f"FORM 8-K\n\nItem 5.  Other Events\n\n{body}\n\nSIGNATURES\n"
    answer = read_deal(Document(0, "8-K", text, View.whole(0, text), "text"))
    return {
        quote.path.removeprefix("deal."): collapse(text[slice(*quote.ranges[0])])
        for quote in answer.quotes
        if quote.row is None
    }


@pytest.mark.parametrize(
    ("body", "series"),
    [
        (
            (
                "a series of certificates, entitled Elm Home Equity Loan Trust, "
                "Series 2002-1, Asset\n"
                "Backed Pass-Through Certificates (the Certificates), was issued"
            ),
            "Elm Home Equity Loan Trust, Series 2002-1",
        ),
        (
            "On May 14, 2003, Harbor Auto Owner Trust 2003-A issued",
            "Harbor Auto Owner Trust 2003-A",
        ),
        (
            "of the Elm Securities Corporation Mortgage Pass-Through Certificates,\nSeries 2002-1A",
            "Elm Securities Corporation Mortgage Pass-Through Certificates, Series 2002-1A",
        ),
        (
            "issuance of the Company's Asset-Backed Certificates, Series 2002-BC1 (the",
            "Asset-Backed Certificates, Series 2002-BC1",
        ),
        (
            "First Prairie Credit Card Master Trust II, Series 1999-2, was formed",
            "First Prairie Credit Card Master Trust II, Series 1999-2",
        ),
        (
            'Elm Lake Student Loan Trust (the "Trust") was formed',
            "Elm Lake Student Loan Trust",
        ),
        (
            "the Elm Card Master Note Trust issued its Series 2005-3 Notes",
            "Elm Card Master Note Trust",
        ),
    ],
)
def test_series(body: str, series: str) -> None:
    assert terms(body)["series"] == series


@pytest.mark.parametrize(
    ("body", "date"),
    [
        ("On February 26, 2002, a series of certificates was issued under", "February 26, 2002"),
        ("On June 29, 2006, Elm Corp. issued Elm Trust 2006-A notes.", "June 29, 2006"),
        ("The Certificates were issued on March 28,\n2002.", "March 28, 2002"),
        (
            "On June 27, 2002, Elm LLC caused the issuance of its Certificates.",
            "June 27, 2002",
        ),
        (
            (
                "On May 2, 2002, Elm Corp. signed an underwriting agreement for the issuance of\n"
                "notes. The Notes were sold on May 9, 2002."
            ),
            "May 9, 2002",
        ),
        (
            'The Notes will be delivered. As of June 3, 2004 (the "Closing Date") all was done.',
            "June 3, 2004",
        ),
    ],
)
def test_issue_date(body: str, date: str) -> None:
    assert terms(body)["issued_on"] == date


def test_other_days_are_no_issue_date() -> None:
    body = "On May 3, 2002, a press release announced results. Notes of the meeting are dated."
    assert "issued_on" not in terms(body)


def test_the_governing_agreement_is_what_the_securities_were_issued_under() -> None:
    found = terms(
        """The loans were bought under a Sale and Servicing Agreement, dated as of May 2, 2003.
The Notes were issued pursuant to an Indenture, dated as of May 1, 2003, between A and B."""
    )
    assert found["agreement.title"] == "Indenture"
    assert found["agreement.dated"] == "May 1, 2003"


def test_what_securities_were_issued_under_goes_before_what_formed_the_trust() -> None:
    found = terms(
        """Elm Bank is the indenture trustee. The Trust was formed under a Trust Agreement dated as
of May 2, 2003. The Notes were issued under an Indenture of Trust dated as of May 1, 2003."""
    )
    assert found["agreement.title"] == "Indenture of Trust"
    assert found["agreement.dated"] == "May 1, 2003"


def test_the_agreement_goes_before_the_supplement_to_it() -> None:
    found = terms(
        """The Notes were issued under the Series 2005-3 Indenture Supplement, dated as of July 20,
2005, to the Master Indenture, dated as of May 5, 2001, between A and B."""
    )
    assert found["agreement.title"] == "Master Indenture"
    assert found["agreement.dated"] == "May 5, 2001"


def test_an_indenture_trustee_is_no_indenture() -> None:
    assert "agreement.title" not in terms("Elm Bank is trustee under the Trust Indenture Act.")


def test_the_date_of_another_agreement_is_not_taken() -> None:
    found = terms(
        """The Certificates were issued pursuant to a pooling and servicing agreement (the
"Agreement"). The Mortgage Loan Purchase Agreement, dated February 22, 2002, is between A and B."""
    )
    assert found["agreement.title"] == "pooling and servicing agreement"
    assert "agreement.dated" not in found


@pytest.mark.parametrize(
    ("body", "date"),
    [
        ('as of February 1, 2002 (the "Cut-off Date").', "February 1, 2002"),
        ("The Cut-Off Date is December 1, 1999.", "December 1, 1999"),
        (
            'as of the close of business on April 30, 2003 (the "Cutoff Date")',
            "April 30, 2003",
        ),
        ("on June 1, 2001, the Cut-off Date, the loans", "June 1, 2001"),
        ('at the opening of business on June 1, 2001, the "Cut-off Date" of', "June 1, 2001"),
        ('on June 1, 2001, which the Agreement calls the "Cut-off Date"', "June 1, 2001"),
        (
            "as of May 31, 2003, which is the statistical cut-off date and the Cut-off Date",
            "May 31, 2003",
        ),
        ('The "Cut-off Date" means the close of business on June 1, 2001.', "June 1, 2001"),
        ("The Cut-off Date shall be June 1, 2001.", "June 1, 2001"),
        ("under it June 1, 2001 is also the Cut-off Date.", "June 1, 2001"),
        ("Cut-off date:            June 1, 2001", "June 1, 2001"),
        ("as of the June 1, 2001 cut-off date, was", "June 1, 2001"),
        ("on the cutoff date, which was June 1, 2001, had", "June 1, 2001"),
        (
            "The cut-off date for the contracts was the close of business on June 1, 2001",
            "June 1, 2001",
        ),
    ],
)
def test_cut_off_date(body: str, date: str) -> None:
    assert terms(body)["cut_off_date"] == date


@pytest.mark.parametrize(
    "body",
    [
        'as of May 1, 2002 (the "Statistical Cut-off Date")',
        "The Statistical Cut-off Date is May 1, 2002.",
        'as of May 1, 2002 (the "Statistical Calculation Date")',
        "on May 1, 2002, the Subsequent Cut-off Date",
        "payments due on May 1, 2002 and before the Cut-off Date",
        'the first day of May (the "Cut-off Date") and were sold on May 27, 2002',
    ],
)
def test_other_days_are_no_cut_off_date(body: str) -> None:
    assert "cut_off_date" not in terms(body)


@pytest.mark.parametrize(
    ("body", "balance"),
    [
        (
            "Mortgage Loans having an aggregate principal balance of $198,644,095.79. as of May 1,",
            "$198,644,095.79",
        ),
        (
            (
                "The aggregate Stated Principal Balance of the Mortgage Loans as of "
                "the Cut-Off Date\n"
                "(as defined below) was approximately $275,100,010.11."
            ),
            "$275,100,010.11",
        ),
        ("Initial pool balance:         $151,340,225.83", "$151,340,225.83"),
        (
            (
                "The mortgage loans underlying the Certificates had an aggregate principal balance "
                "of approximately $261,443,905 as of the cut-off date."
            ),
            "$261,443,905",
        ),
        (
            "The Discounted Contract Balance was $430,118,207.19 at the Cut-off Date.",
            "$430,118,207.19",
        ),
        (
            (
                "The Group I Mortgage Loans have an aggregate principal balance of\n"
                "$150,000,000.00 and the Group II Mortgage Loans one of $74,000,100.25. The\n"
                "Mortgage Loans have an aggregate principal balance as of the Cut-off Date of\n"
                "$224,000,100.25."
            ),
            "$224,000,100.25",
        ),
    ],
)
def test_pool_balance(body: str, balance: str) -> None:
    assert terms(body)["pool_balance"] == balance


def test_what_an_exhibit_behind_the_signatures_calls_so_is_no_cut_off_date() -> None:
    assert "cut_off_date" not in terms("Notes.\n\nSIGNATURES\n\nCut-off Date:  May 1, 2001\n")


@pytest.mark.parametrize(
    "body",
    [
        (
            "The Trust bought additional mortgage loans. Their aggregate principal balance was\n"
            '$40,112,904.61 as of February 1, 1999 (the "Subsequent Cut-off Date").'
        ),
        (
            "   3.  The aggregate amount of receivables in the\n"
            "       trust as of September 30, 1998         $2,916,330,212.78"
        ),
        (
            "It was terminated under the Sale and Servicing Agreement, dated as of March 1, 1999. "
            "As of August 31, 2001 the outstanding principal balance of the loans was $61,990,335."
        ),
    ],
)
def test_a_pool_of_another_day_is_not_that_of_the_deal(body: str) -> None:
    assert "pool_balance" not in terms(body)


def test_what_it_is_stands_in_the_sentence_before() -> None:
    balance = "had an aggregate balance of $10,000,000.55 as of May 1, 2001."
    assert terms(f"The pool holds leases. It {balance}")["pool_balance"] == "$10,000,000.55"
    assert "pool_balance" not in terms(f"The Certificates are rated. They {balance}")


def test_what_the_certificates_sum_to_is_no_pool_balance() -> None:
    body = "The aggregate principal balance of the Certificates was $650,000,000."
    assert "pool_balance" not in terms(body)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("The Certificates consist of ten classes of certificates", "ten"),
        ("consist of eleven (11)\nclasses of certificates", "eleven (11)"),
        ("The Trust issued 14 classes of notes.", "14"),
        ("Certificates were issued on May 3, 2000 in seven classes, under", "seven"),
    ],
)
def test_class_count(body: str, count: str) -> None:
    assert terms(body)["stated_class_count"] == count


@pytest.mark.parametrize(
    "body",
    [
        "one or more classes of certificates",
        "two classes of senior certificates and three classes of subordinate certificates",
    ],
)
def test_no_class_count(body: str) -> None:
    assert "stated_class_count" not in terms(body)


def test_nothing_is_stated_where_nothing_is() -> None:
    assert terms("The company opened an office on May 3, 2002 for $1,000,000.") == {}
