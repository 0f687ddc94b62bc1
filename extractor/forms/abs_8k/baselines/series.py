"""The full name of the trust or series, as the body first gives it."""

import re

from extractor.forms.abs_8k.baselines.names import name_before
from extractor.forms.abs_8k.baselines.prose import Prose
from extractor.forms.base import Quoted, Range

_NUMBER = r"(?:[A-Z]{1,6}\s)?(?:19|20)?[0-9]{2}-[0-9A-Z]{1,8}(?![\w-])"
_END = re.compile(
    rf"\b(?P<noun>Trusts?(?:\s+(?:[IVX]{{1,4}}|[A-Z]))?|Certificates|Notes|Bonds|Securities)"
    rf"(?:\s+\([^()]{{1,40}}\))?,?\s+(?:(?:Series|No\.)\s+)?{_NUMBER}",
    re.IGNORECASE,
)
_UNNUMBERED = re.compile(
    r"\b(?P<noun>(?:Owner|Master|Loan|Receivables|Grantor|Lease|Funding|Card|Student|Equipment)\s+"
    r"Trust(?:\s+[IVX]{1,4})?)\s*\(\s?(?:the\s+)?[\"“](?:Trust|Issuer|Issuing\s+Entity)"
)


def read_series(prose: Prose) -> Quoted | None:
    """The first numbered trust or series of the body, else of the whole document."""
    for within in (prose.body, (0, len(prose.text))):
        for pattern in (_END, _UNNUMBERED):
            for found in pattern.finditer(prose.text, *within):
                name = _whole(prose, found, within[0], pattern)
                if name is not None:
                    return Quoted("deal.series", None, (name,), None)
    return None


def _whole(
    prose: Prose, found: re.Match[str], floor: int, pattern: re.Pattern[str]
) -> Range | None:
    """The name that begins before the matched end; a bare "Trust 2001-A" is none."""
    if prose.text[found.start()].islower():
        return None
    name = name_before(prose.text, found.start(), floor)
    if name is None:
        return None
    return name[0], found.end() if pattern is _END else found.end("noun")
