"""Parties and the roles that running text gives them."""

import pytest

from extractor.filing.model import Document
from extractor.forms.abs_8k.baselines import read_deal
from extractor.forms.abs_8k.schema import Role
from extractor.forms.abs_8k.synonyms import ROLE_SYNONYMS
from extractor.reasons import Reason
from extractor.text.folding import collapse
from extractor.text.view import View


def read(body: str) -> tuple[list[tuple[str, str]], bool | None, Reason | None]:
    text = f"Item 5.  Other Events\n\n{body}\n\nSIGNATURES\n\nSigned by Nobody, as trustee\n"
    answer = read_deal(Document(0, "8-K", text, View.whole(0, text), "text"))
    roles, names = {}, {}
    for quote in answer.quotes:
        if quote.path == "deal.parties.role":
            roles[quote.row] = quote.value
        if quote.path == "deal.parties.name":
            names[quote.row] = collapse(text[slice(*quote.ranges[0])])
    listed = next(each for each in answer.lists if each.path == "deal.parties")
    assert listed.rows == len(names)
    pairs = [(roles[row] or "", names[row]) for row in sorted(names, key=str)]
    return pairs, listed.accounted, listed.reason


def parties(body: str) -> list[tuple[str, str]]:
    return read(body)[0]


def test_roles_after_as_with_and_without_commas_and_short_names() -> None:
    body = """among Elm Funding, Inc. as depositor (the "Depositor"), First River Bank FSB
("First River") as master servicer (the "Master Servicer"), Lake City Bank as trustee and U.S.
Bank of Elm, National Association as trust administrator (the "Trustee")."""
    assert parties(body) == [
        ("depositor", "Elm Funding, Inc."),
        ("master_servicer", "First River Bank FSB"),
        ("trustee", "Lake City Bank"),
        ("trust_administrator", "U.S. Bank of Elm, National Association"),
    ]


def test_a_definition_does_not_rename_what_as_gave() -> None:
    body = 'Lake City Bank, as Trustee, and Elm Bank, N.A., as Trust Administrator (the "Trustee").'
    assert parties(body) == [
        ("trustee", "Lake City Bank"),
        ("trust_administrator", "Elm Bank, N.A."),
    ]


def test_a_definition_alone_gives_a_role() -> None:
    body = 'The Notes were sold by the Depositor to Old Harbor Barney Inc. (the "Underwriter").'
    assert parties(body) == [("underwriter", "Old Harbor Barney Inc.")]


def test_several_names_share_a_role_in_the_plural() -> None:
    body = """sold to Bear, Marston & Co. Inc., Alder & Finch Securities Corp. and Merrick Lynd,
Pearce, Fenwick & Smythe Incorporated (collectively, the "Underwriters")."""
    assert parties(body) == [
        ("underwriter", "Bear, Marston & Co. Inc."),
        ("underwriter", "Alder & Finch Securities Corp."),
        ("underwriter", "Merrick Lynd, Pearce, Fenwick & Smythe Incorporated"),
    ]


def test_one_name_has_several_roles() -> None:
    body = "Wells Harbor Bank Minnesota, N.A., as master servicer and securities administrator."
    assert parties(body) == [
        ("master_servicer", "Wells Harbor Bank Minnesota, N.A."),
        ("trust_administrator", "Wells Harbor Bank Minnesota, N.A."),
    ]


def test_a_short_name_stands_for_the_full_one() -> None:
    body = """Blue Mesa ABS, Inc. (the "Company") and Blue Mesa Home Loans, Inc. ("BMHL") agreed.
The Company, as depositor, BMHL, as seller, and The Bank of Old York, as trustee, signed."""
    assert parties(body) == [
        ("depositor", "Blue Mesa ABS, Inc."),
        ("seller", "Blue Mesa Home Loans, Inc."),
        ("trustee", "The Bank of Old York"),
    ]


def test_a_defined_term_is_nobody() -> None:
    body = 'Elm Funding LLC (the "Depositor") was formed. The Depositor, as depositor, agreed.'
    found, accounted, _ = read(body)
    assert found == [("depositor", "Elm Funding LLC")]
    assert accounted is True


def test_labels_verbs_and_all_capitals() -> None:
    body = """
Custodian:  State Road Bank and Trust Company
Under the agreement Harbor Motor Credit Company acts as servicer.
AMONG ELM FUNDING CORP., AS DEPOSITOR, AND THE BANK OF OLD YORK, AS TRUSTEE
"""
    assert parties(body)[:3] == [
        ("custodian", "State Road Bank and Trust Company"),
        ("servicer", "Harbor Motor Credit Company"),
        ("depositor", "ELM FUNDING CORP."),
    ]


def test_a_description_stands_between_name_and_role() -> None:
    body = 'Elm Funding LLC, a Delaware limited liability company (the "Depositor"), agreed.'
    assert parties(body) == [("depositor", "Elm Funding LLC")]


def test_who_has_no_role_is_not_listed() -> None:
    body = "among the Depositor, Elm Mortgage Corporation and Elm Capital Corporation."
    found, accounted, reason = read(body)
    assert (found, accounted, reason) == ([], None, None)


def test_a_role_that_nobody_was_given_leaves_the_list_unproven() -> None:
    body = "Elm Corp., as depositor, sold the loans. The Servicer collects them."
    found, accounted, _ = read(body)
    assert found == [("depositor", "Elm Corp.")]
    assert accounted is False


def test_text_without_roles_says_so() -> None:
    assert read("The company opened an office.")[2] is Reason.NO_CUE


GIVEN = [
    ("Elm Corp. is the depositor of the trust.", [("depositor", "Elm Corp.")]),
    ("Elm Corp. has agreed to be back-up servicer.", [("other", "Elm Corp.")]),
    (
        "Elm Inc. is also the seller and the servicer.",
        [("seller", "Elm Inc."), ("servicer", "Elm Inc.")],
    ),
    ("The trustee of the trust is Lake Bank.", [("trustee", "Lake Bank")]),
    ("Fixed by Oak Corp.; the servicer is Elm Corp.", [("servicer", "Elm Corp.")]),
    (
        "Sold to Elm Securities Inc., the underwriter, on June 1.",
        [("underwriter", "Elm Securities Inc.")],
    ),
    ("The loans are master serviced by Elm Corp. for a fee.", [("master_servicer", "Elm Corp.")]),
    (
        "They were underwritten by Ash, Birch & Cole, Inc. and Elm LLC.",
        [("underwriter", "Ash, Birch & Cole, Inc."), ("underwriter", "Elm LLC")],
    ),
    (
        "Elm Vault Company keeps the files as custodian for the trustee.",
        [("custodian", "Elm Vault Company")],
    ),
    (
        "Elm Corp. sold the loans under an Agreement, in which it is the seller.",
        [("seller", "Elm Corp.")],
    ),
    (
        "The parties are Elm Corp. (as depositor) and Oak Co. (as seller and servicer).",
        [("depositor", "Elm Corp."), ("seller", "Oak Co."), ("servicer", "Oak Co.")],
    ),
    (
        "ELM CORP. (Depositor) and LAKE BANK (Trustee)",
        [("depositor", "ELM CORP."), ("trustee", "LAKE BANK")],
    ),
    (
        'Oak Inc. (the "Seller" and the "Servicer") agreed.',
        [("seller", "Oak Inc."), ("servicer", "Oak Inc.")],
    ),
    (
        'Oak Inc. (the "Underwriter"), which is also the broker-dealer, agreed.',
        [("underwriter", "Oak Inc."), ("other", "Oak Inc.")],
    ),
    (
        "A part went to Elm Inc., and the Notes to Oak Corp., each of which is an underwriter.",
        [("underwriter", "Elm Inc."), ("underwriter", "Oak Corp.")],
    ),
    (
        'Ten loans were bought from Elm Inc. and six from Oak Corp. (each a "Seller").',
        [("seller", "Elm Inc."), ("seller", "Oak Corp.")],
    ),
    (
        "Elm Bank, a subsidiary of Oak Bancorp, Inc., as trustee",
        [("trustee", "Elm Bank")],
    ),
    (
        "Ash Bank, not individually but solely as owner trustee",
        [("trustee", "Ash Bank")],
    ),
    (
        "Depositor       Elm Funding Corp.\nTrustee ....... Lake Bank\nSeller: Oak Home\n",
        [("depositor", "Elm Funding Corp."), ("trustee", "Lake Bank"), ("seller", "Oak Home")],
    ),
    (
        (
            "  Elm Funding LLC      Depositor\n  Lake Bank, N.A.      Master Servicer and\n"
            "                       Securities Administrator\n  Oak Inc. ....... Underwriter\n"
        ),
        [
            ("depositor", "Elm Funding LLC"),
            ("master_servicer", "Lake Bank, N.A."),
            ("trust_administrator", "Lake Bank, N.A."),
            ("underwriter", "Oak Inc."),
        ],
    ),
    (
        (
            "Lake Bank, in its dual capacities as master servicer (in that capacity, the "
            '"Master Servicer") and securities administrator'
        ),
        [("master_servicer", "Lake Bank"), ("trust_administrator", "Lake Bank")],
    ),
    (
        "Ash, Birch & Co. bought the Class A Notes as underwriter.",
        [
            ("underwriter", "Ash, Birch & Co."),
        ],
    ),
    (
        "Oak Bank is trustee. Elm Securities Inc. underwrote the Notes.",
        [
            ("trustee", "Oak Bank"),
            ("underwriter", "Elm Securities Inc."),
        ],
    ),
    (
        (
            'the Certificates, Series 2001-3 (the "Certificates"), Elm LLC, as underwriter of the '
            'Certificates (the "Underwriter"), wrote'
        ),
        [("underwriter", "Elm LLC")],
    ),
    (
        "between Elm Corp., as Seller, Oak Corp., as Depositor, and the Servicer",
        [("seller", "Elm Corp."), ("depositor", "Oak Corp.")],
    ),
    (
        'Elm Auto Trust 2003-2, as issuer, and Lake Bank, as trustee; Elm Trust II (the "Issuer")',
        [("trustee", "Lake Bank")],
    ),
    (
        "among Elm Bank, seller and servicer, and The Ash Fiduciary of New York, trustee.",
        [
            ("seller", "Elm Bank"),
            ("servicer", "Elm Bank"),
            ("trustee", "The Ash Fiduciary of New York"),
        ],
    ),
    (
        (
            "Elm Mortgage LLC, successor by merger to Oak Finance, as servicer, and Lake Bank, "
            "formerly known as River Bank, as trustee"
        ),
        [("servicer", "Elm Mortgage LLC"), ("trustee", "Lake Bank")],
    ),
    (
        (
            'when Elm Corp. (the "Depositor") took loans from Elm Savings Bank, SLA (the '
            '"Originator" or "Elm Savings"). Signed by the Depositor, Elm Savings, as servicer'
        ),
        [
            ("depositor", "Elm Corp."),
            ("originator", "Elm Savings Bank, SLA"),
            ("servicer", "Elm Savings Bank, SLA"),
        ],
    ),
    (
        'Lake Bank, as trustee for Oak Home Loans LLC (the "Seller"), agreed.',
        [("trustee", "Lake Bank"), ("seller", "Oak Home Loans LLC")],
    ),
    (
        "Seller and Servicer ...... Elm Bank of the Lakes\n",
        [("seller", "Elm Bank of the Lakes"), ("servicer", "Elm Bank of the Lakes")],
    ),
    (
        "Elm Inc. and Oak Securities (USA) LLC served as representatives of the underwriters.",
        [("underwriter", "Elm Inc."), ("underwriter", "Oak Securities (USA) LLC")],
    ),
    (
        "Servicer:    Elm Mortgage\n             Servicing, Inc.\n",
        [("servicer", "Elm Mortgage Servicing, Inc.")],
    ),
]


@pytest.mark.parametrize(("body", "expected"), GIVEN)
def test_ways_to_give_a_role(body: str, expected: list[tuple[str, str]]) -> None:
    found, accounted, _ = read(body)
    assert found == expected
    assert accounted is not False or "for the trustee" in body or "and the Servicer" in body


NAMES = [
    "Lake City Bank and Trust Company",
    "Lake Bank & Trust Company",
    "Lake Trust Company (Delaware)",
    "Lake Bank (Ireland) plc",
    "Bank of Lakes, New York Branch",
    "The Lake Trust Company of the Carolinas",
    "Compagnie Lacustre de Banque",
    "Lake Bank, N.A.",
    "Lake Partners, L.P.",
    "Lake Servicing, L.C.",
    "U.S. Lake Bank National Association",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_as_they_are_printed(name: str) -> None:
    assert parties(f"between Elm Corp. and {name}, as trustee.") == [("trustee", name)]
    assert parties(f"among Elm Corp., as seller, and {name} as trustee.")[1] == ("trustee", name)


def test_a_year_before_a_name_is_no_part_of_it() -> None:
    assert parties("On May 3, 2001 Elm Corp., as depositor, agreed.") == [
        ("depositor", "Elm Corp.")
    ]


@pytest.mark.parametrize(
    "body",
    [
        "If Elm Corp. is the servicer, it is paid.",
        "Elm Corp. is not the servicer.",
        "Neither Oak Corp. nor Elm Corp. is the servicer.",
        "Elm Corp. replaced Oak Corp. as servicer.",
        "Elm Corp. resigned as servicer.",
        "The loans are serviced by the Servicer.",
        "Elm Corp. is an originator and a servicer of home loans.",
        "Elm Corp., a seller of mortgage loans, was founded in 1990.",
        "The State Agency of New York, as trustee",
    ],
)
def test_what_is_denied_supposed_over_or_a_trade_gives_nobody_a_role(body: str) -> None:
    assert parties(body) == []


@pytest.mark.parametrize(
    "more",
    [
        "The files are kept by a custodian.",
        "An eligible lender trustee holds the title.",
        "They were insured by Ash Assurance Corp.",
        "The underwriters, as underwriters, were Ash and others.",
        'Some went to Ash Inc. (each a "Seller").',
        "Loans were originated by Banks.",
    ],
)
def test_a_role_whose_holder_is_not_read_leaves_the_list_unproven(more: str) -> None:
    body = "Elm Corp., as seller, sold to Oak Corp., as depositor, and Lake Bank, as trustee."
    assert read(body)[1] is True
    assert read(f"{body}  {more}")[1] is False


def test_the_parties_of_an_agreement_are_not_described_by_those_behind_them() -> None:
    body = "among Elm Corp., the seller, the servicer and Lake Bank, as trustee."
    found, accounted, _ = read(body)
    assert found == [("trustee", "Lake Bank")]
    assert accounted is False


def test_a_name_of_the_cover_over_two_lines() -> None:
    cover = """FORM 8-K

                         Date of Report: May 1, 2001

                         ELM COMMERCIAL MORTGAGE
                             SECURITIES CORP.
             (Exact name of registrant as specified in its charter)

"""
    body = "The registrant is the depositor.  Lake Bank is the trustee.\n"
    text = f"{cover}Item 5.  Other Events\n\n{body}\nSIGNATURES\n"
    answer = read_deal(Document(0, "8-K", text, View.whole(0, text), "text"))
    names = [
        collapse(text[slice(*quote.ranges[0])])
        for quote in answer.quotes
        if quote.path == "deal.parties.name"
    ]
    assert names == ["ELM COMMERCIAL MORTGAGE SECURITIES CORP.", "Lake Bank"]


def test_hostile_text_is_read() -> None:
    seeds = (
        "as trustee ",
        "A, ",
        "(Trustee) ",
        'Elm (the "Seller") and ',
        "Trustee      ",
        "to Elm and ",
        "underwritten by A ",
        "The trustee is A. ",
        "\nA    Trustee",
        "A and B underwrote the ",
        "( as ",
    )
    for seed in seeds:
        assert read_deal(document_of(seed * (30_000 // len(seed)))).lists


def document_of(body: str) -> Document:
    text = f"Item 5.  Other Events\n\n{body}\n\nSIGNATURES\n"
    return Document(0, "8-K", text, View.whole(0, text), "text")


@pytest.mark.parametrize("wording", sorted(ROLE_SYNONYMS))
def test_every_wording_gives_a_role_of_the_schema(wording: str) -> None:
    assert ROLE_SYNONYMS[wording] in Role.__args__  # type: ignore[attr-defined]
    assert parties(f"Elm Bank, N.A., as {wording}, agreed.") == [
        (ROLE_SYNONYMS[wording], "Elm Bank, N.A.")
    ]
