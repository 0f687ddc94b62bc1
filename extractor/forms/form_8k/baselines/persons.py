"""Names and titles of those who sign."""

import re

from extractor.forms.base import Range

_TITLE_WORD = re.compile(
    r"\b(?:president|officers?|secretary|treasurer|directors?|counsel|chair(?:man|woman|person)?|"
    r"chief|managers?|managing|partners?|controller|comptroller|trustees?|attorney|principal|"
    r"vice|executive|members?|agent|representative|administrator|accountant|accounting|signatory|"
    r"ceo|cfo|coo|evp|svp|v\.?p\.?|head|founder|finance|general\s+manager|governor|superintendent|"
    r"assistant|associate|analyst|owner|investor\s+relations|cashier|actuary|liquidator|receiver|"
    r"registrar|proprietor|c\.\s?[efo]\.\s?o)\b",
    re.IGNORECASE,
)
_COMPANY_WORD = re.compile(
    r"\b(?:inc|incorporated|corp|corporation|company|co|ltd|limited|llc|l\.l\.c|lp|l\.p|llp|trust|"
    r"n\.a|plc|bancorp|bancshares|bank|partnership|association|holdings?|group|fund|ag|s\.a|n\.v|"
    r"partners)\b\.?",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"\s{0,20}(?:jr|sr|ii|iii|iv|v|esq|esquire|cpa|c\.p\.a|cfa|md|m\.d|phd|ph\.?\s?d|mba|jd|dds)\b\.?",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"(?:,?\s{1,20}(?:esq|esquire|cpa|c\.p\.a|cfa|m\.d|ph\.?\s?d|mba|j\.d)\b\.?){1,4}$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s{0,20}(?:,|;|\s[-–—]{1,3}|[-–—]{1,3}\s|\()\s{0,20}")
_LONGEST_NAME_WORDS = 7
_ITS = re.compile(r"(?:its|the)\s*:?\s+", re.IGNORECASE)


def is_title(text: str) -> bool:
    """Whether a text reads like the title of a person and not like a name."""
    return _TITLE_WORD.search(text) is not None


def is_company(text: str) -> bool:
    """Whether a text reads like the name of a company."""
    return _COMPANY_WORD.search(text) is not None


def is_name(text: str) -> bool:
    """Whether a text could be the name of a person: a few capitalised words, no digits."""
    words = text.split()
    if not 1 < len(words) <= _LONGEST_NAME_WORDS or any(map(str.isdigit, text)):
        return False
    return all(word[:1].isupper() or word in ("de", "van", "von", "der", "la") for word in words)


def split_name(text: str, start: int, end: int) -> tuple[Range, Range | None]:
    """The name at `start` to `end` without degrees, and the title behind it on the same line."""
    title: Range | None = None
    name_end = end
    last = max((each.start() for each in _TITLE_WORD.finditer(text, start, end)), default=-1)
    for match in _BETWEEN.finditer(text, start, end):
        if _SUFFIX.match(text, match.end(), end):
            continue
        if match.end() <= last and match.start() > start:
            name_end = match.start()
            title = (match.end(), end)
            break
    degree = _DEGREE.search(text, start, name_end)
    if degree:
        name_end = degree.start()
    return trimmed(text, start, name_end), title


def without_its(text: str, start: int, end: int) -> Range:
    """A title without the "Its" that leads it in."""
    match = _ITS.match(text, start, end)
    return trimmed(text, match.end() if match else start, end)


def trimmed(text: str, start: int, end: int) -> Range:
    """The range without white space and joining punctuation at its ends."""
    while start < end and text[start] in " \t\r\n\u00a0,;:_*":
        start += 1
    while start < end and text[end - 1] in " \t\r\n\u00a0,;:_*":
        end -= 1
    return (start, end)
