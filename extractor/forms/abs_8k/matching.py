"""Whether a filing is an asset-backed issuer's 8-K."""

import re

from extractor.filing.model import Filing

ASSET_BACKED = "6189"
"""The SIC code of asset-backed securities in a submission's header."""

_FORM = re.compile(r"\bform\s{0,4}8\s?-?\s?k", re.IGNORECASE)
_ITEM = re.compile(r"^[ \t]*item[ \t\u00a0]+[0-9]", re.IGNORECASE | re.MULTILINE)
_MAX_COVER = 8_000
_NUMBERED = r",?\s{1,40}(?:series\s{1,40})?(?:19|20)?[0-9]{2}-[0-9A-Z]"
_TRUST = (
    r"\b(?:loan|owner|master|receivables|grantor|mortgage|card|lease|equipment|equity)\s{1,40}trust"
)
_AGREEMENT = (
    r"(?:pooling|sale|transfer|master\s{1,40}servicing)\s{1,40}and\s{1,40}(?:servicing|trust)"
)
_CUES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"pass[-\s]{1,3}through\s{1,40}(?:certificates|notes|securities)",
        r"asset[-\s]{1,3}backed\s{1,40}(?:[a-z-]{1,12}\s{1,40}){0,2}?(?:certificates|notes|bonds)",
        rf"{_AGREEMENT}\s{{1,40}}agreement",
        r"issuing\s{1,40}entity|\bas\s{1,40}depositor\b|\(the\s{1,40}[\"“]depositor|depositor\s{1,40}of",
        r"\bcut[-\s]{0,2}off\s{1,40}date",
        rf"{_TRUST}(?:\s{{1,40}}[IVX]{{1,4}})?{_NUMBERED}",
        rf"(?:certificates|notes){_NUMBERED}",
    )
)
_COVER = re.compile(
    r"asset[-\s]{1,3}backed|receivables|securitization|\bABS\b|depositor|certificates|mortgage\s{1,40}"
    r"(?:securities|pass|acceptance|funding|capital|products)|home\s{1,40}equity"
    rf"|{_TRUST}|asset\s{{1,40}}securities|funding\s{{1,40}}(?:corp|trust|llc)",
    re.IGNORECASE,
)
_ENOUGH = 3


def matches_abs(filing: Filing) -> int:
    """How many cues say that an 8-K is about asset-backed securities; 0 where too few do.

    A company's report may mention its securitizations, so one cue proves nothing and two only
    beside a cover that names an issuer of such securities. The header's industry code is the
    issuer's own word: with it one cue is enough.
    """
    document = filing.main_document
    text = document.reading.text
    if not (document.type.upper().startswith("8-K") or _FORM.search(text)):
        return 0
    cues = sum(cue.search(text) is not None for cue in _CUES)
    if any(ASSET_BACKED in value for values in filing.header.values() for value in values):
        return cues + 1 if cues else 0
    item = _ITEM.search(text)
    cover = _COVER.search(text, 0, item.start() if item else _MAX_COVER) is not None
    return cues + cover if cues >= _ENOUGH - cover else 0
