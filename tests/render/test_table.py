"""An extraction as a table for a person."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from extractor.records import ChunkReport, ChunkStatus
from extractor.render.table import WIDTH, table_text


def _row(text: str, path: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(path))


def test_a_field_stands_in_one_row(make: Any) -> None:
    row = _row(table_text(make()), "cover.report_date")
    cells = re.split(r"\s{2,}", row)
    assert cells[:5] == ["cover.report_date", "2003-05-07", "agree", "accepted", "3"]
    assert cells[5].startswith("readers agree; anchored by")


def test_every_part_is_there(make: Any) -> None:
    text = table_text(make(warnings=("Some text is hidden.",)))
    lines = text.splitlines()
    assert lines[0] == "pelican.txt: abs-8-k"
    assert lines[2].split() == ["field", "value", "outcome", "decision", "line", "why"]
    assert "  balances_sum: failed: The classes sum to 1500000.25" in text
    assert "Hint: Class =B2 would close it" in " ".join(text.split())
    assert "  Some text is hidden." in lines
    assert any(line.startswith("  other says none: ") for line in lines)
    assert "4 accepted, 1 settled, 1 to review, complete; 2 calls" in text
    assert "uncertified" in text
    assert "INCOMPLETE" not in text
    assert "Not answered" not in text


def test_an_incomplete_extraction_says_so_first(make: Any) -> None:
    failed = ChunkReport("items", ChunkStatus.FAILED, "gone", make.place("Class"))
    text = table_text(make(chunks=(failed,)))
    assert text.startswith("INCOMPLETE: 1 of 1 question without an answer (items: failed: gone)\n")
    assert "  items: failed: gone (from line 8)\n" in text


@pytest.mark.parametrize("width", [20, 40, 80, WIDTH, 200])
def test_no_line_is_wider_than_the_terminal(make: Any, width: int) -> None:
    long = make.field("cover.registrant", "", "A very long name " * 30 + "x" * 300)
    text = table_text(make([*make.fields(), long]), width)
    assert max(cell_len(line) for line in text.splitlines()) <= width


def test_a_narrow_terminal_gets_all_facts_below_each_other(make: Any) -> None:
    text = table_text(make(), 60)
    assert "cover.report_date: 2003-05-07\n  agree, accepted, line 3, readers agree;" in text
    assert "cover.telephone\n  absent, accepted, no cue\n" in text


@pytest.mark.parametrize("width", [80, WIDTH])
def test_a_long_value_is_wrapped_and_not_cut(make: Any, width: int) -> None:
    value = "".join(chr(ord("a") + number % 26) for number in range(400))
    text = table_text(make([make.field("cover.registrant", "", value)]), width)
    lines = [line.removeprefix("cover.registrant") for line in text.splitlines()[2:]]
    assert value in "".join(line.strip(" :").split("  ")[0] for line in lines)


@pytest.mark.parametrize("color", [False, True])
def test_only_a_terminal_gets_colour(make: Any, color: bool) -> None:
    assert ("\x1b[" in table_text(make(), color=color)) is color


def test_the_filing_cannot_write_to_the_terminal(make: Any) -> None:
    make.name = "a\x1b]0;title\x07.txt"
    field = make.field("cover.registrant", "", "[bold]x[/bold] \x1b[2J", key="\x9b1m")
    text = table_text(make([field], warnings=("\x1b[31m",)))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
    assert "[bold]x[/bold]" in text


@given(value=st.text(), width=st.integers(min_value=30, max_value=140))
def test_any_value_fits(maker: Any, value: str, width: int) -> None:
    make = maker()
    text = table_text(make([make.field("cover.registrant", "", value)]), width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
