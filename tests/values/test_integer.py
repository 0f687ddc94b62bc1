import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values import INTEGER, Unreadable

ONES = "zero one two three four five six seven eight nine".split(" ")
TEENS = ("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen").split(
    " "
)
TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split(" ")
PROSE = [("consist of ", " classes"), ("(", " loans)"), ("The ", ", in all"), ("", ".")]


def in_words(number: int, joint: str = "-") -> str:
    if number < len(ONES + TEENS):
        return (ONES + TEENS)[number]
    tens, ones = divmod(number, 10)
    return TENS[tens] + (joint + ONES[ones] if ones else "")


def layouts(number: int) -> list[str]:
    words = in_words(number)
    return [
        str(number),
        words,
        words.capitalize(),
        words.upper(),
        in_words(number, " "),
        f"{words} ({number})",
        f"{number} ({words})",
    ]


def found(text: str) -> list[tuple[str, int]]:
    return [(text[token.start : token.end], token.value) for token in INTEGER.find(text)]


@given(st.integers(0, 99), st.data())
def test_what_is_printed_is_read(number: int, data: st.DataObject) -> None:
    printed = data.draw(st.sampled_from(layouts(number)))
    assert INTEGER.parse(printed) == number
    assert INTEGER.parse(f"“{printed} classes of certificates,”") == number


@given(st.integers(0, 10**12))
def test_digits_are_read_with_and_without_commas(number: int) -> None:
    assert INTEGER.parse(f"{number}") == number
    assert INTEGER.parse(f"{number:,}") == number


@given(st.integers(0, 99), st.integers(0, 99))
def test_a_repetition_must_agree(number: int, other: int) -> None:
    quote = f"{in_words(number)} ({other})"
    if number == other:
        assert INTEGER.parse(quote) == number
    else:
        with pytest.raises(Unreadable):
            INTEGER.parse(quote)
        assert found(quote) == []


@given(st.integers(0, 99), st.data(), st.sampled_from(PROSE))
def test_finds_exactly_the_number(number: int, data: st.DataObject, prose: tuple[str, str]) -> None:
    printed = data.draw(st.sampled_from(layouts(number)))
    assert found(f"{prose[0]}{printed}{prose[1]}") == [(printed, number)]


@pytest.mark.parametrize(
    "quote",
    [
        "tenth",
        "10th",
        "twenty first",
        "ten to twelve",
        "ten or twelve classes",
        "ten thousand",
        "one hundred",
        "10 million",
        "10 %",
        "10%",
        "ten percent",
        "1 1/2",
        "10.5",
        "1O",
        "007",
        "12,34",
        "-5",
        "several",
        "tens",
        "ten, eleven",
        "",
        "1" + "0" * 1_000,
    ],
)
def test_refuses(quote: str) -> None:
    with pytest.raises(Unreadable, match="is not one whole number"):
        INTEGER.parse(quote)


@pytest.mark.parametrize(
    "text",
    [
        "one hundred twenty-one",
        "one hundred and ten loans",
        "ten thousand, 10 million and twenty percent",
        "10% or 10 %, $10, 10.5 and 1,23",
        "one-half, one- to four- family",
        "someone, tents and Class M-1",
        "33-0852169 and 10/28/2004",
        "1 1/2",
    ],
)
def test_finds_no_piece_of_something_else(text: str) -> None:
    assert found(text) == []
