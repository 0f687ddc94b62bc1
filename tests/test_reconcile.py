"""Reconciling: how the readers' answers for a field relate, and why."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from extractor.forms.form_8k.form import FORM_8K
from extractor.policy import AGREEMENT, decide
from extractor.reasons import Reason
from extractor.reconcile import reconcile
from extractor.records import (
    BASELINE,
    CUES,
    LLM,
    Candidate,
    Decision,
    FieldResult,
    ListReading,
    Outcome,
    Reading,
)
from extractor.text.spans import Span
from tests.note_form import CODE, HOLDERS, MODEL, NOTE, PERSON_SAYS, Says, table

CUE = Says(CUES)
AMOUNT, OTHER = Decimal("100.00"), Decimal("110.00")
R = Reason


def fields(*readings: Reading) -> dict[str, FieldResult]:
    return reconcile(NOTE, readings)


def amount(
    code: Sequence[Candidate] | None = None,
    model: Sequence[Candidate] | None = None,
    person: Sequence[Candidate] = (),
) -> FieldResult:
    """The amount as it follows from each reader's candidates; None: the reader did not run."""
    readings = [
        says.reading(said)
        for says, said in ((CODE, code), (MODEL, model), (PERSON_SAYS, person or None))
        if said is not None
    ]
    return fields(*readings)["amount"]


def code(value: Decimal = AMOUNT, at: int | None = 10, *, anchored: bool = True) -> Candidate:
    return CODE.value("amount", value, at, anchored=anchored)


def model(value: Decimal = AMOUNT, at: int | None = 10, *, anchored: bool = True) -> Candidate:
    return MODEL.value("amount", value, at, anchored=anchored)


def whole(*readings: Reading) -> FieldResult:
    return fields(*readings)["holders#complete"]


def listed(says: Says, *rows: str, accounted: bool | None = None) -> Reading:
    """A reader with these rows of the table, and its statement on the list."""
    holders = {name: share for name, share in HOLDERS.items() if name in rows}
    return says.reading(table(says, holders), [says.rows(len(rows), accounted=accounted)])


def row_names(*readings: Reading) -> list[object]:
    found = fields(*readings)
    return [each.value for each in found.values() if each.schema_path == "holders.name"]


NONE = CODE.none("amount")
SILENT = MODEL.none("amount")


@pytest.mark.parametrize(
    ("result", "outcome", "value", "reasons"),
    [
        (amount([code()], [model()]), Outcome.AGREE, AMOUNT, (R.READERS_AGREE,)),
        (amount([code()], [model(Decimal(100))]), Outcome.AGREE, AMOUNT, (R.READERS_AGREE,)),
        (amount([code()], [model(at=70)]), Outcome.AGREE, AMOUNT, (R.READERS_AGREE,)),
        (amount([code()], [model(at=None)]), Outcome.BASELINE_ONLY, AMOUNT, (R.NOT_IN_TEXT,)),
        (amount([code()]), Outcome.BASELINE_ONLY, AMOUNT, (R.ONE_READER,)),
        (amount([code()], []), Outcome.BASELINE_ONLY, AMOUNT, (R.ONE_READER,)),
        (amount([code()], [SILENT]), Outcome.BASELINE_ONLY, AMOUNT, (R.OTHER_SAYS_NONE,)),
        (
            amount([code()], [model(OTHER, None)]),
            Outcome.BASELINE_ONLY,
            AMOUNT,
            (R.NOT_IN_TEXT,),
        ),
        (
            amount([code()], [MODEL.unread("amount")]),
            Outcome.BASELINE_ONLY,
            AMOUNT,
            (R.UNREADABLE_VALUE,),
        ),
        (amount([NONE], [model()]), Outcome.LLM_ONLY, AMOUNT, (R.OTHER_SAYS_NONE,)),
        (amount(None, [model()]), Outcome.LLM_ONLY, AMOUNT, (R.ONE_READER,)),
        (amount([code()], [model(OTHER)]), Outcome.CONFLICT, AMOUNT, (R.READERS_DIFFER,)),
        (
            amount([code(), code(OTHER)], []),
            Outcome.CONFLICT,
            AMOUNT,
            (R.SELF_CONTRADICTION,),
        ),
        (amount([NONE], [model(at=None)]), Outcome.UNGROUNDED, None, (R.NOT_IN_TEXT,)),
        (
            amount([NONE], [MODEL.unread("amount")]),
            Outcome.UNGROUNDED,
            None,
            (R.UNREADABLE_VALUE,),
        ),
        (amount([NONE], [SILENT]), Outcome.ABSENT, None, (R.BOTH_SAY_NONE,)),
        (amount([NONE]), Outcome.ABSENT, None, (R.ONE_READER,)),
        (amount([], []), Outcome.ABSENT, None, (R.NOT_READ,)),
        (amount(), Outcome.ABSENT, None, (R.NOT_READ,)),
    ],
)
def test_outcome_and_reasons(
    result: FieldResult, outcome: Outcome, value: Decimal | None, reasons: tuple[Reason, ...]
) -> None:
    assert (result.outcome, result.value, result.reasons) == (outcome, value, reasons)
    assert bool(result.evidence) == (value is not None)


def test_the_candidates_are_all_kept() -> None:
    said = [code()], [model(OTHER, None), MODEL.unread("amount")]
    assert set(amount(*said).candidates) == {each for one in said for each in one}


def test_an_anchored_value_outweighs_one_without_anchor() -> None:
    result = amount([code(anchored=False)], [model(OTHER)])
    assert (result.value, result.reasons) == (OTHER, (R.READERS_DIFFER,))


def test_a_value_without_anchor_says_so() -> None:
    assert amount([code(anchored=False)]).reasons == (R.ONE_READER, R.NO_ANCHOR)
    agreed = amount([code(anchored=False)], [model(anchored=False)])
    assert (agreed.outcome, agreed.reasons) == (Outcome.AGREE, (R.READERS_AGREE, R.NO_ANCHOR))


def test_of_those_who_agree_the_one_with_an_anchor_is_shown() -> None:
    result = amount([code(at=10, anchored=False)], [model(at=70)])
    assert result.anchor
    assert result.evidence == model(at=70).evidence
    assert result.reasons == (R.READERS_AGREE,)


def test_a_value_of_two_readers_outweighs_one_reader_of_its_own_mind() -> None:
    result = amount([code()], [model(OTHER, 10), model(AMOUNT, 70)])
    assert (result.outcome, result.value) == (Outcome.CONFLICT, AMOUNT)


def test_the_problem_of_the_best_value_is_named() -> None:
    row = MODEL.value("holders.name", "Ash", 100, row=1)
    share = MODEL.value(
        "holders.share", AMOUNT, 300, row=1, anchored=False, problem=R.NOT_IN_ITS_ROW
    )
    found = fields(MODEL.reading([row, share]))
    assert found["holders#1.share"].reasons == (R.ONE_READER, R.NOT_IN_ITS_ROW)


def test_what_the_model_alone_says_without_a_role_is_only_shown() -> None:
    said = [model(anchored=False)]
    result = amount([NONE], said)
    assert (result.outcome, result.value, result.evidence) == (Outcome.UNGROUNDED, None, ())
    assert result.reasons == (R.OTHER_SAYS_NONE, R.NO_ANCHOR)
    assert set(result.candidates) == {NONE, *said}


def test_a_value_without_a_role_stays_where_no_other_reader_denies_it() -> None:
    for readers in (None, [], [CODE.unread("amount")]):
        assert amount(readers, [model(anchored=False)]).value == AMOUNT
    assert amount([code(anchored=False)], [SILENT]).value == AMOUNT


def test_what_the_model_alone_takes_from_another_row_is_only_shown() -> None:
    row = [each.value("holders.name", "Ash", 100, row=1) for each in (CODE, MODEL)]
    elsewhere = MODEL.value(
        "holders.share", AMOUNT, 300, row=1, anchored=False, problem=R.NOT_IN_ITS_ROW
    )
    said = MODEL.reading([row[1], elsewhere])
    denied = fields(CODE.reading([row[0], CODE.none("holders.share", row=1)]), said)
    found = denied["holders#1.share"]
    assert (found.outcome, found.value) == (Outcome.UNGROUNDED, None)
    assert found.reasons == (R.OTHER_SAYS_NONE, R.NOT_IN_ITS_ROW)
    assert AMOUNT in [each.value for each in found.candidates]
    assert fields(CODE.reading([row[0]]), said)["holders#1.share"].value == AMOUNT


def test_a_value_for_which_no_wording_is_declared_needs_none() -> None:
    silent, said = CODE.none("office.city"), MODEL.value("office.city", "Elm", anchored=False)
    found = fields(CODE.reading([silent]), MODEL.reading([said]))["office.city"]
    assert (found.outcome, found.value) == (Outcome.LLM_ONLY, "Elm")


@pytest.mark.parametrize("value", [OTHER, AMOUNT])
def test_a_person_wins(value: Decimal) -> None:
    said = PERSON_SAYS.value("amount", value, None)
    result = amount([code()], [model()], [said])
    assert (result.outcome, result.value, result.reasons) == (Outcome.SETTLED, value, (R.PERSON,))


def test_a_person_may_say_that_there_is_none() -> None:
    result = amount([code()], [model()], [PERSON_SAYS.none("amount")])
    assert (result.outcome, result.value) == (Outcome.SETTLED, None)


def test_a_person_wins_over_what_code_derives() -> None:
    rows = [*table(CODE), CODE.value("holders.basis", "amount", 120, row=1)]
    said = [
        PERSON_SAYS.value("holders.name", "Ash", None, row=1),
        PERSON_SAYS.value("holders.basis", "percentage", None, row=1),
    ]
    result = fields(CODE.reading(rows), PERSON_SAYS.reading(said))["holders#1.basis"]
    assert (result.outcome, result.value) == (Outcome.SETTLED, "percentage")


def test_a_derived_leaf_says_so_and_keeps_its_weakness() -> None:
    basis = CODE.value("holders.basis", "amount", 120, row=1)
    found = fields(CODE.reading([*table(CODE), basis]))
    assert found["holders#1.basis"].outcome is Outcome.DERIVED
    assert found["holders#1.basis"].reasons == (R.DERIVED_VALUE,)
    assert found["holders#2.basis"].outcome is Outcome.ABSENT
    loose = CODE.value("holders.basis", "amount", 120, row=1, anchored=False)
    found = fields(CODE.reading([*table(CODE), loose]))
    assert found["holders#1.basis"].reasons == (R.DERIVED_VALUE, R.NO_ANCHOR)


def test_a_derived_leaf_with_two_values_is_in_conflict() -> None:
    two = [
        CODE.value("holders.basis", value, at, row=1)
        for value, at in (("amount", 120), ("percentage", 140))
    ]
    found = fields(CODE.reading([*table(CODE), *two]))
    assert found["holders#1.basis"].outcome is Outcome.CONFLICT


def cue(*paths: str) -> Reading:
    leaves = [Candidate(CUES, path, None, "", None, problem=R.NO_CUE) for path in paths]
    return CUE.reading(leaves)


def test_where_the_wording_is_missing_there_is_none() -> None:
    result = fields(CODE.reading([NONE]), cue("amount"))["amount"]
    assert (result.outcome, result.reasons) == (Outcome.ABSENT, (R.NO_CUE,))


def test_a_missing_wording_for_a_leaf_of_rows_counts_in_every_row() -> None:
    found = fields(CODE.reading(table(CODE)), cue("holders.percent"))
    for row in (1, 2, 3):
        assert found[f"holders#{row}.percent"].reasons == (R.NO_CUE,)


def test_a_value_of_the_model_in_a_row_needs_its_caption_where_the_baseline_has_none() -> None:
    said = MODEL.reading(
        [
            MODEL.value("holders.name", "Ash", 20, row=0),
            MODEL.value("holders.rank", "senior", 30, row=0),
        ]
    )
    silent = CODE.reading(
        [CODE.value("holders.name", "Ash", 20, row=0), CODE.none("holders.rank", row=0)]
    )
    unread = CODE.reading([CODE.value("holders.name", "Ash", 20, row=0)])
    missing = cue("holders.rank")
    rank = "holders#1.rank"
    found = fields(silent, said, missing)[rank]
    assert (found.outcome, found.reasons, found.value) == (Outcome.UNGROUNDED, (R.NO_CUE,), None)
    assert fields(silent, said)[rank].value == "senior"
    assert fields(unread, said, missing)[rank].value == "senior"
    assert fields(said, missing)[rank].value == "senior"


def test_a_value_that_stands_there_is_shown_with_its_missing_wording() -> None:
    result = fields(CODE.reading([code()]), cue("amount"))["amount"]
    assert (result.outcome, result.reasons) == (Outcome.BASELINE_ONLY, (R.NO_CUE,))


def test_fields_come_in_the_order_of_the_schema_with_a_field_for_each_list() -> None:
    found = fields(
        CODE.reading([*table(CODE, {"Ash": "1"}), CODE.value("codes", "0-12345", row=0)])
    )
    assert list(found) == [
        *("title", "dated", "due", "amount", "count", "office.city", "office.state"),
        *("codes#1", "codes#complete"),
        *(f"holders#1.{leaf}" for leaf in ("name", "share", "percent", "rank", "basis")),
        "holders#complete",
    ]
    assert all(path == each.path for path, each in found.items())
    assert found["holders#1.share"].schema_path == "holders.share"


def test_every_field_of_a_row_shows_its_key() -> None:
    found = fields(CODE.reading(table(CODE)))
    assert {each.key for path, each in found.items() if path.startswith("holders#2.")} == {"Birch"}
    assert found["amount"].key == found["holders#complete"].key == ""


def test_a_row_of_one_reader_says_so_beside_its_key() -> None:
    found = fields(listed(CODE, "Ash", "Birch"), listed(MODEL, "Ash"))
    assert R.ROW_FROM_ONE_READER not in found["holders#1.name"].reasons
    assert found["holders#2.name"].reasons == (R.ONE_READER, R.ROW_FROM_ONE_READER)
    assert R.ROW_FROM_ONE_READER not in found["holders#2.share"].reasons


def test_a_row_that_only_the_model_has_is_kept_while_nothing_proves_the_list() -> None:
    readings = listed(CODE, "Ash", "Birch"), listed(MODEL, *HOLDERS)
    assert row_names(*readings) == ["Ash", "Birch", "Cedar"]
    result = whole(*readings)
    assert (result.outcome, result.value) == (Outcome.CONFLICT, 3)
    assert result.reasons == (R.LIST_DIFFERS, R.ROWS_UNPROVEN)


@pytest.mark.parametrize(
    ("marks", "rows"),
    [
        (4, ["Ash", "Birch", "Cedar"]),
        (3, ["Ash", "Birch", "Cedar"]),
        (2, ["Ash", "Birch"]),
        (0, ["Ash", "Birch"]),
    ],
)
def test_a_row_that_only_the_model_has_needs_a_mark_that_no_other_row_uses_up(
    marks: int, rows: list[str]
) -> None:
    counted = CUE.reading([], [CUE.rows(marks)])
    readings = listed(CODE, "Ash", "Birch"), listed(MODEL, *HOLDERS), counted
    assert row_names(*readings) == rows
    result = whole(*readings)
    assert (result.outcome, result.value) == (Outcome.CONFLICT, len(rows))
    assert [each.value for each in result.candidates] == list(HOLDERS)[len(rows) :]


def test_rows_of_the_model_fill_up_the_marks_in_the_order_of_the_text() -> None:
    counted = CUE.reading([], [CUE.rows(2)])
    assert row_names(listed(CODE, "Ash"), listed(MODEL, *HOLDERS), counted) == ["Ash", "Birch"]


def test_marks_say_nothing_against_the_model_where_the_baseline_has_no_row() -> None:
    counted = CUE.reading([], [CUE.rows(1)])
    assert row_names(CODE.reading([]), listed(MODEL, *HOLDERS), counted) == list(HOLDERS)


def test_a_row_that_only_the_model_has_is_left_to_a_person_where_the_list_is_proven() -> None:
    readings = listed(CODE, "Ash", "Birch", accounted=True), listed(MODEL, *HOLDERS)
    assert row_names(*readings) == ["Ash", "Birch"]
    result = whole(*readings)
    assert (result.outcome, result.value) == (Outcome.CONFLICT, 2)
    assert result.reasons == (R.LIST_DIFFERS, R.ROWS_ACCOUNTED)
    assert [each.value for each in result.candidates] == ["Cedar"]


def test_a_row_of_the_model_without_a_role_is_left_to_a_person() -> None:
    loose = [
        MODEL.value("holders.name", "Elm", 400, row=9, anchored=False),
        MODEL.value("holders.share", AMOUNT, 410, row=9),
    ]
    asked = MODEL.reading([*table(MODEL), *loose], [MODEL.rows(4)])
    assert row_names(asked) == [*HOLDERS, "Elm"]
    assert row_names(listed(CODE, *HOLDERS), asked) == list(HOLDERS)
    result = whole(listed(CODE, *HOLDERS), asked)
    assert (result.outcome, result.value) == (Outcome.CONFLICT, 3)
    assert [each.value for each in result.candidates] == ["Elm"]


def test_a_row_of_the_model_that_is_no_more_than_a_key_is_left_to_a_person() -> None:
    bare = [MODEL.value("holders.name", "Elm", 300, row=9)]
    asked = MODEL.reading([*table(MODEL), *bare], [MODEL.rows(4)])
    assert row_names(listed(CODE, *HOLDERS), asked) == list(HOLDERS)
    result = whole(listed(CODE, *HOLDERS), asked)
    assert (result.outcome, result.value) == (Outcome.CONFLICT, 3)
    stated = MODEL.value("holders.share", AMOUNT, 310, row=9)
    asked = MODEL.reading([*table(MODEL), *bare, stated], [MODEL.rows(4)])
    assert row_names(listed(CODE, *HOLDERS), asked) == [*HOLDERS, "Elm"]


def test_a_row_that_stands_nowhere_is_no_row() -> None:
    lost = [
        MODEL.value("holders.name", "Elm", None, row=9),
        MODEL.value("holders.share", AMOUNT, None, row=9),
    ]
    asked = MODEL.reading([*table(MODEL), *lost], [MODEL.rows(4)])
    assert row_names(listed(CODE, *HOLDERS), asked) == list(HOLDERS)
    result = whole(listed(CODE, *HOLDERS), asked)
    assert (result.outcome, result.value) == (Outcome.AGREE, 3)
    assert [each.value for each in result.candidates] == ["Elm"]


def test_a_row_of_the_baseline_or_a_person_is_always_a_row() -> None:
    lost = PERSON_SAYS.reading([PERSON_SAYS.value("holders.name", "Elm", None, row=1)])
    assert row_names(listed(CODE, *HOLDERS, accounted=True), lost) == [*HOLDERS, "Elm"]
    ungrounded = CODE.reading([CODE.value("holders.name", "Elm", None, row=1)], [CODE.rows(1)])
    assert len(row_names(ungrounded)) == 1


def _rows(says: Says, count: int, accounted: bool | None, reason: Reason | None) -> Reading:
    rows = table(says, dict(list(HOLDERS.items())[:count]))
    return says.reading(rows, [says.rows(count, accounted=accounted, reason=reason)])


NOTHING = (0, None, None)


@pytest.mark.parametrize(
    ("by_code", "by_model", "outcome", "reasons"),
    [
        ((3, True, None), None, Outcome.BASELINE_ONLY, (R.ONE_READER, R.ROWS_ACCOUNTED)),
        ((3, None, None), None, Outcome.BASELINE_ONLY, (R.ONE_READER, R.ROWS_UNPROVEN)),
        ((3, False, None), None, Outcome.BASELINE_ONLY, (R.ONE_READER, R.ROWS_LEFT_OVER)),
        (None, (3, None, None), Outcome.LLM_ONLY, (R.ONE_READER, R.ROWS_UNPROVEN)),
        ((3, True, None), (3, None, None), Outcome.AGREE, (R.READERS_AGREE, R.ROWS_ACCOUNTED)),
        ((3, None, None), (3, None, None), Outcome.AGREE, (R.READERS_AGREE, R.ROWS_UNPROVEN)),
        ((3, False, None), (3, None, None), Outcome.AGREE, (R.READERS_AGREE, R.ROWS_LEFT_OVER)),
        ((3, True, None), (3, False, None), Outcome.AGREE, (R.READERS_AGREE, R.ROWS_LEFT_OVER)),
        ((3, True, None), (2, None, None), Outcome.CONFLICT, (R.LIST_DIFFERS, R.ROWS_ACCOUNTED)),
        ((3, True, None), NOTHING, Outcome.CONFLICT, (R.LIST_DIFFERS, R.ROWS_ACCOUNTED)),
        (NOTHING, (2, None, None), Outcome.CONFLICT, (R.LIST_DIFFERS, R.ROWS_UNPROVEN)),
        (
            (0, None, R.IN_EXHIBIT),
            (2, None, None),
            Outcome.CONFLICT,
            (R.LIST_DIFFERS, R.ROWS_UNPROVEN, R.IN_EXHIBIT),
        ),
        (NOTHING, NOTHING, Outcome.ABSENT, (R.BOTH_SAY_NONE,)),
        ((0, None, R.STATED_NONE), None, Outcome.ABSENT, (R.STATED_NONE,)),
        (
            (0, None, R.IN_EXHIBIT),
            NOTHING,
            Outcome.ABSENT,
            (R.IN_EXHIBIT, R.BOTH_SAY_NONE),
        ),
        (NOTHING, None, Outcome.ABSENT, (R.ONE_READER,)),
        ((0, False, None), NOTHING, Outcome.ABSENT, (R.ROWS_LEFT_OVER,)),
        (None, None, Outcome.ABSENT, (R.NOT_READ,)),
    ],
)
def test_whether_a_list_is_complete(
    by_code: tuple[int, bool | None, Reason | None] | None,
    by_model: tuple[int, bool | None, Reason | None] | None,
    outcome: Outcome,
    reasons: tuple[Reason, ...],
) -> None:
    said = [_rows(says, *of) for says, of in ((CODE, by_code), (MODEL, by_model)) if of]
    result = whole(*said)
    assert (result.outcome, result.reasons) == (outcome, reasons)
    counts = [of[0] for of in (by_code, by_model) if of]
    assert result.value == max(counts, default=0)


def test_a_list_without_its_wording_is_empty() -> None:
    lists = [ListReading(CUES, "holders", 0, True, R.NO_CUE)]
    result = whole(CUE.reading((), lists))
    assert (result.outcome, result.value, result.reasons) == (Outcome.ABSENT, 0, (R.NO_CUE,))


def test_ungrounded_rows_alone_make_no_agreement_on_an_empty_list() -> None:
    lost = MODEL.reading([MODEL.value("holders.name", "Elm", None, row=1)], [MODEL.rows(1)])
    result = whole(CODE.reading((), [CODE.rows(0)]), lost)
    assert result.outcome is Outcome.ABSENT
    assert R.BOTH_SAY_NONE not in result.reasons


def test_the_place_that_shows_why_a_list_is_empty_is_its_evidence() -> None:
    place = CODE.value("title", "x", 50).evidence
    stated = ListReading(CODE.reader, "holders", 0, None, R.STATED_NONE, place)
    assert whole(CODE.reading((), [stated])).evidence == place


def test_dates_are_compared_as_dates() -> None:
    said = [CODE.value("dated", date(2001, 3, 2)), MODEL.value("dated", date(2001, 2, 3))]
    found = fields(CODE.reading(said[:1]), MODEL.reading(said[1:]))
    assert found["dated"].outcome is Outcome.CONFLICT


@pytest.mark.parametrize(
    ("marks", "why"), [(2, R.ROWS_ACCOUNTED), (3, R.ROWS_ACCOUNTED), (4, R.ROWS_LEFT_OVER)]
)
def test_a_list_with_fewer_rows_than_marks_has_lost_one(marks: int, why: Reason) -> None:
    names = tuple(HOLDERS)
    counted = Reading(CUES, (), (ListReading(CUES, "holders", marks),))
    both = listed(CODE, *names, accounted=True), listed(MODEL, *names)
    assert whole(*both, counted).reasons == (R.READERS_AGREE, why)


def test_an_empty_list_of_which_the_text_has_marks_is_no_empty_list() -> None:
    counted = Reading(CUES, (), (ListReading(CUES, "holders", 1),))
    empty = CODE.reading([], [CODE.rows(0)]), MODEL.reading([], [MODEL.rows(0)])
    assert whole(*empty).reasons == (R.BOTH_SAY_NONE,)
    assert whole(*empty, counted).reasons == (R.ROWS_LEFT_OVER,)


def rivals(*values: Decimal) -> Reading:
    """What fills the place of the amount, of which the text has several."""
    places = enumerate(values)
    problem = R.STATED_TWICE
    return CUE.reading(CUE.value("amount", each, 300 * at, problem=problem) for at, each in places)


def test_what_the_text_states_twice_says_so_though_the_readers_agree() -> None:
    each = fields(CODE.reading([code()]), MODEL.reading([model()]), rivals(AMOUNT, OTHER))["amount"]
    assert (each.value, each.outcome) == (AMOUNT, Outcome.AGREE)
    assert each.reasons == (R.READERS_AGREE, R.STATED_TWICE)
    assert {c.value for c in each.candidates if c.reader == CUES} == {AMOUNT, OTHER}


def test_a_rival_is_no_answer() -> None:
    each = fields(CODE.reading([CODE.none("amount")]), rivals(AMOUNT, OTHER))["amount"]
    assert (each.value, each.outcome, each.reasons) == (None, Outcome.ABSENT, (R.ONE_READER,))


def test_a_person_says_which_of_two_counts() -> None:
    settled = PERSON_SAYS.reading([PERSON_SAYS.value("amount", AMOUNT)])
    each = fields(CODE.reading([code()]), rivals(AMOUNT, OTHER), settled)["amount"]
    assert (each.outcome, each.reasons) == (Outcome.SETTLED, (R.PERSON,))


@pytest.mark.parametrize(("marks", "doubted"), [(1, False), (2, True)])
def test_a_plain_value_is_in_doubt_where_another_one_is_left_over(
    marks: int, doubted: bool
) -> None:
    path = "cover.employer_ids"
    place = (Span(0, 10, 20),)
    readers = [
        Reading(
            reader,
            (Candidate(reader, path, 0, "61-0001112", "61-0001112", place, place, 1),),
            (ListReading(reader, path, 1, accounted=True),),
        )
        for reader in (BASELINE, LLM)
    ]
    counted = Reading(CUES, (), (ListReading(CUES, path, marks),))
    fields = decide(FORM_8K, reconcile(FORM_8K, [*readers, counted]), AGREEMENT)
    row = fields[f"{path}#1"]
    assert (R.ROWS_LEFT_OVER in row.reasons) is doubted
    assert (row.decision is Decision.REVIEW) is doubted
