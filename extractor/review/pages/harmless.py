"""Text of a filing as a page may show it: characters that hide or turn text become visible. Pure.

What is shown is cut into pieces that say where in the canonical text they begin, so that what a
person selects can be found there again.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

_UNUSUAL = re.compile(r"[^\n\t\x20-\x7e]")
_PAGE = re.compile(r"<PAGE>|\f", re.IGNORECASE)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of canonical text from `start`, as it is shown.

    A piece that stands for other characters than it shows says how many in `length`, 0 where it
    is the text itself. `page` is the number of the page that begins with it, 0 for none.
    """

    start: int
    text: str
    length: int = 0
    page: int = 0


def visible(text: str) -> str:
    """A short text with every character that hides, or turns what follows, written as its code."""
    return _UNUSUAL.sub(lambda found: _shown(found.group()), text)


def pieces(text: str) -> Iterator[Piece]:
    """The whole text in pieces, in order: text as it is, marks of pages, escapes."""
    start, page = 0, 1
    for match in re.finditer(rf"{_PAGE.pattern}|{_UNUSUAL.pattern}", text, re.IGNORECASE):
        found, at = match.group(), match.start()
        breaks = _PAGE.fullmatch(found) is not None
        if not breaks and not _is_unseen(found):
            continue
        if start < at:
            yield Piece(start, text[start:at])
        if breaks:
            page += 1
            yield Piece(at, f"page {page}", len(found), page)
        else:
            ends_line = found == "\r" and text.startswith("\n", at + 1)
            yield Piece(at, "" if ends_line else _shown(found), 1)
        start = match.end()
    if start < len(text):
        yield Piece(start, text[start:])


def markup(text: str) -> Markup:
    """The whole text as HTML that holds nothing but text."""
    return Markup("").join(map(_element, pieces(text)))


def _element(piece: Piece) -> Markup:
    if not piece.length:
        return Markup('<span data-s="{}">{}</span>').format(piece.start, piece.text)
    kind = "page" if piece.page else "escape" if piece.text else "gone"
    return Markup('<span class="{}" data-s="{}" data-n="{}">{}</span>').format(
        kind, piece.start, piece.length, escape(piece.text)
    )


@lru_cache(maxsize=4_096)
def _is_unseen(character: str) -> bool:
    if character in "\n\t":
        return False
    return unicodedata.category(character) in _UNSEEN


def _shown(character: str) -> str:
    return f"⟨U+{ord(character):04X}⟩" if _is_unseen(character) else character
