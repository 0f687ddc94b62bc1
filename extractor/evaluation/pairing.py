"""Which predicted row stands for which labelled row (design: scores). Pure.

Rows with the same key are a pair. Where a key occurs more than once, and among the rows left
over, the rows are assigned to one another so that, in this order, most stated values are right,
most nulls are right, fewest leaves are counted in all, and the rows keep their order.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from extractor.evaluation.extra import MissingExtra
from extractor.evaluation.typed import Row
from extractor.forms.schema import LeafSpec, ListSpec
from extractor.text.compare import identity

_Pair = tuple[int, int]
_Folded = Mapping[str, str | None]


def match_rows(
    labels: Sequence[Row],
    predicted: Sequence[Row],
    rows: ListSpec,
    leaves: Mapping[str, LeafSpec],
) -> Mapping[int, int]:
    """The number of the predicted row for each labelled row that has one, both from 0.

    As many rows are paired as there are on the shorter side. A row without a key (all of it
    null, or a part not labelled) is assigned with those left over. Raises MissingExtra where rows
    have to be assigned and scipy is not installed.
    """
    left = [_folded(row, leaves) for row in labels]
    right = [_folded(row, leaves) for row in predicted]
    by_key = _grouped(right, rows)
    pairs: dict[int, int] = {}
    for key, group in _grouped(left, rows).items():
        pairs.update(_assign(group, by_key.get(key, []), left, right))
    taken = set(pairs.values())
    pairs.update(
        _assign(
            [number for number in range(len(left)) if number not in pairs],
            [number for number in range(len(right)) if number not in taken],
            left,
            right,
        )
    )
    return pairs


def _folded(row: Row, leaves: Mapping[str, LeafSpec]) -> _Folded:
    """Each value as the text that is equal for exactly those values that are the same."""
    return {
        path: None if value is None else identity(leaves[path].leaf.compare, value)
        for path, value in row.items()
    }


def _grouped(rows: Iterable[_Folded], spec: ListSpec) -> Mapping[tuple[str | None, ...], list[int]]:
    groups: defaultdict[tuple[str | None, ...], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        key = tuple(row[path] for path in spec.key if path in row)
        if len(key) == len(spec.key) and any(part is not None for part in key):
            groups[key].append(number)
    return groups


def _assign(
    left: Sequence[int],
    right: Sequence[int],
    labels: Sequence[_Folded],
    predicted: Sequence[_Folded],
) -> list[_Pair]:
    if not left or not right:
        return []
    if len(left) == len(right) == 1:
        return [(left[0], right[0])]
    scored = {path for row in labels for path in row}
    shorter = min(len(left), len(right))
    # Each unit of a rank outweighs all that the ranks below it can add up to.
    order = 1 + 2 * shorter * max(len(left), len(right))
    unit = 1 + 4 * shorter * len(scored)
    weights = [
        [
            _worth(labels[row], predicted[other], scored, unit) * order - abs(rank - place)
            for place, other in enumerate(right)
        ]
        for rank, row in enumerate(left)
    ]
    return [(left[rank], right[place]) for rank, place in _heaviest(weights)]


def _worth(label: _Folded, predicted: _Folded, scored: Iterable[str], unit: int) -> int:
    """What pairing two rows is worth: stated values right, nulls right, leaves not counted."""
    stated = none = spared = 0
    for path in scored:
        printed = label.get(path)
        other = predicted.get(path)
        if path in label and printed == other:
            stated += printed is not None
            none += printed is None
        spared += (printed is not None) + (other is not None) - (path in label)
    return (stated * unit + none) * unit + spared


def _heaviest(weights: Sequence[Sequence[int]]) -> list[_Pair]:
    try:
        from scipy.optimize import linear_sum_assignment
    except ImportError as error:
        raise MissingExtra("scipy") from error
    rows, columns = linear_sum_assignment(weights, maximize=True)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))
