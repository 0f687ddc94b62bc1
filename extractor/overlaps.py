"""Fields that were read from the same words. Pure.

One printing of a value has one role. Where two fields take their values from the same words, one
of them took the value of the other, and nothing says which. Some words do serve several fields (a
company that has two roles, a heading over several rows): a form declares those in `reused`.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from extractor.forms.base import Form
from extractor.reasons import Reason
from extractor.records import FieldResult, Outcome
from extractor.text.spans import Evidence, Span
from extractor.worth import is_live, weaknesses, worth

_STRENGTH = {Outcome.SETTLED: 2, Outcome.AGREE: 1, Outcome.BASELINE_ONLY: 1}
"""How much speaks for where a field was read; 0 for all others."""
_SAID_OF_CONFLICTS = (Reason.READERS_DIFFER, Reason.SELF_CONTRADICTION, Reason.ROW_FROM_ONE_READER)
"""Reasons that do not depend on which of the values is taken."""


def take_own_words(form: Form, fields: Mapping[str, FieldResult]) -> dict[str, FieldResult]:
    """The fields; where readers differ, with the value whose words no agreed field was read from.

    A street with the city in it, a title that begins with the signer's name: the reader that read
    on into the next field is wrong in one of the two, and not in the one that others confirm.
    """
    agreed = [each for each in fields.values() if each.outcome is Outcome.AGREE]
    return {
        path: _own(form, each, agreed) if each.outcome is Outcome.CONFLICT else each
        for path, each in fields.items()
    }


def _own(form: Form, field: FieldResult, agreed: Iterable[FieldResult]) -> FieldResult:
    if not _is_quoted(form, field):
        return field
    taken = {
        span
        for other in agreed
        if _is_quoted(form, other) and not _may_share(form, field, other)
        for span in other.evidence
    }
    if not _meets(field.evidence, taken):
        return field
    own = [each for each in field.candidates if is_live(each) and not _meets(each.evidence, taken)]
    if not own:
        return field
    best = min(own, key=worth)
    said = [each for each in field.reasons if each in _SAID_OF_CONFLICTS]
    return replace(
        field,
        value=best.value,
        evidence=best.evidence,
        anchor=best.anchor,
        reasons=(*said, *weaknesses(best)),
    )


def _meets(evidence: Evidence, taken: Iterable[Span]) -> bool:
    return any(
        one.document == other.document and one.start < other.end and other.start < one.end
        for one in evidence
        for other in taken
    )


def mark_shared(form: Form, fields: Mapping[str, FieldResult]) -> dict[str, FieldResult]:
    """The fields, with a reason beside each that took its words from another one.

    A field is not doubted for one that has less to speak for it.
    """
    doubted = set(_doubted(form, fields.values()))
    return {
        path: replace(each, reasons=(*each.reasons, Reason.SHARED_PLACE))
        if path in doubted
        else each
        for path, each in fields.items()
    }


def _doubted(form: Form, fields: Iterable[FieldResult]) -> Iterator[str]:
    placed = sorted(
        ((span, each) for each in fields if _is_quoted(form, each) for span in each.evidence),
        key=lambda pair: pair[0],
    )
    starts = [span for span, _ in placed]
    for at, (span, one) in enumerate(placed):
        end = bisect_left(starts, Span(span.document, span.end, 0))
        for _, other in placed[at + 1 : end]:
            if one.path == other.path or _may_share(form, one, other):
                continue
            weaker = _strength(one) - _strength(other)
            if weaker <= 0:
                yield one.path
            if weaker >= 0:
                yield other.path


def _is_quoted(form: Form, field: FieldResult) -> bool:
    """Whether a field's value is the words themselves, not a choice that they stand for."""
    leaf = form.spec.leaves.get(field.schema_path)
    return leaf is not None and not leaf.choices and field.value is not None


def _may_share(form: Form, one: FieldResult, other: FieldResult) -> bool:
    return one.schema_path in form.reused and other.schema_path in form.reused


def _strength(field: FieldResult) -> int:
    return _STRENGTH.get(field.outcome, 0)
