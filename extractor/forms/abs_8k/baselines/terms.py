"""The deal's terms in running text: dates, the governing agreement, the pool, the count."""

import re
from collections.abc import Iterator

from extractor.forms.abs_8k.baselines.prose import DATE, MONEY, Prose
from extractor.forms.base import Quoted, Range

_ON_DATE = re.compile(rf"\b[Oo]n\s+(?:or\s+about\s+)?(?P<date>{DATE})")
_DONE_ON = re.compile(
    r"\b(?P<verb>issued|issuance|issue|sold|sale|delivered|delivery)\b[^.;$]{0,200}?"
    rf"\bon\s+(?P<date>{DATE})"
)
_BE = r"(?:was|were|has|have|had|been|being|be|are)\s+(?:\w+\s+)?"
_ISSUED = re.compile(
    rf"\b(?:{_BE}issued|issued\s+(?:the|its|an?|\$)|caus\w+\s+the\s+(?:issuance|sale))\b",
    re.IGNORECASE,
)
_SOLD = re.compile(
    rf"\b(?:{_BE}(?:sold|delivered)|issued(?!\s+(?:by|and\s+outstanding)))\b", re.IGNORECASE
)
_ISSUANCE = re.compile(r"\bissuance\b", re.IGNORECASE)
_SECURITIES = re.compile(r"certificates?|notes?|bonds?|securities|series|trust", re.IGNORECASE)
_CLOSING = re.compile(
    rf"(?P<date>{DATE})\s*,?\s*\([^()]{{0,40}}[\"“][^\"”()]{{0,24}}(?:Closing|Issuance|Issue|Delivery)"
    rf"\s+Date|\b(?:Closing|Issuance)\s+Date\b[^.;]{{0,40}}?(?P<after>{DATE})",
    re.IGNORECASE,
)
_MAX_SENTENCE = 700

_TITLE = (
    r"(?:(?:(?:first|second|third|fourth|fifth)\s+)?(?:amended\s+and\s+restated|master|series"
    r"|deposit|base)\s+){0,2}"
    r"(?:pooling\s+and\s+servicing\s+agreement|pooling\s+agreement|trust\s+and\s+servicing\s+agreement"
    r"|sale\s+and\s+servicing\s+agreement|transfer\s+and\s+servicing\s+agreement"
    r"|master\s+servicing\s+and\s+trust\s+agreement|servicing\s+and\s+trust\s+agreement"
    r"|trust\s+agreement|indenture(?:\s+supplement)?|series\s+supplement"
    r"|declaration\s+of\s+trust)"
)
_AGREEMENT = re.compile(rf"\b(?P<title>{_TITLE})\b", re.IGNORECASE)
_DATED = re.compile(
    r"(?:(?!\b(?:purchase|underwriting|loan|insurance)\s+agreement|\bprospectus|\bindenture\b)[^;])"
    r"{0,220}?"
    rf"\b(?:dated|entered\s+into|made)(?:\s+as\s+of|\s+the)?\s+(?P<date>{DATE})",
    re.IGNORECASE,
)
_GOVERNS = re.compile(
    r"(?:issued|formed|created|established)[^.;]{0,80}?(?:pursuant\s+to|under|by)\s+"
    r"(?:(?:an?|the|that\s+certain|certain)\s+)?$",
    re.IGNORECASE,
)
_PROVIDES = re.compile(r"providing\s+for\s+the\s+issuance|pursuant\s+to\s+which", re.IGNORECASE)

_QUOTED_CUT_OFF = r"[\"“][^\"”()]{0,24}?Cut[-\s]{0,3}off\s+Date"
_CUT_OFF = (
    re.compile(rf"(?P<date>{DATE})[^.;()]{{0,60}}\([^()]{{0,40}}?{_QUOTED_CUT_OFF}", re.IGNORECASE),
    re.compile(rf"{_QUOTED_CUT_OFF}[\"”]\)?[^.;]{{0,60}}?(?P<date>{DATE})", re.IGNORECASE),
    re.compile(
        rf"\bCut[-\s]{{0,3}}off\s+Date\b\s*(?:\)|,|:|of|is|was|being|means|which\s+is|\s){{1,4}}"
        rf"(?:the\s+(?:close|opening)\s+of\s+business\s+on\s+)?(?P<date>{DATE})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<date>{DATE})\s*,?\s+(?:as\s+)?the\s+Cut[-\s]{{0,3}}off\s+Date", re.IGNORECASE
    ),
)
_WORD = re.compile(r"Cut[-\s]{0,3}off\s+Date", re.IGNORECASE)
_NOT_THE_CUT_OFF = re.compile(r"statistical|subsequent|replacement", re.IGNORECASE)

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
_CUT = re.compile(r"cut[-\s]{0,3}off|as\s+of", re.IGNORECASE)

_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|(?:twenty|thirty|forty)(?:[-\s](?:one|two|three|four|five|six"
    r"|seven|eight|nine))?|one|[0-9]{1,2}"
)
_COUNT = re.compile(
    rf"(?<![\w$-])(?P<count>(?:{_WORDS})(?:\s*\([0-9]{{1,2}}\))?)\s+(?:separate\s+|different\s+)?"
    r"class(?:es)?\s+of\s+(?:the\s+)?(?:\w+[-\s]){0,4}?(?:certificates|notes|bonds|securities)",
    re.IGNORECASE,
)
_CONSISTS = re.compile(
    r"(?:consists?|consisting|comprised|composed|divided|issued|issue|issuance|made\s+up|designated)"
    r"\s*(?:of|in|into)?\s*(?:the\s+following\s+)?$",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"(?:one\s+or|two\s+or|or|each\s+of|more|of)(?:\s+the)?\s*$", re.IGNORECASE)


def read_terms(prose: Prose) -> Iterator[Quoted]:
    """The terms that stand in running text; what is not stated has no quote."""
    yield from _quoted("deal.issued_on", _issued_on(prose))
    yield from _agreement(prose)
    yield from _quoted("deal.cut_off_date", _cut_off(prose))
    yield from _quoted("deal.pool_balance", _pool_balance(prose))
    yield from _quoted("deal.stated_class_count", _class_count(prose))


Place = tuple[Range, Range]
"""Where a value stands and where the wording that gives it its role does."""


def _quoted(path: str, place: Place | None) -> Iterator[Quoted]:
    if place is not None:
        yield Quoted(path, None, (place[0],), place[1])


def _issued_on(prose: Prose) -> Place | None:
    """The day on which the text says that securities were issued, else sold, else closed.

    A sentence that only speaks of an issuance comes last: it may tell of another day's act.
    """
    places = [*_on_date(prose), *_done_on(prose)]
    closing = prose.find(_CLOSING)
    if closing is not None:
        places.append((2, closing.span("date" if closing["date"] else "after"), closing.span()))
    best = min(places, default=None)
    return None if best is None else best[1:]


Ranked = tuple[int, Range, Range]
"""A place with its rank among others of its kind, 0 the first."""


def _on_date(prose: Prose) -> Iterator[Ranked]:
    """On DATE, the certificates were issued."""
    for found in _ON_DATE.finditer(prose.text, *prose.body):
        start = found.end()
        end = min(prose.sentence(start)[1], start + _MAX_SENTENCE)
        if not _SECURITIES.search(prose.text, start, end):
            continue
        for rank, pattern in ((0, _ISSUED), (1, _SOLD), (3, _ISSUANCE)):
            verb = pattern.search(prose.text, start, end)
            if verb is not None:
                yield rank, found.span("date"), verb.span()
                break


def _done_on(prose: Prose) -> Iterator[Ranked]:
    """The certificates were issued on DATE."""
    ranks = {"issued": 0, "sold": 1, "delivered": 1}
    for found in _DONE_ON.finditer(prose.text, *prose.body):
        start = prose.sentence(found.start())[0]
        if _SECURITIES.search(prose.text, start, found.end()):
            role = found.start(), found.start("date")
            yield ranks.get(found["verb"], 3), found.span("date"), role


def _agreement(prose: Prose) -> Iterator[Quoted]:
    """The governing agreement: what the securities were issued under, else the first named."""
    titles = list(_AGREEMENT.finditer(prose.text, *prose.body))
    titles = titles or list(_AGREEMENT.finditer(prose.text))
    if not titles:
        return
    chosen = min(titles, key=lambda title: (_distance(prose, title), title.start()))
    yield Quoted("deal.agreement.title", None, (chosen.span("title"),))
    name = " ".join(chosen["title"].lower().split())
    for title in [chosen, *titles]:
        if " ".join(title["title"].lower().split()) != name:
            continue
        dated = _DATED.match(prose.text, title.end())
        if dated is not None and prose.same_sentence(title.end(), dated.end()):
            yield Quoted("deal.agreement.dated", None, (dated.span("date"),), title.span())
            return


def _distance(prose: Prose, title: re.Match[str]) -> int:
    """How far the text is from saying that this agreement governs the securities."""
    before = prose.text[max(0, title.start() - 160) : title.start()]
    if _GOVERNS.search(before):
        return 0
    end = min(prose.sentence(title.end())[1], title.end() + _MAX_SENTENCE)
    return 1 if _PROVIDES.search(prose.text, title.end(), end) else 2


def _cut_off(prose: Prose) -> Place | None:
    for within in (prose.body, (0, len(prose.text))):
        for pattern in _CUT_OFF if prose.find(_WORD, within) else ():
            for found in pattern.finditer(prose.text, *within):
                if not _NOT_THE_CUT_OFF.search(found.group()):
                    return found.span("date"), found.span()
    return None


def _pool_balance(prose: Prose) -> Place | None:
    """The sum called the aggregate balance of the pool's assets; of several, the whole pool's."""
    sums = _SUM.finditer(prose.text, *prose.body)
    places = [place for found in sums if (place := _balance(prose, found)) is not None]
    best = min(places, key=lambda each: each[0], default=None)
    return None if best is None else (best[1], best[2])


def _balance(prose: Prose, dollars: re.Match[str]) -> tuple[tuple[int, int], Range, Range] | None:
    """A sum that may be the pool's balance, ranked by what its sentence says of it."""
    start, end = prose.sentence(dollars.start())
    start = max(start, dollars.start() - 420)
    near = max(start, dollars.start() - 220)
    wordings = list(_AGGREGATE.finditer(prose.text, near, dollars.start()))
    called = wordings[-1] if wordings else None
    if called is None or _SUM.search(prose.text, called.end(), dollars.start()):
        return None
    between = prose.text[called.start() : dollars.start()]
    subject = _last(prose.text[start : called.start()])
    own = _ASSETS.search(between)
    if own is None and _LIABILITIES.search(between):
        return None
    if own is None and subject != "assets":
        return None
    group = bool(_OF_GROUP.search(prose.text, max(start, called.start() - 60), dollars.end()))
    cut = bool(_CUT.search(prose.text, called.start(), min(end + 1, dollars.end() + 120)))
    return (2 * group + (not cut), dollars.start()), dollars.span(), called.span()


def _last(text: str) -> str:
    """Whether assets or liabilities are spoken of last."""
    assets = max((found.end() for found in _ASSETS.finditer(text)), default=-1)
    liabilities = max((found.end() for found in _LIABILITIES.finditer(text)), default=-1)
    return "assets" if assets > liabilities else "liabilities"


def _class_count(prose: Prose) -> Place | None:
    """The number of classes announced; None where several numbers are and none is the whole."""
    counts = []
    for found in _COUNT.finditer(prose.text, *prose.body):
        before = prose.text[max(0, found.start() - 40) : found.start()]
        if _CONSISTS.search(before):
            return found.span("count"), found.span()
        if not _LOOSE.search(before):
            counts.append(found)
    if len({found["count"].lower() for found in counts}) != 1:
        return None
    return counts[0].span("count"), counts[0].span()
