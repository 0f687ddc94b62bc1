"""When two values are the same: typed, by the field's own comparison, without thresholds."""

from datetime import date, timedelta
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.text.compare import Comparison, identity, same

EXACT, TEXT, NAME = Comparison.EXACT, Comparison.TEXT, Comparison.NAME
DIGITS, DATE, DECIMAL = Comparison.DIGITS, Comparison.DATE, Comparison.DECIMAL
INTEGER, ENUM = Comparison.INTEGER, Comparison.ENUM

SAME = [
    (EXACT, "333-72880", "333 - 72880"),
    (EXACT, "333–72880", "333-72880"),
    (EXACT, "33\N{NO-BREAK SPACE}-0852169", "33-0852169"),
    (EXACT, "１0.1", "10.1"),
    (TEXT, "Financial Statements\n  and Exhibits", "FINANCIAL STATEMENTS AND EXHIBITS"),
    (TEXT, "Financial Statements and Exhibits.", "Financial Statements and Exhibits"),
    (TEXT, "100 Main Street,\nSuite 5", "100 Main Street\nSuite 5"),
    (TEXT, "Moody’s “Aaa” rating — final", 'Moody\'s "Aaa" rating - final'),
    (TEXT, "Exhibits;", "Exhibits:"),
    (NAME, "NEW CENTURYMORTGAGE SECURITIES, INC.", "New Century Mortgage Securities Inc"),
    (NAME, "U.S. Bank, N.A.", "US Bank NA"),
    (DIGITS, "(949) 863-7243", "949.863.7243"),
    (DIGITS, "９49 863 7243", "9498637243"),
    (DATE, date(2002, 3, 18), date(2002, 3, 18)),
    (DECIMAL, Decimal(100), Decimal("100.00")),
    (DECIMAL, Decimal("1E+2"), Decimal(100)),
    (DECIMAL, Decimal("0.00"), Decimal("-0")),
    (INTEGER, 10, 10),
    (ENUM, "master_servicer", "master_servicer"),
    *((each, None, None) for each in Comparison),
]
DIFFERENT = [
    (EXACT, "333-72880", "333-72808"),
    (EXACT, "A-1", "a-1"),
    (EXACT, "10.1", "101"),
    (EXACT, "33-0852169", "33-0852196"),
    (TEXT, "Other Events", "Other Event"),
    (TEXT, "Suite 1,000", "Suite 1000"),
    (TEXT, "Class A-1", "Class A1"),
    (TEXT, "LIBOR + 0.25%", "LIBOR + 0.52%"),
    (TEXT, "6.50%", "650%"),
    (NAME, "Ocwen Federal Bank FSB", "Ocwen Federal Bank"),
    (NAME, "Patrick Flanagan", "Patrick Flannagan"),
    (NAME, "Series 2002-1", "Series 2002-2"),
    (NAME, "Smith & Co.", "Smith and Co."),
    (DIGITS, "(949) 863-7243", "(949) 863-7234"),
    (DIGITS, "863-7243", "(949) 863-7243"),
    (DATE, date(2002, 3, 18), date(2002, 3, 19)),
    (DATE, date(2002, 3, 2), date(2002, 2, 3)),
    (DATE, date(2002, 3, 18), date(2003, 3, 18)),
    (DECIMAL, Decimal("198644095.79"), Decimal("198644095.97")),
    (DECIMAL, Decimal("160901000.00"), Decimal("160901000.01")),
    (DECIMAL, Decimal(100), Decimal(-100)),
    (DECIMAL, Decimal("1" * 30 + ".01"), Decimal("1" * 30 + ".02")),
    (INTEGER, 10, 8),
    (ENUM, "servicer", "master_servicer"),
    *((each, "", None) for each in (EXACT, TEXT, NAME, ENUM)),
    (DECIMAL, Decimal(0), None),
    (INTEGER, 0, None),
]


@pytest.mark.parametrize(("comparison", "left", "right"), SAME)
def test_same(comparison: Comparison, left: object, right: object) -> None:
    assert same(comparison, left, right)
    assert same(comparison, right, left)


@pytest.mark.parametrize(("comparison", "left", "right"), DIFFERENT)
def test_different(comparison: Comparison, left: object, right: object) -> None:
    assert not same(comparison, left, right)
    assert not same(comparison, right, left)


@pytest.mark.parametrize(("comparison", "left", "right"), [*SAME, *DIFFERENT])
def test_identity_is_equal_for_what_is_the_same(
    comparison: Comparison, left: object, right: object
) -> None:
    if left is not None and right is not None:
        equal = identity(comparison, left) == identity(comparison, right)
        assert equal == same(comparison, left, right)


def test_values_of_different_types_are_different() -> None:
    assert not same(DATE, date(2002, 3, 18), "2002-03-18")
    assert not same(DECIMAL, Decimal(10), 10)
    assert not same(INTEGER, 10, "10")


_PRINTED = st.text("aB1 .,;:-–'’É\n", max_size=8)
_VALUES: dict[Comparison, st.SearchStrategy[object]] = {
    EXACT: _PRINTED,
    TEXT: _PRINTED,
    NAME: _PRINTED,
    ENUM: _PRINTED,
    DIGITS: st.text("0123 ()-.", max_size=8),
    DATE: st.dates(),
    INTEGER: st.integers(),
    DECIMAL: st.decimals(allow_nan=False, allow_infinity=False)
    | st.decimals(-10, 10, places=2)
    | st.integers(-20, 20).map(Decimal),
}


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[Comparison, object, object]:
    comparison = draw(st.sampled_from(Comparison))
    left = draw(_VALUES[comparison])
    return comparison, left, draw(st.just(left) | _VALUES[comparison])


@given(_pairs())
def test_comparing_is_reflexive_symmetric_and_what_identity_says(
    pair: tuple[Comparison, object, object],
) -> None:
    comparison, left, right = pair
    assert same(comparison, left, left)
    assert same(comparison, left, right) == same(comparison, right, left)
    equal = identity(comparison, left) == identity(comparison, right)
    assert equal == same(comparison, left, right)


@given(st.integers(10**27, 10**40), st.integers(0, 6))
def test_the_last_digit_of_a_long_number_counts(number: int, places: int) -> None:
    def printed(digits: int) -> Decimal:
        return Decimal((0, tuple(map(int, str(digits))), -places))

    left, right = printed(number), printed(number + 1)
    assert not same(DECIMAL, left, right)
    assert identity(DECIMAL, left) != identity(DECIMAL, right)
    with localcontext(prec=3):
        assert identity(DECIMAL, left) == identity(DECIMAL, printed(number))
        assert identity(DECIMAL, left) != identity(DECIMAL, right)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2), st.integers(0, 5))
def test_zeros_behind_the_point_do_not_count(value: Decimal, zeros: int) -> None:
    longer = Decimal(f"{value:f}" + "0" * zeros)
    assert same(DECIMAL, value, longer)
    assert identity(DECIMAL, value) == identity(DECIMAL, longer)


@given(st.integers(1_000, 10**9), st.data())
def test_two_neighbouring_digits_swapped_make_another_value(
    number: int, data: st.DataObject
) -> None:
    digits = str(number)
    at = data.draw(st.integers(0, len(digits) - 2))
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    unchanged = swapped == digits
    for comparison in (EXACT, TEXT, NAME, DIGITS):
        assert same(comparison, digits, swapped) is unchanged
    assert same(DECIMAL, Decimal(digits), Decimal(swapped)) is unchanged
    assert same(INTEGER, int(digits), int(swapped)) is unchanged


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(1, 400))
def test_another_day_is_another_date(day: date, later: int) -> None:
    assert not same(DATE, day, day + timedelta(days=later))
