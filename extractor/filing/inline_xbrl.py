"""The facts of an inline XBRL document: a reader of its own, never text."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from extractor.filing.model import Tag
from extractor.text.folding import collapse

_FACTS = frozenset({"ix:nonnumeric", "ix:nonfraction"})
_CONTINUATION = "ix:continuation"
_EXCLUDED = "ix:exclude"
_NIL = ("xsi:nil", "nil")
_BALLOT_BOX = "ballotbox"
_CHECKED = frozenset("☑☒✓✔✗✘xXþýR")
_FIXED = (("true", "true"), ("false", "false"), ("empty", ""), ("nocontent", ""))


def facts(tree: HtmlElement) -> tuple[Tag, ...]:
    """Every fact of a document, in order, also the hidden ones.

    A value is as printed, white space collapsed; a fact whose format says true, false or empty
    (a check box) has that value; a number with the sign attribute begins with "-".
    """
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    continued = {
        element.get("id", ""): element for element in elements if element.tag == _CONTINUATION
    }
    return tuple(
        Tag(element.get("name", ""), _value(element, continued))
        for element in elements
        if element.tag in _FACTS and element.get("name")
    )


def has_inline_xbrl(tree: HtmlElement) -> bool:
    """Whether any element of a document belongs to inline XBRL."""
    return any(isinstance(each.tag, str) and each.tag.startswith("ix:") for each in tree.iter())


def _value(element: HtmlElement, continued: dict[str, HtmlElement]) -> str:
    form = element.get("format", "").lower()
    if form.endswith(_BALLOT_BOX):
        return "false" if _CHECKED.isdisjoint("".join(_texts(element))) else "true"
    for ending, value in _FIXED:
        if form.endswith(ending):
            return value
    if any(element.get(name) == "true" for name in _NIL):
        return ""
    parts: list[str] = []
    following: HtmlElement | None = element
    while following is not None:
        parts.append("".join(_texts(following)))
        # A continuation is that of one fact: shared ones would be read anew for each.
        following = continued.pop(following.get("continuedat", ""), None)
    printed = collapse(" ".join(parts))
    return f"-{printed}" if element.get("sign") == "-" and printed else printed


def _texts(element: HtmlElement) -> Iterator[str]:
    """The text of an element without what is excluded from the fact."""
    excluded: set[HtmlElement] = set()
    if element.text:
        yield element.text
    for child in element.iterdescendants():
        parent = child.getparent()
        if child.tag == _EXCLUDED or parent in excluded:
            excluded.add(child)
        elif child.text and isinstance(child.tag, str):
            yield child.text
        if child.tail and parent not in excluded:
            yield child.tail
