"""Calendar days as filings print them."""

import re
from datetime import date
from typing import Final

from extractor.values._tokens import DASHES, token_grammar
from extractor.values.grammar import Grammar

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EARLIEST, _LATEST = 1900, 2100
# EDGAR begins in 1993, so a filing of "93" to "99" is of the last century, any other of this one.
_FIRST_YEAR_OF_EDGAR = 93

_MONTH = (
    r"(?ai:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_GAP = r"\s{0,120}+"
_BLANK = r"\s{1,120}+"
_BREAK = rf"(?:{_GAP},{_GAP}|{_BLANK})"
_ORDINAL = r"(?ai:st|nd|rd|th)"
_YEAR = r"[0-9]{4}"
_SHORT_YEAR = r"(?:[0-9]{4}|[0-9]{2})"

# March 18, 2002
_MONTH_FIRST = (
    rf"(?P<month1>{_MONTH})\.?+{_GAP}(?P<day1>[0-9]{{1,2}})(?P<ordinal1>{_ORDINAL})?+"
    rf"{_BREAK}(?P<year1>{_YEAR})"
)
# 18 March 2002, 2nd day of July, 2001
_DAY_FIRST = (
    rf"(?P<day2>[0-9]{{1,2}})(?P<ordinal2>{_ORDINAL})?+{_GAP}"
    rf"(?:(?:(?ai:day){_BLANK})?(?ai:of){_BLANK})?"
    rf"(?P<month2>{_MONTH})\.?+{_BREAK}(?P<year2>{_YEAR})"
)
# 28-May-02
_JOINED = rf"(?P<day3>[0-9]{{1,2}})[{DASHES}](?P<month3>{_MONTH})[{DASHES}](?P<year3>{_SHORT_YEAR})"
# 10/28/2004
_SLASHED = rf"(?P<first4>[0-9]{{1,2}})/(?P<second4>[0-9]{{1,2}})/(?P<year4>{_SHORT_YEAR})"
# 10-28-2004; with a short year it could as well be a year, month and day
_DASHED = (
    rf"(?P<first5>[0-9]{{1,2}})(?P<joint5>[{DASHES}])(?P<second5>[0-9]{{1,2}})(?P=joint5)"
    rf"(?P<year5>{_YEAR})"
)
# 2002-03-18
_ISO = (
    rf"(?P<year6>{_YEAR})(?P<joint6>[{DASHES}])(?P<number6>[0-9]{{2}})(?P=joint6)"
    r"(?P<day6>[0-9]{2})"
)
_FORMS = (_MONTH_FIRST, _DAY_FIRST, _JOINED, _SLASHED, _DASHED, _ISO)


def _read(match: re.Match[str]) -> date | None:
    parts = {
        name.rstrip("123456"): text for name, text in match.groupdict().items() if text is not None
    }
    if "month" in parts:
        month, day = _MONTHS.index(parts["month"][:3].lower()) + 1, int(parts["day"])
    elif "number" in parts:
        month, day = int(parts["number"]), int(parts["day"])
    else:
        month, day = _month_and_day(int(parts["first"]), int(parts["second"]))
    if parts.get("ordinal", _ordinal(day)).lower() != _ordinal(day):
        return None
    year = _year(parts["year"])
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_and_day(first: int, second: int) -> tuple[int, int]:
    """Filings are American: the month comes first, unless it cannot."""
    months = len(_MONTHS)
    return (second, first) if first > months else (first, second)


def _year(digits: str) -> int:
    if len(digits) > len("02"):
        return int(digits)
    return int(digits) + (1900 if int(digits) >= _FIRST_YEAR_OF_EDGAR else 2000)


def _ordinal(day: int) -> str:
    if day in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


DATE: Final[Grammar[date]] = token_grammar(
    "date",
    "a date with day, month and year",
    "|".join(_FORMS),
    _read,
    begins="0-9adfjmnosADFJMNOS",
)
"""Days from 1900 to 2100.

Numeric dates are month first, and day first where the first number is above 12. Two-digit years
93 to 99 are of the last century, 00 to 92 of this one. A day that the calendar does not have,
or whose ordinal contradicts it ("2th"), is unreadable.
"""
