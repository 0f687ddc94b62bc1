"""Running a form's rules over a whole reconciled record. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from extractor.forms.base import Facts, Form, Row
from extractor.reasons import Reason
from extractor.records import CheckResult, CheckStatus, FieldResult, Value


def facts_of(form: Form, fields: Mapping[str, FieldResult]) -> Facts:
    """The record as rules see it."""
    values = {path: each.value for path, each in fields.items()}
    rows: dict[str, dict[str, dict[str, Value | None]]] = defaultdict(dict)
    for path, each in fields.items():
        leaf = form.spec.leaves.get(each.schema_path)
        if leaf is not None and leaf.rows is not None:
            row = f"{leaf.rows}#{path[len(leaf.rows) + 1 :].partition('.')[0]}"
            rows[leaf.rows].setdefault(row, {})[leaf.name] = each.value
    lists = {path: [Row(*row) for row in rows[path].items()] for path in form.spec.lists}
    return Facts(values, lists)


def run_checks(form: Form, fields: Mapping[str, FieldResult]) -> tuple[CheckResult, ...]:
    """Every rule of the form, in its order."""
    facts = facts_of(form, fields)
    return tuple(rule(facts) for rule in form.rules)


def as_filed(checks: Iterable[CheckResult], declared: Collection[str]) -> tuple[CheckResult, ...]:
    """The checks, with those that a person declared to be true of the filing as findings."""
    return tuple(
        replace(check, status=CheckStatus.FINDING, doubts=())
        if check.status is CheckStatus.FAILED and check.name in declared
        else check
        for check in checks
    )


def mark(
    fields: Mapping[str, FieldResult], checks: tuple[CheckResult, ...]
) -> dict[str, FieldResult]:
    """The fields with what the checks say of them among their reasons; a doubt outweighs."""
    doubted = {
        path for check in checks if check.status is CheckStatus.FAILED for path in check.doubts
    }
    confirmed = {
        path
        for check in checks
        if check.status is CheckStatus.PASSED
        for path in _confirms(check, fields)
    }
    said = doubted | confirmed
    return {
        path: replace(each, reasons=(*each.reasons, *_said(path, doubted, confirmed)))
        if path in said
        else each
        for path, each in fields.items()
    }


def _confirms(check: CheckResult, fields: Mapping[str, FieldResult]) -> tuple[str, ...]:
    """What a check that passed confirms: nothing, where each of its fields is stated twice.

    Of two readings of a filing it then only says that one of them is whole.
    """
    twice = (
        path in fields and Reason.STATED_TWICE in fields[path].reasons for path in check.confirms
    )
    return () if all(twice) else check.confirms


def _said(path: str, doubted: set[str], confirmed: set[str]) -> tuple[Reason, ...]:
    if path in doubted:
        return (Reason.CHECK_DOUBTS,)
    return (Reason.CHECK_CONFIRMS,) if path in confirmed else ()
