"""Turns of several ways of extracting, and what their figures amount to. Pure."""

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

OURS = "reconciled"
"""The way that the others are measured against, by its name as a system."""


@dataclass(frozen=True)
class Turn:
    """What one way took for one filing, and how many labelled leaves it got right.

    `processor_seconds` are of all threads of the process, in which the embedded model runs too.
    `cut` counts the answers that ended at the limit of tokens, `leaves` those of the label and of
    rows that no label has.
    """

    way: str
    filing: str
    round: int
    seconds: float
    processor_seconds: float
    calls: int
    prompt_tokens: int
    completion_tokens: int
    cut: int
    right: int
    leaves: int
    note: str = ""

    @property
    def tokens(self) -> int:
        """Of prompts and completions together."""
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True)
class Slot:
    """A turn to be taken. With `fresh` the server is started anew before it."""

    round: int
    filing: str
    way: str
    fresh: bool


@dataclass(frozen=True)
class Spread:
    """The middle of some figures, the least, the most, and how many they are."""

    median: float
    least: float
    most: float
    n: int


MEASURES: Mapping[str, Callable[[Turn], float]] = {
    "seconds": lambda turn: turn.seconds,
    "processor seconds": lambda turn: turn.processor_seconds,
    "prompt tokens": lambda turn: turn.prompt_tokens,
    "completion tokens": lambda turn: turn.completion_tokens,
    "all tokens": lambda turn: turn.tokens,
}
"""What is compared."""


def schedule(
    rounds: int, filings: Sequence[str], ways: Sequence[str], *, warm: bool
) -> Iterator[Slot]:
    """The turns in their order: every round has each way once over each filing.

    Each turn has a server of its own. Where it is `warm`, a way keeps its server over all filings
    of a round instead, as someone does who has many: what its prompts have in common is then read
    once. No server meets a filing twice.
    """
    for number in range(1, rounds + 1):
        if warm:
            for way in ways:
                for filing in filings:
                    yield Slot(number, filing, way, fresh=filing == filings[0])
        else:
            for filing in filings:
                for way in ways:
                    yield Slot(number, filing, way, fresh=True)


def pairs(turns: Sequence[Turn], other: str, *, capped: bool = True) -> list[tuple[Turn, Turn]]:
    """Our turns, each with the other way's over the same filing in the same round.

    Without `capped`, those are left out in which an answer of either was cut off at the limit.
    """
    theirs = {(each.filing, each.round): each for each in turns if each.way == other}
    found = [
        (each, theirs[each.filing, each.round])
        for each in turns
        if each.way == OURS and (each.filing, each.round) in theirs
    ]
    return [pair for pair in found if capped or not any(each.cut for each in pair)]


def ratio(found: Sequence[tuple[Turn, Turn]], measure: Callable[[Turn], float]) -> Spread | None:
    """What ours took in parts of what the other took, pair by pair; None where there is none."""
    return spread([measure(ours) / measure(theirs) for ours, theirs in found if measure(theirs)])


def spread(figures: Sequence[float]) -> Spread | None:
    """The spread of some figures; None of none."""
    if not figures:
        return None
    return Spread(statistics.median(figures), min(figures), max(figures), len(figures))


def accuracy(turns: Sequence[Turn]) -> float | None:
    """The share of right leaves over all of these turns; None of none."""
    leaves = sum(each.leaves for each in turns)
    return sum(each.right for each in turns) / leaves if leaves else None
