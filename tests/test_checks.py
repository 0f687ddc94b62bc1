"""Cross-checks over a whole record: what they see, and that they mark what they name."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.checks import facts_of, mark, run_checks
from extractor.forms.base import Row
from extractor.reasons import Reason
from extractor.reconcile import reconcile
from extractor.records import CheckResult, CheckStatus, FieldResult
from tests.note_form import CODE, HOLDERS, NOTE, table

PATHS = ("title", "dated", "due", "amount", "holders#1.share", "holders#complete")
MARKS = {Reason.CHECK_DOUBTS, Reason.CHECK_CONFIRMS}


def record(amount: str = "100.00", due: date = date(2011, 3, 1)) -> dict[str, FieldResult]:
    said = [
        CODE.value("dated", date(2001, 3, 3)),
        CODE.value("due", due),
        CODE.value("amount", Decimal(amount)),
        CODE.value("codes", "0-12345", row=1),
        CODE.value("codes", "333-72880", 50, row=2),
        *table(CODE),
    ]
    return reconcile(NOTE, [CODE.reading(said, [CODE.rows(3)])])


def marked(fields: Mapping[str, FieldResult]) -> dict[str, Reason]:
    """What the form's own rules say, by the paths that they marked."""
    done = mark(fields, run_checks(NOTE, fields))
    found = {path: set(each.reasons) & MARKS for path, each in done.items()}
    assert all(len(each) < 2 for each in found.values())
    return {path: each.pop() for path, each in found.items() if each}


SUMMED = {"amount", "holders#complete", *(f"holders#{row}.share" for row in (1, 2, 3))}


def test_rules_see_values_by_path_and_rows_by_list() -> None:
    facts = facts_of(NOTE, record())
    assert facts.values["due"] == date(2011, 3, 1)
    assert facts.values["title"] is None
    assert facts.rows["holders"][1] == Row(
        "holders#2",
        {"name": "Birch", "share": Decimal("30.00"), "percent": None, "rank": None, "basis": None},
    )
    assert facts.rows["codes"] == [
        Row("codes#1", {"codes": "0-12345"}),
        Row("codes#2", {"codes": "333-72880"}),
    ]


def test_rules_see_an_empty_list_as_empty() -> None:
    assert facts_of(NOTE, reconcile(NOTE, [])).rows == {"codes": [], "holders": []}


def test_every_rule_of_the_form_is_run_in_order() -> None:
    names = [each.name for each in run_checks(NOTE, record())]
    assert names == ["shares_sum", "due_after_dated"]


def test_a_sum_that_closes_confirms_what_enters_it_and_nothing_else() -> None:
    assert marked(record()) == dict.fromkeys(SUMMED, Reason.CHECK_CONFIRMS)


def test_a_sum_that_does_not_close_doubts_what_enters_it_and_nothing_else() -> None:
    assert marked(record("100.01")) == dict.fromkeys(SUMMED, Reason.CHECK_DOUBTS)


def test_a_missing_row_leaves_the_sum_open() -> None:
    holders = {name: share for name, share in HOLDERS.items() if name != "Birch"}
    said = [CODE.value("amount", Decimal("100.00")), *table(CODE, holders)]
    fields = reconcile(NOTE, [CODE.reading(said, [CODE.rows(2)])])
    assert marked(fields)["holders#complete"] is Reason.CHECK_DOUBTS


def test_two_checks_mark_each_their_own() -> None:
    expected = dict.fromkeys(SUMMED, Reason.CHECK_CONFIRMS)
    expected |= dict.fromkeys(("dated", "due"), Reason.CHECK_DOUBTS)
    assert marked(record(due=date(1999, 1, 1))) == expected


def test_two_fields_that_are_both_stated_twice_do_not_confirm_each_other() -> None:
    fields = record()
    twice = {p: replace(fields[p], reasons=(Reason.STATED_TWICE,)) for p in ("dated", "due")}
    both = check(CheckStatus.PASSED, (), ("dated", "due"))
    assert not MARKS & set(mark({**fields, **twice}, (both,))["dated"].reasons)
    one = {**fields, "dated": twice["dated"]}
    assert Reason.CHECK_CONFIRMS in mark(one, (both,))["dated"].reasons


def check(status: CheckStatus, doubts: tuple[str, ...], confirms: tuple[str, ...]) -> CheckResult:
    return CheckResult("made_up", status, "A sentence.", doubts, confirms)


def test_a_doubt_outweighs_a_confirmation() -> None:
    passed = check(CheckStatus.PASSED, (), ("amount",))
    failed = check(CheckStatus.FAILED, ("amount",), ())
    for order in ((passed, failed), (failed, passed)):
        assert set(mark(record(), order)["amount"].reasons) & MARKS == {Reason.CHECK_DOUBTS}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (CheckStatus.PASSED, {"due": Reason.CHECK_CONFIRMS}),
        (CheckStatus.FAILED, {"dated": Reason.CHECK_DOUBTS}),
        (CheckStatus.FINDING, {}),
        (CheckStatus.NOT_APPLICABLE, {}),
    ],
)
def test_only_a_failure_doubts_and_only_a_success_confirms(
    status: CheckStatus, expected: Mapping[str, Reason]
) -> None:
    done = mark(record(), (check(status, ("dated",), ("due",)),))
    found = {path: each.reasons[-1] for path, each in done.items() if MARKS & set(each.reasons)}
    assert found == expected


_SOME = st.lists(st.sampled_from((*PATHS, "no.such.path"))).map(tuple)
_CHECKS = st.lists(st.builds(check, st.sampled_from(CheckStatus), _SOME, _SOME), max_size=4)


@given(_CHECKS.map(tuple))
def test_a_check_marks_only_the_paths_that_it_names(checks: tuple[CheckResult, ...]) -> None:
    fields = record()
    done = mark(fields, checks)
    assert list(done) == list(fields)
    doubted = {p for c in checks if c.status is CheckStatus.FAILED for p in c.doubts}
    confirmed = {p for c in checks if c.status is CheckStatus.PASSED for p in c.confirms}
    for path, each in done.items():
        added = each.reasons[len(fields[path].reasons) :]
        if path in doubted:
            assert added == (Reason.CHECK_DOUBTS,)
        elif path in confirmed:
            assert added == (Reason.CHECK_CONFIRMS,)
        else:
            assert added == ()
        assert replace(each, reasons=fields[path].reasons) == fields[path]
