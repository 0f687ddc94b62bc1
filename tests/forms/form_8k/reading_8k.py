"""What the tests of the baseline share: reading a text and naming what was read."""

from collections import defaultdict
from collections.abc import Mapping

from extractor.filing.model import Document
from extractor.filing.sections import find_sections
from extractor.forms.base import Answer, QuotedList
from extractor.forms.form_8k.baselines import read_8k
from extractor.forms.form_8k.schema import Form8K
from extractor.forms.schema import spec_of
from extractor.text.compare import same
from extractor.text.view import View
from extractor.values import GRAMMARS

SPEC = spec_of(Form8K)


def document(text: str) -> Document:
    """A document that shows a text as it is."""
    view = View.whole(0, text)
    return Document(0, "8-K", text, view, "text", sections=find_sections(view))


def answer(text: str) -> Answer:
    """What the baseline says of a text."""
    return read_8k(document(text))


def scalars(text: str) -> dict[str, str]:
    """The quotes of all leaves outside lists."""
    return {
        quote.path: quote.value or " ".join(text[start:end] for start, end in quote.ranges)
        for quote in answer(text).quotes
        if quote.row is None
    }


def rows(text: str, path: str) -> list[dict[str, str]]:
    """The rows of a list: the quotes by the last part of their path."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for quote in answer(text).quotes:
        if quote.row is not None and SPEC.leaves[quote.path].rows == path:
            joined = " ".join(text[start:end] for start, end in quote.ranges)
            found[quote.row][SPEC.leaves[quote.path].name] = joined
    return [found[row] for row in sorted(found)]


def listed(text: str, path: str) -> QuotedList:
    """The statement on a list."""
    return next(each for each in answer(text).lists if each.path == path)


def differences(text: str, expected: Mapping[str, str | None]) -> dict[str, tuple[object, object]]:
    """The leaves whose value is not the expected one: what was read, what should have been."""
    quotes = scalars(text)
    wrong: dict[str, tuple[object, object]] = {}
    for path, value in expected.items():
        leaf = SPEC.leaves[path].leaf
        got, want = (
            None if each is None else GRAMMARS[leaf.grammar].parse(each)
            for each in (quotes.get(path), value)
        )
        if not same(leaf.compare, got, want):
            wrong[path] = (got, want)
    return wrong
