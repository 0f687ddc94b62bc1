from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values import PERCENT, Unreadable

LAYOUTS = [
    "{}%",
    "{} %",
    "{}  \u00a0%",
    "{} percent",
    "{} per cent",
    "{}% per annum",
    "{} % Percentage Interest",
]
PROSE = [
    ("Class R      ", "     N/A"),
    ("fifty percent (", ") of"),
    ("a rate of ", ", from March 18, 2002"),
    ("5%-", "."),
]
numbers = st.integers(0, 10**9).map(lambda number: Decimal(number) / 10**6)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[token.start : token.end], str(token.value)) for token in PERCENT.find(text)]


@given(numbers, st.sampled_from(LAYOUTS))
def test_what_is_printed_is_read(value: Decimal, layout: str) -> None:
    assert PERCENT.parse(layout.format(f"{value:f}")) == value
    assert PERCENT.parse(" " + layout.format(f"{value:,f}") + ".") == value
    assert PERCENT.parse(f"({layout.format(f'{value:f}')})") == value


@given(numbers, st.sampled_from(LAYOUTS), st.sampled_from(PROSE))
def test_finds_exactly_the_percentage(value: Decimal, layout: str, prose: tuple[str, str]) -> None:
    printed = layout.format(f"{value:.6f}")
    assert (printed, f"{value:.6f}") in found(f"{prose[0]}{printed}{prose[1]}")
    assert len(found(f"{prose[0]}{printed}{prose[1]}")) == 1 + prose[0].count("%")


@pytest.mark.parametrize(
    ("quote", "printed"),
    [
        ("100%", "100"),
        ("100 %", "100"),
        ("7.041267  %", "7.041267"),
        ("6.50% per annum", "6.50"),
        (".25%", "0.25"),
        ("100 % Percentage Interest", "100"),
    ],
)
def test_keeps_the_printed_digits(quote: str, printed: str) -> None:
    assert str(PERCENT.parse(quote)) == printed


@pytest.mark.parametrize(
    "quote",
    [
        "100",
        "Variable",
        "N/A",
        "-5%",
        "007%",
        "6 1/2%",
        "6½%",
        "1O0%",
        "5-10%",
        "5% to 6%",
        "%",
        "",
    ],
)
def test_refuses(quote: str) -> None:
    with pytest.raises(Unreadable, match="is not a percentage"):
        PERCENT.parse(quote)


@pytest.mark.parametrize(
    "text", ["6 1/2%", "-5%", "5-10%", "1,00%", "$5%", "l00%", "100 percentage points", "1.2.3%"]
)
def test_finds_no_piece_of_something_else(text: str) -> None:
    assert found(text) == []
