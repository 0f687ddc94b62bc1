"""Printed rates, split. The layouts were written for this test."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.tables.rates import Rate, RateKind, split_rate

FIXED, VARIABLE, NONE = RateKind.FIXED, RateKind.VARIABLE, RateKind.NONE
D = Decimal


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("6.50%", "6.50"), ("6.500000 %", "6.500000"), ("0.00%", "0.00"), (".35%", "0.35"),
        ("6.135% per annum", "6.135"), ("7.25 percent", "7.25"), ("7 per cent", "7"),
        ("6.50%(1)", "6.50"), ("6.50% (2)(3)", "6.50"), ("6.50%*", "6.50"), ("6.875", "6.875"),
        ("6 1/2%", "6.5"), ("6-1/2%", "6.5"), ("7 3/8% per annum", "7.375"),
        ("5.25% p.a.", "5.25"), ("1,008.000000 %", "1008"), ("1008.000000 %", "1008"),
        ("Fixed 5.10%", "5.10"), ("5.10% (fixed)", "5.10"), ("a fixed rate of 5.10%", "5.10"),
        ("6 and 1/4%", "6.25"), ("Pass-Through Rate: 4.875%", "4.875"),
    ],
)  # fmt: skip
def test_a_fixed_rate(printed: str, value: str) -> None:
    assert split_rate(printed) == Rate(FIXED, D(value))


@pytest.mark.parametrize("printed", ["Fixed", "fixed rate", "FIXED (4)"])
def test_a_fixed_rate_without_its_number(printed: str) -> None:
    assert split_rate(printed) == Rate(FIXED)


@pytest.mark.parametrize(
    "printed",
    ["N/A", "n/a", "N.A.", "NA", "None", "none(2)", "Not Applicable", "--", "—", "-", "Nil",
     "Principal Only", "PO", "Non-interest bearing", "does not bear interest"],
)  # fmt: skip
def test_no_rate(printed: str) -> None:
    assert split_rate(printed) == Rate(NONE)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("Variable", None), ("VARIABLE (1)", None), ("Adjustable", None), ("Floating Rate", None),
        ("Net WAC", None), ("Weighted Average Rate", None), ("Auction rate", None),
        ("Variable, initially 5.25%", "5.25"), ("5.25% (variable)", "5.25"),
        ("Variable (5.41%)(3)", "5.41"), ("Variable: 5% to 7%", None),
    ],
)  # fmt: skip
def test_a_variable_rate(printed: str, value: str | None) -> None:
    assert split_rate(printed) == Rate(VARIABLE, None if value is None else D(value))


@pytest.mark.parametrize(
    ("printed", "index", "margin"),
    [
        ("LIBOR + 0.27%", "LIBOR", "0.27"),
        ("LIBOR+0.27%", "LIBOR", "0.27"),
        ("LIBOR plus 27 basis points", "LIBOR", "0.27"),
        ("LIBOR + 135 bps", "LIBOR", "1.35"),
        ("LIBOR + 0.27", "LIBOR", "0.27"),
        ("LIBOR + 27", "LIBOR", None),
        ("LIBOR", "LIBOR", None),
        ("LIBOR flat", "LIBOR", "0"),
        ("One-Month LIBOR plus 0.24%", "1-month LIBOR", "0.24"),
        ("1-month LIBOR + 0.24% per annum", "1-month LIBOR", "0.24"),
        ("1M LIBOR + 0.24%", "1-month LIBOR", "0.24"),
        ("1 mo. LIBOR + .24%", "1-month LIBOR", "0.24"),
        ("Three Month LIBOR + 1 1/2%", "3-month LIBOR", "1.5"),
        ("LIBOR (one month) plus 0.24%", "1-month LIBOR", "0.24"),
        ("0.24% over One-Month LIBOR", "1-month LIBOR", "0.24"),
        ("0.24% above LIBOR", "LIBOR", "0.24"),
        ("30-day average SOFR plus 1.65%", "30-day average SOFR", "1.65"),
        ("SOFR (30 Day Avg.) + 1.65%", "30-day average SOFR", "1.65"),
        ("Prime Rate minus 2.50%", "prime", "-2.50"),
        ("Prime - 2.50%", "prime", "-2.50"),
        ("2.50% below the prime rate", "prime", "-2.50"),
        ("Six-Month EURIBOR + 0.30%", "6-month EURIBOR", "0.30"),
        ("One-Year Treasury plus 2.75%", "1-year Treasury", "2.75"),
        ("the lesser of (a) LIBOR plus 0.25% and (b) 10.50%", "LIBOR", "0.25"),
        ("LIBOR + 0.19% (subject to the Net WAC Cap)", "LIBOR", "0.19"),
        ("24.50% - (3.5 x LIBOR)", "LIBOR", None),
        ("8.0% minus 2 times LIBOR", "LIBOR", None),
    ],
)
def test_an_index_and_its_margin(printed: str, index: str, margin: str | None) -> None:
    wanted = None if margin is None else D(margin)
    assert split_rate(printed) == Rate(VARIABLE, None, index, wanted)


def test_the_first_rate_of_an_indexed_one() -> None:
    made = split_rate("LIBOR plus 0.25%, initially 1.37% per annum")
    assert made == Rate(VARIABLE, D("1.37"), "LIBOR", D("0.25"))


@pytest.mark.parametrize(
    "printed", ["", " ", "Residual", "(1)", "5", "6.50% / 7.00%", "see note", "6.5 1/3%", "100 USD"]
)
def test_what_is_not_understood_is_left_open(printed: str) -> None:
    assert split_rate(printed).value is None
    assert split_rate(printed).margin is None
    assert split_rate(printed).kind in {None, FIXED}


@given(st.text(max_size=80))
def test_any_text_is_taken(printed: str) -> None:
    made = split_rate(printed)
    assert made.index is None or made.kind is VARIABLE


@given(st.decimals(min_value=0, max_value=999, places=6))
def test_a_percentage_keeps_its_value(value: Decimal) -> None:
    assert split_rate(f"{value:f}%") == Rate(FIXED, value)


def test_a_hostile_text_costs_little() -> None:
    for piece in ("1 ", "(1)", "1/2", "libor ", "+", "libor one-month ", "initially "):
        assert split_rate(piece * 20_000).value is None
