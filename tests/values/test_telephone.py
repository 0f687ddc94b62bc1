import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values import TELEPHONE, Unreadable
from extractor.values.telephone import digits

LAYOUTS = [
    "({}) {}-{}",
    "({}){}-{}",
    "({})-{}-{}",
    "( {} )  {}-{}",
    "({})\n   {}-{}",
    "{}.{}.{}",
    "{}-{}-{}",
    "{} {}-{}",
    "{}/{}-{}",
    "{} – {} – {}",
    "1-{}-{}-{}",
    "1 ({}) {}-{}",
    "+1 {} {} {}",
    "{}-{}-{} ext. 12",
    "({}) {}-{} x345",
]
PROSE = [
    ("including area code: ", "\n      --------------"),
    ("Irvine, California 92612 ", " 33-0852169"),
    ("call ", ", or"),
    ("", "."),
]
parts = st.tuples(
    st.from_regex(r"[2-9][0-9]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{3}", fullmatch=True),
    st.from_regex(r"[0-9]{4}", fullmatch=True),
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[token.start : token.end], token.value) for token in TELEPHONE.find(text)]


@given(parts, st.sampled_from(LAYOUTS[:-3]), st.sampled_from(PROSE))
def test_is_read_and_found(
    number: tuple[str, str, str], layout: str, prose: tuple[str, str]
) -> None:
    printed = layout.format(*number)
    shown = " ".join(printed.split())
    assert TELEPHONE.parse(f" {printed}.") == shown
    assert digits(shown)[-10:] == "".join(number)
    assert found(f"{prose[0]}{printed}{prose[1]}") == [(printed, shown)]


@pytest.mark.parametrize(
    "quote",
    [layout.format("949", "863", "7243") for layout in LAYOUTS]
    + [
        "9498637243",
        "+44 20 7946 0958",
        "+44 (0)20 7946 0958",
        "+33 1 40 12 34 56",
        "+49-89-1234567",
    ],
)
def test_reads_as_printed(quote: str) -> None:
    assert TELEPHONE.parse(quote) == " ".join(quote.split())


@pytest.mark.parametrize(
    "quote", ["972-3-555-0133", "(86) 27-5550 8800", "353-1-555-0120", "011-44-20-7946-0958"]
)
def test_without_a_plus_a_number_abroad_is_read_and_not_found(quote: str) -> None:
    assert TELEPHONE.parse(quote) == quote
    assert quote not in [printed for printed, _ in found(f"area code: {quote}")]


def test_a_single_bracket_at_an_end_is_dropped() -> None:
    assert TELEPHONE.parse("(949) 863-7243)") == "(949) 863-7243"


@pytest.mark.parametrize(
    "quote",
    [
        "863-7243",
        "(949) 863-724",
        "(949) 863-72433",
        "(949) 863-7Z43",
        "(049) 863-7243",
        "2-949-863-7243",
        "949) 863-7243",
        "+999 12345678",
        "+44 20",
        "333-72880",
        "33-0852169",
        "92612-1234",
        "Telephone",
        "",
    ],
)
def test_refuses(quote: str) -> None:
    with pytest.raises(Unreadable, match="is not a telephone number"):
        TELEPHONE.parse(quote)


@pytest.mark.parametrize(
    "text",
    [
        "333-72880, 33-0852169 and 92612-1234",
        "0201-567-5648 and 201-567-56489",
        "20201-567-5648 or 5-201-567-5648",
        "rows of 200 300 4000 and 9498637243",
        "0000950116-02-000123",
        "$949,863,724.33",
    ],
)
def test_finds_no_piece_of_something_else(text: str) -> None:
    assert found(text) == []


def test_digits_are_the_ascii_digits_in_order() -> None:
    assert digits("+1 (949) 863-7243 ٣ x1") == "194986372431"
