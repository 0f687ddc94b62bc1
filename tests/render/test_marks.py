"""A text cut where evidence begins and ends."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.render.marks import Segment, segments
from extractor.text.spans import Evidence, Span


def _cut(
    text: str, evidence: dict[int, Evidence], anchors: dict[int, Evidence] | None = None
) -> list[Segment]:
    return list(segments(text, 0, evidence, anchors or {}))


def test_overlaps_are_cut_apart() -> None:
    cut = _cut("abcdef", {1: (Span(0, 1, 4),), 2: (Span(0, 3, 5),)})
    assert cut == [
        Segment("a"),
        Segment("bc", (1,), starts=(1,)),
        Segment("d", (1, 2), starts=(2,)),
        Segment("e", (2,)),
        Segment("f"),
    ]


def test_one_place_may_prove_several_fields() -> None:
    cut = _cut("abc", {1: (Span(0, 1, 2),), 2: (Span(0, 1, 2),)}, {3: (Span(0, 0, 3),)})
    assert cut == [
        Segment("a", anchors=(3,)),
        Segment("b", (1, 2), (3,), (1, 2)),
        Segment("c", anchors=(3,)),
    ]


def test_evidence_in_two_parts_starts_once() -> None:
    cut = _cut("abcde", {1: (Span(0, 0, 1), Span(0, 3, 4))})
    assert [segment.starts for segment in cut] == [(1,), (), (), ()]
    assert [segment.text for segment in cut if segment.fields] == ["a", "d"]


def test_other_documents_are_left_alone() -> None:
    assert _cut("abc", {1: (Span(1, 0, 2),)}) == [Segment("abc")]
    cut = _cut("abc", {1: (Span(1, 0, 2), Span(0, 0, 1))})
    assert [segment.starts for segment in cut] == [(), ()]


def test_places_outside_the_text_do_no_harm() -> None:
    assert _cut("abc", {1: (Span(0, 2, 9),), 2: (Span(0, 7, 9),)}) == [
        Segment("ab"),
        Segment("c", (1,), starts=(1,)),
    ]
    assert _cut("", {1: (Span(0, 0, 1),)}) == []


_spans = st.builds(
    lambda start, length: (Span(0, start, start + length),),
    st.integers(0, 30),
    st.integers(0, 30),
)
_places = st.dictionaries(st.integers(1, 9), _spans)


@given(text=st.text(max_size=40), evidence=_places, anchors=_places)
def test_every_character_is_marked_as_its_places_say(
    text: str, evidence: dict[int, Evidence], anchors: dict[int, Evidence]
) -> None:
    cut = _cut(text, evidence, anchors)
    assert "".join(segment.text for segment in cut) == text
    at = 0
    for segment in cut:
        for kind, places in ((segment.fields, evidence), (segment.anchors, anchors)):
            inside = [n for n, (span,) in places.items() if span.start <= at < span.end]
            assert sorted(inside) == list(kind)
        at += len(segment.text)


def test_of_an_unmarked_place_only_the_beginning_is_told() -> None:
    cut = list(segments("abcd", 0, {1: (Span(0, 2, 3),)}, {}, {2: (Span(0, 1, 4),)}))
    assert cut == [
        Segment("a"),
        Segment("b", starts=(2,)),
        Segment("c", (1,), starts=(1,)),
        Segment("d"),
    ]
