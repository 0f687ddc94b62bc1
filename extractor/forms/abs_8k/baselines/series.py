"""The full name of the trust or series, as the body first gives it."""

import re

from extractor.forms.abs_8k.baselines.names import name_before
from extractor.forms.abs_8k.baselines.prose import Prose
from extractor.forms.base import Quoted, Range

_NUMBER = (
    r"(?:[A-Z]{1,6}\s)?"
    r"(?P<number>(?:19|20)?[0-9]{2}-[0-9A-Z]{1,8}|(?<=Series\s)(?:19|20)[0-9]{2}[A-Z]?)(?![\w-])"
)
_SECURITIES = r"(?:Certificates|Notes|Bonds|Securities)"
_END = re.compile(
    rf"\b(?P<noun>Trusts?(?:\s+(?:[IVX]{{1,4}}|[A-Z]))?|{_SECURITIES})"
    rf"(?:\s+\([^()]{{1,40}}\))?,?\s+(?:(?:Series|No\.)\s+)?{_NUMBER}",
    re.IGNORECASE,
)
# The number may stand inside a trust's name: "Elm Receivables 2001-C Owner Trust".
_INNER = re.compile(
    r"\b(?!(?:Series|Trust|Certificates|Notes|Bonds|Securities|No)\b)(?P<noun>[A-Z][\w&.-]{0,40})"
    r"\s+(?P<number>(?:19|20)[0-9]{2}-[0-9A-Z]{1,8})(?:\s+[A-Z][\w&-]{0,40}){0,4}?\s+T(?:rust|RUST)\b"
)
_UNNUMBERED = re.compile(
    r"\b(?P<noun>(?:Owner|Master|Note|Issuance|Loan|Receivables|Grantor|Lease|Funding|Card|Student|Equipment)\s+"
    r"Trust(?:\s+[IVX]{1,4})?)"
    r"(?:\s*\(\s?(?:the\s+)?[\"“](?:Trust|Issuer|Issuing\s+Entity)|\s+(?:has\s+)?issued\s)"
)
# A trust's certificates bear its number again: "Trust 2001-A, ... Certificates, Series 2001-A".
_TITLE = re.compile(rf",\s+(?:[A-Z][\w/-]{{0,40}}\s+){{0,8}}?{_SECURITIES},?\s+Series\s+{_NUMBER}")
# Before a title may stand whose securities they are: "Elm Corp., Pass-Through Certificates".
_ISSUER = re.compile(
    r"\b(?:Trust|Inc\.?|Incorporated|Corp\.?|Corporation|Company|Co\.|LLC|L\.L\.C\.|L\.P\.|Ltd\.?"
    r"|Limited)(?P<comma>,\s+)$",
    re.IGNORECASE,
)
_KINDS = frozenset(
    "auto automobile boat card consumer contract contracts credit education equipment home housing"
    " lease leasing loan loans manufactured marine mortgage motor motorcycle rv receivables"
    " recreational student truck vehicle vehicles equity owner grantor master asset-backed trust"
    " commercial residential".split()
)
# "Class A Asset Backed Notes, Series 2001-2" are a part of the series.
_OF_CLASS = re.compile(r"\bClass\s+[0-9A-Z-]{1,8}\s[^,;.$]{0,60},?\s+Series\b", re.IGNORECASE)
_IN_TURN = (((_END, _INNER), False), ((_UNNUMBERED,), False), ((_END, _INNER), True))
"""Numbered names before others, and those of a class last."""
_AND = re.compile(r"\w[.,]?(?P<and>\s+and\s+)$")
# In a list of exhibits the number stands in a column of its own before the name.
_EXHIBIT_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})?(?:\([a-z0-9]\))?\.?[ \t\u00a0]{2,40}")
_NEAR = 60


def read_series(prose: Prose) -> Quoted | None:
    """The first numbered trust or series of the body, else of the whole document."""
    for within in (prose.body, (0, len(prose.text))):
        for patterns, of_class in _IN_TURN:
            firsts = [_first(prose.text, pattern, within, of_class) for pattern in patterns]
            name = min((name for name in firsts if name is not None), default=None)
            if name is not None:
                return Quoted("deal.series", None, (name,), None)
    return None


def _first(text: str, pattern: re.Pattern[str], within: Range, of_class: bool) -> Range | None:
    for found in pattern.finditer(text, *within):
        name = _whole(text, found, within[0])
        near = max(within[0], found.start() - _NEAR)
        if name is not None and (of_class or not _OF_CLASS.search(text, near, name[1])):
            return name
    return None


def _whole(text: str, found: re.Match[str], floor: int) -> Range | None:
    """The name around a match; a bare "Trust 2001-A" is none."""
    if text[found.start()].islower():
        return None
    inner = found.re is _INNER
    name = _before(text, found.end("noun") if inner else found.start(), floor)
    if name is None:
        return None
    begin = name[0]
    if found.re is _UNNUMBERED:
        return begin, found.end("noun")
    if inner or found["noun"].lower().startswith("trust"):
        return _both_halves(text, begin, found.start(), floor), _with_title(text, found)
    return _with_issuer(text, begin, floor), found.end()


def _before(text: str, end: int, floor: int) -> Range | None:
    """The name that ends at `end`, without an exhibit's number."""
    name = name_before(text, end, floor)
    number = None if name is None else _EXHIBIT_NUMBER.match(text, *name)
    return name if name is None or number is None else (number.end(), name[1])


def _both_halves(text: str, begin: int, noun: int, floor: int) -> int:
    """Where a trust's name begins that an "and" divides: "Elm Boat and Vehicle Trust".

    A name begins with whose it is, so kinds of assets alone are the second half of one.
    """
    if not all(word.lower() in _KINDS for word in text[begin:noun].split()):
        return begin
    divided = _AND.search(text, max(floor, begin - _NEAR), begin)
    if divided is None or _ISSUER.search(
        text[max(floor, begin - _NEAR) : divided.start("and")] + ", "
    ):
        return begin
    half = _before(text, divided.start("and"), floor)
    return begin if half is None else half[0]


def _with_title(text: str, found: re.Match[str]) -> int:
    """Where a trust's name ends: with the title of its securities, where that has its number."""
    title = _TITLE.match(text, found.end())
    same = title is not None and title["number"].lower() == found["number"].lower()
    return title.end() if title is not None and same else found.end()


def _with_issuer(text: str, begin: int, floor: int) -> int:
    """Where the name of a series begins: with its issuer, where one stands before the title."""
    near = text[max(floor, begin - _NEAR) : begin]
    issuer = _ISSUER.search(near)
    if issuer is None:
        return begin
    name = _before(text, begin - len(near) + issuer.start("comma"), floor)
    return begin if name is None else name[0]
