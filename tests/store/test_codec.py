"""Values and readings come back exactly as they went in."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.generator import make
from extractor.filing.model import Filing
from extractor.pipeline import Extractor
from extractor.reasons import Reason
from extractor.records import (
    PERSON,
    Candidate,
    ChunkReport,
    ChunkStatus,
    ListReading,
    Reading,
    RowMark,
    Usage,
    Value,
)
from extractor.store.codec import (
    canonical,
    get_chunk,
    get_reading,
    get_value,
    packed,
    plain,
    put_chunk,
    put_reading,
    put_value,
    unpacked,
)
from extractor.text.spans import Span

VALUES = st.one_of(
    st.text(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
)
SPANS = st.lists(st.builds(Span, *[st.integers(0, 9)] * 3), max_size=3).map(tuple)
CANDIDATES = st.builds(
    Candidate,
    st.sampled_from(["baseline", "llm", PERSON]),
    st.text(),
    st.none() | st.integers(0, 9),
    st.text(),
    st.none() | VALUES,
    SPANS,
    SPANS,
    st.integers(0, 9),
    st.none() | st.sampled_from(Reason),
)
LISTS = st.builds(
    ListReading,
    st.text(),
    st.text(),
    st.integers(0, 9),
    st.none() | st.booleans(),
    st.none() | st.sampled_from(Reason),
    SPANS,
)
MARKS = st.builds(
    RowMark,
    st.text(),
    st.integers(0, 9),
    st.lists(st.none() | VALUES, max_size=2).map(tuple),
    SPANS,
    st.booleans(),
)
READINGS = st.builds(
    Reading,
    st.text(),
    st.lists(CANDIDATES, max_size=3).map(tuple),
    st.lists(LISTS, max_size=2).map(tuple),
    st.lists(MARKS, max_size=2).map(tuple),
    st.lists(st.text(), max_size=2).map(tuple),
)


@given(VALUES)
def test_a_value_comes_back_with_its_type_and_its_printed_scale(value: Value) -> None:
    back = get_value(unpacked(packed(put_value(value))))
    assert (type(back), str(back)) == (type(value), str(value))


@given(READINGS)
def test_a_reading_comes_back(reading: Reading) -> None:
    back = get_reading(unpacked(packed(put_reading(reading))))
    assert repr(back) == repr(reading)


@pytest.mark.parametrize("value", [Decimal("100.00"), Decimal("-0"), Decimal("1E+3")])
def test_a_decimal_keeps_every_digit(value: Decimal) -> None:
    assert str(get_value(put_value(value))) == str(value)


@pytest.mark.parametrize("given", [1.5, [], {"date": "yesterday"}])
def test_what_is_no_value_is_refused(given: object) -> None:
    with pytest.raises(ValueError, match=r"not a value|Invalid isoformat"):
        get_value(given)


def test_real_extractions_come_back(reference_path: Path) -> None:
    made = (Filing.from_text(each.text, each.id) for each in map(make, range(12)))
    with Extractor("none") as extractor:
        for filing in (Filing.from_path(reference_path), *made):
            for reading in extractor.extract(filing).readings:
                back = get_reading(unpacked(packed(put_reading(reading))))
                assert back == reading
                assert repr(back) == repr(reading)


def test_a_chunk_comes_back() -> None:
    usage = Usage(1, 2, 3, 4, 5.5)
    chunk = ChunkReport("cover", ChunkStatus.FAILED, "gone", (Span(0, 1, 2),), usage)
    back = get_chunk(unpacked(packed(put_chunk(chunk))))
    assert back == chunk
    assert back.cost.seconds == 5.5


def test_equal_things_have_one_text() -> None:
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == r'{"a":"\u00e9","b":1}'


def test_a_text_is_what_every_database_keeps() -> None:
    assert plain("a\x00b\ud800c") == "a\ufffdb?c"
    assert put_value(date(2003, 5, 7)) == {"date": "2003-05-07"}
