"""Taking out of an HTML tree what a reader does not see in a browser.

No browser is at hand to compute a page, so this knows the ways of hiding that need no layout: what
is not drawn, has no size, lies outside the page, or has the colour of what is behind it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from lxml import etree
from lxml.html import HtmlElement

from extractor.filing.sheets import Sheet, keys_of
from extractor.filing.styles import BLACK, PLAIN, WHITE, Look, alike, colour, look

_NO_TEXT = frozenset("script style head title noscript template object textarea".split())
_XBRL_HIDDEN = frozenset({"ix:header", "ix:hidden", "ix:references", "ix:resources"})
_INSTEAD = frozenset(
    "audio canvas iframe noembed noframes rp video annotation annotation-xml datalist dialog defs"
    " desc metadata".split()
)
"""What is shown in place of something, or when asked for, or never."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What of a document is not shown: elements with text, their characters, and XBRL headers."""

    elements: int
    characters: int
    headers: int


@dataclass(frozen=True, slots=True)
class _Shown:
    """How text in an element is drawn; no background is one that is not known."""

    colour: tuple[int, int, int] = BLACK
    background: tuple[int, int, int] | None = WHITE
    tiny: bool = False

    def within(self, made: Look) -> "_Shown":
        """How it is drawn where a style says more."""
        background = None if made.painted else made.background or self.background
        tiny = self.tiny if made.tiny is None else made.tiny
        return _Shown(made.colour or self.colour, background, tiny)

    @property
    def is_unseen(self) -> bool:
        """Whether nobody can read it."""
        return self.tiny or alike(self.colour, self.background)


def remove_hidden(tree: HtmlElement) -> Hidden:
    """Take out what is not shown, and leave what follows it in its place."""
    sheet = Sheet(tree)
    unseen = list(tree.iter(*_NO_TEXT, *_XBRL_HIDDEN))
    headers = sum(element.tag == "ix:header" for element in unseen)
    _drop(unseen)
    doomed, faded = _walked(tree, sheet)
    lengths = [_length("".join(element.itertext())) for element in doomed] + faded
    _drop(doomed)
    return Hidden(sum(length > 0 for length in lengths), sum(lengths), headers)


def _walked(tree: HtmlElement, sheet: Sheet) -> tuple[list[HtmlElement], list[int]]:
    """The elements that are hidden; and the lengths of the texts that were, which are gone."""
    doomed: list[HtmlElement] = []
    faded: list[int] = []
    shown = [_Shown()]
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        keys = keys_of(element) if sheet else frozenset()
        if event == "start":
            made = _look(element)
            made = sheet.look(keys).under(made) if sheet else made
            sheet.enter(keys)
            shown.append(shown[-1] if made == PLAIN else shown[-1].within(made))
            if made.hides or _is_hidden(element):
                doomed.append(element)
                walker.skip_subtree()
            elif shown[-1].is_unseen and (length := _length(element.text)):
                faded.append(length)
                element.text = " "
        else:
            sheet.leave(keys)
            shown.pop()
            if shown[-1].is_unseen and (length := _length(element.tail)):
                faded.append(length)
                element.tail = " "
    return doomed, faded


def _length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def _is_hidden(element: HtmlElement) -> bool:
    if element.get("hidden") is not None:
        return True
    return element.tag in _INSTEAD and element.get("open") is None


def _look(element: HtmlElement) -> Look:
    """What an element's own style and the attributes before there were styles say."""
    style = element.get("style")
    made = look(style) if style else PLAIN
    if element.tag == "font":
        own = colour(element.get("color", ""))
        sized = False if element.get("size") and made.tiny is None else made.tiny
        made = replace(made, colour=made.colour or own, tiny=sized)
    if made.background is None and not made.painted:
        if element.get("background"):
            made = replace(made, painted=True)
        elif (said := element.get("bgcolor")) is not None:
            behind = colour(said)
            made = replace(made, background=behind, painted=behind is None)
    return made


def _drop(elements: Iterable[HtmlElement]) -> None:
    """Remove elements, given in the order of the document, and leave what follows each of them.

    As `drop_tree` does for one. The text behind many that follow each other is joined once: joined
    one by one, it would be copied for each.
    """
    behind: dict[tuple[HtmlElement, bool], list[str]] = {}
    for element in elements:
        parent = element.getparent()
        if parent is None:
            continue
        before = element.getprevious()
        stays = (parent, True) if before is None else (before, False)
        behind.setdefault(stays, []).append(element.tail or "")
        parent.remove(element)
    for (left, is_parent), texts in behind.items():
        if is_parent:
            left.text = "".join((left.text or "", *texts)) or None
        else:
            left.tail = "".join((left.tail or "", *texts)) or None
