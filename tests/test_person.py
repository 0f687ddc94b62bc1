"""What a person says of rows, of whole lists and of checks."""

from decimal import Decimal

from extractor.assess import assess
from extractor.extraction import Assessment
from extractor.policy import AGREEMENT
from extractor.reasons import Reason
from extractor.records import (
    PERSON,
    Candidate,
    CheckStatus,
    Decision,
    ListReading,
    Outcome,
    Reading,
    RowMark,
)
from extractor.text.spans import Span
from tests.note_form import CODE, HOLDERS, MODEL, NOTE, PERSON_SAYS, table

BIRCH = RowMark("holders", 4, ("Birch",), (Span(0, 200, 205),))


def read(holders: dict[str, str], *, accounted: bool = True) -> tuple[Reading, Reading]:
    amount = Decimal("100.00")
    return (
        CODE.reading(
            [CODE.value("amount", amount, 70), *table(CODE, holders)],
            [CODE.rows(len(holders), accounted=accounted)],
        ),
        MODEL.reading(
            [MODEL.value("amount", amount, 70), *table(MODEL, holders)],
            [MODEL.rows(len(holders))],
        ),
    )


def person(
    *said: Candidate,
    rows: tuple[RowMark, ...] = (),
    whole: int | None = None,
    as_filed: tuple[str, ...] = (),
) -> Reading:
    lists = () if whole is None else (ListReading(PERSON, "holders", whole, accounted=True),)
    return Reading(PERSON, said, lists, rows, as_filed)


def known(*readings: Reading) -> Assessment:
    return assess(NOTE, readings, AGREEMENT)


def names(result: Assessment) -> list[object]:
    return [each.value for each in result.fields.values() if each.schema_path == "holders.name"]


def test_a_marked_row_is_corrected_and_its_other_cells_are_left_alone() -> None:
    share = PERSON_SAYS.value("holders.share", Decimal(31), None, row=4)
    result = known(*read(dict(HOLDERS)), person(share, rows=(BIRCH,)))
    assert names(result) == ["Ash", "Birch", "Cedar"]
    assert result.fields["holders#2.share"].value == Decimal(31)
    assert result.fields["holders#2.share"].decision is Decision.SETTLED
    assert result.fields["holders#2.name"].outcome is Outcome.AGREE


def test_a_marked_row_may_get_another_key_and_keeps_its_number() -> None:
    name = PERSON_SAYS.value("holders.name", "Birch & Co.", None, row=4)
    result = known(*read(dict(HOLDERS)), person(name, rows=(BIRCH,)))
    assert names(result) == ["Ash", "Birch & Co.", "Cedar"]
    assert result.fields["holders#2.share"].outcome is Outcome.AGREE
    assert result.fields["holders#2.share"].key == "Birch & Co."


def test_a_dropped_row_is_gone_whoever_has_it() -> None:
    gone = RowMark("holders", 4, ("Birch",), (Span(0, 200, 205),), dropped=True)
    result = known(*read(dict(HOLDERS)), person(rows=(gone,)))
    assert names(result) == ["Ash", "Cedar"]
    assert result.fields["holders#complete"].value == 2


def test_a_mark_of_a_row_that_no_reader_has_adds_none() -> None:
    stray = RowMark("holders", 4, ("Dogwood",), (Span(0, 700, 705),))
    assert names(known(*read(dict(HOLDERS)), person(rows=(stray,)))) == ["Ash", "Birch", "Cedar"]


def test_a_row_that_only_a_person_has_is_added_where_it_stands() -> None:
    two = {name: share for name, share in HOLDERS.items() if name != "Birch"}
    said = PERSON_SAYS.holder(9, "Birch", "30.00", 150)
    result = known(*read(two), person(*said))
    assert names(result) == ["Ash", "Birch", "Cedar"]
    assert result.fields["holders#2.name"].reasons == (Reason.PERSON,)
    assert Reason.LIST_DIFFERS in result.fields["holders#complete"].reasons


def test_a_person_settles_a_list_as_complete() -> None:
    readings = read(dict(HOLDERS), accounted=False)
    before, after = known(*readings), known(*readings, person(whole=3))
    assert before.fields["holders#complete"].decision is Decision.REVIEW
    settled = after.fields["holders#complete"]
    assert (settled.outcome, settled.decision) == (Outcome.SETTLED, Decision.SETTLED)
    assert settled.value == 3


def test_a_failure_that_is_as_filed_is_a_finding_and_doubts_nothing() -> None:
    readings = read({"Ash": "60.00", "Birch": "30.00"})
    before, after = known(*readings), known(*readings, person(as_filed=("shares_sum",)))
    assert before.fields["holders#1.share"].decision is Decision.REVIEW
    sums = next(check for check in after.checks if check.name == "shares_sum")
    assert (sums.status, sums.doubts) == (CheckStatus.FINDING, ())
    assert after.fields["holders#1.share"].decision is Decision.ACCEPTED


def test_a_check_that_holds_is_no_finding() -> None:
    result = known(*read(dict(HOLDERS)), person(as_filed=("shares_sum",)))
    assert result.checks[0].status is CheckStatus.PASSED
