"""HTML and inline XBRL as layout-true text."""

from dataclasses import dataclass

from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_engine import Inscriptis
from inscriptis.html_properties import Display
from inscriptis.model.config import ParserConfig
from inscriptis.model.html_element import HtmlElement as Style
from inscriptis.model.tag import CustomHtmlTagHandlerMapping
from lxml.html import HtmlElement

from extractor.filing.html_cleaning import AMPERSAND, BLANK, BREAK, clean
from extractor.filing.html_tables import (
    close_cell,
    close_table,
    open_cell,
    open_row,
    open_table,
)
from extractor.filing.inline_xbrl import facts, has_inline_xbrl
from extractor.filing.markup import parse
from extractor.filing.model import Tag
from extractor.filing.unseen import Hidden

_MOST_BLANK_LINES = 2
_PAGE = "\f"
_SHOWN = str.maketrans({AMPERSAND: "&", BLANK: " "})


@dataclass(frozen=True, slots=True)
class Rendering:
    """An HTML document as text; `format` is "html" or "ixbrl"."""

    text: str
    format: str
    tags: tuple[Tag, ...]
    warnings: tuple[str, ...]


def render(text: str) -> Rendering:
    """Draw an HTML text: tables as columns, page breaks as form feeds, nothing that is hidden.

    Raises UnreadableFiling where the text cannot be parsed to its end.
    """
    tree = parse(text)
    form = "ixbrl" if has_inline_xbrl(tree) else "html"
    tags = facts(tree)
    hidden = clean(tree)
    return Rendering(_tidy(_drawn(tree)), form, tags, _warnings(hidden))


def _drawn(tree: HtmlElement) -> str:
    css = CSS_PROFILES["strict"] | {"body": Style(display=Display.block)}
    handlers = CustomHtmlTagHandlerMapping(
        {"table": open_table, "tr": open_row, "td": open_cell},
        {"table": close_table, "td": close_cell},
    )
    config = ParserConfig(css=css, custom_html_tag_handler_mapping=handlers)
    return str(Inscriptis(tree, config).get_text())


def _tidy(drawn: str) -> str:
    """The drawing without trailing blanks and long empty stretches, breaks on their own lines."""
    lines: list[str] = []
    last, blank = _PAGE, _MOST_BLANK_LINES
    for raw in drawn.translate(_SHOWN).split("\n"):
        for line in _parted(raw) if BREAK in raw else (raw.rstrip(),):
            blank = 0 if line else blank + 1
            last, before = line or last, last
            if blank <= _MOST_BLANK_LINES and not before == line == _PAGE:
                lines.append(line)
    return "\n".join(lines).rstrip(" \n") + "\n"


def _parted(line: str) -> list[str]:
    """The lines that one with page breaks in it makes; a break within a table's row is dropped."""
    shown = line.strip()
    text = line.replace(BREAK, "").rstrip()
    if not text:
        return [_PAGE]
    before = [_PAGE] if shown.startswith(BREAK) else []
    after = [_PAGE] if shown.endswith(BREAK) else []
    return [*before, text, *after]


def _warnings(hidden: Hidden) -> tuple[str, ...]:
    parts: list[str] = []
    if hidden.elements:
        parts.append(
            f"{hidden.elements} {_plural('element', hidden.elements)} that the style hides "
            f"({hidden.characters} characters)"
        )
    if hidden.headers:
        parts.append(f"{hidden.headers} hidden {_plural('header', hidden.headers)} of inline XBRL")
    return (f"Not shown, so not read as text: {' and '.join(parts)}.",) if parts else ()


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"
