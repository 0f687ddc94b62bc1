"""Where the text prints what a reader states, if in another spelling. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from extractor.filing.model import Document
from extractor.forms.base import Extent, Form
from extractor.forms.schema import LeafSpec
from extractor.grounding import Answered
from extractor.places import WORDED, Place, Range, parsed
from extractor.text.compare import same
from extractor.text.locate import locate
from extractor.text.view import View
from extractor.values import GRAMMARS

_FINAL = " .,;:"


def printed(leaf: LeafSpec, spellings: Iterable[str], view: View) -> tuple[Range, ...]:
    """The places of the first spelling that a view prints; () where it prints none.

    A value that is not words may be printed in any spelling that its grammar reads.
    """
    for spelling in spellings:
        ranges = locate(spelling, view) or tuple(_as_value(leaf, spelling, view))
        if ranges:
            return ranges
    return ()


def quoted(form: Form, path: str, quote: str, view: View) -> tuple[str, tuple[Range, ...]]:
    """A model's quote as the view prints it, and its places there; the quote itself where nowhere.

    Models finish a phrase with a full stop, or their own syntax, and write values in the spelling
    that they know best.
    """
    ranges = locate(quote, view)
    if ranges:
        return quote, ranges
    leaf, known = form.spec.leaves[path], form.spellings.get(path)
    others = [*_spellings(leaf, quote), *(known(quote) if known else ())]
    ranges = printed(leaf, others, view)
    return (view.text[slice(*ranges[0])], ranges) if ranges else (quote, ())


def is_printed(leaf: LeafSpec, quote: str, view: View) -> bool:
    """Whether a view prints what a model quoted for a leaf, if in another spelling."""
    return bool(locate(quote, view) or printed(leaf, _spellings(leaf, quote), view))


def extended(form: Form, document: Document, answered: Sequence[Answered]) -> list[Answered]:
    """The answers, each with the whole of what the text prints for its leaf where it shows that."""
    others = {
        each.path: [(place.start, place.end) for place in each.places]
        for each in answered
        if each.row is None
    }
    return [
        _extended(extent, document.reading, each, others)
        if (extent := form.extents.get(each.path)) is not None
        else each
        for each in answered
    ]


def _extended(
    extent: Extent, view: View, answer: Answered, others: Mapping[str, Sequence[Range]]
) -> Answered:
    """The answer at those places where it is more or less than was quoted, if there are any."""
    moved = [
        place
        for each in answer.places
        if (place := extent(view.text, (each.start, each.end), others)) != (each.start, each.end)
    ]
    if not moved:
        return answer
    quote = " ".join(view.text[slice(*moved[0])].split())
    places = tuple(Place(*each, view.evidence(*each)) for each in moved)
    return replace(answer, quote=quote, places=places)


def _spellings(leaf: LeafSpec, quote: str) -> Iterator[str]:
    """The ways in which a text may print a quote; of a choice also its plural.

    Who holds a role is one of several whom the text names together.
    """
    yield quote
    yield from _without_end(quote)
    if leaf.choices:
        yield f"{quote}s"


def _without_end(quote: str) -> Iterator[str]:
    """The quote without what a model may add behind it."""
    for each in (quote, quote.partition("}")[0]):
        shorter = each.rstrip(_FINAL)
        if shorter and shorter != quote:
            yield shorter


def _as_value(leaf: LeafSpec, spelling: str, view: View) -> Iterator[Range]:
    grammar = leaf.leaf.grammar
    value = None if grammar in WORDED or leaf.choices else parsed(grammar, spelling)
    if value is not None:
        for token in GRAMMARS[grammar].find(view.text):
            if same(leaf.leaf.compare, token.value, value):
                yield token.start, token.end
