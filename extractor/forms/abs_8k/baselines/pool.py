"""The pool of assets behind the securities: its balance as of the cut-off date."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

from extractor.forms.abs_8k.baselines.prose import MONEY, Place, Prose
from extractor.forms.base import Range
from extractor.values import DATE

_LONG = timedelta(days=300)
_SUM = re.compile(MONEY)
_AGGREGATE = re.compile(
    r"(?:aggregate|total|outstanding|unpaid|stated|scheduled|discounted|pool|cut-?off\s+date)\s"
    r"[^.;$]{0,80}?"
    r"(?:balances?|value|amount)|\bpool\s+balance\b|\bprincipal\s+balances?\b",
    re.IGNORECASE,
)
_ASSETS = re.compile(
    r"mortgage\s+loans?|\bloans?\b|receivables|contracts|leases|\bpool|mortgage\s+pool|trust\s+fund"
    r"|assets|accounts|\b(?:contract|lease)\s+(?:balance|value)",
    re.IGNORECASE,
)
_LIABILITIES = re.compile(r"certificates?|notes?|bonds?|class(?:es)?\b", re.IGNORECASE)
# "The loans underlying the Certificates" are loans.
_UNDERLYING = re.compile(
    r"\b(?:underlying|backing|securing|supporting)\s+(?:the\s+)?(?:[\w-]+\s+){0,4}?"
    r"(?:certificates?|notes?|bonds?)\b",
    re.IGNORECASE,
)
_OF_GROUP = re.compile(r"\b(?:group|pool|subgroup)\s+(?:[0-9IVX]{1,4}|one|two)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\s*(?:(?:It|They)\b|(?:Its|Their)\s)")
_LOOK_BACK = 420
_LATER_CUT = re.compile(r"[^.;$]{0,80}?\bsubsequent\s+(?:cut|transfer)", re.IGNORECASE)
_ADDED_LATER = re.compile(
    r"(?<!excluding )(?<!excluding the )(?<!without )\b(?:additional|subsequent)\s+(?:mortgage\s+)?"
    r"(?:loans|receivables|contracts|leases)",
    re.IGNORECASE,
)
# A statement sets its sums in a column of their own, and they are those of its day.
_COLUMN = re.compile(r"[ ]{4}$")
_AT_FIRST = re.compile(r"initial|original|cut-?\s?off|closing|issuance", re.IGNORECASE)
_GROUP = 2
"""From this rank on a sum is that of a group, not of the whole pool."""
_CUT = re.compile(r"cut[-\s]{0,3}off|as\s+of", re.IGNORECASE)


def pool_balance(prose: Prose) -> Place | None:
    """The sum called the aggregate balance of the pool's assets; of several, the whole pool's."""
    best = min(_balances(prose), default=None)
    return None if best is None else (best[1], best[2])


def pool_balances(prose: Prose) -> Iterator[Place]:
    """Every sum that may be the whole pool's; sums of groups only where there is no other."""
    balances = _balances(prose)
    best = min((rank // _GROUP for (rank, _), *_ in balances), default=None)
    for (rank, _), value, wording in balances:
        if rank // _GROUP == best:
            yield value, wording


def is_long_after(prose: Prose, pool: Place, agreement: Range) -> bool:
    """Whether the days that a balance's sentence names are all long after that of the agreement."""
    start, end = prose.sentence(pool[0][0])
    named = list(DATE.find(prose.text[start:end]))
    signed = next(DATE.find(prose.text[slice(*agreement)]), None)
    if signed is None or not named:
        return False
    return all(each.value - signed.value > _LONG for each in named)


@lru_cache(maxsize=2)
def _balances(prose: Prose) -> tuple[tuple[tuple[int, int], Range, Range], ...]:
    sums = _SUM.finditer(prose.text, *prose.body)
    return tuple(place for found in sums if (place := _balance(prose, found)) is not None)


def _balance(prose: Prose, dollars: re.Match[str]) -> tuple[tuple[int, int], Range, Range] | None:
    """A sum that may be the pool's balance, ranked by what its sentence says of it."""
    start, end = prose.sentence(dollars.start())
    start = max(start, dollars.start() - _LOOK_BACK)
    near = max(start, dollars.start() - 220)
    wordings = list(_AGGREGATE.finditer(prose.text, near, dollars.start()))
    called = wordings[-1] if wordings else None
    if called is None or _SUM.search(prose.text, called.end(), dollars.start()):
        return None
    between = prose.text[called.start() : dollars.start()]
    if _PRONOUN.match(prose.text, start) and start > prose.body[0]:
        # What "It" is, the sentence before says.
        start = max(prose.body[0], prose.sentence(start - 1)[0], start - _LOOK_BACK)
    subject = _last(prose.text[start : called.start()])
    own = _ASSETS.search(between)
    if own is None and _LIABILITIES.search(between):
        return None
    if own is None and subject != "assets":
        return None
    added = _ADDED_LATER.search(prose.text, start, dollars.start())
    if added or _LATER_CUT.match(prose.text, dollars.end(), end):
        return None
    set_apart = _COLUMN.search(prose.text, max(start, dollars.start() - 4), dollars.start())
    if set_apart and not _AT_FIRST.search(prose.text, start, dollars.start()):
        return None
    group = bool(_OF_GROUP.search(prose.text, max(start, called.start() - 60), dollars.end()))
    cut = bool(_CUT.search(prose.text, called.start(), min(end + 1, dollars.end() + 120)))
    return (_GROUP * group + (not cut), dollars.start()), dollars.span(), called.span()


def _last(text: str) -> str:
    """Whether assets or liabilities are spoken of last."""
    assets = max((found.end() for found in _ASSETS.finditer(text)), default=-1)
    text = _UNDERLYING.sub(lambda found: " " * len(found.group()), text)
    liabilities = max((found.end() for found in _LIABILITIES.finditer(text)), default=-1)
    return "assets" if assets > liabilities else "liabilities"
