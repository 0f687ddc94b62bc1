"""From the readings of a filing to what is known of it: reconcile, check, decide. Pure.

The same function serves a first extraction, a re-run from stored answers and a review: a person
is one more reading.
"""

from collections.abc import Iterable, Mapping

from extractor.checks import as_filed, mark, run_checks
from extractor.extraction import Assessment
from extractor.forms.base import Form
from extractor.forms.schema import build
from extractor.overlaps import mark_shared, take_own_words
from extractor.policy import NOTHING, Policy, decide
from extractor.reconcile import reconcile
from extractor.records import Decision, FieldResult, Reading, Value


def assess(form: Form, readings: Iterable[Reading], policy: Policy) -> Assessment:
    """The record, the decisions and the checks that follow from the readings.

    The order in which readings and candidates come does not matter. That readers agree is a
    measured reason to accept only for a form that was measured: any other accepts by a calibrated
    policy or not at all.
    """
    said = tuple(readings)
    if not form.measured and policy.strata is None:
        policy = NOTHING
    fields = mark_shared(form, take_own_words(form, reconcile(form, said)))
    declared = frozenset(name for reading in said for name in reading.as_filed)
    checks = as_filed(run_checks(form, fields), declared)
    decided = decide(form, mark(fields, checks), policy)
    return Assessment(
        record=build(form.schema, _values(decided, only_accepted=False)),
        accepted=build(form.schema, _values(decided, only_accepted=True)),
        fields=decided,
        checks=checks,
        policy=policy.name,
        certified=policy.certified,
        bound=policy.bound,
    )


def _values(fields: Mapping[str, FieldResult], *, only_accepted: bool) -> dict[str, Value | None]:
    """Values by field path; a row of which nothing is accepted is not in `accepted`."""
    values = {
        path: each.value
        for path, each in fields.items()
        if not path.endswith("#complete")
        and not (only_accepted and each.decision is Decision.REVIEW)
    }
    if not only_accepted:
        return values
    return {path: value for path, value in values.items() if "#" not in path or value is not None}
