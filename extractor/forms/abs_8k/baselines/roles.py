"""Wordings of roles in running text."""

import re
from collections.abc import Iterator

from extractor.forms.abs_8k.synonyms import ROLE_SYNONYMS
from extractor.forms.base import Range


def _wordings() -> str:
    """All wordings, the longest first, those of one initial together.

    So the engine looks at one letter for all of them, and first at whether it is one of theirs:
    there most places fail.
    """
    longest = sorted(ROLE_SYNONYMS, key=len, reverse=True)
    by_initial: dict[str, list[str]] = {}
    for each in longest:
        rest = re.escape(each[1:]).replace(r"\ ", r"\s+") + "s?"
        by_initial.setdefault(each[0], []).append(rest)
    wordings = "|".join(f"{each}(?:{'|'.join(rest)})" for each, rest in by_initial.items())
    return f"(?=[{''.join(by_initial)}])(?:{wordings})"


ROLE = rf"(?<![\w-]){_wordings()}(?![\w-])"
"""Any printed wording of a role, in the singular or the plural."""

ROLE_CUE = (
    rf"{ROLE}|\b(?:deposited|guaranteed|insured|originated|serviced|sold|sponsored|underwritten)"
    r"\s+by\b"
)
"""What a text has that gives anybody a role: its noun, or the verb of it."""

ARTICLE = r"(?:(?:the|an?|its|their|initial|successor|joint|sole|several|both)\s+){0,2}"
"""What may stand before a role's noun."""

BY_VERB = {
    "master serviced": "master_servicer",
    "specially serviced": "special_servicer",
    "serviced": "servicer",
    "underwritten": "underwriter",
    "underwrote": "underwriter",
    "originated": "originator",
    "sponsored": "sponsor",
}
"""The verbs that name whom they are done by, or who does it, in a role."""

_FURTHER = re.compile(
    r"(?:\s*\([^()]{1,60}\))?(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*/\s*)"
    rf"(?:as\s+)?(?P<article>{ARTICLE})(?P<role>{ROLE})",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_MAX_ROLES = 6


def with_further(text: str, first: Range) -> Iterator[Range]:
    """A wording and those that are listed behind it ("seller and servicer").

    In "X, as seller, and the Servicer" the article begins the next party.
    """
    yield first
    end = first[1]
    definite = _DEFINITE.search(text[max(0, first[0] - 20) : first[0]]) is not None
    for _ in range(_MAX_ROLES):
        more = _FURTHER.match(text, end)
        if more is None or (_DEFINITE.search(more["article"]) and not definite):
            return
        yield more.span("role")
        end = more.end()


def singular(wording: str) -> str:
    """A wording as the table of wordings has it: lower case, singular, white space collapsed."""
    text = " ".join(wording.lower().split())
    return text if text in ROLE_SYNONYMS or text in BY_VERB else text.removesuffix("s")


def is_plural(wording: str) -> bool:
    """Whether a wording speaks of several."""
    text = " ".join(wording.lower().split())
    return singular(text) != text or text.startswith("representatives")


def role_of(wording: str) -> str:
    """The role of the schema that a wording means."""
    text = singular(wording)
    return ROLE_SYNONYMS.get(text) or BY_VERB[text]
