"""What langextract is told of a form: its classes, a description, and examples made up for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Class:
    """What an extraction class stands for: a leaf of the schema, or a row of a list.

    In a list of rows the attributes of an extraction are leaves of its row; `own` is the leaf
    that the text of the extraction itself is, if any.
    """

    path: str
    meaning: str
    own: str | None = None


@dataclass(frozen=True)
class Shown:
    """One extraction of an example."""

    name: str
    text: str
    attributes: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Example:
    """A made-up piece of a filing and all that is to be extracted from it."""

    text: str
    extractions: tuple[Shown, ...]


@dataclass(frozen=True)
class Task:
    """All that langextract is told of a form."""

    classes: Mapping[str, Class]
    examples: Sequence[Example]

    @property
    def description(self) -> str:
        """The prompt: rules, and what the classes mean."""
        classes = "\n".join(f"- {name}: {each.meaning}" for name, each in self.classes.items())
        return f"{_RULES}\n\n{classes}"


_RULES = """\
Extract the facts that a part of a Form 8-K filed with the SEC states, in the order in which they \
are printed. Use the exact words of the text for every extraction: do not paraphrase, do not \
complete and do not overlap. Extract nothing that the text does not state; a part that states \
none of these facts has no extractions. Leave an attribute out where the text does not give it. \
The classes are:"""

_CLASSES_8K = {
    "form_type": Class("cover.form_type", "the form named in the heading, 8-K or 8-K/A"),
    "report_date": Class(
        "cover.report_date", "Date of Report on the cover, the date of the earliest event reported"
    ),
    "registrant": Class("cover.registrant", "exact name of the registrant on the cover"),
    "jurisdiction": Class(
        "cover.jurisdiction", "state or other jurisdiction of incorporation on the cover"
    ),
    "commission_file_number": Class(
        "cover.commission_file_numbers", "each Commission File Number on the cover"
    ),
    "employer_id": Class(
        "cover.employer_ids", "each I.R.S. Employer Identification Number on the cover"
    ),
    "street": Class(
        "cover.address.street",
        "address of the principal executive offices: all that stands before the city",
    ),
    "city": Class("cover.address.city", "city of that address"),
    "state": Class("cover.address.state", "state or country of that address"),
    "zip_code": Class("cover.address.zip_code", "zip code of that address"),
    "telephone": Class("cover.telephone", "the registrant's telephone number"),
    "security": Class(
        "cover.securities",
        "title of a class of securities registered under Section 12(b), with the attributes "
        "symbol and exchange",
        own="title",
    ),
    "item": Class(
        "items",
        "each heading of an Item, with the attributes number (without the word Item) and title",
    ),
    "exhibit": Class(
        "exhibits",
        "description of each exhibit in the list of exhibits, with the attribute number",
        own="description",
    ),
    "signature_registrant": Class(
        "signature.registrant", "name of the company in the signature block"
    ),
    "signature_date": Class("signature.signed_on", "date of the signature"),
    "signature_name": Class("signature.name", "name of the person who signs"),
    "signature_title": Class("signature.title", "title of the person who signs"),
}

_CLASSES_DEAL = {
    "series": Class("deal.series", "full name of the trust or series of securities"),
    "issued_on": Class("deal.issued_on", "date on which the securities were issued"),
    "agreement": Class(
        "deal.agreement.title", "title of the agreement under which they were issued"
    ),
    "agreement_date": Class("deal.agreement.dated", "date as of which that agreement is dated"),
    "cut_off_date": Class("deal.cut_off_date", "the date defined as the Cut-off Date"),
    "pool_balance": Class("deal.pool_balance", "aggregate principal balance of the pool"),
    "class_count": Class("deal.stated_class_count", "the number of classes that the text states"),
    "party": Class(
        "deal.parties",
        "name of each party to whom the text gives a role, with the attribute role: depositor, "
        "seller, originator, sponsor, master_servicer, servicer, special_servicer, trustee, "
        "trust_administrator, underwriter, insurer, custodian or other",
        own="name",
    ),
    "security_class": Class(
        "deal.classes",
        "name of each class in the table of classes, without the word Class, with the attributes "
        "balance (an amount), balance_kind (principal, notional or percentage), "
        "percentage_interest (instead of an amount), rate, group and cusip",
        own="name",
    ),
}

_COVER = Example(
    """\
                                   FORM 8-K
                                CURRENT REPORT

     Date of Report (Date of earliest event reported):  May 9, 2011

                        HARBOR LIGHT FOODS CORPORATION
             (Exact name of registrant as specified in its charter)

        Oregon                    001-20417                 93-1174620
(State of incorporation)   (Commission File Number)   (IRS Employer Id. No.)

2200 Quay Street, Suite 310, Astoria, Oregon                    97103
(Address of principal executive offices)                    (Zip Code)

Registrant's telephone number, including area code: (503) 555-0148

Title of each class      Trading Symbol     Name of exchange
Common Stock, no par         HLFC           The Nasdaq Stock Market LLC
""",
    (
        Shown("form_type", "8-K"),
        Shown("report_date", "May 9, 2011"),
        Shown("registrant", "HARBOR LIGHT FOODS CORPORATION"),
        Shown("jurisdiction", "Oregon"),
        Shown("commission_file_number", "001-20417"),
        Shown("employer_id", "93-1174620"),
        Shown("street", "2200 Quay Street, Suite 310"),
        Shown("city", "Astoria"),
        Shown("state", "Oregon"),
        Shown("zip_code", "97103"),
        Shown("telephone", "(503) 555-0148"),
        Shown(
            "security",
            "Common Stock, no par",
            {"symbol": "HLFC", "exchange": "The Nasdaq Stock Market LLC"},
        ),
    ),
)

_BODY = Example(
    """\
Item 2.02  Results of Operations and Financial Condition.

On May 9, 2011, Harbor Light Foods Corporation announced its results for the
first quarter.

Item 9.01  Financial Statements and Exhibits.

(d) Exhibits

99.1   Press release dated May 9, 2011

                                  SIGNATURES

                                        HARBOR LIGHT FOODS CORP.
Date: May 10, 2011                      By: /s/ Ruth Calder
                                        Ruth Calder
                                        Vice President and Treasurer
""",
    (
        Shown(
            "item",
            "Item 2.02  Results of Operations and Financial Condition",
            {"number": "2.02", "title": "Results of Operations and Financial Condition"},
        ),
        Shown(
            "item",
            "Item 9.01  Financial Statements and Exhibits",
            {"number": "9.01", "title": "Financial Statements and Exhibits"},
        ),
        Shown("exhibit", "Press release dated May 9, 2011", {"number": "99.1"}),
        Shown("signature_registrant", "HARBOR LIGHT FOODS CORP."),
        Shown("signature_date", "May 10, 2011"),
        Shown("signature_name", "Ruth Calder"),
        Shown("signature_title", "Vice President and Treasurer"),
    ),
)

_DEAL = Example(
    """\
On June 28, 2001, Juniper Valley Home Loan Trust 2001-B issued four classes of
notes under the Indenture, dated as of June 1, 2001, among Juniper Valley
Funding Corp. as depositor and Plains State Bank as indenture trustee. The pool
had an aggregate principal balance of $88,500,000.00 as of June 1, 2001 (the
"Cut-off Date").

    Class    Initial Balance            Rate        CUSIP
     Group I
     A-1        $80,000,000             5.15%       48207QAA3
     A-IO       $ 8,000,000 (notional)  6.00%       48207QAB1
     B          $ 8,500,000             Variable
     R          100% Percentage Interest  N/A
""",
    (
        Shown("issued_on", "June 28, 2001"),
        Shown("series", "Juniper Valley Home Loan Trust 2001-B"),
        Shown("class_count", "four classes"),
        Shown("agreement", "Indenture"),
        Shown("agreement_date", "June 1, 2001"),
        Shown("party", "Juniper Valley\nFunding Corp.", {"role": "depositor"}),
        Shown("party", "Plains State Bank", {"role": "trustee"}),
        Shown("pool_balance", "$88,500,000.00"),
        Shown("cut_off_date", "June 1, 2001"),
        Shown(
            "security_class",
            "A-1",
            {
                "balance": "$80,000,000",
                "balance_kind": "principal",
                "rate": "5.15%",
                "group": "I",
                "cusip": "48207QAA3",
            },
        ),
        Shown(
            "security_class",
            "A-IO",
            {
                "balance": "$ 8,000,000",
                "balance_kind": "notional",
                "rate": "6.00%",
                "group": "I",
                "cusip": "48207QAB1",
            },
        ),
        Shown(
            "security_class",
            "B",
            {"balance": "$ 8,500,000", "balance_kind": "principal", "rate": "Variable"},
        ),
        Shown(
            "security_class",
            "R",
            {"percentage_interest": "100%", "balance_kind": "percentage", "rate": "N/A"},
        ),
    ),
)

TASKS: Mapping[str, Task] = {
    "8-k": Task(_CLASSES_8K, (_COVER, _BODY)),
    "abs-8-k": Task({**_CLASSES_8K, **_CLASSES_DEAL}, (_COVER, _BODY, _DEAL)),
}
"""What langextract is told, by the name of the form."""
