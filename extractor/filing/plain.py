"""The reading view of a document's canonical text."""

import html
import re
from html.entities import html5

from extractor.filing.page_lines import GUIDE, Line, lines_of
from extractor.filing.pages import SEPARATOR, without_furniture
from extractor.text.view import View, ViewBuilder

_TAB = 8
_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_DROPPED = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
_ENTITY = r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});"
_PRINTED = re.compile(f"(?P<tab>\t)|(?P<blank>[{_BLANKS}]+)|(?P<dropped>[{_DROPPED}]+)")
_FILED = re.compile(f"{_PRINTED.pattern}|(?P<entity>{_ENTITY})|(?P<guide>{GUIDE})", re.I)
_ESCAPE, _ESCAPED = "- ", "- -"


def reading_view(document: int, text: str, *, plain: bool) -> View:
    """The view that readers work on: no pages, tabs as blanks, every line end a newline.

    `plain` says that the text is plain text as filed, in which dashes at the begin of a line may
    be escaped ("- ---") and SGML guide tags and character entities may occur.
    """
    builder = ViewBuilder(document)
    special = _FILED if plain else _PRINTED
    ended = True
    begin = end = 0
    for line in without_furniture(lines_of(text, plain=plain)):
        if ended and _is_print(text, line, plain):
            # Most lines are shown as they are; as long as they follow each other they are kept
            # at one go.
            if line.start != end:
                _keep(builder, text, begin, end)
                begin = line.start
            end = line.newline + 1
            continue
        _keep(builder, text, begin, end)
        begin = end = 0
        if not ended:
            builder.insert("\n")
        escape = len(_ESCAPE) if plain and line.body.startswith(_ESCAPED) else 0
        _put(builder, line.body[escape:], line.start + escape, special)
        if line.newline >= 0:
            builder.keep("\n", line.newline)
        elif line is SEPARATOR:
            builder.insert("\n")
        ended = line.newline >= 0 or line is SEPARATOR
    _keep(builder, text, begin, end)
    return builder.build()


def _is_print(text: str, line: Line, plain: bool) -> bool:
    """Whether nothing of a line needs to be replaced but perhaps the character that ends it."""
    body = line.body
    if line.newline < 0 or line.newline != line.start + len(body) or not body.isprintable():
        return False
    marked = plain and ("&" in body or "<" in body or body.startswith(_ESCAPED))
    return text[line.newline] in "\n\r" and not marked


def _keep(builder: ViewBuilder, text: str, begin: int, end: int) -> None:
    if end > begin:
        builder.keep(text[begin:end].replace("\r", "\n"), begin)


def _put(builder: ViewBuilder, body: str, source: int, special: re.Pattern[str]) -> None:
    """Append one line, with everything that is not print replaced."""
    start = column = 0
    for match in special.finditer(body):
        if match.start() > start:
            builder.keep(body[start : match.start()], source + start)
            column += match.start() - start
        shown = _shown(match, column)
        if match.lastgroup == "guide":
            builder.insert(shown)
        elif match.lastgroup == "blank":
            builder.keep(shown, source + match.start())
        else:
            builder.replace(shown, source + match.start(), len(match.group()))
        column += len(shown)
        start = match.end()
    if start < len(body):
        builder.keep(body[start:], source + start)


def _shown(match: re.Match[str], column: int) -> str:
    printed = match.group()
    if match.lastgroup == "tab":
        # A tab parts columns: it must not shrink to one blank.
        width = _TAB - column % _TAB
        return " " * (width if width > 1 else width + _TAB)
    if match.lastgroup == "dropped":
        return ""
    if match.lastgroup == "entity":
        return _character(printed)
    return " " * len(printed)


def _character(entity: str) -> str:
    """The character of an entity as it is to be read; the entity itself where it has none."""
    if entity[1] != "#" and entity[1:] not in html5:
        return entity
    character = html.unescape(entity)
    if not character.strip():
        return " "
    return "" if _PRINTED.fullmatch(character) else character
