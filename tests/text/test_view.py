"""Views: every character of one knows where it stands in the canonical text."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.text.spans import Span
from extractor.text.view import Piece, View, ViewBuilder, join

Part = tuple[str, str]
"""How a stretch of the canonical text enters the view, and the stretch."""

_LETTERS = st.text("abc ü\n", min_size=1, max_size=6)
_KEPT = st.tuples(st.just("keep"), _LETTERS)
_DROPPED = st.tuples(st.just("drop"), st.text("<>/", min_size=1, max_size=4))
# Entities stand for one character, escapes for two.
_ATOMIC = st.tuples(st.just("atom"), st.sampled_from(["&amp;", "- ---", "&#160;"]))
_INSERTED = st.tuples(st.just("insert"), st.sampled_from(["\n", " | ", "."]))
PARTS = st.lists(st.one_of(_KEPT, _DROPPED, _ATOMIC, _INSERTED), max_size=12)
_SHOWN = {"&amp;": "&", "- ---": "--", "&#160;": " "}


def built(parts: Sequence[Part]) -> tuple[str, View, list[str]]:
    """The canonical text, a view of it, and for each of its characters the text it stands for."""
    builder, text, stands_for = ViewBuilder(3), "", list[str]()
    for how, part in parts:
        if how == "insert":
            builder.insert(part)
            stands_for += [""] * len(part)
            continue
        if how == "keep":
            builder.keep(part, len(text))
            stands_for += part
        elif how == "atom":
            builder.replace(_SHOWN[part], len(text), len(part))
            stands_for += [part] * len(_SHOWN[part])
        text += part
    return text, builder.build(), stands_for


def printed(text: str, view: View, start: int, end: int) -> list[str]:
    """The pieces of the canonical text that a range of the view points at."""
    assert all(span.document == view.document for span in view.evidence(start, end))
    return [text[span.start : span.end] for span in view.evidence(start, end)]


def check_characters(text: str, view: View, stands_for: Sequence[str]) -> None:
    assert len(view.text) == len(stands_for)
    for at, character in enumerate(stands_for):
        assert "".join(printed(text, view, at, at + 1)) == character
        if len(character) == 1:
            assert view.text[at] == character


@given(PARTS)
def test_every_character_points_at_what_it_stands_for(parts: list[Part]) -> None:
    check_characters(*built(parts))


@given(PARTS, st.data())
def test_a_slice_points_where_the_whole_does(parts: list[Part], data: st.DataObject) -> None:
    text, view, stands_for = built(parts)
    start = data.draw(st.integers(0, len(view.text)))
    end = data.draw(st.integers(start, len(view.text)))
    cut = view.slice(start, end)
    assert cut.text == view.text[start:end]
    check_characters(text, cut, stands_for[start:end])
    assert cut.evidence(0, len(cut.text)) == view.evidence(start, end)


@given(PARTS, st.permutations([0, 1, 2]), st.data())
def test_parts_joined_in_any_order_point_where_they_did(
    parts: list[Part], order: list[int], data: st.DataObject
) -> None:
    text, view, stands_for = built(parts)
    first = data.draw(st.integers(0, len(view.text)))
    second = data.draw(st.integers(first, len(view.text)))
    bounds = [(0, first), (first, second), (second, len(view.text))]
    ranges = [bounds[number] for number in order]
    joined = join([view.slice(*each) for each in ranges], "~~")
    assert joined.text == "~~".join(view.text[start:end] for start, end in ranges)
    expected: list[str] = []
    for number, (start, end) in enumerate(ranges):
        expected += ["", ""] if number else []
        expected += stands_for[start:end]
    check_characters(text, joined, expected)


@given(PARTS, st.permutations([0, 1]), st.data())
def test_evidence_of_a_range_holds_that_of_each_character(
    parts: list[Part], order: list[int], data: st.DataObject
) -> None:
    _, whole, _ = built(parts)
    middle = data.draw(st.integers(0, len(whole.text)))
    halves = [whole.slice(0, middle), whole.slice(middle, len(whole.text))]
    view = join([halves[number] for number in order], " ")
    start = data.draw(st.integers(0, len(view.text)))
    end = data.draw(st.integers(start, len(view.text)))
    spans = view.evidence(start, end)
    for at in range(start, end):
        for span in view.evidence(at, at + 1):
            assert any(each.start <= span.start and span.end <= each.end for each in spans)


@given(PARTS)
def test_a_character_has_a_position_unless_it_was_left_out(parts: list[Part]) -> None:
    text, view, _ = built(parts)
    for source in range(len(text)):
        at = view.position(source)
        assert (at is None) == (text[source] in "<>/")
        if at is not None:
            assert any(span.start <= source < span.end for span in view.evidence(at, at + 1))


@given(PARTS)
def test_pieces_ascend_and_do_not_overlap(parts: list[Part]) -> None:
    _, view, _ = built(parts)
    ends = 0
    for piece in view.pieces:
        assert piece.start >= ends
        assert piece.length > 0
        ends = piece.start + piece.length
    assert ends <= len(view.text)


def test_text_that_is_kept_in_parts_is_one_piece() -> None:
    builder = ViewBuilder(0)
    builder.keep("one ", 10)
    builder.keep("two", 14)
    assert builder.build().pieces == (Piece(0, 7, 10, 7),)


def test_kept_text_does_not_join_what_stands_elsewhere_or_behind_an_insertion() -> None:
    apart = ViewBuilder(0)
    apart.keep("one", 0)
    apart.keep("two", 8)
    assert len(apart.build().pieces) == 2
    broken = ViewBuilder(0)
    broken.keep("one", 0)
    broken.insert("\n")
    broken.keep("two", 3)
    assert broken.build().evidence(3, 4) == ()
    assert broken.build().evidence(4, 7) == (Span(0, 3, 6),)


def test_a_value_cut_by_a_page_has_two_spans() -> None:
    text = "one hundred <PAGE> 12 and eight"
    builder = ViewBuilder(0)
    builder.keep("one hundred ", 0)
    builder.keep("and eight", text.index("and"))
    view = builder.build()
    assert view.text == "one hundred and eight"
    assert printed(text, view, 0, len(view.text)) == ["one hundred ", "and eight"]


def test_one_character_left_out_does_not_part_a_value() -> None:
    builder = ViewBuilder(0)
    builder.keep("March", 0)
    builder.insert(" ")
    builder.keep("18", 6)
    assert builder.build().evidence(0, 8) == (Span(0, 0, 8),)


def test_part_of_an_entity_means_all_of_it() -> None:
    builder = ViewBuilder(0)
    builder.replace("--", 4, 5)
    view = builder.build()
    assert view.evidence(0, 1) == view.evidence(1, 2) == (Span(0, 4, 9),)
    assert view.slice(1, 2).evidence(0, 1) == (Span(0, 4, 9),)
    assert view.position(6) == 0


def test_evidence_of_parts_in_reverse_order_keeps_the_order_of_the_view() -> None:
    view = View.whole(0, "later earlier")
    turned = join([view.slice(6, 13), view.slice(0, 5)], " ")
    assert turned.evidence(0, 13) == (Span(0, 6, 13), Span(0, 0, 5))


def test_the_whole_of_nothing_has_no_piece() -> None:
    assert View.whole(0, "").pieces == ()
    assert View.whole(0, "").evidence(0, 0) == ()
    assert join([], " ").text == ""


def test_views_of_different_documents_are_not_joined() -> None:
    with pytest.raises(ValueError, match="different documents"):
        join([View.whole(0, "a"), View.whole(1, "b")], " ")
