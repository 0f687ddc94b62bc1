"""A printed interest rate split into its kind, value, index and margin. Pure.

The words of a rate are few and their order is free ("One-Month LIBOR plus 0.24%", "0.24% over
LIBOR", "Variable, initially 5.25%"), so each part is looked for by itself. What is not understood
stays empty: the printed rate stands beside the parts.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class RateKind(StrEnum):
    """What kind of rate is printed. `none`: the class bears no interest (N/A, principal only)."""

    FIXED = "fixed"
    VARIABLE = "variable"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rate:
    """The parts of a printed rate; None is not printed, or not understood.

    `value` is in percent: of a fixed rate the rate, of a variable one what is printed for the
    first period. `index` is written one way ("1-month LIBOR"); `margin` is in percent and is
    added to it, below zero where it is taken off.
    """

    kind: RateKind | None = None
    value: Decimal | None = None
    index: str | None = None
    margin: Decimal | None = None


_NUMBER = r"(?P<number>\d{1,6}(?:,\d{3})?(?:\.\d{1,14})?|\.\d{1,14})"
_FRACTION = r"(?:(?:[ -]| and )(?P<over>\d{1,2})/(?P<under>\d{1,3}))?"
_UNIT = r"(?P<unit> ?%| ?per ?cent(?:um)?\b| ?basis points?\b| ?bps?\b)"
_BARE = re.compile(rf"{_NUMBER}{_FRACTION}{_UNIT}?", re.ASCII)
_PERCENT = re.compile(rf"(?<![\d./]){_NUMBER}{_FRACTION}{_UNIT}", re.ASCII)
_AFTER = re.compile(rf"(?P<sign>\+|-|\bplus\b|\bminus\b|\bless\b) ?{_NUMBER}{_FRACTION}{_UNIT}?")
_BEFORE = re.compile(
    rf"{_NUMBER}{_FRACTION}{_UNIT}? ?"
    r"(?P<sign>\+|\bplus\b|\bover\b|\babove\b|\bin excess of\b|\bbelow\b|\bunder\b)(?: the)? ?$"
)
_INITIAL = re.compile(rf"\b(?:initial(?:ly)?|current(?:ly)?)\b[^\d%.]{{0,30}}{_NUMBER}{_UNIT}")
_TIMES = re.compile(r"\d ?(?:x|×|\*|times) ?\(?[a-z]|\b(?:multiplied by|times) ")
_DOWN = frozenset({"-", "minus", "less", "below", "under"})

_NOTES = re.compile(r"(?: ?(?:\((?:\d{1,2}|[a-z]|[ivx]{1,4})\)|\*|†|‡))+$")
_YEARLY = re.compile(r"\b(?:per annum|per year|p\.a\.|annual(?:ly)?|a year)(?!\w)")
_NONE = re.compile(
    r"n\.? ?/? ?a\.?|none|nil|not applicable|-+|no (?:interest|rate|coupon)|zero coupon"
    r"|(?:class )?(?:is )?not entitled to interest|does not (?:bear|accrue) interest"
    r"|non[- ]interest[- ]bearing|principal[- ]only|po"
)
_VARIABLE = re.compile(
    r"\b(?:variable|adjustable|floating|floater|auction|weighted average|wac|net rate|arm)\b"
)
_FIXED = re.compile(r"\bfixed\b")
_FIXED_WORDS = re.compile(
    r"\b(?:fixed|coupon|rate|interest|pass-through|of|the|at|a)\b|,(?!\d)|[;:()]"
)

_INDICES = (
    (re.compile(r"\beuribor\b"), "EURIBOR"),
    (re.compile(r"\bs?libor\b|\blondon inter-?bank offered rate\b"), "LIBOR"),
    (re.compile(r"\bsofr\b|\bsecured overnight financing rate\b"), "SOFR"),
    (re.compile(r"\bsonia\b"), "SONIA"),
    (re.compile(r"\bcofi\b|\bcost of funds\b"), "COFI"),
    (re.compile(r"\bmta\b|\bmonthly treasury average\b"), "MTA"),
    (re.compile(r"\bcmt\b|\bconstant maturity treasury\b"), "CMT"),
    (re.compile(r"\btreasury(?: bill)?\b|\bt-bills?\b"), "Treasury"),
    (re.compile(r"\bprime(?: rate)?\b"), "prime"),
    (re.compile(r"\bfed(?:eral)? funds?\b"), "federal funds"),
)
_COUNTS = {
    "one": 1, "two": 2, "three": 3, "six": 6, "twelve": 12, "thirty": 30, "ninety": 90,
}  # fmt: skip
_TENOR = re.compile(
    rf"(?<![\d.])(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})[ -]?"
    r"(?P<unit>months?|mo\.?|m|years?|yr\.?|y|days?|d|weeks?)(?![a-z])"
)
_UNITS = {"m": "month", "y": "year", "d": "day", "w": "week"}
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def split_rate(printed: str) -> Rate:
    """The parts of a printed rate; all None where its words say nothing that is known."""
    text = _plain(printed)
    if not text:
        return Rate()
    if _NONE.fullmatch(text):
        return Rate(RateKind.NONE)
    for pattern, name in _INDICES:
        found = pattern.search(text)
        if found:
            return _indexed(text, found, name)
    values = [_percent(match) for match in _PERCENT.finditer(text)]
    value = values[0] if len(values) == 1 else None
    if _VARIABLE.search(text):
        return Rate(RateKind.VARIABLE, value)
    if _FIXED.search(text):
        return Rate(RateKind.FIXED, value)
    return _plain_number(text)


def _plain(printed: str) -> str:
    """The rate in lower case, on one line, without marks of footnotes and "per annum"."""
    text = unicodedata.normalize("NFKC", printed).translate(_DASHES).casefold()
    text = _YEARLY.sub(" ", " ".join(text.replace("⁄", "/").split()))
    text = " ".join(text.split()).strip(" ,;")
    return _NOTES.sub("", text).strip(" ,;") if len(text) > 1 else text


def _plain_number(text: str) -> Rate:
    """A rate that is nothing but a number: fixed."""
    rest = " ".join(_FIXED_WORDS.sub(" ", text).split()).removesuffix(".")
    match = _BARE.fullmatch(rest)
    # A number without its unit is a rate where it has decimals: "5" may mean a footnote.
    if match is None or not (match["unit"] or match["over"] or "." in match["number"]):
        return Rate()
    return Rate(RateKind.FIXED, _percent(match))


def _indexed(text: str, found: re.Match[str], name: str) -> Rate:
    tenors = list(_TENOR.finditer(text))
    index = name
    if len(tenors) == 1:
        index = f"{_tenor(tenors[0])} {'average ' * ('average' in text or 'avg' in text)}{name}"
    initial = _INITIAL.search(text)
    value = _percent(initial) if initial else None
    if _TIMES.search(text):
        return Rate(RateKind.VARIABLE, value, index)
    margin = _margin(_TENOR.sub(lambda tenor: " " * len(tenor[0]), text), found)
    return Rate(RateKind.VARIABLE, value, index, margin)


def _margin(text: str, found: re.Match[str]) -> Decimal | None:
    """What is added to the index, from behind it or else from before it."""
    match = _AFTER.search(text, found.end()) or _BEFORE.search(text[: found.start()].rstrip(" ("))
    if match is None:
        flat = text[found.end() :].strip(" .") in {"flat", "rate flat"}
        return Decimal(0) if flat else None
    # Without a unit "0.25" is of percent, while "25" may mean a quarter of one.
    if not match["unit"] and "." not in match["number"] and not match["over"]:
        return None
    size = _percent(match)
    return None if size is None else -size if match["sign"] in _DOWN else size


def _percent(match: re.Match[str]) -> Decimal | None:
    """The number of a match in percent; None where its fraction has no exact decimal."""
    groups = match.groupdict()
    size = Decimal(match["number"].replace(",", ""))
    if groups.get("over"):
        over, under = int(match["over"]), int(match["under"])
        # Rates are printed in halves down to 64ths; what else looks like a fraction is none.
        if "." in match["number"] or under not in {2, 4, 8, 16, 32, 64} or over >= under:
            return None
        size += Decimal(over) / Decimal(under)
    unit = (groups.get("unit") or "").strip()
    return size / 100 if unit.startswith("b") else size


def _tenor(match: re.Match[str]) -> str:
    count = _COUNTS.get(match["count"]) or int(match["count"])
    return f"{count}-{_UNITS[match['unit'][0]]}"
