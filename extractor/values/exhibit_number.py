"""Numbers of exhibits."""

import re
from dataclasses import replace
from typing import Final

from extractor.values._tokens import AFTER, BEFORE, DASHES, NUMBERED, token_grammar, word_before
from extractor.values.grammar import Grammar

_WORD = rf"(?ai:exhibits?|exh?\.?+)[\s{DASHES}]{{0,40}}+(?:(?ai:nos?\.|no|number)\s{{0,40}}+)?"
_PART = (
    rf"\.[0-9]{{1,3}}|\.[A-Z]{{3}}|[{DASHES}][A-Z0-9]{{1,3}}"
    r"|\s?\((?:[A-Za-z]|[ivxIVX]{2,4}|[0-9]{1,2})\)"
)
_TOKEN = rf"(?P<major>[1-9][0-9]{{0,2}})(?:{_PART}){{0,4}}+[A-Za-z]?+"
# Marks of footnotes.
_TAIL = rf"[\s.:*+#†‡{DASHES}]*+"
# The table of Regulation S-K, Item 601.
_IN_TABLE = {*range(1, 36), *range(95, 108)}

_BARE = re.compile(r"(?<![\w.,$])[0-9]{1,3}(?:\.[0-9]{1,3})?[A-Za-z]?(?![\w,%]|\.[0-9])")


def _read(match: re.Match[str]) -> str:
    return " ".join(match["token"].split())


def _counts(match: re.Match[str]) -> bool:
    """Without the word Exhibit before it only a number with a decimal part counts."""
    if match["word"]:
        return True
    numbered = word_before(match.string, match.start("token")) in NUMBERED
    return "." in match["token"] and int(match["major"]) in _IN_TABLE and not numbered


EXHIBIT_NUMBER: Final[Grammar[str]] = replace(
    token_grammar(
        "exhibit_number",
        "an exhibit number: up to three digits, perhaps a point or brackets and more",
        _TOKEN,
        _read,
        begins="0-9eE",
        lead=rf"(?:{_WORD})?",
        tail=_TAIL,
        search=rf"{BEFORE}(?<![$.])(?P<word>{_WORD})?(?P<token>{_TOKEN}){AFTER}(?!\s?%)",
        counts=_counts,
    ),
    bare=_BARE,
)
"""Exhibit numbers as printed, without the word Exhibit and footnote marks.

Only the form is known here: one to three digits with optional parts, so the number of a page
reads like that of an exhibit. In running text a number counts where the word Exhibit stands
before it, or where it has a decimal part and its whole part is one of Regulation S-K's.
"""
