"""Numbers of the items of Form 8-K."""

import re
from dataclasses import replace
from typing import Final

from extractor.values._tokens import AFTER, BEFORE, DASHES, NUMBERED, token_grammar, word_before
from extractor.values.grammar import Grammar

_WORD = r"(?ai:items?)\s{0,40}+(?:(?ai:no\.|number)\s{0,40}+)?"
# Until August 2004 the items were 1 to 12, since then they stand in nine sections.
_SUB_ITEM = r"\s?\((?:[A-Za-z]|[ivx]{2,4}|[0-9]{1,2})\)"
_TOKEN = rf"(?P<number>[1-9]\.(?!00)[0-9]{{2}}|1[0-2]|[1-9])(?:{_SUB_ITEM}){{0,4}}+"
_SECTION_LENGTHS = {1: 5, 2: 6, 3: 3, 4: 2, 5: 8, 6: 10, 7: 1, 8: 1, 9: 1}

_BARE = re.compile(r"(?<![\w.,$-])(?:1[0-2]|[1-9](?:\.[0-9]{2})?)(?![\w,%-]|\.[0-9])")


def _read(match: re.Match[str]) -> str:
    return match["number"]


def _counts(match: re.Match[str]) -> bool:
    """Without the word Item before it a number counts only if the form has that very item."""
    if match["word"]:
        return True
    section, _, item = match["number"].partition(".")
    numbered = word_before(match.string, match.start("token")) in NUMBERED
    return bool(item) and int(item) <= _SECTION_LENGTHS[int(section)] and not numbered


ITEM_NUMBER: Final[Grammar[str]] = replace(
    token_grammar(
        "item_number",
        "an item number: one or two digits, or a digit, a point and two digits",
        _TOKEN,
        _read,
        begins="0-9iI",
        lead=rf"(?:{_WORD})?",
        tail=rf"[ .:{DASHES}]*+",
        search=rf"{BEFORE}(?<![$.])(?P<word>{_WORD})?(?P<token>{_TOKEN}){AFTER}(?!\s?%)",
        counts=_counts,
    ),
    bare=_BARE,
)
"""Item numbers as printed, without the word Item, a sub-item or final punctuation.

Old numbers are 1 to 12, new ones a section from 1 to 9 and two digits. In running text a number
counts where the word Item stands before it, or where today's form has an item of that number.
"""
