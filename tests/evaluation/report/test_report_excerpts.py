"""The lines around evidence and label."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from extractor.evaluation.report.excerpts import Excerpt, excerpts, label_places


def _text(excerpt: Excerpt) -> str:
    return "".join(piece.text for piece in excerpt.pieces)


def _words(found: tuple[Excerpt, ...], kind: str) -> list[str]:
    return [p.text for each in found for p in each.pieces if getattr(p, kind)]


def test_about_twelve_lines_around_the_evidence(make: Any) -> None:
    (found,) = excerpts(make.text, make.place("Line 30 of"), None)
    assert _text(found).splitlines() == [f"Line {n} of the exhibit." for n in range(25, 37)]
    assert found.line == make.text[: make.text.index("Line 25")].count("\n") + 1
    assert _words((found,), "evidence") == ["Line 30 of"]
    assert not found.cut_before
    assert not found.cut_after


def test_the_label_is_marked_where_it_stands(make: Any) -> None:
    found = excerpts(make.text, make.place("Results of Operations"), "Results of")
    marked = [(p.text, p.evidence, p.label) for each in found for p in each.pieces if p.evidence]
    assert marked == [("Results of", True, True), (" Operations", True, False)]


def test_a_label_far_from_the_evidence_gets_an_excerpt_of_its_own(make: Any) -> None:
    found = excerpts(make.text, make.place("Line 50 of"), "Example Mills, Inc.")
    assert [_words((each,), "label") for each in found] == [["Example Mills, Inc."], []]


def test_printed_forms_of_labels_are_found(make: Any) -> None:
    def found(label: str) -> list[str]:
        return [make.text[start:end] for start, end in label_places(make.text, label)]

    assert found("2011-05-04") == ["May 4, 2011"]
    assert found("1234500.00") == ["1,234,500.00"]
    title = "Results of Operations and Financial Condition"
    assert found(title) == [title.replace(" and", "\nand")]
    assert found("2011-99-99") == []


def test_a_value_within_another_is_none() -> None:
    text = "Item 2.02 and 12 and A2 and 2, then 2."
    assert label_places(text, "2") == ((28, 29), (36, 37))


def test_nothing_to_show(make: Any) -> None:
    assert excerpts(make.text, (), "Not There, Inc.") == ()
    assert excerpts(make.text, (), None) == ()
    assert excerpts(make.text, (), []) == ()
    assert excerpts("short", ((2, 99), (3, 3), (-1, 2)), None) == ()


def test_long_lines_are_cut() -> None:
    text = "x " * 50_000 + "here " + "y " * 50_000
    start = text.index("here")
    (found,) = excerpts(text, ((start, start + 4),), None)
    assert _words((found,), "evidence") == ["here"]
    assert len(_text(found)) < 2_000
    assert found.cut_before
    assert found.cut_after


@given(
    st.text("ab\n .1", max_size=200),
    st.lists(st.tuples(st.integers(-2, 210), st.integers(-2, 210)), max_size=5),
    st.none() | st.text("ab1. ", max_size=3),
)
def test_an_excerpt_is_the_text(
    text: str, evidence: list[tuple[int, int]], label: str | None
) -> None:
    for each in excerpts(text, evidence, label):
        assert _text(each) in text
        assert 1 <= each.line <= text.count("\n") + 1
        for piece in each.pieces:
            assert piece.text
    marks = [e for e in evidence if 0 <= e[0] < e[1] <= len(text)]
    assert bool(excerpts(text, evidence, None)) == bool(marks)
