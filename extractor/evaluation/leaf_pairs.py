"""The leaves of one filing in two runs, put side by side. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from extractor.evaluation.runs import Leaf, ListOf, is_extra, schema_path
from extractor.evaluation.scoring import Verdict

_ROW = re.compile(r"[^#]*#\d+")


@dataclass(frozen=True, slots=True)
class LeafPair:
    """What either run says of one leaf; None where it has no such leaf.

    Two extra rows need not have the same number: `path` is the path in the later run, or in the
    earlier where the later has none.
    """

    filing: str
    path: str
    before: Leaf | None
    after: Leaf | None

    @property
    def schema_path(self) -> str:
        """The path in the schema."""
        return schema_path(self.path)

    @property
    def broke(self) -> bool:
        """Whether it was right and is not any more; an extra row's leaf breaks by appearing."""
        return _right(self.before) and not _right(self.after)

    @property
    def mended(self) -> bool:
        """Whether it is right now and was not before."""
        return _right(self.after) and not _right(self.before)

    @property
    def newly_wrong_accepted(self) -> bool:
        """Whether it is accepted and wrong now, but was not both before."""
        return _taken_wrongly(self.after) and not _taken_wrongly(self.before)


@dataclass(frozen=True, slots=True)
class ListPair:
    """What either run says of one list as a whole; None where it says nothing."""

    filing: str
    path: str
    before: ListOf | None
    after: ListOf | None

    @property
    def newly_wrong_accepted(self) -> bool:
        """Whether it is taken as complete wrongly now, but was not before."""
        return _taken_wrongly(self.after) and not _taken_wrongly(self.before)


@dataclass(frozen=True)
class FilingPairs:
    """One filing in two runs.

    `leaves` are those compared. `alone` are nulls of a labelled row that one of the runs missed
    as a whole: a missed row counts by its stated values only, so the other run has no such leaf.
    `relabelled` counts leaves left out because their label, or another of their list, is not the
    same in both runs.
    """

    leaves: tuple[LeafPair, ...]
    alone: tuple[LeafPair, ...]
    lists: tuple[ListPair, ...]
    relabelled: int


def pair_filing(
    filing: str,
    leaves: tuple[Mapping[str, Leaf], Mapping[str, Leaf]],
    lists: tuple[Mapping[str, ListOf], Mapping[str, ListOf]],
) -> FilingPairs:
    """The leaves and lists of a filing, given as (before, after).

    Leaves of labelled rows pair by path. The numbers of extra rows mean nothing across runs:
    their leaves pair within their schema path, those of equal value first.
    """
    before, after = _labelled(leaves[0]), _labelled(leaves[1])
    missed = (_missed_rows(before), _missed_rows(after))
    pairs: list[LeafPair] = []
    alone: list[LeafPair] = []
    changed: list[str] = []
    for path in sorted({*before, *after}):
        pair = LeafPair(filing, path, before.get(path), after.get(path))
        if pair.before is not None and pair.after is not None:
            if pair.before.label == pair.after.label:
                pairs.append(pair)
            else:
                changed.append(path)
        elif _of_missed_row(pair, missed):
            alone.append(pair)
        else:
            changed.append(path)
    other_lists = {path.partition("#")[0] for path in changed}
    extra, left_out = _extra(filing, leaves, other_lists)
    whole = [
        ListPair(filing, path, lists[0].get(path), lists[1].get(path))
        for path in sorted({*lists[0], *lists[1]} - other_lists)
    ]
    return FilingPairs(
        leaves=(*pairs, *extra),
        alone=tuple(alone),
        lists=tuple(whole),
        relabelled=len(changed) + left_out,
    )


def _right(leaf: Leaf | None) -> bool:
    return leaf is None or leaf.right


def _taken_wrongly(each: Leaf | ListOf | None) -> bool:
    return each is not None and each.accepted and not each.right


def _missed_rows(leaves: Mapping[str, Leaf]) -> frozenset[str]:
    rows: defaultdict[str, list[Leaf]] = defaultdict(list)
    for path, leaf in leaves.items():
        rows[_row(path)].append(leaf)
    return frozenset(
        row
        for row, its in rows.items()
        if row and all(leaf.verdict is Verdict.MISSED for leaf in its)
    )


def _labelled(leaves: Mapping[str, Leaf]) -> Mapping[str, Leaf]:
    return {path: leaf for path, leaf in leaves.items() if not is_extra(path)}


def _of_missed_row(pair: LeafPair, missed: tuple[frozenset[str], frozenset[str]]) -> bool:
    leaf, lacking = (pair.after, missed[0]) if pair.before is None else (pair.before, missed[1])
    return leaf is not None and leaf.label is None and _row(pair.path) in lacking


def _row(path: str) -> str:
    found = _ROW.match(path)
    return found.group() if found else ""


_Extra = Sequence[tuple[str, Leaf]]


def _extra(
    filing: str,
    leaves: tuple[Mapping[str, Leaf], Mapping[str, Leaf]],
    other_lists: set[str],
) -> tuple[list[LeafPair], int]:
    """The pairs of extra leaves, and how many stay out because their list is labelled otherwise."""
    sides: list[defaultdict[str, list[tuple[str, Leaf]]]] = []
    left_out = 0
    for side in leaves:
        by_field: defaultdict[str, list[tuple[str, Leaf]]] = defaultdict(list)
        for path, leaf in side.items():
            if not is_extra(path):
                continue
            if path.partition("#")[0] in other_lists:
                left_out += 1
            else:
                by_field[schema_path(path)].append((path, leaf))
        sides.append(by_field)
    pairs: list[LeafPair] = []
    for field in sorted({*sides[0], *sides[1]}):
        pairs += _extra_of_field(filing, sides[0][field], sides[1][field])
    return pairs, left_out


def _extra_of_field(filing: str, before: _Extra, after: _Extra) -> Iterator[LeafPair]:
    """Equal values pair, then what is left, accepted ones first; the surplus has no other side."""
    old_rest: list[tuple[str, Leaf]] = []
    new_rest: list[tuple[str, Leaf]] = []
    for value in sorted({_value(each) for each in (*before, *after)}):
        old = _ordered([each for each in before if _value(each) == value])
        new = _ordered([each for each in after if _value(each) == value])
        both = min(len(old), len(new))
        yield from _side_by_side(filing, old[:both], new[:both])
        old_rest += old[both:]
        new_rest += new[both:]
    yield from _side_by_side(filing, _ordered(old_rest), _ordered(new_rest))


def _side_by_side(filing: str, before: _Extra, after: _Extra) -> Iterator[LeafPair]:
    for old, new in zip_longest(before, after):
        path = new[0] if new else old[0]
        yield LeafPair(filing, path, old[1] if old else None, new[1] if new else None)


def _ordered(leaves: _Extra) -> list[tuple[str, Leaf]]:
    return sorted(leaves, key=lambda each: (not each[1].accepted, _value(each), each[0]))


def _value(each: tuple[str, Leaf]) -> str:
    return repr(each[1].predicted)
