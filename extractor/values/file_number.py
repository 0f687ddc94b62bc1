"""Commission file numbers."""

import re
from typing import Final

from extractor.values._tokens import AFTER, BEFORE, DASHES, token_grammar
from extractor.values.grammar import Grammar

# The Commission's series: of one or two digits there are many, of three digits, if they do not
# begin with 0, these. Without the list half a telephone number would be a file number.
_SERIES = r"0[0-9]{0,2}|132|333|367|377|80[123]|81[1234]|[1-9][0-9]?"
_JOINT = rf"[ \u00a0]?[{DASHES}][ \u00a0]?"
# Offices of the Commission once marked their registrations: 33-12345-NY.
_OFFICE = r"FW|LA|NY|[ABCDSW]"
_TOKEN = (
    rf"(?P<series>{_SERIES}){_JOINT}(?P<number>[0-9]{{1,6}})"
    rf"(?:{_JOINT}(?P<suffix>[0-9]{{1,3}})|[{DASHES}](?P<office>{_OFFICE}))?"
)
_LEAD = r"(?ai:(?:(?:commission |sec )?file ?)?(?:nos?\.?|numbers?)?)[ #:]*+"

_AREA_CODE = re.compile(r"\d{3}\)?[ \u00a0]{0,2}$")
_AREA_CODE_LENGTH = 6


def _read(match: re.Match[str]) -> str | None:
    series, number, suffix = match["series"], match["number"], match["suffix"]
    # Shorter ones are the numbers of exhibits and days, or a range of pages.
    shortest = 3 if suffix or len(series) == len("33") else 2
    if len(number) < shortest:
        return None
    return "-".join(part for part in (series, number, suffix or match["office"]) if part)


def _counts(match: re.Match[str]) -> bool:
    start = match.start("token")
    area = _AREA_CODE.search(match.string, max(0, start - _AREA_CODE_LENGTH), start)
    return not (area and len(match["series"]) == len("333") and len(match["number"]) == len("1234"))


FILE_NUMBER: Final[Grammar[str]] = token_grammar(
    "file_number",
    "a Commission file number: digits, a hyphen, digits",
    _TOKEN,
    _read,
    begins="0-9",
    lead=_LEAD,
    search=rf"{BEFORE}(?<![+$])(?P<token>{_TOKEN}){AFTER}",
    counts=_counts,
)
"""File numbers as printed, with plain hyphens and no blanks: a series, a number, maybe a suffix.

A leading "Commission File No." is dropped. Dates, employer identification numbers and telephone
numbers are unreadable.
"""
