"""Scores as JSON values: what every command that scores writes. Pure."""

from typing import Any

from extractor.evaluation.summary import Counts, Estimate, Scores


def scores_json(scores: Scores) -> dict[str, Any]:
    """Scores as JSON values: shares are fractions from 0 to 1, null where nothing tells them.

    In `by_field` the leaves are counted by verdict: nulls and empty lists that are right are
    among `right`, lists invented where the label has an empty one among `invented`.
    """
    shares = {
        "accuracy": scores.accuracy,
        "precision": scores.precision,
        "recall": scores.recall,
        "f1": scores.f1,
    }
    fields: dict[str, Any] = {}
    for name, share in shares.items():
        fields[name], fields[f"{name}_ci95"] = share.value, _interval(share)
    return {
        "filings": scores.filings,
        "fields": fields,
        "by_field": {path: _counts(counts) for path, counts in scores.by_field.items()},
        "filings_fully_right": scores.fully_right.value,
        "filings_fully_right_ci95": _interval(scores.fully_right),
        "macro": scores.macro.value,
    }


def _interval(share: Estimate) -> list[float] | None:
    return None if share.ci95 is None else list(share.ci95)


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "accuracy": counts.accuracy,
        "right": counts.right + counts.right_null,
        "wrong": counts.wrong,
        "missed": counts.missed,
        "invented": counts.invented + counts.invented_lists,
        "leaves": counts.leaves,
    }
