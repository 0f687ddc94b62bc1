"""The deal's terms in running text: dates, the governing agreement, the pool, the count."""

import re
from collections.abc import Iterator
from functools import lru_cache

from extractor.forms.abs_8k.baselines.count import class_count
from extractor.forms.abs_8k.baselines.issue import issued_on
from extractor.forms.abs_8k.baselines.prose import DATE, MONEY, Place, Prose
from extractor.forms.base import Quoted, Range

_TITLE = (
    r"(?:(?:(?:first|second|third|fourth|fifth)\s+)?(?:amended\s+and\s+restated|master|series"
    r"|deposit|base|owner|grantor)\s+){0,2}"
    r"(?:pooling\s+and\s+(?:servicing|administration)\s+agreement|pooling\s+agreement"
    r"|(?:sale|transfer|trust)\s+and\s+servicing\s+agreement"
    r"|(?:master\s+)?servicing\s+and\s+trust\s+agreement|trust\s+agreement"
    r"|(?:trust\s+)?indenture(?!\s+(?:act|trustee))(?:\s+of\s+trust|\s+supplement)?"
    r"|series\s+supplement|declaration\s+of\s+trust)"
)
# The initials first: most words begin no title, and fail there at once.
_AGREEMENT = re.compile(rf"\b(?=[abdfgimopst])(?P<title>{_TITLE})\b", re.IGNORECASE)
_DATED = re.compile(
    r"(?:(?!\b(?:purchase|underwriting|loan|insurance)\s+agreement|\bprospectus|\bindenture\b)[^;])"
    r"{0,220}?"
    rf"\b(?:dated|entered\s+into|made)(?:\s+as\s+of|\s+the)?\s+(?P<date>{DATE})",
    re.IGNORECASE,
)
_UNDER = (
    r"(?:pursuant\s+to|under|by|in\s+accordance\s+with)\s+(?:the\s+terms\s+of\s+)?"
    r"(?:(?:an?|the|that\s+certain|certain)\s+)?$"
)
_GOVERNS = (
    re.compile(
        rf"\bissu(?:ed|e|ance)\b[^.;]{{0,120}}?\b{_UNDER}"
        r"|\bgoverning\s+(?:document|agreement|instrument)\s+is\s+(?:(?:an?|the)\s+)?$",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:formed|created|established|governed)\b[^.;]{{0,120}}?\b{_UNDER}", re.I),
)
_SUPPLEMENT = re.compile(r"\bsupplement$", re.IGNORECASE)
_SUPPLEMENTED = re.compile(rf"[^.;]{{0,160}}?\bto\s+(?:the|an?)\s+(?P<title>{_TITLE})\b", re.I)
_PROVIDES = re.compile(r"providing\s+for\s+the\s+issuance|pursuant\s+to\s+which", re.IGNORECASE)
_MAX_SENTENCE = 700

_TERM = r"(?P<term>Cut[-\s]{0,3}off\s+Date)"
_QUOTED_CUT_OFF = rf"[\"“][^\"”()]{{0,24}}?{_TERM}"
_DAY_OF = r"(?:the\s+)?(?:(?:close|opening|commencement)\s+of\s+business\s+on\s+)?"
# Words that only say that a day is called something.
_CALLED = (
    r"(?:(?:which|that|this|such|said|also|is|was|being|shall|be|both|herein|hereinafter|as|the|day|date|under"
    r"|calls?|called|defines?|defined|designated|known|referred|to|in|by"
    r"|(?:(?:pooling|sale)\s+and\s+servicing\s+|trust\s+)?agreement|indenture"
    r"|statistical\s+cut-?off\s+date\s+and)\s+|[\"“(,]\s*){1,12}"
)
_CUT_OFF = (
    re.compile(rf"(?P<date>{DATE})[^.;()]{{0,60}}\([^()]{{0,40}}?{_QUOTED_CUT_OFF}", re.IGNORECASE),
    re.compile(
        rf"{_QUOTED_CUT_OFF}[\"”]?\)?,?\s+(?:(?:of|is|was|means|being|which|shall|be|as)\s+){{0,3}}"
        rf"{_DAY_OF}(?P<date>{DATE})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_TERM}\b\s*+(?:(?:\)|,|:|of|is|was|being|means|shall|be|which\s+is)\s*+){{0,6}}"
        rf"{_DAY_OF}(?P<date>{DATE})",
        re.IGNORECASE,
    ),
    re.compile(rf"(?P<date>{DATE})(?:\s+|(?=[,(])){_CALLED}{_TERM}", re.IGNORECASE),
)
_WORD = re.compile(_TERM, re.IGNORECASE)
_NOT_THE_CUT_OFF = re.compile(r"\b(?:statistical|subsequent|replacement)\s+$", re.IGNORECASE)

_SUM = re.compile(MONEY)
_AGGREGATE = re.compile(
    r"(?:aggregate|total|outstanding|unpaid|stated|scheduled|pool|cut-?off\s+date)\s[^.;$]{0,80}?"
    r"(?:balances?|value|amount)|\bpool\s+balance\b|\bprincipal\s+balances?\b",
    re.IGNORECASE,
)
_ASSETS = re.compile(
    r"mortgage\s+loans?|\bloans?\b|receivables|contracts|leases|\bpool|mortgage\s+pool|trust\s+fund"
    r"|assets|accounts",
    re.IGNORECASE,
)
_LIABILITIES = re.compile(r"certificates?|notes?|bonds?|class(?:es)?\b", re.IGNORECASE)
_OF_GROUP = re.compile(r"\b(?:group|pool|subgroup)\s+(?:[0-9IVX]{1,4}|one|two)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\s*(?:(?:It|They)\b|(?:Its|Their)\s)")
_LOOK_BACK = 420
_ADDED_LATER = re.compile(
    r"\bsubsequent\s+(?:cut|transfer)|\b(?:additional|subsequent)\s+(?:mortgage\s+)?"
    r"(?:loans|receivables|contracts|leases)",
    re.IGNORECASE,
)
# A statement sets its sums in a column of their own, and they are those of its day.
_COLUMN = re.compile(r"[ ]{4}$")
_AT_FIRST = re.compile(r"initial|original|cut-?\s?off|closing|issuance", re.IGNORECASE)
_GROUP = 2
"""From this rank on a sum is that of a group, not of the whole pool."""
_CUT = re.compile(r"cut[-\s]{0,3}off|as\s+of", re.IGNORECASE)


def read_terms(prose: Prose) -> Iterator[Quoted]:
    """The terms that stand in running text; what is not stated has no quote."""
    yield from _quoted("deal.issued_on", issued_on(prose))
    yield from _agreement(prose)
    yield from _quoted("deal.cut_off_date", _cut_off(prose))
    yield from _quoted("deal.pool_balance", _pool_balance(prose))
    yield from _quoted("deal.stated_class_count", class_count(prose))


def all_terms(prose: Prose) -> Iterator[Quoted]:
    """Every date that is called the cut-off date, and every sum that may be the whole pool's.

    Sums of groups count only where there is no other.
    """
    for place in _cut_offs(prose):
        yield from _quoted("deal.cut_off_date", place)
    balances = _balances(prose)
    best = min((rank // _GROUP for (rank, _), *_ in balances), default=None)
    for (rank, _), value, wording in balances:
        if rank // _GROUP == best:
            yield from _quoted("deal.pool_balance", (value, wording))


def _quoted(path: str, place: Place | None) -> Iterator[Quoted]:
    if place is not None:
        yield Quoted(path, None, (place[0],), place[1])


def _agreement(prose: Prose) -> Iterator[Quoted]:
    """The governing agreement: what the securities were issued under, else the first named."""
    titles = list(_AGREEMENT.finditer(prose.text, *prose.body))
    titles = titles or list(_AGREEMENT.finditer(prose.text))
    if not titles:
        return
    chosen = min(titles, key=lambda title: (_distance(prose, title), title.start()))
    chosen = _supplemented(prose, chosen) or chosen
    yield Quoted("deal.agreement.title", None, (chosen.span("title"),))
    name = " ".join(chosen["title"].lower().split())
    for title in [chosen, *titles]:
        if " ".join(title["title"].lower().split()) != name:
            continue
        dated = _DATED.match(prose.text, title.end())
        if dated is not None and prose.same_sentence(title.end(), dated.end()):
            yield Quoted("deal.agreement.dated", None, (dated.span("date"),), title.span())
            return


def _supplemented(prose: Prose, title: re.Match[str]) -> re.Match[str] | None:
    """The agreement that a supplement belongs to, where the same sentence names it."""
    if _SUPPLEMENT.search(title["title"]) is None:
        return None
    end = prose.sentence(title.start())[1]
    return _SUPPLEMENTED.match(prose.text, title.end(), end)


def _distance(prose: Prose, title: re.Match[str]) -> int:
    """How far the text is from saying that this agreement governs the securities."""
    before = prose.text[max(0, title.start() - 160) : title.start()]
    for distance, pattern in enumerate(_GOVERNS):
        if pattern.search(before):
            return distance
    end = min(prose.sentence(title.end())[1], title.end() + _MAX_SENTENCE)
    provides = _PROVIDES.search(prose.text, title.end(), end) is not None
    return len(_GOVERNS) + (not provides)


def _cut_off(prose: Prose) -> Place | None:
    return next(iter(_cut_offs(prose)), None)


# Two readers ask for these, and for the balances.
@lru_cache(maxsize=2)
def _cut_offs(prose: Prose) -> tuple[Place, ...]:
    """The dates that are called so in the body, else above it; the plainest wording first.

    Behind the signatures stand exhibits, which are texts of their own.
    """
    for within in (prose.body, (0, prose.body[0])):
        called = tuple(
            (found.span("date"), found.span())
            for pattern in (_CUT_OFF if prose.find(_WORD, within) else ())
            for found in pattern.finditer(prose.text, *within)
            if not _is_qualified(prose.text, found.start("term"))
        )
        if called:
            return called
    return ()


def _is_qualified(text: str, term: int) -> bool:
    return _NOT_THE_CUT_OFF.search(text[max(0, term - 30) : term]) is not None


def _pool_balance(prose: Prose) -> Place | None:
    """The sum called the aggregate balance of the pool's assets; of several, the whole pool's."""
    best = min(_balances(prose), default=None)
    return None if best is None else (best[1], best[2])


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
    if _ADDED_LATER.search(prose.text, start, min(end, dollars.end() + 120)):
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
    liabilities = max((found.end() for found in _LIABILITIES.finditer(text)), default=-1)
    return "assets" if assets > liabilities else "liabilities"
