"""Spans: places that can be put in order and cannot be changed."""

from dataclasses import FrozenInstanceError

import pytest

from extractor.text.spans import Span


def test_spans_are_ordered_by_document_and_place() -> None:
    spans = [Span(1, 0, 2), Span(0, 9, 12), Span(0, 3, 8), Span(0, 3, 5)]
    assert sorted(spans) == [Span(0, 3, 5), Span(0, 3, 8), Span(0, 9, 12), Span(1, 0, 2)]


def test_a_span_cannot_be_changed() -> None:
    span = Span(0, 1, 2)
    with pytest.raises(FrozenInstanceError):
        span.start = 0  # type: ignore[misc]
