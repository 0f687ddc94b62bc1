"""Cross-checks of a Form 8-K."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.forms.base import Facts, Row
from extractor.forms.form_8k.rules import (
    RULES_8K,
    exhibits_against_items,
    new_item_numbers_by_date,
    registrant_in_signature,
    rows_once,
    signed_not_before_event,
    some_item,
)
from extractor.records import CheckResult, CheckStatus, Value

EVENT, SIGNED = "cover.report_date", "signature.signed_on"


def dates(event: date | None, signed: date | None, **others: date) -> Facts:
    values: Mapping[str, Value | None] = {EVENT: event, SIGNED: signed, **others}
    return Facts(values, {})


def items(numbers: Sequence[str], event: date | None = None, exhibits: int = 0) -> Facts:
    rows = [Row(f"items#{n}", {"number": number}) for n, number in enumerate(numbers, 1)]
    listed = [Row(f"exhibits#{n}", {"number": f"99.{n}"}) for n in range(1, exhibits + 1)]
    return Facts({EVENT: event}, {"items": rows, "exhibits": listed})


@given(st.dates(date(1994, 1, 1), date(2026, 1, 1)), st.integers(0, 366))
def test_signed_on_the_day_or_within_a_year(event: date, days: int) -> None:
    result = signed_not_before_event(dates(event, event + timedelta(days)))
    assert result.status is CheckStatus.PASSED


def test_signed_shortly_before_the_event_is_a_finding() -> None:
    result = signed_not_before_event(dates(date(2002, 3, 18), date(2002, 2, 26)))
    assert result.status is CheckStatus.FINDING
    assert result.message == "Signed 2002-02-26, before the event of 2002-03-18."
    assert result.doubts == ()


@pytest.mark.parametrize("signed", [date(2000, 3, 18), date(2005, 3, 18)])
def test_signed_years_apart_doubts_both_dates(signed: date) -> None:
    result = signed_not_before_event(dates(date(2002, 3, 18), signed))
    assert result.status is CheckStatus.FAILED
    assert result.doubts == (EVENT, SIGNED)


def test_another_date_may_support_an_early_signature() -> None:
    facts = dates(date(2002, 9, 18), date(2002, 2, 26), **{"deal.issued_on": date(2002, 2, 26)})
    assert signed_not_before_event(facts).status is CheckStatus.FINDING


def test_a_report_without_an_item_has_lost_its_items() -> None:
    assert some_item(items(["5"])).status is CheckStatus.PASSED
    result = some_item(items([], date(2002, 2, 26)))
    assert result.status is CheckStatus.FAILED
    assert result.doubts == ("items#complete",)


@pytest.mark.parametrize("number", ["7", "9.01"])
def test_exhibits_stand_under_their_item(number: str) -> None:
    result = exhibits_against_items(items(["5", number], exhibits=2))
    assert result.status is CheckStatus.PASSED


def test_exhibits_without_their_item_doubt_the_list_of_items() -> None:
    result = exhibits_against_items(items(["8.01"], exhibits=1))
    assert result.status is CheckStatus.FAILED
    assert result.doubts == ("items#complete",)


def test_an_item_of_exhibits_need_not_list_one() -> None:
    assert exhibits_against_items(items(["9.01"])).status is CheckStatus.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("cover", "signed"),
    [
        ("New Century Mortgage Securities, Inc.", "NEW CENTURYMORTGAGE SECURITIES, INC."),
        ("SPACE LAB, Incorporated", "Space Lab, Inc."),
        ("Elm & Oak Company", "ELM AND OAK CO."),
        ("The Elm Corporation", "Elm Corp"),
    ],
)
def test_cover_and_signature_name_the_same(cover: str, signed: str) -> None:
    facts = Facts({"cover.registrant": cover, "signature.registrant": signed}, {})
    result = registrant_in_signature(facts)
    assert result.status is CheckStatus.PASSED
    assert set(result.confirms) == {"cover.registrant", "signature.registrant"}


def test_another_name_doubts_the_signature_alone() -> None:
    facts = Facts({"cover.registrant": "Elm Trust", "signature.registrant": "Oak Servicing"}, {})
    assert registrant_in_signature(facts).doubts == ("signature.registrant",)


@pytest.mark.parametrize(
    ("numbers", "event"),
    [
        (["2", "7"], date(2002, 3, 18)),
        (["5.02", "9.01"], date(2009, 9, 3)),
        (["8.01"], date(2004, 8, 19)),
        (["12"], date(2004, 8, 20)),
    ],
)
def test_numbers_of_their_time(numbers: list[str], event: date) -> None:
    assert new_item_numbers_by_date(items(numbers, event)).status is CheckStatus.PASSED


def test_the_odd_number_is_doubted() -> None:
    result = new_item_numbers_by_date(items(["5.02", "7", "9.01"], date(2009, 9, 3)))
    assert result.status is CheckStatus.FAILED
    assert result.doubts == ("items#2.number",)


def test_numbers_of_another_time_doubt_the_date_too() -> None:
    result = new_item_numbers_by_date(items(["5.02", "9.01"], date(1999, 9, 3)))
    assert result.doubts == ("items#1.number", "items#2.number", EVENT)


def once(*rows: Mapping[str, Value | None]) -> CheckResult:
    listed = [Row(f"exhibits#{n}", values) for n, values in enumerate(rows, 1)]
    rule = rows_once("exhibits_once", "exhibits", ("number", "description"))
    return rule(Facts({}, {"exhibits": listed}))


def test_rows_that_differ_in_one_leaf_are_two() -> None:
    first = {"number": "99.1", "description": "Press release"}
    second = {"number": "99.1", "description": "Press release of May 3"}
    assert once(first, second).status is CheckStatus.PASSED
    assert once(first, {**first, "number": "99.2"}).status is CheckStatus.PASSED


def test_a_row_that_is_there_twice_is_doubted_and_so_is_the_list() -> None:
    row = {"number": "99.1", "description": "Press release"}
    result = once(
        row, {"number": "4.1", "description": None}, {**row, "description": "PRESS-RELEASE"}
    )
    assert result.status is CheckStatus.FAILED
    assert result.doubts == (
        "exhibits#1.number",
        "exhibits#1.description",
        "exhibits#3.number",
        "exhibits#3.description",
        "exhibits#complete",
    )


def test_rows_of_which_nothing_is_known_are_not_the_same() -> None:
    assert once({"number": None}, {"number": None}).status is CheckStatus.PASSED


def test_no_rule_speaks_of_an_empty_record() -> None:
    for rule in RULES_8K:
        result = rule(Facts({}, {}))
        assert result.status is CheckStatus.NOT_APPLICABLE
        assert result.name == rule.__name__
        assert result.message
