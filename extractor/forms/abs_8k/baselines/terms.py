"""The deal's terms in running text: dates, the governing agreement, the pool, the count."""

import re
from collections.abc import Iterator
from functools import lru_cache

from extractor.forms.abs_8k.baselines.count import class_count
from extractor.forms.abs_8k.baselines.issue import issue_dates, issued_on
from extractor.forms.abs_8k.baselines.pool import is_long_after, pool_balance, pool_balances
from extractor.forms.abs_8k.baselines.prose import DATE, Place, Prose
from extractor.forms.base import Quoted

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
    r"|statistical\s+cut-?off\s+date\s+and)\s+|[\"“(,]\s*){0,12}"
)
_CUT_OFF = (
    re.compile(rf"(?P<date>{DATE})[^.;()]{{0,60}}\([^()]{{0,40}}?{_QUOTED_CUT_OFF}", re.IGNORECASE),
    re.compile(
        rf"{_QUOTED_CUT_OFF}[\"”]?\)?,?\s+(?:(?:of|is|was|means|being|which|shall|be|as)\s+){{0,3}}"
        rf"{_DAY_OF}(?P<date>{DATE})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_TERM}\b\s*+(?:(?:\)|,|:|of|is|was|being|means|shall|be|which)\s*+){{0,6}}"
        rf"{_DAY_OF}(?P<date>{DATE})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_TERM}\s+(?:for|of|under)\s+[a-z\s]{{3,40}}?\s(?:is|was|means|(?:shall|will)\s+be)\s+"
        rf"{_DAY_OF}(?P<date>{DATE})",
        re.IGNORECASE,
    ),
    re.compile(rf"(?P<date>{DATE})(?:\s+|(?=[,(])){_CALLED}{_TERM}", re.IGNORECASE),
)
_WORD = re.compile(_TERM, re.IGNORECASE)
_NOT_THE_CUT_OFF = re.compile(r"\b(?:statistical|subsequent|replacement)\s+$", re.IGNORECASE)


def read_terms(prose: Prose) -> Iterator[Quoted]:
    """The terms that stand in running text; what is not stated has no quote."""
    yield from _quoted("deal.issued_on", issued := issued_on(prose))
    yield from (agreement := tuple(_agreement(prose)))
    yield from _quoted("deal.cut_off_date", cut_off := _cut_off(prose))
    pool = pool_balance(prose)
    dated = [each.ranges[0] for each in agreement if each.path.endswith(".dated")]
    # Where a report tells of no issue, its pool may be that of a payment long after it.
    if issued or cut_off or not (pool and dated and is_long_after(prose, pool, dated[0])):
        yield from _quoted("deal.pool_balance", pool)
    yield from _quoted("deal.stated_class_count", class_count(prose))


def all_terms(prose: Prose) -> Iterator[Quoted]:
    """Every date that the same wording calls the cut-off date, the day of the issue or of the
    agreement, and every sum that may be the whole pool's.

    Sums of groups count only where there is no other.
    """
    for place in issue_dates(prose):
        yield from _quoted("deal.issued_on", place)
    for place in _agreement_dates(prose):
        yield from _quoted("deal.agreement.dated", place)
    for place in _cut_offs(prose):
        yield from _quoted("deal.cut_off_date", place)
    for place in pool_balances(prose):
        yield from _quoted("deal.pool_balance", place)


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
    for title in [chosen, *titles]:
        if _title_of(title) != _title_of(chosen):
            continue
        dated = _DATED.match(prose.text, title.end())
        if dated is not None and prose.same_sentence(title.end(), dated.end()):
            yield Quoted("deal.agreement.dated", None, (dated.span("date"),), title.span())
            return


def _agreement_dates(prose: Prose) -> Iterator[Place]:
    """The dates of all agreements in the body that have the title of the one that governs."""
    titles = list(_AGREEMENT.finditer(prose.text, *prose.body))
    chosen = min(titles, key=lambda title: (_distance(prose, title), title.start()), default=None)
    for title in titles:
        dated = _DATED.match(prose.text, title.end())
        same = chosen is not None and _title_of(title) == _title_of(chosen)
        if same and dated is not None and prose.same_sentence(title.end(), dated.end()):
            yield dated.span("date"), title.span()


def _title_of(agreement: re.Match[str]) -> str:
    return " ".join(agreement["title"].lower().split())


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


# Two readers ask for these.
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
