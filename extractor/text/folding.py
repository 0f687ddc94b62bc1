"""Folding: what two printed texts may differ in and still be the same text."""

import unicodedata
from array import array
from dataclasses import dataclass

_QUOTES = "\u2018\u2019\u201a\u201b\u2032`\u00b4"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"

_UNIFIED = str.maketrans(
    {
        **dict.fromkeys(_QUOTES, "'"),
        **dict.fromkeys(_DOUBLE_QUOTES, '"'),
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_INVISIBLE, ""),
    }
)


@dataclass(frozen=True)
class Folded:
    """A text without white space and case, and for each of its characters the place it had."""

    text: str
    offsets: "array[int]"


def unify(text: str) -> str:
    """NFKC, with curly quotes and long dashes made plain and invisible characters left out."""
    if text.isascii():
        return text.replace("`", "'")
    return unicodedata.normalize("NFKC", text.translate(_UNIFIED)).translate(_UNIFIED)


def collapse(text: str) -> str:
    """Every run of white space as one blank, none at the ends."""
    return " ".join(text.split())


def fold(text: str) -> Folded:
    """Fold a text for looking quotes up in it: unified, case and white space left out.

    Unlike comparison (`extractor.text.compare`) nothing else is dropped: a comma counts.
    """
    if text.isascii():
        # One for one: most texts are so, and it takes a fifth.
        shown = array("L", [at for at, character in enumerate(text) if not character.isspace()])
        return Folded(unify("".join(text.split())).lower(), shown)
    characters: list[str] = []
    offsets = array("L")
    for offset, character in enumerate(text):
        if character.isspace():
            continue
        folded = _fold_character(character)
        characters.append(folded)
        offsets.extend([offset] * len(folded))
    return Folded("".join(characters), offsets)


def _fold_character(character: str) -> str:
    if character.isascii():
        return "'" if character == "`" else character.lower()
    if character.isdigit() and not character.isdecimal():
        # A raised digit is the mark of a footnote, not a further digit of the number before it.
        return character
    return "".join(unify(character).casefold().split())
