"""Indexes and lists of EDGAR are read whole or not at all."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.edgar.faults import EdgarFault
from extractor.edgar.filers import filer_in
from extractor.edgar.headers import check, industries_in, listed_by
from extractor.edgar.index import Listed, days_of, listed_in, quarters, years_of
from tests.edgaring import Made, columns, index

ONE = Made("0000000100-26-000001")
DAYS = st.dates(date(1993, 1, 1), date(2026, 12, 31))


def test_a_filing_of_two_filers_is_one() -> None:
    rows = [ONE.row, ONE.row.replace("100|PELICAN", "200|HERON", 1).replace("/100/", "/200/")]
    (found,) = listed_in(index(rows))
    assert found == Listed(ONE.accession, (100, 200), ONE.name, "8-K", ONE.filed)


@pytest.mark.parametrize("mark", ["\x85", "\x1c", "\x0b", "\x0c"])
def test_a_name_with_a_character_that_some_take_for_a_line_end_loses_no_filing(mark: str) -> None:
    row = ONE.row.replace(ONE.name, f"PELI{mark}CAN")
    (found,) = listed_in(index([row]))
    assert found.accession == ONE.accession


@given(st.lists(st.text(st.characters(exclude_characters="\n\r", max_codepoint=255)), max_size=6))
def test_lines_that_are_no_filings_are_passed_over(lines: list[str]) -> None:
    hostile = [ONE.row.replace("edgar/data", "../edgar/data"), ONE.row.replace("20261118", "0")]
    found = listed_in(index([*lines, *hostile, ONE.row]))
    assert ONE.accession in {each.accession for each in found}
    assert len(found) == 1


@given(st.integers(min_value=1))
def test_an_index_that_was_cut_off_is_not_taken_for_a_short_one(cut: int) -> None:
    whole = index([ONE.row, ONE.row])
    with pytest.raises(EdgarFault, match="not whole"):
        listed_in(whole[: -1 - cut % (len(ONE.row) - 1)])


@given(DAYS, DAYS)
def test_every_day_is_in_one_of_the_quarters(first: date, last: date) -> None:
    found = list(quarters(first, last))
    assert len(found) == len(set(found))
    assert ((first.year, (first.month - 1) // 3 + 1) in found) == (
        first <= last or (first.year, (first.month - 1) // 3) == (last.year, (last.month - 1) // 3)
    )


def test_a_number_is_looked_for_in_its_year_and_the_next_january() -> None:
    assert list(years_of("0000000100-03-000001", date(2026, 1, 1)))[-1] == (2004, 1)
    assert next(years_of("0000000100-97-000001", date(2026, 1, 1))) == (1997, 1)
    assert list(years_of("0000000100-26-000001", date(2026, 2, 1))) == [(2026, 1)]


def test_days_come_from_the_list_of_files() -> None:
    names = ["master.20261118.idx", "form.20261117.idx", "../master.20261116.idx", "master.x.idx"]
    items = [{"name": name, "last-modified": "a", "size": "1 KB"} for name in names]
    found = days_of(json.dumps({"directory": {"item": items}}).encode())
    assert [(each.day, each.stamp) for each in found] == [(date(2026, 11, 18), "a 1 KB")]


@pytest.mark.parametrize(
    ("digits", "day"), [("981118", date(1998, 11, 18)), ("20020102", date(2002, 1, 2))]
)
def test_days_of_the_first_years_are_known(digits: str, day: date) -> None:
    item = {"name": f"master.{digits}.idx.gz", "last-modified": "a", "size": "1 KB"}
    (found,) = days_of(json.dumps({"directory": {"item": [item]}}).encode())
    assert (found.day, found.name) == (day, item["name"])


@pytest.mark.parametrize("said", [b"", b"[]", b"<html>", b'{"directory": {"item": [1]}}'])
def test_what_is_no_list_is_said_to_be_none(said: bytes) -> None:
    with pytest.raises(EdgarFault):
        days_of(said)
    with pytest.raises(EdgarFault):
        filer_in(said, 100)


def test_a_filer_may_not_name_files_of_others() -> None:
    older = {"name": "../x.json", "filingFrom": "2020-01-01", "filingTo": "2020-02-01"}
    said = {"sic": "6189", "filings": {"recent": columns([ONE]), "files": [older]}}
    with pytest.raises(EdgarFault):
        filer_in(json.dumps(said).encode(), 100)


def test_a_header_says_what_an_index_would() -> None:
    assert listed_by(ONE.data, ONE.accession) == listed_in(index([ONE.row]))[0]
    assert industries_in(ONE.data) == {"6189"}


def test_another_filing_than_the_one_asked_for_is_refused() -> None:
    with pytest.raises(EdgarFault, match="that of 0000000100-26-000001"):
        check(ONE.data, "0000000100-26-000002")
    with pytest.raises(EdgarFault, match="no submission"):
        check(b"<html>Under maintenance</html>", ONE.accession)
