"""The wordings that give a value of Form 8-K its role, and those without which there is none.

The captions are those of the form's cover page (General Instructions to Form 8-K) and their
usual variants. A caption may be broken over lines or interleaved with its neighbour's, so each
pattern asks for one or two tell-tale words and never for a whole caption.
"""

import re
from collections.abc import Mapping

from extractor.filing.headings import TITLES
from extractor.forms.base import Anchor


def _wording(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_ADDRESS = _wording(r"\baddress|executive\s{1,40}offices?|\bzip\b")
_SECTION_12B = r"12\s?\(\s?b\s?\)"

_BEFORE_WORDS = _wording(
    r"(?>[\W_]|\b(?:exhibits?|items?|nos?|number|title|description|document|of|the|and|page|filed|"
    r"furnished|herewith|[a-z]|[ivx]{1,4}|\d{1,3}[a-z]?)\b){0,400}+"
)
"""What may stand between a number and the words that it numbers: no words but captions."""

ANCHORS: Mapping[str, Anchor] = {
    "cover.form_type": Anchor(_wording(r"\bform\b|\b8-?k\b"), before=2, after=2),
    "cover.report_date": Anchor(
        _wording(
            r"date\s{1,40}of\s{1,40}(?:the\s{1,40})?(?:report|earliest)|event\s{1,40}reported"
        ),
        before=8,
        after=6,
    ),
    "cover.registrant": Anchor(
        _wording(r"\bregistrants?\b|\bas\s{1,40}specified\b|\bexact\s{1,40}name\b"),
        before=6,
        after=10,
    ),
    "cover.jurisdiction": Anchor(
        _wording(r"jurisdiction|incorporat|organi[sz]|\bstate\s{1,40}(?:or|of)\b|corporation\b"),
        before=8,
        after=8,
    ),
    "cover.commission_file_numbers": Anchor(
        _wording(r"\bcommission|\bfile\s{1,40}n(?:o\b|um)"), before=20, after=20
    ),
    "cover.employer_ids": Anchor(
        _wording(r"\bemployer|\bi\.?\s?r\.?\s?s\b|\bidentification\b|\btaxpayer"),
        before=20,
        after=20,
    ),
    "cover.address.street": Anchor(_ADDRESS, before=6, after=10),
    "cover.address.city": Anchor(_ADDRESS, before=6, after=8),
    "cover.address.state": Anchor(_ADDRESS, before=8, after=8),
    "cover.address.zip_code": Anchor(_ADDRESS, before=8, after=8),
    "cover.telephone": Anchor(_wording(r"telephone|area\s{1,40}code"), before=8, after=6),
    "cover.securities.title": Anchor(
        _wording(rf"{_SECTION_12B}|title\s{{1,40}}of|trading\s{{1,40}}symbol"), before=60, after=2
    ),
    "cover.securities.symbol": Anchor(None),
    "cover.securities.exchange": Anchor(None),
    "items.number": Anchor(
        _wording("|".join((r"\bitems?", *dict.fromkeys(TITLES.values())))), before=1, after=2
    ),
    "items.title": Anchor(None, link=_BEFORE_WORDS),
    "exhibits.number": Anchor(
        _wording(r"\bexhibits?\b|\bex[-.]|\bherewith\b"), before=200, after=1
    ),
    "exhibits.description": Anchor(None, link=_BEFORE_WORDS),
    "signature.registrant": Anchor(
        _wording(r"\bsigned\b|\bauthorized\b|\bbehalf\b|\bsignatures?\b|\bregistrant\b"),
        before=15,
        after=4,
    ),
    "signature.signed_on": Anchor(
        _wording(r"\bdated?\b|\bsigned\b|\bauthorized\b|[/\\]s[/\\]|\bby\s?:"), before=12, after=12
    ),
    "signature.name": Anchor(
        _wording(r"[/\\]s?[/\\]|\bby\b|\bname\b|\bsigned\b|\(signature\)"), before=6, after=4
    ),
    "signature.title": Anchor(
        _wording(r"[/\\]s?[/\\]|\bby\b|\bname\b|\btitle\b|\bits\s?:|\bsigned\b"), before=10, after=3
    ),
}
"""For each leaf what must stand near its value; a row's other leaves go by the row's key."""

CAPTIONS: Mapping[str, re.Pattern[str]] = {
    "cover.securities.symbol": _wording(r"\bsymbols?\b|\bticker\b"),
}
"""Captions of columns without which a table does not state a leaf of its rows."""

CUES: Mapping[str, re.Pattern[str]] = {
    "cover.securities": _wording(
        rf"(?=[rt])(?:\bregistered\b[^.]{{0,80}}{_SECTION_12B}"
        r"|title\s{1,40}of\s{1,40}each\s{1,40}class)"
    ),
    "exhibits": _wording(r"(?=e)\bexhibits?\b"),
    "items": _wording(r"(?=i)\bitems?\b"),
}
"""Wordings without which a filing does not state a leaf or a list; then nobody is asked.

What is not there is looked for in the whole text, so what a wording may begin with comes first.
"""
