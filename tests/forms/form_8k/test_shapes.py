"""The shapes of the values of a Form 8-K."""

from collections.abc import Mapping, Sequence

import pytest

from extractor.forms.base import Facts, Row, Rule
from extractor.forms.form_8k.shapes import (
    SHAPES_8K,
    city_form,
    ein_form,
    exhibit_description_form,
    file_number_form,
    item_title_form,
    jurisdiction_form,
    registrant_form,
    signer_form,
    signing_company_form,
    state_form,
    title_form,
    zip_code_form,
)
from extractor.records import CheckStatus, Value


def listed(path: str, values: Sequence[str]) -> Facts:
    leaf = path.rpartition(".")[2]
    rows = [Row(f"{path}#{n}", {leaf: value}) for n, value in enumerate(values, 1)]
    return Facts({}, {path: rows})


def test_only_the_odd_ein_is_doubted() -> None:
    result = ein_form(listed("cover.employer_ids", ["33-0852169", "92612"]))
    assert result.status is CheckStatus.FAILED
    assert result.doubts == ("cover.employer_ids#2",)


@pytest.mark.parametrize(
    "number", ["0-30235", "001-36056", "333-72880", "333-46893-01", "2-99554", "814-00123"]
)
def test_file_numbers(number: str) -> None:
    facts = listed("cover.commission_file_numbers", [number])
    assert file_number_form(facts).status is CheckStatus.PASSED


@pytest.mark.parametrize("number", ["72880", "33-0852169x", "949-863-72431", "33372880"])
def test_what_is_no_file_number(number: str) -> None:
    facts = listed("cover.commission_file_numbers", [number])
    assert file_number_form(facts).doubts == ("cover.commission_file_numbers#1",)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("07652", CheckStatus.PASSED),
        ("07652-1234", CheckStatus.PASSED),
        ("HM 08", CheckStatus.PASSED),
        ("SW1A 1AA", CheckStatus.PASSED),
        ("4809187", CheckStatus.PASSED),
        ("Delaware", CheckStatus.FAILED),
        ("c/o Elm Inc. 8 Oak Road", CheckStatus.FAILED),
        ("333-728800 99", CheckStatus.FAILED),
        (None, CheckStatus.NOT_APPLICABLE),
    ],
)
def test_zip_codes(value: str | None, status: CheckStatus) -> None:
    result = zip_code_form(Facts({"cover.address.zip_code": value}, {}))
    assert result.status is status
    assert bool(result.doubts) is (status is CheckStatus.FAILED)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("New Jersey", CheckStatus.PASSED),
        ("D.C.", CheckStatus.PASSED),
        ("77 Ropewalk Street", CheckStatus.FAILED),
        (None, CheckStatus.NOT_APPLICABLE),
    ],
)
def test_states(value: str | None, status: CheckStatus) -> None:
    result = state_form(Facts({"cover.address.state": value}, {}))
    assert result.status is status
    assert result.doubts == (("cover.address.state",) if status is CheckStatus.FAILED else ())


def doubted(rule: Rule, path: str, value: str) -> bool:
    result = rule(Facts({path: value}, {}))
    assert result.status in (CheckStatus.PASSED, CheckStatus.FAILED)
    assert result.doubts == ((path,) if result.status is CheckStatus.FAILED else ())
    return result.status is CheckStatus.FAILED


@pytest.mark.parametrize("value", ["Bavaria-on-Sea", "Suite", "Ohio and", "Hall"])
def test_a_state_is_a_known_place(value: str) -> None:
    assert doubted(state_form, "cover.address.state", value)


@pytest.mark.parametrize(
    ("value", "odd"),
    [
        ("Saint-Denis", False),
        ("Dublin 2", False),
        ("O'Fallon", False),
        ("40 Elm Road Concord", True),
        ("Concord 03301", True),
        ("7th Floor", True),
        ("Ky", True),
    ],
)
def test_a_city_is_words(value: str, odd: bool) -> None:
    assert doubted(city_form, "cover.address.city", value) is odd


@pytest.mark.parametrize(
    ("value", "odd"),
    [
        ("Delaware", False),
        ("a Maryland corporation", False),
        ("New York (governing law of the trust)", False),
        ("British Columbia, Canada", False),
        ("Exact name", True),
        ("1-12345", True),
    ],
)
def test_a_company_is_at_home_in_a_place(value: str, odd: bool) -> None:
    assert doubted(jurisdiction_form, "cover.jurisdiction", value) is odd


@pytest.mark.parametrize(
    ("value", "odd"),
    [
        ("1606 Elm Corp.", False),
        ("Alder Home Loan Trust 1998-4A, 19984-B", False),
        ("3M Ropes", False),
        ("Delaware Ropes", False),
        ("Delaware", True),
        ("33-0852169", True),
        ("0000320193", True),
        ("(312) 555-0100 Alder Inc.", True),
        ("May 3, 2004", True),
        ("Dated: Alder Inc.", True),
        ("/s/ Ann Alder", True),
        ("1998", True),
    ],
)
def test_a_company_has_a_name(value: str, odd: bool) -> None:
    assert doubted(registrant_form, "cover.registrant", value) is odd
    assert doubted(signing_company_form, "signature.registrant", value) is odd


@pytest.mark.parametrize(
    ("value", "odd"),
    [
        ("Ann M. Alder", False),
        ("A. van der Elm, Jr.", False),
        ("Alder", True),
        ("Ann Alder 3", True),
        ("Ann Alder Vice President", True),
        ("/s/ Ann Alder", True),
        ("The Alder Company", True),
        ("Alder Mining, Inc.", True),
        ("Ann Alder who signs here for both of them", True),
    ],
)
def test_a_signatory_is_a_person(value: str, odd: bool) -> None:
    assert doubted(signer_form, "signature.name", value) is odd


@pytest.mark.parametrize(
    ("value", "odd"),
    [
        ("Treasurer", False),
        ("Sr. Exec. Vice President and Asst. Secretary", False),
        ("Treasurer and Duly Authorized Officer", False),
        ("Executive Vice President, General Counsel & Secretary", False),
        ("Chief Financial Officer (Principal Accounting Officer)", False),
        ("Title", True),
        ("Its", True),
        ("Ann Alder", True),
        ("Treasurer Date: May 3, 2004", True),
        ("Vice President and", True),
        ("The treasurer signed it", True),
        ("Treasurer " + "of one of the many parts of " * 5 + "Elm", True),
    ],
)
def test_a_title_names_an_office(value: str, odd: bool) -> None:
    assert doubted(title_form, "signature.title", value) is odd


@pytest.mark.parametrize(
    ("value", "odd"),
    [
        ("Press release dated May 3, 2004", False),
        ("Consent of Alder & Elm LLP", False),
        ("Form of Note (included in Exhibit 4.1)", False),
        ("Credit Agreement between Alder Inc. and", True),
        ("Loan Agreement dated as of", True),
        ("Letter of Elm,", True),
        ("99.1", True),
    ],
)
def test_a_description_or_title_is_whole(value: str, odd: bool) -> None:
    for rule, path in ((exhibit_description_form, "exhibits"), (item_title_form, "items")):
        leaf = "description" if path == "exhibits" else "title"
        rows = [Row(f"{path}#1", {"number": "1", leaf: "Whole"}), Row(f"{path}#2", {leaf: value})]
        result = rule(Facts({}, {path: rows}))
        assert result.doubts == ((f"{path}#2.{leaf}",) if odd else ())


def test_no_shape_speaks_of_an_empty_record() -> None:
    absent: Mapping[str, Value | None] = {}
    for rule in SHAPES_8K:
        assert rule(Facts(absent, {})).status is CheckStatus.NOT_APPLICABLE
