"""Extractions as rows for a spreadsheet."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.records import ChunkReport, ChunkStatus, Decision
from extractor.render.spreadsheet import csv_text, header, rows


def _read(make: Any, record: bool, **changes: Any) -> list[dict[str, str]]:
    text = csv_text([header(record), *rows(make(**changes), record)])
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_for_each_field(make: Any) -> None:
    read = _read(make, record=False)
    assert [row["path"] for row in read] == [each.path for each in make.fields()]
    first = read[0]
    assert first == {
        "filing": "pelican.txt", "form": "abs-8-k", "complete": "yes",
        "path": "cover.report_date", "key": "", "accepted_value": "2003-05-07",
        "outcome": "agree", "decision": "accepted", "line": "3", "reasons": "readers_agree",
    }  # fmt: skip


def test_the_column_says_which_values_it_holds(make: Any) -> None:
    accepted = {row["path"]: row["accepted_value"] for row in _read(make, record=False)}
    record = {row["path"]: row["record_value"] for row in _read(make, record=True)}
    assert accepted["deal.classes#2.balance"] == ""
    assert record["deal.classes#2.balance"] == "500000"
    assert accepted["cover.registrant"] == record["cover.registrant"] != ""


def test_an_incomplete_filing_says_so_in_each_row(make: Any) -> None:
    read = _read(make, record=False, chunks=(ChunkReport("cover", ChunkStatus.FAILED),))
    assert {row["complete"] for row in read} == {"no"}


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("-5", "-5"),
        ("+5.25", "+5.25"),
        ("A-1", "A-1"),
        ('a "quoted", value', 'a "quoted", value'),
    ],
)
def test_a_cell_is_no_formula(make: Any, value: str, cell: str) -> None:
    field = make.field("cover.registrant", "", value)
    (row,) = rows(make([field]), record=True)
    assert row[5] == cell


@given(value=st.text(), key=st.text(), record=st.booleans())
def test_no_text_becomes_a_formula(maker: Any, value: str, key: str, record: bool) -> None:
    make = maker()
    field = make.field("cover.registrant", "", value, key=key, decision=Decision.REVIEW)
    (row,) = rows(make([field]), record)
    for cell in row:
        assert not cell.lstrip().startswith(("=", "@", "+", "-")) or _is_number(cell)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
