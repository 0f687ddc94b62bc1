from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values import MONEY, Unreadable

LAYOUTS = ["{}", "${}", "$ {}", "US${}", "U.S. ${}", "$\u00a0{}", "${}.", "“${}”", " {},\n", "**{}"]
PROSE = [
    ("an aggregate principal balance of ", ". as of February 1, 2002"),
    ("Class A            ", "            Variable"),
    ("of “", ",” in file 333-72880"),
    ("telephone (949) 863-7243 ", "\n"),
    ("", ""),
]
cents = st.integers(min_value=0, max_value=10**17).map(lambda number: Decimal(number) / 100)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[token.start : token.end], str(token.value)) for token in MONEY.find(text)]


@pytest.mark.parametrize(
    ("quote", "value"),
    [
        ("$198,644,095.79", "198644095.79"),
        ("198,644,095.79.", "198644095.79"),
        ("$ 1,234", "1234"),
        ("100.00", "100.00"),
        ("$.01", "0.01"),
        ("0", "0"),
        ("(1,234.50)", "-1234.50"),
        ("($1,234.50)", "-1234.50"),
        ("$(1,234.50)", "-1234.50"),
        ("US$100 million", "100000000"),
        ("$2.5\nbillion", "2500000000"),
        ("$100-million", "100000000"),
        ("$12.3456 Thousand", "12345.6"),
        ("$123,456,789.123456 million", "123456789123456"),
    ],
)
def test_reads(quote: str, value: str) -> None:
    read = MONEY.parse(quote)
    assert read == Decimal(value)
    assert "E" not in str(read)


@pytest.mark.parametrize(
    "quote",
    [
        "1,23,456",
        "1234,567",
        "012,345",
        "l98,644,O95",
        "$198,OOO",
        "$198,644,\n095.79",
        "198 644 095.79",
        ",195.79",
        "$1,2345",
        "100 %",
        "100%",
        "100 percent",
        "100 % Percentage Interest",
        "March 18, 2002",
        "10/28/2004",
        "-5",
        "$-5",
        "1,234.50-",
        "($2.5 million)",
        "($(5))",
        "$5 million thousand",
        "$5 trillion",
        "C$5",
        "€5",
        "N/A",
        "$",
        ".50",
        "",
        "1" * 3_000,
    ],
)
def test_refuses(quote: str) -> None:
    with pytest.raises(Unreadable, match="is not an amount"):
        MONEY.parse(quote)


@given(cents, st.sampled_from(LAYOUTS))
def test_what_is_printed_is_read(value: Decimal, layout: str) -> None:
    assert MONEY.parse(layout.format(f"{value:,.2f}")) == value
    assert MONEY.parse(layout.format(f"{value:.2f}")) == value
    assert MONEY.parse(f"({value:,.2f})") == -value


@given(st.integers(1, 10**6), st.sampled_from(["thousand", "million", "billion"]))
def test_scale_words_multiply(number: int, scale: str) -> None:
    factor = {"thousand": 10**3, "million": 10**6, "billion": 10**9}[scale]
    assert MONEY.parse(f"${number:,} {scale}") == number * factor
    assert MONEY.parse(f"${number}.25 {scale}") == Decimal(f"{number}.25") * factor


@given(cents, st.sampled_from(["{:,.2f}", "${:,.2f}", "$  {:,.2f}"]), st.sampled_from(PROSE))
def test_finds_exactly_the_amount(value: Decimal, layout: str, prose: tuple[str, str]) -> None:
    printed = layout.format(value)
    assert found(f"{prose[0]}{printed}{prose[1]}") == [(printed, f"{value:.2f}")]


def test_finds_all_in_order_without_the_stray_stop() -> None:
    assert found("of $198,644,095.79. The fee is $100 and\n9,435,000 of (1,234.50)") == [
        ("$198,644,095.79", "198644095.79"),
        ("$100", "100"),
        ("9,435,000", "9435000"),
        ("(1,234.50)", "-1234.50"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "in 2002, on February 1,2002 and 10/28/2004",
        "file 333-72880, EIN 33-0852169, zip 92612-1234, call 407.251.5600",
        "l98,644,O95 and $198,OOO and $198,644,O95.79",
        "of $198,644,\n   195.79 in all",
        "of 198,644 ,195.79 in all",
        "of $198,644,095.\n79 in all",
        "of $198,644,095 .79 in all",
        "a rate of 10,000 % or 6.50 percent",
        "Item 5.02, Section 2.01 and Exhibit 10.10",
        "a fee of -$5.00 or -1,000",
        "A$1,000, C$5.00, € 1,234.50 and £1,000",
        "$5 trillion, $5 MM and $2.5 bn",
        "1,000-2,000 and 1,2345",
        "his salary ($550,000) and the fee ($2.5 million) were",
        "1,234,567,890,123,456,789,012",
    ],
)
def test_finds_no_piece_and_nothing_else(text: str) -> None:
    assert found(text) == []


def test_a_scale_word_meant_for_both_leaves_only_the_second_amount() -> None:
    assert found("from $2 to $3 million") == [("$3 million", "3000000")]
    assert found("from $200-$300") == [("$200", "200"), ("$300", "300")]


def test_brackets_after_words_repeat_them() -> None:
    assert found("Two Hundred Thousand Dollars ($200,000.00)") == [("$200,000.00", "200000.00")]
    assert found("ten thousand (10,000) units") == [("10,000", "10000")]
