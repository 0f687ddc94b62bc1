"""The day on which the securities were issued."""

import re
from collections.abc import Iterator
from functools import lru_cache

from extractor.forms.abs_8k.baselines.prose import DATE, Place, Prose
from extractor.forms.base import Range

_ON_DATE = re.compile(rf"\b[Oo]n\s+(?:or\s+about\s+)?(?P<date>{DATE})")
_ANY_DATE = re.compile(DATE)
_BE = r"(?:was|were|has|have|had|been|being|be|are)\s+(?:\w+\s+)?"
_ISSUED = re.compile(
    rf"\b(?:{_BE}issued|issued\s+(?:the|its|an?|\$)|caus\w+\s+the\s+(?:issuance|sale)"
    r"|caus\w+\s[^;]{1,160}?\sto\s+(?:be\s+issued|issue))\b",
    re.IGNORECASE,
)
_COMPLETED = re.compile(
    r"\b(?:consummated|completed|closed)\s+(?:the|its|an?)\s[^.;]{0,60}?"
    r"\b(?:sale|issue|issuance|offering|securitization)\b"
    r"|\b(?:was|were)\s+(?:consummated|completed|closed)\b",
    re.IGNORECASE,
)
# "Notes issued under the Indenture" may be of any day.
_SOLD = re.compile(
    rf"\b(?:{_BE}(?:sold|delivered)\b|issued\b(?!\s+(?:by|under|pursuant|and\s+outstanding)\b)"
    r"|sold\s[^.;]{0,120}?\b(?:certificates|notes|bonds)\b)",
    re.IGNORECASE,
)
_ISSUANCE = re.compile(r"\bissuance\b", re.IGNORECASE)
_VERB = re.compile(r"\b(?P<verb>issued|issuance|issue|sold|sale|delivered|delivery)\b")
_SECURITIES = re.compile(r"certificates?|notes?|bonds?|securities|series|trust", re.IGNORECASE)
# An agreement to issue is signed some days before the issue.
_AGREED = re.compile(
    r"\b(?:entered\s+into|agreed|priced|announced|filed|signed|executed)\b", re.IGNORECASE
)
# Other events whose day a sentence about an issue may name.
_OF_ANOTHER = re.compile(
    r"[;$]|\b(?:pay\w*|paid|due|matur\w*|distribut\w*|commenc\w*|beg[aiu]n\w*|formed|filed|organized"
    r"|expir\w*|dated|registered|priced|ending|ended)\b",
    re.IGNORECASE,
)
# Reports to those who hold securities come long after the issue.
_LATER = re.compile(
    r"\b(?:distributions?\s+(?:was|were|to)|(?:certificate|note|bond)holders?|statements?)\b",
    re.IGNORECASE,
)
_LEADS = re.compile(r"(?:^|[,;:)]|\b(?:and|that|then|which|but))\s*$", re.IGNORECASE)
_NEW_CLAUSE = re.compile(r"(?:;|\b(?:and|then|but))\s*,?\s*$", re.IGNORECASE)
_SAME_DAY = re.compile(r"\bon\s+(?:that|the\s+same|such)\s+(?:day|date)\b", re.IGNORECASE)
_NO_EVENT = re.compile(r"\b(?:dated|as\s+of|amended|made)(?:\s+as\s+of)?(?:\s+the)?\s*$", re.I)

_DAY_NAME = r"(?:Closing|Issuance|Issue|Delivery|Settlement)\s+Date"
_IS = r"(?:\s|[,:\"”)]|\b(?:of|is|was|means|being|will|shall|be|on|which|occurred|for)\b){1,12}+"
# The initials first: most places are none of it, and fail there at once.
_CLOSING = re.compile(
    r"(?=[0-9acdfijmost])"
    rf"(?:(?P<date>{DATE})[ ]?,?[ \t]*\n?[ \t]*"
    rf"(?:\([^()]{{0,40}}[\"“][^\"”()]{{0,24}}|(?-i:the)\s+[\"“]?){_DAY_NAME}"
    rf"|\b(?:Closing|Issuance)\s+Date\b{_IS}(?P<after>{DATE})"
    r"|\b(?:closing|transaction|issuance|offering|securitization)\b[^;]{0,80}?"
    r"\b(?:occurred|took\s+place|was\s+held|closed|w(?:as|ere)\s+(?:completed|consummated))\s+on\s+"
    rf"(?:or\s+about\s+)?(?P<held>{DATE}))",
    re.IGNORECASE,
)
_MAX_SENTENCE = 700
_LOOK_BACK = 200
_NEAR = 90
_SAME_DAY_WITHIN = 1_200

_SAID_ISSUED, _SAID_CLOSED, _SAID_SOLD, _IN_PASSING = range(4)


Ranked = tuple[int, Range, Range]
"""A place with its rank among others of its kind, 0 the first."""

Dates = list[re.Match[str]]


def issued_on(prose: Prose) -> Place | None:
    """The day on which the text says that securities were issued, else closed, else sold.

    A sentence that only speaks of an issuance comes last: it may tell of another day's act.
    """
    best = min(_issues(prose), default=None)
    return None if best is None else best[1:]


def issue_dates(prose: Prose) -> list[Place]:
    """Every day that the text may give for the issue, however plainly."""
    return [(date, role) for _, date, role in _issues(prose)]


# Two readers ask for these.
@lru_cache(maxsize=2)
def _issues(prose: Prose) -> tuple[Ranked, ...]:
    dates = list(_ON_DATE.finditer(prose.text, *prose.body))
    places = [*_leading(prose, dates), *_trailing(prose, dates), *_same_day(prose, dates)]
    closing = prose.find(_CLOSING)
    if closing is not None:
        group = next(name for name in ("date", "after", "held") if closing[name])
        places.append((_SAID_CLOSED, closing.span(group), closing.span()))
    return tuple(places)


def _leading(prose: Prose, dates: Dates) -> Iterator[Ranked]:
    """On DATE, the certificates were issued."""
    for number, found in enumerate(dates):
        begin, end = prose.sentence(found.start())
        end = min(end, found.end() + _MAX_SENTENCE)
        following = dates[number + 1] if number + 1 < len(dates) else None
        if following is not None and following.start() < end:
            between = prose.text[found.end() : following.start()]
            if _NEW_CLAUSE.search(between[-40:]):
                end = following.start()
        verb = _verb(prose, found.end(), end)
        if verb is None or _says_its_own_day(prose, verb[1][1]):
            continue
        rank, place = verb
        if not _LEADS.search(prose.text[begin : found.start()][-40:]):
            rank = _IN_PASSING
        yield rank, found.span("date"), place


def _verb(prose: Prose, start: int, end: int) -> tuple[int, Range] | None:
    """The wording by which a clause says that securities were issued, with its rank."""
    if not _SECURITIES.search(prose.text, start, end):
        return None
    wordings = (
        (_SAID_ISSUED, _ISSUED),
        (_SAID_CLOSED, _COMPLETED),
        (_SAID_SOLD, _SOLD),
        (_IN_PASSING, _ISSUANCE),
    )
    for rank, pattern in wordings:
        verb = pattern.search(prose.text, start, end)
        if verb is not None and not _LATER.search(prose.text, start, verb.start()):
            agreed = _AGREED.search(prose.text, start, verb.start())
            return (max(rank, _SAID_SOLD) if agreed else rank), verb.span()
    return None


def _says_its_own_day(prose: Prose, verb_end: int) -> bool:
    """Whether a verb goes on with a day of its own: "were issued on"."""
    own = _ON_DATE.search(prose.text, verb_end, verb_end + _NEAR)
    if own is None or not prose.same_sentence(verb_end, own.start()):
        return False
    gap = prose.text[verb_end : own.start()]
    return "," not in gap and not _OF_ANOTHER.search(gap)


def _trailing(prose: Prose, dates: Dates) -> Iterator[Ranked]:
    """The certificates were issued on DATE."""
    ranks = {"issued": _SAID_ISSUED, "sold": _SAID_SOLD, "delivered": _SAID_SOLD}
    for found in dates:
        begin = prose.sentence(found.start())[0]
        start = max(begin, found.start() - _LOOK_BACK)
        if not _SECURITIES.search(prose.text, max(begin, start - _LOOK_BACK), found.end()):
            continue
        for verb in _VERB.finditer(prose.text, start, found.start()):
            if not _OF_ANOTHER.search(prose.text, verb.end(), found.start()):
                role = verb.start(), found.start("date")
                yield ranks.get(verb["verb"], _IN_PASSING), found.span("date"), role


def _same_day(prose: Prose, dates: Dates) -> Iterator[Ranked]:
    """On DATE the loans were conveyed. On the same day the certificates were issued."""
    events = frozenset(found.span("date") for found in dates)
    for found in _SAME_DAY.finditer(prose.text, *prose.body):
        begin, end = prose.sentence(found.start())
        named = _day_meant(prose, events, found.start())
        if named is None:
            continue
        before = max(begin, found.start() - _LOOK_BACK, named[1])
        verb = _verb(prose, before, found.start()) or _verb(
            prose, found.end(), min(end, found.end() + _LOOK_BACK)
        )
        if verb is not None:
            yield verb[0], named, verb[1]


def _day_meant(prose: Prose, events: frozenset[Range], position: int) -> Range | None:
    """The day that "that day" points to: the last one named as the day of an event.

    None where another date lies between, which might be meant as well.
    """
    start = max(prose.body[0], position - _SAME_DAY_WITHIN)
    last = None
    for found in _ANY_DATE.finditer(prose.text, start, position):
        if not _NO_EVENT.search(prose.text[max(start, found.start() - 30) : found.start()]):
            last = found.span()
    return last if last in events else None
