"""One system's prediction of one filing against its label, as a run keeps it. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from extractor.evaluation.runs import FilingReport, Leaf, ListOf, leaf_of
from extractor.evaluation.scoring import LeafVerdict, score
from extractor.evaluation.systems import Predicted
from extractor.evaluation.typed import BadRecord
from extractor.filing.model import Filing
from extractor.forms.schema import SchemaSpec, spec_of
from extractor.records import Decision, FieldResult
from extractor.text.spans import Evidence

Fields = Mapping[str, FieldResult]


def judged_leaves(
    schema: type[BaseModel], label: Mapping[str, object], predicted: Predicted, filing: Filing
) -> tuple[dict[str, Leaf], dict[str, ListOf]]:
    """Every scored leaf and every labelled list of a filing.

    A leaf of a labelled row that the prediction lacks, and an empty list, were decided with the
    list as a whole. A record that does not fit the schema counts as one that says nothing.
    """
    try:
        verdicts = score(schema, label, predicted.record)
    except BadRecord:
        verdicts = score(schema, label, {})
    spec = spec_of(schema)
    fields = predicted.fields or {}
    rows = _row_ids(spec, fields)
    leaves = {each.path: _leaf(each, _field(each, spec, fields, rows), filing) for each in verdicts}
    return leaves, _lists(spec, verdicts, fields)


def report_on(filing: Filing, predicted: Predicted) -> FilingReport:
    """How the filing went."""
    waiting = None
    if predicted.fields is not None:
        waiting = sum(each.decision is Decision.REVIEW for each in predicted.fields.values())
    return FilingReport(
        sha256=filing.sha256,
        complete=predicted.complete,
        problem=predicted.problem,
        cut=predicted.cut,
        to_review=waiting,
        cost=predicted.cost,
    )


def _row_ids(spec: SchemaSpec, fields: Fields) -> Mapping[str, list[str]]:
    """The ids of the rows of each list, in the order in which the record has them."""
    ids: dict[str, dict[str, None]] = {path: {} for path in spec.lists}
    for path, each in fields.items():
        rows, hash_, rest = path.partition("#")
        if not hash_ or path.endswith("#complete"):
            continue
        if each.value is not None or rows not in spec.leaves:
            ids[rows][f"{rows}#{rest.partition('.')[0]}"] = None
    return {path: list(rows) for path, rows in ids.items()}


def _field(
    verdict: LeafVerdict, spec: SchemaSpec, fields: Fields, rows: Mapping[str, list[str]]
) -> FieldResult | None:
    of_list = verdict.schema_path if verdict.is_list else spec.leaves[verdict.schema_path].rows
    if of_list is None:
        return fields.get(verdict.path)
    if verdict.predicted_row is None:
        return fields.get(spec.lists[of_list].complete)
    if verdict.predicted_row > len(rows[of_list]):
        return None
    row = rows[of_list][verdict.predicted_row - 1]
    return fields.get(row + verdict.schema_path[len(of_list) :])


def _leaf(verdict: LeafVerdict, field: FieldResult | None, filing: Filing) -> Leaf:
    leaf = leaf_of(verdict)
    if field is None:
        return leaf
    return leaf.model_copy(
        update={
            "outcome": field.outcome,
            "decision": field.decision,
            "reasons": field.reasons,
            "evidence": _ranges(field.evidence, filing),
        }
    )


def _ranges(evidence: Evidence, filing: Filing) -> tuple[tuple[int, int], ...]:
    return tuple((each.start, each.end) for each in evidence if each.document == filing.main)


def _lists(spec: SchemaSpec, verdicts: Iterable[LeafVerdict], fields: Fields) -> dict[str, ListOf]:
    """The lists of which any leaf was scored."""
    paired: dict[str, dict[int, bool]] = {}
    extra: dict[str, set[int]] = {}
    for each in verdicts:
        of_list = each.schema_path if each.is_list else spec.leaves[each.schema_path].rows
        if of_list is None:
            continue
        paired.setdefault(of_list, {})
        extra.setdefault(of_list, set())
        if each.label_row is not None:
            paired[of_list][each.label_row] = each.predicted_row is not None
        elif each.predicted_row is not None:
            extra[of_list].add(each.predicted_row)
    return {
        path: _list(rows, extra[path], fields.get(spec.lists[path].complete))
        for path, rows in paired.items()
    }


def _list(paired: Mapping[int, bool], extra: set[int], field: FieldResult | None) -> ListOf:
    decided: dict[str, Any] = {}
    if field is not None:
        decided = {
            "outcome": field.outcome,
            "decision": field.decision,
            "reasons": field.reasons,
        }
    return ListOf(
        rows=len(paired),
        missing=sum(not found for found in paired.values()),
        invented=len(extra),
        **decided,
    )
