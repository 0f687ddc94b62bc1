"""Two runs on the same filings, leaf by leaf: what broke, what was mended, what it costs. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.errors import ExtractorError
from extractor.evaluation.differences import (
    Difference,
    Flips,
    by_field,
    coverage,
    differences,
    flips,
    ratio,
)
from extractor.evaluation.leaf_pairs import FilingPairs, LeafPair, ListPair, pair_filing
from extractor.evaluation.run_pairs import listed, pair_runs
from extractor.evaluation.runs import Cost, Run, redacted


class NotComparable(ExtractorError):
    """Runs that have nothing in common by which one could be judged against the other."""


@dataclass(frozen=True)
class Comparison:
    """What changed from one run to another of the same dataset.

    Accuracy and coverage (the share of leaves accepted; None where the system decides nothing)
    are over the leaves of labelled rows that both runs have and the leaves of extra rows, which
    count as wrong on their side. `leaves` counts the pairs. `newly_wrong` holds every leaf that
    is accepted and wrong now and was not both before, `newly_wrong_lists` the same of lists taken
    as complete. `by_field` has schema paths as keys. Costs are those of the filings compared.
    `notes` says in sentences what was left out, and why.
    """

    dataset: str
    before: str
    after: str
    filings: int
    leaves: int
    accuracy: Difference
    fully_right: Difference
    coverage_before: float | None
    coverage_after: float | None
    flips: Flips
    by_field: Mapping[str, Flips]
    broken: tuple[LeafPair, ...]
    mended: tuple[LeafPair, ...]
    newly_wrong: tuple[LeafPair, ...]
    newly_wrong_lists: tuple[ListPair, ...]
    cost_before: Cost
    cost_after: Cost
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the comparison is called in messages."""
        runs = self.before if self.before == self.after else f"{self.before} → {self.after}"
        return f"{runs} on {self.dataset}"

    @property
    def token_ratio(self) -> float | None:
        """Tokens of the later run by those of the earlier; None where that used none."""
        return ratio(tokens(self.cost_after), tokens(self.cost_before))

    @property
    def seconds_ratio(self) -> float | None:
        """Seconds of the later run by those of the earlier, which other work may have slowed."""
        return ratio(self.cost_after.seconds, self.cost_before.seconds)


def tokens(cost: Cost) -> int:
    """Tokens read and written together."""
    return cost.prompt_tokens + cost.completion_tokens


def compare(before: Run, after: Run) -> Comparison:
    """What changed from one run to the other.

    Filings pair by their identity where both runs read the same bytes, leaves of labelled rows by
    their path where the label is the same. Raises NotComparable for runs of different datasets
    and for runs with no leaf in common, MissingExtra without numpy and scipy.
    """
    if before.dataset != after.dataset:
        raise NotComparable(
            f"a run on {before.dataset} cannot be compared with one on {after.dataset}: "
            "evaluate both on the same dataset"
        )
    before, after, notes = _alike(before, after)
    common, left_out = _common(before, after)
    filings = {
        each: pair_filing(
            each,
            (before.per_filing[each], after.per_filing[each]),
            (before.per_list.get(each, {}), after.per_list.get(each, {})),
        )
        for each in common
    }
    judged = [each for each in filings.values() if each.leaves]
    pairs = [pair for each in judged for pair in each.leaves]
    if not pairs:
        raise NotComparable(
            f"{before.name} and {after.name} on {before.dataset} have no leaf of the same filing "
            "with the same label: evaluate both on the same filings and labels"
        )
    alone = [pair for each in judged for pair in each.alone]
    lists = [pair for each in filings.values() for pair in each.lists]
    accuracy, fully_right = differences(judged)
    return Comparison(
        dataset=before.dataset,
        before=before.name,
        after=after.name,
        filings=len(judged),
        leaves=len(pairs),
        accuracy=accuracy,
        fully_right=fully_right,
        coverage_before=coverage(pair.before for pair in pairs),
        coverage_after=coverage(pair.after for pair in pairs),
        flips=flips(pairs),
        by_field=by_field(pairs),
        broken=tuple(pair for pair in pairs if pair.broke),
        mended=tuple(pair for pair in pairs if pair.mended),
        newly_wrong=tuple(pair for pair in (*pairs, *alone) if pair.newly_wrong_accepted),
        newly_wrong_lists=tuple(pair for pair in lists if pair.newly_wrong_accepted),
        cost_before=_cost(before, common),
        cost_after=_cost(after, common),
        notes=(*notes, *left_out, *_relabelled(filings)),
    )


def compare_all(before: Sequence[Run], after: Sequence[Run]) -> tuple[Comparison, ...]:
    """Each later run against the earlier one of the same dataset, system and model.

    Repeats pair in their order. Where no model of a system on a dataset is in both, the one model
    of either side is compared with that of the other, and a note says so. Runs without a
    counterpart are named in a note of the first comparison. Raises NotComparable where nothing
    pairs.
    """
    pairs = pair_runs(before, after)
    if not pairs:
        raise NotComparable(
            "no two runs are of the same dataset and system: "
            f"{listed(before)} cannot be compared with {listed(after)}"
        )
    made = [_noted(compare(old, new), _model_note(old, new)) for old, new in pairs]
    lone = {
        "earlier": [run for run in before if all(run is not old for old, _ in pairs)],
        "later": [run for run in after if all(run is not new for _, new in pairs)],
    }
    notes = [
        f"Of the {side} runs there is no counterpart to {listed(runs)}."
        for side, runs in lone.items()
        if runs
    ]
    return (_noted(made[0], *notes), *made[1:])


def _noted(comparison: Comparison, *notes: str) -> Comparison:
    return replace(comparison, notes=(*comparison.notes, *filter(None, notes)))


def _model_note(before: Run, after: Run) -> str:
    if before.model == after.model:
        return ""
    names = [run.model or "no model" for run in (before, after)]
    return f"The models differ: {names[0]} is compared with {names[1]}."


def _alike(before: Run, after: Run) -> tuple[Run, Run, list[str]]:
    """Both runs with values or both with hashes, since a hash equals no value."""
    if before.redacted == after.redacted:
        return before, after, []
    note = "One run holds hashes in the place of values, so both are compared by hash."
    return (
        before if before.redacted else redacted(before),
        after if after.redacted else redacted(after),
        [note],
    )


def _common(before: Run, after: Run) -> tuple[list[str], list[str]]:
    """The filings that both runs read alike, and notes on the others."""
    both = sorted(before.per_filing.keys() & after.per_filing.keys())
    other_bytes = [each for each in both if _sha256(before, each) != _sha256(after, each)]
    notes = []
    for lacking, other, side in ((before, after, "earlier"), (after, before, "later")):
        names = [
            f"{each} ({lacking.skipped[each]})" if each in lacking.skipped else each
            for each in sorted(other.per_filing.keys() - lacking.per_filing.keys())
        ]
        if names:
            notes.append(f"Left out, as the {side} run does not have them: {', '.join(names)}.")
    if other_bytes:
        notes.append(f"Left out, as the runs read other bytes: {', '.join(other_bytes)}.")
    return [each for each in both if each not in other_bytes], notes


def _sha256(run: Run, filing: str) -> str | None:
    return run.reports[filing].sha256 if filing in run.reports else None


def _relabelled(filings: Mapping[str, FilingPairs]) -> list[str]:
    counts = {each: pairs.relabelled for each, pairs in filings.items() if pairs.relabelled}
    if not counts:
        return []
    leaves = sum(counts.values())
    what = "1 leaf is" if leaves == 1 else f"{leaves} leaves are"
    return [f"{what} left out, as the labels changed: {', '.join(counts)}."]


def _cost(run: Run, filings: Iterable[str]) -> Cost:
    return sum((run.reports[each].cost for each in filings if each in run.reports), Cost())
