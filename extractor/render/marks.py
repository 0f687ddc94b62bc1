"""A text cut where evidence begins and ends, so that a page can mark it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from extractor.text.spans import Evidence


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text with the numbers of the fields it is evidence or anchor of.

    `starts` are the fields whose evidence begins here, also of those that are not marked.
    """

    text: str
    fields: tuple[int, ...] = ()
    anchors: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()


def segments(
    text: str,
    document: int,
    evidence: Mapping[int, Evidence],
    anchors: Mapping[int, Evidence],
    unmarked: Mapping[int, Evidence] | None = None,
) -> Iterator[Segment]:
    """The whole text of a document in segments, in order.

    `evidence` and `anchors` give the places of each field by the field's number. Overlapping
    places are cut apart: each segment names all that it belongs to. Of what is `unmarked` only
    its beginning is told: the place that shows a list to be complete may be half the document.
    """
    edges = _Edges(len(text), document)
    starting: dict[int, list[int]] = defaultdict(list)
    for number, places in evidence.items():
        edges.add(("field", number), places)
    for number, places in {**evidence, **(unmarked or {})}.items():
        if places and places[0].document == document:
            starting[places[0].start].append(number)
            edges.cut(places[0].start)
    for number, places in anchors.items():
        edges.add(("anchor", number), places)
    active: Counter[tuple[str, int]] = Counter()
    cuts = sorted({0, len(text), *edges.changes})
    for start, end in pairwise(cuts):
        active.update(edges.changes.get(start, {}))
        yield Segment(
            text[start:end],
            tuple(sorted(number for (kind, number), n in active.items() if n and kind == "field")),
            tuple(sorted(number for (kind, number), n in active.items() if n and kind == "anchor")),
            tuple(starting.get(start, ())),
        )


class _Edges:
    """What begins (1) and ends (-1) at each offset."""

    def __init__(self, length: int, document: int) -> None:
        self._length = length
        self._document = document
        self.changes: dict[int, Counter[tuple[str, int]]] = defaultdict(Counter)

    def cut(self, offset: int) -> None:
        """Cut the text here, whatever begins or ends."""
        if 0 <= offset < self._length:
            self.changes[offset].update()

    def add(self, what: tuple[str, int], places: Evidence) -> None:
        """Note the places that lie in this document."""
        for span in places:
            start, end = max(0, span.start), min(span.end, self._length)
            if span.document == self._document and start < end:
                self.changes[start][what] += 1
                self.changes[end][what] -= 1
