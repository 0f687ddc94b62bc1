"""What tells two runs apart, as numbers: shares with intervals, and McNemar's test. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.evaluation.extra import MissingExtra
from extractor.evaluation.leaf_pairs import FilingPairs, LeafPair
from extractor.evaluation.runs import Leaf


@dataclass(frozen=True, slots=True)
class Difference:
    """A share from 0 to 1 in either run; `ci95` is the interval of the later minus the earlier.

    The interval is a paired bootstrap over filings: each resample takes the same filings of both
    runs. It is None where there are fewer than two filings, a share where nothing is to be judged.
    """

    before: float | None
    after: float | None
    ci95: tuple[float, float] | None

    @property
    def change(self) -> float | None:
        """The later share minus the earlier."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def lost(self) -> bool:
        """Whether it fell by more than chance explains: the whole interval is below 0."""
        return self.ci95 is not None and self.ci95[1] < 0


@dataclass(frozen=True, slots=True)
class Flips:
    """How many of the leaves compared broke (right before, not now) and how many were mended.

    `p` is McNemar's exact two-sided test (Psychometrika 12, 1947): the chance of so uneven a
    count where either is as likely. It takes leaves for independent, which those of one filing
    are not: where it and an interval differ, the interval is to be believed.
    """

    leaves: int
    broke: int
    mended: int
    p: float


def coverage(leaves: Iterable[Leaf | None]) -> float | None:
    """The share of leaves accepted; None where the system decides nothing."""
    known = [leaf for leaf in leaves if leaf is not None]
    if all(leaf.decision is None for leaf in known):
        return None
    return ratio(sum(leaf.accepted for leaf in known), len(known))


def by_field(pairs: Iterable[LeafPair]) -> Mapping[str, Flips]:
    """The flips of each schema path."""
    fields: defaultdict[str, list[LeafPair]] = defaultdict(list)
    for pair in pairs:
        fields[pair.schema_path].append(pair)
    return {path: flips(fields[path]) for path in sorted(fields)}


def flips(pairs: Sequence[LeafPair]) -> Flips:
    """How many of the pairs broke and were mended. Raises MissingExtra without scipy."""
    broke = sum(pair.broke for pair in pairs)
    mended = sum(pair.mended for pair in pairs)
    return Flips(len(pairs), broke, mended, _mcnemar(broke, mended))


def _mcnemar(broke: int, mended: int) -> float:
    if broke == mended:
        return 1.0
    try:
        from scipy.stats import binomtest
    except ImportError as error:
        raise MissingExtra("scipy") from error
    return float(binomtest(broke, broke + mended, 0.5).pvalue)


_Tally = tuple[int, int, int, int, bool, bool]
"""Of one filing, before and after in turn: right leaves, leaves, whether all is right."""


def _tally(filing: FilingPairs) -> _Tally:
    before = _side([pair.before for pair in filing.leaves], [pair.before for pair in filing.alone])
    after = _side([pair.after for pair in filing.leaves], [pair.after for pair in filing.alone])
    return before[0], before[1], after[0], after[1], before[2], after[2]


def _side(compared: Iterable[Leaf | None], alone: Iterable[Leaf | None]) -> tuple[int, int, bool]:
    right = [leaf.right for leaf in compared if leaf is not None]
    others = all(leaf.right for leaf in alone if leaf is not None)
    return sum(right), len(right), others and all(right)


def differences(filings: Sequence[FilingPairs]) -> tuple[Difference, Difference]:
    """The difference in accuracy and the difference in filings fully right.

    Raises MissingExtra where there are two filings or more and numpy is not installed.
    """
    tallies = [_tally(each) for each in filings]
    accuracy, fully = _spread(tallies)
    right, leaves, right_after, leaves_after, whole, whole_after = map(
        sum, zip(*tallies, strict=True)
    )
    size = len(tallies)
    return (
        Difference(ratio(right, leaves), ratio(right_after, leaves_after), accuracy),
        Difference(ratio(whole, size), ratio(whole_after, size), fully),
    )


_Interval = tuple[float, float] | None


def _spread(tallies: Sequence[_Tally]) -> tuple[_Interval, _Interval]:
    """The intervals of both differences; none where a single filing tells of no spread."""
    size = len(tallies)
    if size < 2:
        return None, None
    try:
        import numpy as np

        from extractor.evaluation.bootstrap import Numbers, intervals, shares
    except ImportError as error:
        raise MissingExtra("numpy") from error
    right, leaves, right_after, leaves_after, fully, fully_after = np.array(
        tallies, dtype=np.float64
    ).T

    def accuracy(weights: Numbers) -> Numbers:
        before = shares(weights @ right, weights @ leaves)
        change: Numbers = shares(weights @ right_after, weights @ leaves_after) - before
        return change

    def fully_right(weights: Numbers) -> Numbers:
        change: Numbers = weights @ (fully_after - fully) / size
        return change

    made = intervals(size, {"accuracy": accuracy, "fully_right": fully_right})
    return made["accuracy"], made["fully_right"]


def ratio(part: float, whole: float) -> float | None:
    """Part by whole; None where the whole is 0."""
    return part / whole if whole else None
