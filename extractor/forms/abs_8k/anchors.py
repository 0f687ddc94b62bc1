"""What must stand near a value of the deal to give it its role, and the cues of what is stated."""

import re
from collections.abc import Mapping

from extractor.forms.abs_8k.baselines.parties import ROLE, ROLE_CUE
from extractor.forms.base import Anchor


def _wording(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_CUT_OFF = _wording(r"cut[-\s]{0,3}off")
_AGREEMENT = _wording(r"(?=[adis])(?:\bagreement\b|\bindenture\b|\bsupplement\b|declaration)")
_ROLE = _wording(ROLE)
_ROLE_FIRST = _wording(
    r"\s{0,9}(?:[:–—]|-{1,2}|\.{2,80})\s{0,80}|[^\S\n]{2,80}|\s{0,9}\n\s{0,80}"
    r"|\s{1,9}(?:is|are|was|were|will\s{1,9}be|shall\s{1,9}be)\s{1,9}|\s{1,9}by\s{1,9}"
)
"""What joins a role to a name behind it, in lists and in sentences."""
# A class table may be long, and its header stands only once.
_TABLE_LINES = 90

ANCHORS: Mapping[str, Anchor] = {
    "deal.series": Anchor(
        _wording(r"\bseries\b|\btrust\b|\bcertificates\b|\bnotes\b|\bbonds\b"), before=2, after=2
    ),
    "deal.issued_on": Anchor(
        _wording(r"\bissu(?:ed|ance|e)\b|\bclosing\b|\bclosed\b|\bsold\b|\bsale\b|\bdelivered\b"),
        before=3,
        after=4,
    ),
    "deal.agreement.title": Anchor(
        _wording(r"pursuant\s{1,9}to|\bdated\b|\bissued\b|\bunder\b|\bamong\b|\bbetween\b"),
        before=3,
        after=4,
    ),
    "deal.agreement.dated": Anchor(
        _wording(
            r"(?:pooling|servicing|trust|indenture|(?<!prospectus\s)supplement|declaration)[^;]{0,240}"
            r"\b(?:dated|made|entered\s{1,9}into)\b"
        ),
        before=4,
        after=0,
    ),
    "deal.cut_off_date": Anchor(_CUT_OFF, before=3, after=3),
    "deal.pool_balance": Anchor(
        _wording(
            r"(?:aggregate|total|outstanding|unpaid|pool|principal)[^;$]{0,160}"
            r"(?:balances?|value|amount)\b"
        ),
        before=4,
        after=1,
    ),
    "deal.stated_class_count": Anchor(_wording(r"\bclass(?:es)?\b"), before=0, after=1),
    "deal.parties.role": Anchor(
        _wording(r"\bas\b|\(\s?[a-z, ]{0,40}[\"“]|:|\bact(?:s|ed|ing)?\b|\bserv(?:es?|ed|ing)\b"),
        before=1,
        after=1,
    ),
    "deal.parties.name": Anchor(_ROLE, before=1, after=2, link=_ROLE_FIRST),
    "deal.classes.name": Anchor(
        _wording(r"class|certificates?\b|\bnotes?\b|\bbonds?\b|designation|tranche"),
        before=_TABLE_LINES,
        after=1,
    ),
    "deal.classes.balance": Anchor(),
    "deal.classes.balance_kind": Anchor(
        _wording(r"principal|notional|balance|amount|interest|face\s{1,9}value|\$"),
        before=_TABLE_LINES,
        after=40,
    ),
    "deal.classes.percentage_interest": Anchor(),
    "deal.classes.rate": Anchor(),
    "deal.classes.group": Anchor(_wording(r"\bgroup\b|\bpool\b"), before=_TABLE_LINES, after=0),
    "deal.classes.cusip": Anchor(_wording(r"\bcusip\b"), before=_TABLE_LINES, after=2),
}
"""For each leaf of the deal what gives a value its role; the rest of a class row goes by its key.

Wordings are searched over lines, since a sentence runs over several of them.
"""

CUES: Mapping[str, re.Pattern[str]] = {
    "deal.series": _wording(r"\bseries\b|\btrust\b"),
    "deal.issued_on": _wording(
        r"(?=[cdis])(?:\bissu(?:ed|ance|e)\b|\bclosing\b|\bsold\b|\bsale\b|\bdeliver)"
    ),
    "deal.agreement.title": _AGREEMENT,
    "deal.agreement.dated": _AGREEMENT,
    "deal.cut_off_date": _CUT_OFF,
    "deal.pool_balance": _wording(r"(?=[ap])(?:\baggregate\b|\bpool\b|\bprincipal\s{1,9}balance)"),
    "deal.stated_class_count": _wording(r"(?=c)\bclass(?:es\b|\s{1,9}of\b)"),
    "deal.parties": _wording(ROLE_CUE),
    "deal.classes": _wording(r"(?=c)\bclass(?:es)?\b"),
    "deal.classes.balance": _wording(r"\$|[0-9],[0-9]{3}"),
    "deal.classes.percentage_interest": _wording(r"percentage\s{1,9}interest|%\s{0,9}interest"),
    "deal.classes.rate": _wording(r"(?=[clr%])(?:\brates?\b|\bcoupons?\b|%|\blibor\b)"),
    "deal.classes.group": _wording(r"(?=[gp])(?:\bgroup\b|\bpool\s+(?:\d|[ivx]+\b|[a-e]\b))"),
    "deal.classes.cusip": _wording(r"(?=c)\bcusip\b"),
}
"""Wordings without which a filing does not state a leaf or list of the deal.

What is not there is looked for in the whole text, so what a wording may begin with comes first.
"""
