"""Making an HTML tree ready to be drawn: only what is shown, in plain blocks, not too deep."""

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from extractor.filing.unseen import Hidden, remove_hidden

BREAK = "\ue000"
"""Stands for a page break in a cleaned tree."""
BLANK = "\ue001"
"""Stands for a blank that must not be collapsed."""
AMPERSAND = "\ue002"
"""Stands for "&", which the drawing engine would take for the begin of an entity."""

_BREAK_BEFORE = re.compile(r"break-before\s*:\s*(?:always|page|left|right)", re.IGNORECASE)
_BREAK_AFTER = re.compile(r"break-after\s*:\s*(?:always|page|left|right)", re.IGNORECASE)
_DISPLAY = re.compile(r"display\s*:\s*(inline|block)", re.IGNORECASE)
_MARGINS = re.compile(r"margin(-top|-bottom)?\s*:\s*([^;]*)", re.IGNORECASE)
_LENGTH = re.compile(r"\d*\.?\d+")
_SPACE = re.compile(
    r"(?:padding|margin)-(?:left|right)\s*:\s*(?:[3-9]|\d\d+)(?:\.\d*)?(?:pt|px)", re.IGNORECASE
)
_BOTTOM = re.compile(r"vertical-align\s*:\s*bottom", re.IGNORECASE)
_WINGDINGS = re.compile(r"wingdings(?!\s*[23])", re.IGNORECASE)
_BOXES = str.maketrans(
    dict.fromkeys("oq¨\u00a8\uf06f\uf0a8", "☐") | dict.fromkeys("xRSTþýü\uf078\uf0fd\uf0fe", "☒")
)
_WIDTH = re.compile(r"(?:width\s*:\s*|\A\s*)(\d{1,3})(?:\.\d*)?\s*%", re.IGNORECASE)

_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 blockquote dl".split())
_DIVISIONS = frozenset(
    "div center address article aside section header footer main form fieldset figure".split()
    + "dt dd caption figcaption legend".split()
)
_PARTS = frozenset("table tr td th ul ol li".split())
_INLINE = "span"
"""What every element becomes that does not stand on lines of its own; it melts away."""
_UNTEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PLAIN_VALUE = re.compile(r"\s*[A-Za-z0-9]{1,9}\s*")
_LAYOUT = ("colspan", "rowspan", "valign", "start", "value")
_MAX_DEPTH = 60
_WIDE = 50
_FEWEST_POINTS = 4


def clean(tree: HtmlElement) -> Hidden:
    """Leave of a tree what a browser shows, as paragraphs, tables and lists without style."""
    hidden = remove_hidden(tree)
    for element in tree.iter():
        element.text = _guarded(element.text)
        element.tail = _guarded(element.tail)
    _simplify(tree)
    etree.strip_tags(tree, _INLINE)
    _flatten(tree)
    return hidden


def _guarded(text: str | None) -> str | None:
    if not text:
        return text
    # Character references may stand for what no tree can hold.
    return _UNTEXT.sub(" ", text).replace("&", AMPERSAND).replace("\u00a0", BLANK)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an element stands: in a table's cell, in preformatted text; a table without cells."""

    element: HtmlElement
    cell: bool
    pre: bool
    hollow: bool


def _places(tree: HtmlElement) -> list[_Place]:
    cells = pres = 0
    tables: list[HtmlElement] = []
    found: list[tuple[HtmlElement, bool, bool]] = []
    filled: set[HtmlElement] = set()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        step = 1 if event == "start" else -1
        if event == "start":
            found.append((element, cells > 0, pres > 0))
        if element.tag in ("td", "th"):
            cells += step
            filled.update(tables[-1:])
        elif element.tag == "pre":
            pres += step
        elif element.tag == "table":
            if step > 0:
                tables.append(element)
            else:
                tables.pop()
    return [
        _Place(element, cell, pre, element.tag == "table" and element not in filled)
        for element, cell, pre in found
    ]


def _simplify(tree: HtmlElement) -> None:
    """Give every element the name of what it does, and no more style than the drawing needs."""
    for place in _places(tree):
        element, style = place.element, place.element.get("style", "")
        parent = element.getparent()
        if parent is None or element.tag == "body":
            element.attrib.clear()
            continue
        if style and parent.tag not in ("table", "thead", "tbody", "tfoot", "tr"):
            _mark_breaks(element, style)
        if element.tag == "page" or (element.tag == "hr" and not place.cell and _is_wide(element)):
            element.text = BREAK + (element.text or "")
        if _WINGDINGS.search(element.get("face", "") or style):
            element.text = element.text and element.text.translate(_BOXES)
        element.tag = _role(place, style)
        if element.tag == _INLINE and _SPACE.search(style):
            element.text = BLANK * 2 + (element.text or "")
        _keep_layout(element, style)


def _mark_breaks(element: HtmlElement, style: str) -> None:
    if _BREAK_BEFORE.search(style):
        element.addprevious(_break())
    if _BREAK_AFTER.search(style):
        element.addnext(_break())


def _break() -> HtmlElement:
    mark = HtmlElement(BREAK)
    mark.tag = "div"
    return mark


def _is_wide(rule: HtmlElement) -> bool:
    width = _WIDTH.search(rule.get("style", "")) or _WIDTH.search(rule.get("width", ""))
    return width is None or int(width.group(1)) >= _WIDE


def _role(place: _Place, style: str) -> str:
    tag = str(place.element.tag)
    if tag == "th":
        return "td"
    if tag in _PARTS or tag in ("br", "pre"):
        return _INLINE if place.hollow else tag
    display = _DISPLAY.search(style)
    shown = display.group(1).lower() if display else ""
    is_block = tag in _PARAGRAPHS or tag in _DIVISIONS or tag == "hr" or shown == "block"
    if place.pre or shown == "inline" or not is_block:
        return _INLINE
    if place.cell or not _has_margin(style, default=tag in _PARAGRAPHS):
        return "div"
    return "p"


def _has_margin(style: str, *, default: bool) -> bool:
    """Whether blank lines stand round a block; `default` where its style does not say."""
    stated: dict[str, float] = {}
    for match in _MARGINS.finditer(style):
        lengths = [float(length) for length in _LENGTH.findall(match.group(2))] or [0.0]
        if match.group(1):
            stated[match.group(1).lower()] = lengths[0]
        else:
            stated |= {"-top": lengths[0], "-bottom": lengths[2 if len(lengths) > 2 else 0]}
    if len(stated) < 2 and default:
        return True
    return any(length >= _FEWEST_POINTS for length in stated.values())


def _keep_layout(element: HtmlElement, style: str) -> None:
    kept = {
        name: value.strip()
        for name, value in element.attrib.items()
        if name in _LAYOUT and _PLAIN_VALUE.fullmatch(value)
    }
    if _BOTTOM.search(style):
        kept["valign"] = "bottom"
    element.attrib.clear()
    element.attrib.update(kept)


def _flatten(tree: HtmlElement) -> None:
    """Melt what is nested deeper than the drawing goes into its surroundings, line by line."""
    depth = 0
    deep: list[HtmlElement] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth > _MAX_DEPTH and element.tag != "br":
            deep.append(element)
    for element in deep:
        if element.tag == "td":
            element.text = BLANK * 2 + (element.text or "")
        else:
            element.addprevious(_line_break())
            element.addnext(_line_break())
        element.tag = "deep"
    if deep:
        etree.strip_tags(tree, "deep")


def _line_break() -> HtmlElement:
    line_break = HtmlElement()
    line_break.tag = "br"
    return line_break
