"""Which sentences of a report may say something of the deal, and what in them does not."""

import re

from extractor.forms.abs_8k.baselines.roles import ROLE, ROLE_CUE

# "By the Trustee" speaks of one who was named before, "the Trustee is" may name one.
_KNOWN = "".join(
    rf"(?<!\b{word}\sthe\s)"
    for word in ("among", "and", "between", "by", "for", "from", "of", "to")
)
_NUMBER = r"[\w-]{0,20}[0-9]"

# Where they may begin comes first: most characters stand within a word, and fail there at once.
TELLING = re.compile(
    r"(?=\$|c|(?<!\w)\w)"
    r"(?:\bissu(?:ed|es?|ance|ing)\b|\bclos(?:ed|ing)\b|\bsold\b|\bsale\b|\bdelivered\b|\bentitled\b"
    r"|\b(?:administration|deposit|pooling|servicing|trust|the)\s{1,9}agreement\b|\bindenture\b"
    r"|\bseries\s{1,9}supplement\b|\bdeclaration\b"
    r"|cut[-\s]{0,3}off|\$\s?[0-9]|\bclasses\b"
    rf"|\bseries\s{{1,9}}{_NUMBER}|\btrust,?\s{{1,9}}(?:series\s{{1,9}})?{_NUMBER}"
    rf"|{_KNOWN}(?:{ROLE_CUE}))",
    re.IGNORECASE,
)
"""A sentence that has none of these says nothing of what is asked of the deal."""

_DESIGNATION = (
    r"(?:(?:and|or)\s{1,9})?(?:the\s{1,9})?[\"“]?class(?:es)?\s{1,9}[A-Z0-9-]{1,8},?[\"”]?"
    r"(?:\s{1,9}(?:certificates?|notes?))?,?[\"”]?\s{0,9}"
)

_DESIGNATIONS = rf"(?:{_DESIGNATION}){{3}}(?:{_DESIGNATION}){{0,80}}"
_TERM = (
    r"\s{0,9}\((?:collectively,?\s{1,9})?(?:the\s{1,9})?[\"“]"
    rf"(?![^\"”()]{{0,40}}(?:\bdate\b|{ROLE}))[^\"“”()]{{1,40}}[\"”]\)"
)

BESIDES = re.compile(rf"(?=[\s(\"“acot])(?:{_DESIGNATIONS}|{_TERM})", re.IGNORECASE)
"""What says nothing of the deal in a sentence that does: classes by their names one after the
other, since their table is asked for by itself, and what a thing is called from there on, unless
that is a date or somebody's role."""

CAPACITY = re.compile(
    rf"\(\s{{0,9}}as\s{{1,9}}(?:the\s{{1,9}})?{ROLE}[^()]{{0,600}}\)", re.IGNORECASE
)
"""In what capacity a registrant reports, as covers say it: no value of a cover stands there."""
