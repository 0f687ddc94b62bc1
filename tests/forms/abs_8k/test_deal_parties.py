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


@pytest.mark.parametrize("wording", sorted(ROLE_SYNONYMS))
def test_every_wording_gives_a_role_of_the_schema(wording: str) -> None:
    assert ROLE_SYNONYMS[wording] in Role.__args__  # type: ignore[attr-defined]
    assert parties(f"Elm Bank, N.A., as {wording}, agreed.") == [
        (ROLE_SYNONYMS[wording], "Elm Bank, N.A.")
    ]
