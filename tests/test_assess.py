"""From readings to what is known: the same from the same readings, in whatever order they come."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.assess import assess
from extractor.extraction import Assessment
from extractor.policy import AGREEMENT, Policy
from extractor.reasons import Reason
from extractor.records import (
    CUES,
    Candidate,
    CheckStatus,
    Decision,
    ListReading,
    Outcome,
    Reading,
    Value,
)
from tests.note_form import (
    CODE,
    HOLDERS,
    MODEL,
    NOTE,
    PERSON_SAYS,
    Holder,
    Note,
    Office,
    Says,
    moved,
    table,
)

R = Reason
DATED, DUE = date(2001, 3, 3), date(2011, 3, 1)
AMOUNT = Decimal("100.00")


def known(*readings: Reading, policy: Policy = AGREEMENT) -> Assessment:
    return assess(NOTE, readings, policy)


def note(says: Says, *more: Candidate) -> list[Candidate]:
    """What a reader has of a note whose shares sum to its amount."""
    return [
        says.value("title", "Harbor Loan", 10),
        says.value("dated", DATED, 30),
        says.value("due", DUE, 50),
        says.value("amount", AMOUNT, 70),
        says.none("count"),
        *table(says),
        *more,
    ]


def agreed() -> tuple[Reading, Reading]:
    return (
        CODE.reading(note(CODE), [CODE.rows(3, accounted=True)]),
        MODEL.reading(note(MODEL), [MODEL.rows(3)]),
    )


def holder(name: str | None, share: str | None = None) -> Holder:
    return Holder(name=name, share=None if share is None else Decimal(share))


ROWS = tuple(holder(name, share) for name, share in HOLDERS.items())


def test_what_independent_readers_agree_on_is_accepted() -> None:
    result = known(*agreed())
    expected = Note(title="Harbor Loan", dated=DATED, due=DUE, amount=AMOUNT, holders=ROWS)
    assert result.record == result.accepted == expected
    assert result.fields["holders#complete"].decision is Decision.ACCEPTED
    assert result.fields["count"].decision is Decision.ACCEPTED
    assert result.fields["office.city"].decision is Decision.REVIEW


def test_one_reader_alone_is_accepted_only_where_a_check_proves_it() -> None:
    result = known(agreed()[0])
    assert result.record == known(*agreed()).record
    assert result.accepted == Note(
        amount=AMOUNT, holders=tuple(holder(None, share) for share in HOLDERS.values())
    )
    assert result.fields["holders#complete"].decision is Decision.ACCEPTED


def test_the_record_has_the_best_grounded_value_and_accepted_has_none() -> None:
    code = CODE.reading([CODE.value("due", DUE, 50), CODE.value("title", "Harbor", None)])
    model = MODEL.reading([MODEL.value("due", DATED, 30, anchored=False)])
    result = known(code, model)
    assert result.record == Note(due=DUE)
    assert result.accepted == Note()
    assert result.fields["due"].outcome is Outcome.CONFLICT
    assert result.fields["title"].outcome is Outcome.UNGROUNDED


def test_a_check_that_fails_keeps_what_it_doubts_from_being_accepted() -> None:
    code, model = agreed()
    wrong = [CODE.value("dated", date(2012, 1, 1), 30), MODEL.value("dated", date(2012, 1, 1), 30)]
    turned = [
        replace(reading, candidates=(*(c for c in reading.candidates if c.path != "dated"), other))
        for reading, other in zip((code, model), wrong, strict=True)
    ]
    result = known(*turned)
    assert [each.status for each in result.checks] == [CheckStatus.PASSED, CheckStatus.FAILED]
    assert result.accepted == Note(title="Harbor Loan", amount=AMOUNT, holders=ROWS)
    assert R.CHECK_DOUBTS in result.fields["dated"].reasons


def test_a_person_wins_everywhere() -> None:
    said = PERSON_SAYS.reading([PERSON_SAYS.value("title", "Harbour Loan", None)])
    result = known(*agreed(), said)
    assert isinstance(result.accepted, Note)
    assert result.accepted.title == "Harbour Loan"
    assert result.record == result.accepted
    assert result.fields["title"].decision is Decision.SETTLED


def test_a_person_may_settle_a_field_of_a_row() -> None:
    said = [
        PERSON_SAYS.value("holders.name", "Birch", None, row=7),
        PERSON_SAYS.value("holders.share", Decimal(31), None, row=7),
    ]
    result = known(*agreed(), PERSON_SAYS.reading(said))
    assert isinstance(result.accepted, Note)
    assert result.record == result.accepted.model_copy(
        update={"amount": AMOUNT, "holders": (ROWS[0], holder("Birch", "31"), ROWS[2])}
    )
    # The sum no longer closes, so what entered it waits for a person, save what one has settled.
    assert result.accepted.amount is None
    assert result.accepted.holders == (holder("Ash"), holder("Birch", "31"), holder("Cedar"))


def test_a_person_may_say_that_the_filing_states_none() -> None:
    result = known(*agreed(), PERSON_SAYS.reading([PERSON_SAYS.none("due")]))
    assert isinstance(result.record, Note)
    assert result.record.due is None
    assert result.fields["due"].decision is Decision.SETTLED


def test_an_object_is_there_as_soon_as_one_of_its_leaves_is() -> None:
    result = known(CODE.reading([CODE.value("office.city", "Irvine")]))
    assert result.record == Note(office=Office(city="Irvine"))
    assert result.accepted == Note()


def test_a_row_of_which_nothing_is_accepted_is_not_in_accepted() -> None:
    model = MODEL.reading(table(MODEL, {"Ash": "60.00"}), [MODEL.rows(1)])
    code = CODE.reading(table(CODE), [CODE.rows(3)])
    result = known(code, model)
    assert result.record == Note(holders=ROWS)
    assert result.accepted == Note(holders=ROWS[:1])
    assert result.fields["holders#complete"].decision is Decision.REVIEW


def test_a_list_of_strings_holds_what_is_accepted() -> None:
    said = [[says.value("codes", "0-12345", 10, row=0)] for says in (CODE, MODEL)]
    said[0].append(CODE.value("codes", "333-72880", 30, row=1))
    result = known(CODE.reading(said[0]), MODEL.reading(said[1]))
    assert result.record == Note(codes=("0-12345", "333-72880"))
    assert result.accepted == Note(codes=("0-12345",))


def test_nothing_at_all_is_an_empty_record_in_review() -> None:
    result = known()
    assert result.record == result.accepted == Note()
    assert {each.decision for each in result.fields.values()} == {Decision.REVIEW}
    assert {each.reasons for each in result.fields.values()} == {(R.NOT_READ,)}


@pytest.mark.parametrize("certified", [True, False])
def test_the_assessment_says_whether_its_policy_is_certified(certified: bool) -> None:
    result = known(policy=Policy(name="mine", certified=certified))
    assert (result.policy, result.certified) == ("mine", certified)


@pytest.mark.parametrize(
    "readings",
    [
        # Answers and statements that differ in nothing but their problem or their reason.
        [
            CODE.reading([CODE.value("title", "x", 10, problem=R.NO_SYNONYM)]),
            CODE.reading([CODE.value("title", "x", 10)]),
        ],
        [CODE.reading((), [CODE.rows(0, reason=why)]) for why in (R.IN_EXHIBIT, R.STATED_NONE)],
        # Two people of two minds.
        [PERSON_SAYS.reading([PERSON_SAYS.value("title", title, None)]) for title in ("x", "y")],
    ],
)
def test_the_order_of_what_is_nearly_equal_does_not_matter(readings: list[Reading]) -> None:
    def together(*parts: Reading) -> Reading:
        said = [each for part in parts for each in part.candidates]
        return Reading(parts[0].reader, tuple(said), tuple(one for p in parts for one in p.lists))

    assert known(*readings) == known(*reversed(readings))
    assert known(together(*readings)) == known(together(*reversed(readings)))


# Readings of all kinds. A reader speaks once, but may contradict itself.

_AT = st.sampled_from([None, 10, 12, 40, 200])
_PROBLEMS = st.sampled_from([None, None, None, R.NOT_IN_ITS_ROW, R.NO_SYNONYM])
_VALUES: dict[str, st.SearchStrategy[Value]] = {
    "title": st.sampled_from(["Harbor Loan", "HARBOR LOAN.", "Other"]),
    "dated": st.sampled_from([DATED, DUE]),
    "due": st.sampled_from([DATED, DUE]),
    "amount": st.sampled_from([AMOUNT, Decimal(100), Decimal(70)]),
    "count": st.sampled_from([3, 4]),
    "office.city": st.sampled_from(["Irvine", "irvine"]),
    "codes": st.sampled_from(["0-12345", "333-72880"]),
    "holders.name": st.sampled_from(["Ash", "ASH", "Birch"]),
    "holders.share": st.sampled_from([Decimal(100), Decimal(30), Decimal("70.00")]),
    "holders.rank": st.sampled_from(["senior", "junior"]),
    "holders.basis": st.sampled_from(["amount", "percentage"]),
}


@st.composite
def _candidates(draw: st.DrawFn, says: Says) -> Candidate:
    path = draw(st.sampled_from(list(_VALUES)))
    row = draw(st.integers(0, 2)) if NOTE.spec.leaves[path].rows else None
    kind = draw(st.sampled_from(["value", "value", "value", "none", "unread"]))
    if kind == "none":
        return says.none(path, row)
    if kind == "unread":
        return says.unread(path, draw(_AT), row)
    anchored, problem = draw(st.booleans()), draw(_PROBLEMS)
    value = draw(_VALUES[path])
    return says.value(path, value, draw(_AT), row=row, anchored=anchored, problem=problem)


@st.composite
def _statements(draw: st.DrawFn, reader: str) -> ListReading:
    path = draw(st.sampled_from(["codes", "holders"]))
    accounted = draw(st.sampled_from([True, False, None]))
    reason = draw(st.sampled_from([None, None, R.IN_EXHIBIT, R.STATED_NONE]))
    return ListReading(reader, path, draw(st.integers(0, 3)), accounted, reason)


@st.composite
def _readings(draw: st.DrawFn) -> list[Reading]:
    made = []
    for says in draw(
        st.sampled_from([(CODE,), (MODEL,), (CODE, MODEL), (CODE, MODEL, PERSON_SAYS)])
    ):
        said = draw(st.lists(_candidates(says), max_size=14))
        lists = draw(st.lists(_statements(says.reader), max_size=3))
        made.append(says.reading(said, lists))
    missing = draw(st.lists(st.sampled_from(["title", "count", "holders.rank"]), unique=True))
    leaves = [Candidate(CUES, path, None, "", None, problem=R.NO_CUE) for path in missing]
    return [*made, Reading(CUES, tuple(leaves))] if leaves else made


def _mixed(readings: Iterable[Reading], random: Random) -> list[Reading]:
    """The same readings with everything in another order."""
    made = []
    for reading in readings:
        said, lists = list(reading.candidates), list(reading.lists)
        random.shuffle(said)
        random.shuffle(lists)
        made.append(replace(reading, candidates=tuple(said), lists=tuple(lists)))
    random.shuffle(made)
    return made


@given(_readings(), st.randoms(use_true_random=False))
def test_the_order_of_readings_and_candidates_never_matters(
    readings: list[Reading], random: Random
) -> None:
    first, second = known(*readings), known(*_mixed(readings, random))
    assert list(first.fields) == list(second.fields)
    for path, each in first.fields.items():
        assert each == second.fields[path], path
    assert first == second


@given(_readings(), st.integers(1, 2000))
def test_the_numbers_that_readers_give_their_rows_do_not_matter(
    readings: list[Reading], by: int
) -> None:
    def bare(result: Assessment) -> Assessment:
        fields = {path: replace(each, candidates=()) for path, each in result.fields.items()}
        return replace(result, fields=fields)

    others = [replace(each, candidates=tuple(moved(each.candidates, by))) for each in readings]
    assert bare(known(*readings)) == bare(known(*others))


@given(_readings())
def test_deciding_again_from_the_same_readings_gives_the_same(readings: list[Reading]) -> None:
    assert known(*readings) == known(*readings)


DOUBTS = {R.CHECK_DOUBTS, R.NOT_IN_ITS_ROW, R.NO_SYNONYM}
OPEN = {Outcome.UNGROUNDED, Outcome.CONFLICT}


@settings(max_examples=200)
@given(_readings())
def test_nothing_ungrounded_unanchored_or_doubted_is_ever_accepted(
    readings: list[Reading],
) -> None:
    result = known(*readings)
    for path, each in result.fields.items():
        if each.decision is not Decision.ACCEPTED:
            continue
        assert not DOUBTS & set(each.reasons)
        if path.endswith("#complete"):
            proof = {R.CHECK_CONFIRMS, R.ROWS_ACCOUNTED, R.NO_CUE, R.BOTH_SAY_NONE}
            assert proof & set(each.reasons)
            assert R.ROWS_LEFT_OVER not in each.reasons
            continue
        assert each.outcome not in OPEN
        if each.value is None:
            assert not any(c.value is not None and c.evidence for c in each.candidates)
        else:
            assert each.evidence
            assert each.anchor
            assert any(c.value == each.value and c.evidence for c in each.candidates)


@given(_readings())
def test_accepted_holds_only_what_was_accepted_or_settled(readings: list[Reading]) -> None:
    result = known(*readings)
    taken = {
        str(each.value)
        for each in result.fields.values()
        if each.decision is not Decision.REVIEW and each.value is not None
    }
    assert isinstance(result.accepted, Note)
    assert {str(each) for each in _leaves(result.accepted.model_dump())} <= taken
    waiting = [e for e in result.fields.values() if e.decision is Decision.REVIEW and not e.key]
    for each in waiting:
        if each.path in ("title", "dated", "due", "amount", "count"):
            assert getattr(result.accepted, each.path) is None


@given(_readings())
def test_the_record_holds_the_best_value_of_every_field(readings: list[Reading]) -> None:
    result = known(*readings)
    best = [
        str(each.value)
        for path, each in result.fields.items()
        if each.value is not None and not path.endswith("#complete")
    ]
    assert sorted(map(str, _leaves(result.record.model_dump()))) == sorted(best)
    for each in result.fields.values():
        # Whatever a person did not say stands in the text.
        if (
            each.value is not None
            and each.outcome is not Outcome.SETTLED
            and "#complete" not in each.path
        ):
            assert each.evidence


def _leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in _leaves(each)]
    if isinstance(value, list | tuple):
        return [leaf for each in value for leaf in _leaves(each)]
    return [] if value is None else [value]
