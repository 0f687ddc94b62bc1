import re
from calendar import month_name
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values import GRAMMARS, Grammar, Unreadable
from extractor.values.integer import NUMBER_WORDS

TOKENS = {
    "money": ["$198,644,095.79", "100.00", "US$100 million", "12,415,000"],
    "date": ["March 18, 2002", "28-May-02", "10/28/2004", "2002-03-18", "2nd day of July, 2001"],
    "percent": ["6.50%", "100 % Percentage Interest"],
    "integer": ["10", "ten", "1,234"],
    "ein": ["33-0852169", "330852169"],
    "telephone": ["(949) 863-7243", "407.251.5600", "+44 20 7946 0958"],
    "file_number": ["333-72880", "33-99999-01"],
    "item_number": ["Item 5.02", "9.01"],
    "class_name": ["A-1"],
    "exhibit_number": ["Exhibit 4.1", "99.1", "Exhibit 10(a)"],
    "name": ["National City Bank"],
    "text": ["18400 Von Karman, Suite 1000"],
}
MONTHS = [month for month in month_name if month]
WITHOUT_FORM = {"class_name", "name", "text"}
BEGINNINGS = {
    "money": [f"${n}5" for n in range(1, 10)]
    + ["US$5", "U.S. $5", "$.50"]
    + [f"{n}.50" for n in range(1, 10)],
    "date": [
        *(f"{month} 9, 2002" for month in MONTHS),
        *(f"{month.upper()} 9, 2002" for month in MONTHS),
        *(f"{month.lower()} 9, 2002" for month in MONTHS),
        *(f"{day} May 2002" for day in range(1, 32)),
    ],
    "percent": [f"{n}%" for n in range(10)] + [".25%"],
    "integer": [*NUMBER_WORDS, *(word.upper() for word in NUMBER_WORDS), *map(str, range(10))],
    "ein": [f"{n}3-0852169" for n in range(10)],
    "telephone": [f"{n}07.251.5600" for n in range(2, 10)]
    + ["(407) 251-5600", "1-407-251-5600", "+1 407-251-5600"],
    "file_number": ["0-12345", "1-12345", "333-72880", "811-04000"],
    "item_number": ["Item 5.02", "item 5.02", "ITEM 7"] + [f"{n}.01" for n in range(1, 10)],
    "exhibit_number": ["Exhibit 4.1", "exhibit 4.1", "EX-99.1"] + [f"{n}.1" for n in range(1, 10)],
}
"""Of each form of number a token for every character that it may begin with."""
LENGTH = 25_000
LONGEST_REFUSAL = 800
HOSTILE = [
    piece * (LENGTH // len(piece))
    for piece in (
        " ", "\n", "1", "1,", "1,111", ",111", "$", "$1", "$1 ", "$ ", "(", "(1", "1)", "-", "1-",
        "33-", "33 - ", "(949) ", "(949", "949-", "949 ", "+1", "+1 ", "+44 2", ".", "1.", "%",
        "1 %", "1 per ", "January", "January ", "January 1", "Jan 1, ", "1 of ", "2nd day of ",
        "1/", "1-Jan-", "2002-", "one ", "one-", "ten (", "ten (10", "twenty-", "Item ", "Item 1(",
        "Exhibit ", "Exhibit 1.", "1(a)", "EX-", "File No. ", "# ", "/s/", "“", "é", "\x00", "½",
    )
] + [
    head + " " * LENGTH + tail
    for head, tail in (("$", "1"), ("March 18", "x"), ("10", "%"), ("Item", "7"), ("(949)", "8"))
]  # fmt: skip

grammars = pytest.mark.parametrize("grammar", GRAMMARS.values(), ids=GRAMMARS)


def spans(grammar: Grammar[Any], text: str) -> list[tuple[int, int]]:
    return [(token.start, token.end) for token in grammar.find(text)]


def refusal(grammar: Grammar[Any], quote: str) -> str:
    """Why a quote is unreadable, empty if it is readable; no other error is caught."""
    try:
        grammar.parse(quote)
    except Unreadable as refused:
        return str(refused)
    return ""


def test_every_grammar_stands_under_its_name() -> None:
    assert set(GRAMMARS) == set(TOKENS)
    assert all(grammar.name == name for name, grammar in GRAMMARS.items())


@grammars
def test_the_tokens_of_these_tests_are_readable(grammar: Grammar[Any]) -> None:
    for token in TOKENS[grammar.name]:
        grammar.parse(token)
        assert bool(spans(grammar, token)) == (grammar.name not in WITHOUT_FORM)


@pytest.mark.parametrize(("name", "tokens"), BEGINNINGS.items(), ids=BEGINNINGS)
def test_running_text_shows_tokens_whatever_they_begin_with(name: str, tokens: list[str]) -> None:
    assert not [each for each in tokens if not spans(GRAMMARS[name], f"the sum {each} is")]


@grammars
@given(st.one_of(st.text(), st.text(alphabet="0123456789$(),.-/%+ \nIMaxyteonr")))
def test_parsing_raises_nothing_but_unreadable(grammar: Grammar[Any], quote: str) -> None:
    assert len(refusal(grammar, quote).splitlines()) <= 1


@grammars
@given(st.text(alphabet="0123456789$(),.-/%+ \nIMaxyteonr"))
def test_tokens_come_in_order_and_are_readable_alone(grammar: Grammar[Any], text: str) -> None:
    last = 0
    for token in grammar.find(text):
        assert last <= token.start < token.end <= len(text)
        last = token.end
        piece = text[token.start : token.end]
        assert piece == piece.strip()
        assert grammar.parse(piece) == token.value


@grammars
@given(data=st.data())
def test_a_token_is_never_a_piece_of_a_longer_one(
    grammar: Grammar[Any], data: st.DataObject
) -> None:
    token = data.draw(st.sampled_from(TOKENS[grammar.name]))
    more = data.draw(st.text("0123456789", min_size=1, max_size=3))
    joint = data.draw(st.sampled_from(["", "-", ".", "/"]))
    if token[-1].isdigit():
        longer = f"x {token}{joint}{more}"
        assert (2, 2 + len(token)) not in spans(grammar, longer)
    if token[0].isdigit():
        longer = f"x {more}{joint}{token}"
        assert (len(longer) - len(token), len(longer)) not in spans(grammar, longer)


@grammars
@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_texts_are_gone_through(grammar: Grammar[Any], number: int) -> None:
    text = HOSTILE[number]
    for quote in (4 * text, text[:2_000]):
        assert len(refusal(grammar, quote)) < LONGEST_REFUSAL
    for token in grammar.find(text):
        assert token.end - token.start < 400


@grammars
def test_a_refusal_is_one_sentence_with_the_quote_and_an_example(grammar: Grammar[Any]) -> None:
    with pytest.raises(Unreadable) as refused:
        grammar.parse("…\n--")
    assert str(refused.value).startswith("'…\\n--' is not ")
    with pytest.raises(Unreadable) as refused:
        grammar.parse("?" * 5_000)
    assert str(refused.value).startswith(f"'{'?' * 60}…' is not ")


@pytest.mark.parametrize("name", sorted(GRAMMARS))
def test_a_complaint_gives_away_no_value(name: str) -> None:
    """The sentence goes back to the model, which would take an example for an answer."""
    grammar = GRAMMARS[name]
    with pytest.raises(Unreadable) as refused:
        grammar.parse("?" * 5)
    hint = str(refused.value).partition(" is not ")[2]
    assert hint
    assert not re.search(r"\d{2}", hint.replace("2,000", ""))
    assert '"' not in hint
