"""The kinds of errors: how a value is spelled wrong, and how strong its plant is."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from extractor.evaluation.planting import (
    Kind,
    Made,
    RowSpot,
    Spot,
    dates_shifted,
    digits_changed,
    digits_swapped,
    points_moved,
    printed_as,
    with_row_error,
    with_value,
)
from extractor.filing.model import Document
from extractor.grounding import Answered, ground
from extractor.reasons import Reason
from extractor.records import BASELINE, LLM, Candidate, ListReading, Reading
from extractor.values import GRAMMARS
from tests.note_form import NOTE, document, shown

TEXT = """\
Title: Harbour Note of 1984
File 333-72880
Amount: $1,000.00
Office: Dover
Holder Ash    senior   $600.00
Holder Birch  junior   $300.00
Holder Cedar  junior   $100.00
The amount of $2,500.00 was repaid to Ash.
A fee of $75.00 was not.



Another file, 333-10001, is not of this note.
"""
PAGE = document(TEXT)
ROWS = (
    ("Ash", "senior", "$600.00"),
    ("Birch", "junior", "$300.00"),
    ("Cedar", "junior", "$100.00"),
)


def reading(reader: str, page: Document = PAGE) -> Reading:
    """A right reading; a baseline names the captions that it read."""
    caption = shown(page, "", "Office").places[0]
    answers = [
        shown(page, "title", "Harbour Note of 1984"),
        shown(page, "codes", "333-72880", 0),
        shown(page, "amount", "$1,000.00"),
        replace(shown(page, "office.city", "Dover"), anchor=caption),
    ]
    for number, (name, rank, share) in enumerate(ROWS):
        ranks = shown(page, "holders.rank", rank, number).places
        on_line = min(ranks, key=lambda place: abs(place.start - page.text.index(f"Holder {name}")))
        answers += [
            replace(
                shown(page, "holders.name", name, number),
                places=shown(page, "", name).places[:1],
            ),
            Answered("holders.rank", number, rank, (on_line,), rank, coded=reader == BASELINE),
            shown(page, "holders.share", share, number),
        ]
    lists = (
        ListReading(reader, "codes", 1, True),
        ListReading(reader, "holders", len(ROWS), True),
    )
    return Reading(reader, ground(NOTE, page, reader, answers), lists)


def cell(read: Reading, path: str, row: int | None = None) -> Candidate:
    [found] = [each for each in read.candidates if (each.path, each.row) == (path, row)]
    return found


def spot(read: Reading, path: str, row: int | None = None) -> Spot:
    held = cell(read, path, row)
    return Spot(path, path, held.value, {read.reader: (row,)}, {read.reader: held})


def row(read: Reading, number: int) -> RowSpot:
    spec = NOTE.spec.lists["holders"]
    values = dict.fromkeys(spec.leaves) | {
        each.path: each.value for each in read.candidates if each.row == number
    }
    return RowSpot(f"holders#{number + 1}", spec, values, {read.reader: (number,)})


def planted(reader: str, path: str, quote: str, number: int | None = None) -> Made:
    read = reading(reader)
    made = with_value(NOTE, PAGE, read, spot(read, path, number), quote)
    assert made is not None
    return made


def test_the_readings_of_these_tests_are_right_and_anchored() -> None:
    for reader in (BASELINE, LLM):
        read = reading(reader)
        assert all(each.evidence and each.anchor and not each.problem for each in read.candidates)


def test_a_digit_is_changed_in_every_way() -> None:
    made = digits_changed("A 1-2")
    assert len(made) == 18
    assert {"A 0-2", "A 9-2", "A 1-0"} <= set(made)
    assert "A 1-2" not in made
    assert digits_changed("ten") == ()


def test_neighbouring_digits_are_swapped_but_not_equal_ones() -> None:
    assert digits_swapped("1,223") == ("2,123", "1,232")
    assert digits_swapped("12-3") == ("21-3", "13-2")
    assert digits_swapped("1 2") == ()
    assert digits_swapped("11") == ()


def test_a_point_is_moved_and_thousands_are_parted_anew() -> None:
    assert set(points_moved("$1,234.56")) == {
        "$1.23456",
        "$12.3456",
        "$123.456",
        "$12,345.60",
        "$123,456.00",
        "$1,234,560.00",
    }
    assert "10 %" in points_moved("100 %")
    assert "9.91" in points_moved("99.1")
    assert points_moved("Suite 1000") == ()
    assert points_moved("ten") == ()


@pytest.mark.parametrize("quote", ["$1,000.00", "$12", "6.50%", "$198,644,095.79."])
def test_what_a_moved_point_gives_is_another_value_of_its_grammar(quote: str) -> None:
    grammar = GRAMMARS["percent" if "%" in quote else "money"]
    values = {grammar.parse(each) for each in points_moved(quote)}
    assert grammar.parse(quote) not in values
    assert all(isinstance(each, Decimal) for each in values)
    assert grammar.parse(quote) * 10 in values
    assert grammar.parse(quote) / 10 in values


def test_a_date_is_shifted_by_a_month_or_a_year() -> None:
    assert dates_shifted("March 31, 2004") == (
        "March 31, 2003",
        "February 29, 2004",
        "April 30, 2004",
        "March 31, 2005",
    )
    assert dates_shifted("1/15/2004")[1:3] == ("December 15, 2003", "February 15, 2004")
    assert dates_shifted("soon") == ()


def test_a_value_is_quoted_as_the_text_prints_it() -> None:
    found = {"$2,500.00": Decimal(2500)}
    assert printed_as("money", "2500", found) == "$2,500.00"
    assert printed_as("money", "2501", found) == "2501"
    assert printed_as("money", "much", found) == "much"


def test_a_models_value_that_is_nowhere_has_no_evidence() -> None:
    made = planted(LLM, "amount", "$1,000.01")
    found = cell(made.reading, "amount")
    assert (found.value, found.evidence, found.anchor, found.occurrences) == (
        Decimal("1000.01"),
        (),
        (),
        0,
    )
    assert not made.in_text
    assert not made.misread


def test_a_baselines_value_that_is_nowhere_keeps_the_evidence_of_the_right_one() -> None:
    before = cell(reading(BASELINE), "amount")
    made = planted(BASELINE, "amount", "$1,000.01")
    assert cell(made.reading, "amount") == replace(
        before, quote="$1,000.01", value=Decimal("1000.01")
    )
    assert made.misread
    assert not made.in_text


@pytest.mark.parametrize("reader", [BASELINE, LLM])
def test_a_value_of_the_text_has_its_own_evidence_and_the_anchor_found_there(reader: str) -> None:
    made = planted(reader, "amount", "$2,500.00")
    found = cell(made.reading, "amount")
    start = TEXT.index("$2,500.00")
    assert [(span.start, span.end) for span in found.evidence] == [(start, start + 9)]
    assert [(span.start, span.end) for span in found.anchor] == [(start - 10, start - 4)]
    assert made.in_text
    assert made.anchored
    assert not made.misread


@pytest.mark.parametrize("reader", [BASELINE, LLM])
def test_a_value_of_the_text_without_the_wording_has_no_anchor(reader: str) -> None:
    made = planted(reader, "amount", "$75.00")
    assert cell(made.reading, "amount").evidence
    assert cell(made.reading, "amount").anchor == ()
    assert made.in_text
    assert not made.anchored


def test_a_claimed_anchor_stays_where_the_form_has_no_wording_to_contradict_it() -> None:
    before = cell(reading(BASELINE), "office.city")
    found = cell(planted(BASELINE, "office.city", "Ash").reading, "office.city")
    assert found.evidence != before.evidence
    assert found.anchor == before.anchor


def test_a_value_of_another_row_is_not_in_its_row() -> None:
    made = planted(LLM, "holders.share", "$100.00", 0)
    found = cell(made.reading, "holders.share", 0)
    assert (found.value, found.problem) == (Decimal(100), Reason.NOT_IN_ITS_ROW)

    def others(read: Reading) -> set[Candidate]:
        return {each for each in read.candidates if each.row != 0 or each.path == "codes"}

    assert others(made.reading) == others(reading(LLM))


def test_with_another_key_the_rest_of_a_models_row_is_grounded_again() -> None:
    made = planted(LLM, "holders.name", "Cedar", 0)
    assert cell(made.reading, "holders.name", 0).evidence
    assert cell(made.reading, "holders.share", 0).problem is Reason.NOT_IN_ITS_ROW


def test_what_is_no_value_or_the_same_value_is_no_error() -> None:
    read = reading(LLM)
    for quote in ("$1,0O0.00", "1000.00"):
        assert with_value(NOTE, PAGE, read, spot(read, "amount"), quote) is None


def test_a_dropped_row_is_gone_and_the_reader_does_not_notice() -> None:
    read = reading(BASELINE)
    made = with_row_error(Kind.ROW_DROPPED, NOTE, PAGE, read, (row(read, 1),), ())
    assert made is not None
    holders = [each for each in made.reading.candidates if each.path.startswith("holders.")]
    assert {each.row for each in holders} == {0, 2}
    assert made.reading.lists == (read.lists[0], ListReading(BASELINE, "holders", 2, True))
    assert cell(made.reading, "codes", 0) == cell(read, "codes", 0)


def test_a_doubled_row_stands_where_else_its_key_stands() -> None:
    read = reading(LLM)
    made = with_row_error(Kind.ROW_DOUBLED, NOTE, PAGE, read, (row(read, 0),), ())
    assert made is not None
    assert cell(made.reading, "holders.name", 3).evidence[0].start == TEXT.rindex("Ash")
    assert cell(made.reading, "holders.share", 3).value == Decimal(600)
    assert made.reading.candidates[: len(read.candidates)] == read.candidates
    assert made.reading.lists == (read.lists[0], replace(read.lists[1], rows=4))


def test_a_row_whose_key_stands_once_cannot_be_doubled() -> None:
    read = reading(LLM)
    assert with_row_error(Kind.ROW_DOUBLED, NOTE, PAGE, read, (row(read, 1),), ()) is None


def test_swapped_rows_keep_their_keys_and_lose_their_place() -> None:
    read = reading(BASELINE)
    leaves = ("holders.rank", "holders.share")
    pair = (row(read, 0), row(read, 1))
    made = with_row_error(Kind.ROW_SWAPPED, NOTE, PAGE, read, pair, leaves)
    assert made is not None
    held = {
        each.row: (cell(made.reading, "holders.name", each.row).value, each.value, each.problem)
        for each in made.reading.candidates
        if each.path == "holders.share"
    }
    assert held == {
        0: ("Ash", Decimal(300), Reason.NOT_IN_ITS_ROW),
        1: ("Birch", Decimal(600), Reason.NOT_IN_ITS_ROW),
        2: ("Cedar", Decimal(100), None),
    }
    assert cell(made.reading, "holders.rank", 1).value == "senior"


def test_swapped_parties_take_their_places_with_them() -> None:
    read = reading(BASELINE)
    pair = (row(read, 0), row(read, 2))
    made = with_row_error(Kind.PARTIES_SWAPPED, NOTE, PAGE, read, pair, ("holders.name",))
    assert made is not None
    found = cell(made.reading, "holders.name", 0)
    assert found.value == "Cedar"
    assert found.evidence == cell(read, "holders.name", 2).evidence
    assert re.match("Holder", TEXT[found.anchor[0].start :])
    assert made.in_text
    assert made.anchored
