"""Cross-checks of a deal."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractor.forms.abs_8k.rules import (
    balances_sum_to_pool,
    date_order,
    named_against_stated_classes,
    rate_form,
)
from extractor.forms.base import Facts, Row
from extractor.records import CheckStatus, Value

Class = tuple[str, Decimal | None, str | None]

CLASSES: Sequence[Class] = (
    ("A", Decimal("160901000.00"), "principal"),
    ("M-1", Decimal("12415000.00"), "principal"),
    ("CE", Decimal("3972995.79"), "principal"),
    ("IO", Decimal("50000000.00"), "notional"),
    ("R", None, "percentage"),
)
POOL = Decimal("177288995.79")


def facts(
    classes: Sequence[Class] = CLASSES,
    pool: Decimal | None = POOL,
    count: int | None = None,
    **dates: date | None,
) -> Facts:
    rows = [
        Row(
            f"deal.classes#{number}",
            {"name": name, "balance": balance, "balance_kind": kind, "percentage_interest": None},
        )
        for number, (name, balance, kind) in enumerate(classes, 1)
    ]
    paths = {
        "cut_off": "deal.cut_off_date",
        "agreed": "deal.agreement.dated",
        "issued": "deal.issued_on",
        "report": "cover.report_date",
    }
    values: Mapping[str, Value | None] = {
        "deal.pool_balance": pool,
        "deal.stated_class_count": count,
        **{paths[name]: value for name, value in dates.items()},
    }
    return Facts(values, {"deal.classes": rows})


def test_a_sum_that_closes_proves_every_figure_and_the_list() -> None:
    result = balances_sum_to_pool(facts())
    assert result.status is CheckStatus.PASSED
    assert result.confirms == (
        "deal.classes#1.balance",
        "deal.classes#2.balance",
        "deal.classes#3.balance",
        "deal.pool_balance",
        "deal.classes#complete",
    )
    assert result.doubts == ()


def test_a_missing_row_is_named_by_its_balance() -> None:
    result = balances_sum_to_pool(facts([each for each in CLASSES if each[0] != "CE"]))
    assert result.status is CheckStatus.FAILED
    assert "deal.classes#complete" in result.doubts
    assert "missing class of exactly 3,972,995.79" in result.hint
    assert "177,288,995.79" in result.message
    assert "173,316,000.00" in result.message


def test_a_notional_balance_taken_for_principal_is_pointed_at() -> None:
    wrong = [
        (name, balance, "principal" if name == "IO" else kind) for name, balance, kind in CLASSES
    ]
    result = balances_sum_to_pool(facts(wrong))
    assert result.status is CheckStatus.FAILED
    assert "without class IO" in result.hint


def test_a_small_difference_proves_nothing_and_says_what_may_leave_it() -> None:
    result = balances_sum_to_pool(facts(pool=POOL + Decimal("5312468.13")))
    assert result.status is CheckStatus.FAILED
    assert "Overcollateralization" in result.message
    assert result.confirms == ()


def test_the_sum_needs_a_pool_and_a_balance() -> None:
    assert balances_sum_to_pool(facts(pool=None)).status is CheckStatus.NOT_APPLICABLE
    nothing: list[Class] = [("R", None, "percentage")]
    assert balances_sum_to_pool(facts(nothing)).status is CheckStatus.NOT_APPLICABLE
    assert balances_sum_to_pool(Facts({}, {})).status is CheckStatus.NOT_APPLICABLE


cents = st.integers(min_value=1, max_value=10**12)
balances = st.lists(cents, min_size=1, max_size=12)


def deal(amounts: Sequence[int]) -> list[Class]:
    return [(f"A-{n}", Decimal(each) / 100, "principal") for n, each in enumerate(amounts, 1)]


@given(balances, st.data())
def test_one_changed_digit_is_noticed_and_its_row_named(
    amounts: list[int], data: st.DataObject
) -> None:
    pool = Decimal(sum(amounts)) / 100
    number = data.draw(st.integers(0, len(amounts) - 1))
    digits = list(str(amounts[number]))
    place = data.draw(st.integers(0, len(digits) - 1))
    digits[place] = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[place]]))
    changed = [*amounts]
    changed[number] = int("".join(digits))
    assume(changed[number] > 0)
    result = balances_sum_to_pool(facts(deal(changed), pool))
    assert result.status is CheckStatus.FAILED
    assert f"deal.classes#{number + 1}.balance" in result.doubts
    assert f"class A-{number + 1}" in result.hint


@given(balances, st.data())
def test_two_swapped_digits_are_noticed_and_their_row_named(
    amounts: list[int], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(amounts) - 1))
    digits = str(amounts[number])
    assume(len(digits) > 1)
    place = data.draw(st.integers(0, len(digits) - 2))
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assume(swapped != digits and int(swapped) > 0)
    changed = [*amounts]
    changed[number] = int(swapped)
    result = balances_sum_to_pool(facts(deal(changed), Decimal(sum(amounts)) / 100))
    assert result.status is CheckStatus.FAILED
    assert f"class A-{number + 1}" in result.hint


@given(st.permutations(CLASSES), st.sampled_from([POOL, POOL + 1, POOL - 90]))
def test_the_order_of_rows_does_not_matter(classes: list[Class], pool: Decimal) -> None:
    result, sorted_result = (balances_sum_to_pool(facts(each, pool)) for each in (classes, CLASSES))
    assert (result.status, result.message) == (sorted_result.status, sorted_result.message)
    assert len(result.doubts) == len(sorted_result.doubts)


def test_a_count_that_agrees_proves_the_list() -> None:
    result = named_against_stated_classes(facts(count=5))
    assert result.status is CheckStatus.PASSED
    assert "deal.classes#complete" in result.confirms


def test_a_count_that_differs_is_a_finding_where_the_sum_closes() -> None:
    result = named_against_stated_classes(facts(count=10))
    assert result.status is CheckStatus.FINDING
    assert result.message == "The text announces ten classes, the table names five."
    assert result.doubts == ()


def test_a_count_that_differs_doubts_the_list_where_the_sum_does_not_close() -> None:
    result = named_against_stated_classes(facts(CLASSES[1:], count=5))
    assert result.status is CheckStatus.FAILED
    assert "deal.classes#complete" in result.doubts


def test_a_count_needs_a_number_and_rows() -> None:
    assert named_against_stated_classes(facts()).status is CheckStatus.NOT_APPLICABLE
    assert named_against_stated_classes(facts([], count=3)).status is CheckStatus.NOT_APPLICABLE


def test_dates_in_order() -> None:
    day = date(2002, 2, 26)
    result = date_order(
        facts(
            cut_off=date(2002, 2, 1), agreed=date(2002, 2, 1), issued=day, report=date(2002, 3, 18)
        )
    )
    assert result.status is CheckStatus.PASSED


def test_only_the_pair_out_of_order_is_doubted() -> None:
    result = date_order(
        facts(
            cut_off=date(2002, 3, 1),
            agreed=date(2002, 2, 1),
            issued=date(2002, 2, 26),
            report=date(2002, 3, 18),
        )
    )
    assert result.status is CheckStatus.FAILED
    assert result.doubts == ("deal.cut_off_date", "deal.issued_on")
    assert "2002-03-01" in result.message


def test_an_issue_far_after_the_report_is_doubted() -> None:
    near = date_order(facts(issued=date(2002, 3, 28), report=date(2002, 3, 18)))
    far = date_order(facts(issued=date(2003, 3, 28), report=date(2002, 3, 18)))
    assert near.status is CheckStatus.PASSED
    assert far.doubts == ("deal.issued_on", "cover.report_date")


def test_the_order_needs_two_dates() -> None:
    result = date_order(facts(issued=date(2002, 2, 26)))
    assert result.status is CheckStatus.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("rate", "status"),
    [
        ("7.65%", CheckStatus.PASSED),
        ("Variable (3)", CheckStatus.PASSED),
        ("N/A", CheckStatus.PASSED),
        ("None", CheckStatus.PASSED),
        ("Pooling and Servicing Agreement", CheckStatus.FAILED),
        ("CE", CheckStatus.FAILED),
        (None, CheckStatus.NOT_APPLICABLE),
    ],
)
def test_what_is_no_rate_is_doubted(rate: str | None, status: CheckStatus) -> None:
    rows = [
        Row("deal.classes#1", {"name": "A", "rate": rate}),
        Row("deal.classes#2", {"name": "B", "rate": rate and "6.5%"}),
    ]
    result = rate_form(Facts({}, {"deal.classes": rows}))
    assert result.status is status
    assert result.doubts == (("deal.classes#1.rate",) if status is CheckStatus.FAILED else ())
