"""The scores of a run, from nothing but what the run keeps. Pure."""

from collections.abc import Mapping
from typing import Any

from extractor.evaluation.bounds import upper95
from extractor.evaluation.runs import Leaf, Run, is_extra, schema_path
from extractor.evaluation.scores_json import scores_json
from extractor.evaluation.scoring import LeafVerdict
from extractor.evaluation.summary import summary


def measure(run: Run) -> dict[str, Any]:
    """The scores as the evaluation's JSON has them (design: scores, contracts).

    Accuracy is that of the record; `accepted` counts the leaves that were taken without a person
    and is None for a system that decides nothing. The bound by filings is on the share of filings
    with any wrong accepted leaf or list.
    """
    scores = scores_json(summary(verdicts(run)))
    decides = any(leaf.decision for leaves in run.per_filing.values() for leaf in leaves.values())
    cost = run.cost
    return scores | {
        "accepted": _accepted(run) if decides else None,
        "lists": _lists(run) if decides else None,
        "review": {"fields_per_filing": _to_review(run)} if decides else None,
        "usage": {
            "calls": cost.calls,
            "prompt_tokens": cost.prompt_tokens,
            "completion_tokens": cost.completion_tokens,
            "seconds": round(cost.seconds, 1),
            "usd": cost.usd,
        },
        "incomplete": sorted(
            identity for identity, each in run.reports.items() if not each.complete
        ),
        "cut": {identity: each.cut for identity, each in run.reports.items() if each.cut},
    }


def verdicts(run: Run) -> Mapping[str, tuple[LeafVerdict, ...]]:
    """The verdicts of a run by filing, as the scorer gave them but for the types of values."""
    return {
        identity: tuple(_verdict(path, leaf) for path, leaf in leaves.items())
        for identity, leaves in run.per_filing.items()
    }


def _verdict(path: str, leaf: Leaf) -> LeafVerdict:
    label = tuple(leaf.label) if isinstance(leaf.label, list) else leaf.label
    predicted = tuple(leaf.predicted) if isinstance(leaf.predicted, list) else leaf.predicted
    return LeafVerdict(
        path=path,
        schema_path=schema_path(path),
        label=label,
        predicted=predicted,
        verdict=leaf.verdict,
        predicted_row=1 if is_extra(path) else None,
    )


def _accepted(run: Run) -> dict[str, Any]:
    leaves = [leaf for each in run.per_filing.values() for leaf in each.values()]
    taken = [leaf for leaf in leaves if leaf.accepted]
    wrong = sum(not leaf.right for leaf in taken)
    filings = sorted(
        identity
        for identity in run.per_filing
        if any(leaf.accepted and not leaf.right for leaf in run.per_filing[identity].values())
        or any(each.accepted and not each.right for each in run.per_list[identity].values())
    )
    return {
        "n": len(taken),
        "wrong": wrong,
        "coverage": len(taken) / len(leaves) if leaves else None,
        "error_upper95": upper95(wrong, len(taken)),
        "error_upper95_filings": upper95(len(filings), len(run.per_filing)),
        "filings_wrong": filings,
    }


def _lists(run: Run) -> dict[str, Any]:
    lists = [each for lists in run.per_list.values() for each in lists.values()]
    taken = [each for each in lists if each.accepted]
    wrong = sum(not each.right for each in taken)
    return {
        "n": len(lists),
        "accepted": len(taken),
        "wrong": wrong,
        "coverage": len(taken) / len(lists) if lists else None,
        "error_upper95": upper95(wrong, len(taken)),
    }


def _to_review(run: Run) -> float | None:
    waiting = [each.to_review for each in run.reports.values() if each.to_review is not None]
    return sum(waiting) / len(waiting) if waiting else None
