"""HTML as a tree, whole or not at all.

libxml2 drops what lies deeper than its limit and goes on without an error; so an end mark is put
behind the text, and a tree without that mark is no reading of the document.
"""

import html
import re
from collections.abc import Iterator
from typing import cast

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from extractor.filing.html_cleaning import BREAK
from extractor.filing.model import UnreadableFiling

_HEAD = 4_000
_SAMPLE = 100_000
_WHOLE = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.IGNORECASE)
_FRAGMENT = re.compile(
    r"<(?:/(?:p|div|td|tr|span|font)\s*>|br\s*/?>|(?:p|div|td|font)\s[^<>]*>)", re.IGNORECASE
)
_FEWEST_TAGS = 3

_END_MARK = "end-of-filing"
# Control characters, and the private ones that stand for other things while a tree is drawn.
_UNREAD: dict[int, int | str] = {
    **dict.fromkeys((*range(9), *range(0x0E, 0x20), *range(0xE000, 0xE003)), 0xFFFD),
    **dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), 0xFFFD),
    0x0B: " ",
    0x0C: BREAK,
}
# The parser drops without a word what follows </html>.
_CLOSING = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_OPENING = re.compile(r"<[A-Za-z/!?]")
_TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]*+)((?:\"[^\"]*+\"|'[^']*+'|[^<>\"'])*+)>")
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_INLINE = frozenset(
    "a abbr acronym b big center code del em font i ins nobr q s small span strike strong sub sup"
    " tt u".split()
)
_MAX_DEPTH = 400


def is_html(text: str) -> bool:
    """Whether a text is HTML: it begins as such, or has several tags that only HTML has."""
    if _WHOLE.search(text[:_HEAD]):
        return True
    found = _FRAGMENT.finditer(text[:_SAMPLE])
    return sum(1 for _, _ in zip(range(_FEWEST_TAGS), found, strict=False)) == _FEWEST_TAGS


def parse(text: str) -> HtmlElement:
    """The tree of an HTML text, of which nothing is missing.

    Raises UnreadableFiling where the parser stopped before the end of the text.
    """
    prepared = _CLOSING.sub("", _without_cdata(text.translate(_UNREAD)))
    tree = _parsed(prepared)
    if tree is None:
        tree = _parsed("".join(_shallow(prepared)))
    if tree is None:
        raise UnreadableFiling(
            "The HTML could not be parsed to its end (a comment, a quoted attribute or an element "
            "is never closed, or elements are nested too deep); repair it or give it as text."
        )
    return tree


def _parsed(text: str) -> HtmlElement | None:
    parser = HTMLParser(
        recover=True, huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    data = f"{_without_torn_tag(text)}<{_END_MARK}></{_END_MARK}>".encode("utf-8", "replace")
    try:
        tree = cast("HtmlElement | None", etree.fromstring(data, parser))
    except etree.LxmlError:
        return None
    mark = next(tree.iter(_END_MARK), None) if tree is not None else None
    if mark is None or len(parser.error_log.filter_from_fatals()):
        return None
    mark.drop_tree()
    return tree


def _without_torn_tag(text: str) -> str:
    """The text without the tag that a cut file ends in."""
    torn = _OPENING.search(text, text.rfind(">") + 1)
    return text[: torn.start()] if torn else text


def _without_cdata(text: str) -> str:
    """The text with CDATA sections as plain text: an HTML parser takes them for comments."""
    if _CDATA not in text:
        return text
    parts: list[str] = []
    position = 0
    while (start := text.find(_CDATA, position)) >= 0:
        end = text.find(_CDATA_END, start)
        if end < 0:
            break
        parts += [text[position:start], html.escape(text[start + len(_CDATA) : end], quote=False)]
        position = end + len(_CDATA_END)
    return "".join([*parts, text[position:]])


def _shallow(text: str) -> Iterator[str]:
    """The text with the tags taken out that lie deeper than the parser goes.

    Elements that hide something stay, whatever their depth.
    """
    position = depth = 0
    kept: list[tuple[str, bool]] = []
    for tag in _TAG.finditer(text):
        closes, name, rest = tag.group(1), tag.group(2).lower(), tag.group(3)
        yield text[position : tag.start()]
        position = tag.end()
        if name in _VOID or rest.endswith("/"):
            yield tag.group()
        elif not closes:
            keep = depth < _MAX_DEPTH or "style" in rest or "hidden" in rest or name == "ix:header"
            kept.append((name, keep))
            depth += keep
            yield tag.group() if keep else _in_place_of(name)
        elif kept and kept[-1][0] == name:
            _, keep = kept.pop()
            depth -= keep
            yield tag.group() if keep else _in_place_of(name)
        else:
            yield tag.group()
    yield text[position:]


def _in_place_of(name: str) -> str:
    return "" if name in _INLINE else "<br>"
