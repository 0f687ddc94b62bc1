from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values import DATE, Unreadable

MONTHS = (
    "January February March April May June July August September October November December"
).split(" ")
PROSE = [
    ("Date of Report: ", "\n"),
    ("issued as of ", " (the “Cut-off Date”)"),
    ("(", ")"),
    ("of 198,644,095.79 at ", ". The"),
    ("File 333-72880, ", ", 33-0852169"),
    ("", ""),
]
ORDINALS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
edgar_days = st.dates(date(1993, 1, 1), date(2092, 12, 31))


def layouts(day: date) -> list[str]:
    month, ordinal = MONTHS[day.month - 1], f"{day.day}{ORDINALS.get(day.day, 'th')}"
    return [
        f"{month} {day.day}, {day.year}",
        f"{month} {day.day} ,{day.year}",
        f"{month} {day.day} {day.year}",
        f"{month.upper()} {day.day:02},{day.year}",
        f"{month[:3]}. {day.day}, {day.year}",
        f"{month}\n      {day.day},\u00a0\n{day.year}",
        f"{month} {ordinal}, {day.year}",
        f"{ordinal} day of {month}, {day.year}",
        f"{ordinal} of {month} {day.year}",
        f"{day.day} {month} {day.year}",
        f"{day.day}-{month[:3]}-{day.year}",
        f"{day.day}-{month}-{day.year}",
        f"{day.month}/{day.day}/{day.year}",
        f"{day.month:02}-{day.day:02}-{day.year}",
        f"{day.year}-{day.month:02}-{day.day:02}",
    ]


def found(text: str) -> list[tuple[str, date]]:
    return [(text[token.start : token.end], token.value) for token in DATE.find(text)]


@given(days, st.data())
def test_what_is_printed_is_read(day: date, data: st.DataObject) -> None:
    printed = data.draw(st.sampled_from(layouts(day)))
    assert DATE.parse(printed) == day
    assert DATE.parse(f" “{printed}”.\n") == day
    assert DATE.parse(f"({printed})") == day


@given(edgar_days)
def test_short_years_are_those_of_edgar(day: date) -> None:
    short = f"{day.year % 100:02}"
    assert DATE.parse(f"{day.month}/{day.day}/{short}") == day
    assert DATE.parse(f"{day.day:02}-{MONTHS[day.month - 1][:3]}-{short}") == day


@given(days, st.data(), st.sampled_from(PROSE))
def test_finds_exactly_the_date(day: date, data: st.DataObject, prose: tuple[str, str]) -> None:
    printed = data.draw(st.sampled_from(layouts(day)))
    assert found(f"{prose[0]}{printed}{prose[1]}") == [(printed, day)]


@pytest.mark.parametrize(
    ("quote", "day"),
    [
        ("Sept. 5, 2003", date(2003, 9, 5)),
        ("20-December-00", date(2000, 12, 20)),
        ("28-May-02", date(2002, 5, 28)),
        ("12/31/93", date(1993, 12, 31)),
        ("11/12/2004", date(2004, 11, 12)),
        ("31/12/2004", date(2004, 12, 31)),
        ("MARCH18, 2002", date(2002, 3, 18)),
    ],
)
def test_reads(quote: str, day: date) -> None:
    assert DATE.parse(quote) == day


@pytest.mark.parametrize(
    "quote",
    [
        "twelve",
        "",
        "March 2002",
        "March 18",
        "March 18, 02",
        "March 182002",
        "March 1 8, 2002",
        "March l8, 2002",
        "Marsh 18, 2002",
        "Martian 18, 2002",
        "March 18, 20022",
        "March 18, 2002 and",
        "February 30, 2002",
        "2th day of July, 2001",
        "13/13/2004",
        "0/10/2004",
        "10/28-2004",
        "05-18-02",
        "2002-13-01",
        "31/31/2004",
        "December 31, 1899",
        "January 1, 2101",
        "333-72880",
        "Aprİl 1, 2002",
    ],
)
def test_refuses(quote: str) -> None:
    with pytest.raises(Unreadable) as refused:
        DATE.parse(quote)
    assert str(refused.value) == f"{quote!r} is not a date with day, month and year"


def test_finds_all_in_order() -> None:
    assert found("October 3, 2000 (September 21, 2000) and 28-May-02; 11/30/07.") == [
        ("October 3, 2000", date(2000, 10, 3)),
        ("September 21, 2000", date(2000, 9, 21)),
        ("28-May-02", date(2002, 5, 28)),
        ("11/30/07", date(2007, 11, 30)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "110/28/2004 and 10/28/20045",
        "0000950116-02-000123",
        "2002-03-181 and 12002-03-18",
        "March 18, 2002-1",
        "October 20, 100",
        "February 30, 2002",
        "Series 2002-1, file 333-72880-01",
    ],
)
def test_finds_no_piece_of_something_longer(text: str) -> None:
    assert found(text) == []
