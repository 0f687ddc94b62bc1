"""Style sheets within a document: what they say of each of its elements."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from lxml.html import HtmlElement

from extractor.filing.styles import PLAIN, Look, look, plain

Keys = frozenset[str]
"""What selectors may name of an element: its name, ".class", "#id", "[attribute", and "*"."""

_BRACE = re.compile(r"[{}]")
_ON_SCREEN = re.compile(
    r"(?:@media|,)\s{0,9}(?:\Z|\(\s{0,9}min-"
    r"|(?:only\s{1,9})?(?:all|screen)\s{0,9}(?:\Z|,|and\s{0,9}\(\s{0,9}min-))",
    re.IGNORECASE,
)
_PART = re.compile(r"(?:[\w-]+|\*)?(?:[.#][\w-]+|\[[\w-]+(?:[~|^$*]?=[^\]]{0,100})?\]){0,20}")
_COMPARED = re.compile(r"[~|^$*]?=[^\]]*")
_KEY = re.compile(r"[.#\[]?[\w-]+")
_MOST_CHAINS = 100
"""Selectors of several parts that are looked at, of all that end alike: bounds hostile sheets."""


class Sheet:
    """The style sheets of a tree, and which of its elements are open while it is walked.

    A selector of several parts counts where elements with all of them are open, in any order.
    One that asks for more than names (":hover", "a + b") counts for nothing.
    """

    def __init__(self, tree: HtmlElement) -> None:
        self._simple: dict[str, Look] = {}
        self._chains: dict[str, list[tuple[Keys, Keys, Look]]] = defaultdict(list)
        self._open: Counter[str] = Counter()
        for style in tree.iter("style"):
            for selectors, body in _rules(plain(style.text or "")):
                made = look(body)
                for selector in selectors.split(",") if made != PLAIN else ():
                    self._add(selector.replace(">", " ").split(), made)

    def __bool__(self) -> bool:
        return bool(self._simple or self._chains)

    def _add(self, parts: list[str], made: Look) -> None:
        if not parts or not all(_PART.fullmatch(each) for each in parts):
            return
        own = frozenset(_named(parts[-1]))
        above = frozenset(key for each in parts[:-1] for key in _named(each))
        last = max(own, key=_rank)
        if len(own) == 1 and not above:
            self._simple[last] = self._simple.get(last, PLAIN).under(made)
        elif len(self._chains[last]) < _MOST_CHAINS:
            self._chains[last].append((own, above, made))

    def look(self, keys: Keys) -> Look:
        """What the sheets say of an element that is within those that are open."""
        found = PLAIN
        for key in sorted(keys, key=_rank):
            found = found.under(self._simple.get(key, PLAIN))
            for own, above, made in self._chains.get(key, ()):
                if own <= keys and all(self._open[each] for each in above):
                    found = found.under(made)
        return found

    def enter(self, keys: Keys) -> None:
        """An element is open: what follows is within it."""
        self._open.update(keys)

    def leave(self, keys: Keys) -> None:
        """The element is closed."""
        self._open.subtract(keys)


def keys_of(element: HtmlElement) -> Keys:
    """What selectors may name of an element."""
    classes = (f".{each}" for each in element.get("class", "").split())
    attributes = (f"[{name.lower()}" for name in element.attrib)
    return frozenset(("*", str(element.tag), f"#{element.get('id', '')}", *classes, *attributes))


def _named(part: str) -> Iterator[str]:
    for each in _KEY.findall(_COMPARED.sub("", part)) or ("*",):
        yield each if each[0] in ".#" else each.lower()


def _rank(key: str) -> tuple[int, str]:
    """Names of elements first, then attributes and classes, then ids, as the cascade has it."""
    return "*[.#".find(key[0]) if key[0] in "[.#" else 0, key


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """The selectors and declarations of a sheet, without what is for other media."""
    opened: list[tuple[str, int]] = []
    elsewhere = start = 0
    for brace in _BRACE.finditer(css):
        if brace.group() == "{":
            before = css[start : brace.start()].rpartition(";")[2]
            opened.append((before.strip().removeprefix("<!--").strip(), brace.end()))
            elsewhere += _is_elsewhere(opened[-1][0])
        elif opened:
            selectors, begin = opened.pop()
            elsewhere -= _is_elsewhere(selectors)
            if not elsewhere and not selectors.startswith("@"):
                yield selectors, css[max(begin, start) : brace.start()]
        start = brace.end()


def _is_elsewhere(selectors: str) -> bool:
    return selectors.startswith("@media") and _ON_SCREEN.search(selectors) is None
