"""A comparison of two runs as lines for a terminal. Pure."""

from collections.abc import Iterator, Sequence

from extractor.evaluation.comparison import Comparison, tokens
from extractor.evaluation.differences import Difference, Flips
from extractor.evaluation.leaf_pairs import LeafPair
from extractor.evaluation.runs import Leaf, Shown

_LONGEST = 60
"""Characters of a value before it is cut."""


def lines(comparison: Comparison) -> list[str]:
    """What changed, in aligned columns and plain sentences; shares in percent."""
    before, after = comparison.cost_before, comparison.cost_after
    coverage = (comparison.coverage_before, comparison.coverage_after)
    rows = [
        ("", "before", "after", "change", "95 % interval"),
        ("accuracy", *_difference(comparison.accuracy)),
        ("filings fully right", *_difference(comparison.fully_right)),
        ("coverage", *_difference(Difference(*coverage, None))[:3], ""),
        ("tokens", f"{tokens(before):,}", f"{tokens(after):,}", _times(comparison.token_ratio), ""),
        (
            "seconds (not judged)",
            f"{before.seconds:,.0f}",
            f"{after.seconds:,.0f}",
            _times(comparison.seconds_ratio),
            "",
        ),
    ]
    return [
        f"{comparison.name}: {comparison.filings} filings, {comparison.leaves} leaves compared",
        *_columns(rows),
        *_fields(comparison),
        *_listing("broke", comparison.broken),
        *_listing("mended", comparison.mended),
        *_listing("accepted and newly wrong", comparison.newly_wrong),
        *_lists(comparison),
        *(f"note: {note}" for note in comparison.notes),
    ]


def quoted(value: Shown) -> str:
    """A value for a sentence, cut where it is long."""
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return f"[{_cut(', '.join(value))}]"
    return f"'{_cut(str(value))}'"


def _cut(text: str) -> str:
    plain = "".join(each if each.isprintable() else " " for each in text)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def _points(change: float) -> str:
    return f"{100 * change:+.1f}"


def _times(ratio: float | None) -> str:
    return "–" if ratio is None else f"× {ratio:.2f}"


def _difference(share: Difference) -> tuple[str, str, str, str]:
    change = "–" if share.change is None else _points(share.change)
    return _percent(share.before), _percent(share.after), change, interval(share)


def interval(share: Difference) -> str:
    """The interval of a difference in percentage points."""
    if share.ci95 is None:
        return "–"
    return f"{_points(share.ci95[0])} to {_points(share.ci95[1])}"


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _fields(comparison: Comparison) -> list[str]:
    changed = {
        path: flips for path, flips in comparison.by_field.items() if flips.broke or flips.mended
    }
    if not changed:
        return ["no leaf broke and none was mended"]
    rows = [("field", "leaves", "broke", "mended", "McNemar p")]
    rows += [_flips(path, flips) for path, flips in changed.items()]
    return _columns([*rows, _flips("all fields", comparison.flips)])


def _flips(name: str, flips: Flips) -> tuple[str, str, str, str, str]:
    return name, str(flips.leaves), str(flips.broke), str(flips.mended), f"{flips.p:.3f}"


def _listing(title: str, pairs: Sequence[LeafPair]) -> Iterator[str]:
    if not pairs:
        return
    yield f"{title}:"
    for pair in pairs:
        label = next(leaf.label for leaf in (pair.after, pair.before) if leaf is not None)
        yield (
            f"  {pair.filing} {pair.path}: {_side(pair.before)} → {_side(pair.after)}; "
            f"the label has {quoted(label)}"
        )


def _side(leaf: Leaf | None) -> str:
    if leaf is None:
        return "no such row"
    return quoted(leaf.predicted) + (" (accepted)" if leaf.accepted else "")


def _lists(comparison: Comparison) -> Iterator[str]:
    if comparison.newly_wrong_lists:
        yield "accepted as complete and newly wrong:"
    for pair in comparison.newly_wrong_lists:
        if pair.after is not None:
            yield (
                f"  {pair.filing} {pair.path}: "
                f"{pair.after.missing} rows missing, {pair.after.invented} invented"
            )
