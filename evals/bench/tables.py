"""The figures of a benchmark as tables of Markdown. Pure."""

from collections.abc import Callable, Iterable, Sequence

from evals.bench.turns import MEASURES, OURS, Spread, Turn, accuracy, pairs, ratio, spread
from evals.pages import table
from extractor.evaluation.report.tables import NONE, percent


def ratios(turns: Sequence[Turn]) -> str:
    """What ours takes in parts of what each other way takes, with and without capped answers."""
    head = ("ours in parts of", "turns", *MEASURES, "right: ours", "right: theirs")
    return table(head, (row for way in _others(turns) for row in _ratio_rows(turns, way)))


def _ratio_rows(turns: Sequence[Turn], way: str) -> Iterable[Sequence[str]]:
    for capped in (True, False):
        found = pairs(turns, way, capped=capped)
        name = f"`{way}`" if capped else f"`{way}`, no answer cut off"
        yield (
            name,
            str(len(found)),
            *(shown(ratio(found, each)) for each in MEASURES.values()),
            *(percent(accuracy([pair[side] for pair in found])) for side in (0, 1)),
        )


def ways(turns: Sequence[Turn]) -> str:
    """What each way takes for a filing, and how right it is."""
    head = ("way", "turns", "fields right", "calls", *MEASURES, "answers cut off")
    return table(head, ([f"`{way}`", *_way(turns, way)] for way in (OURS, *_others(turns))))


def _way(turns: Sequence[Turn], way: str) -> list[str]:
    own = [each for each in turns if each.way == way]
    return [
        str(len(own)),
        percent(accuracy(own)),
        shown(_spread(own, lambda turn: turn.calls), "{:,.0f}"),
        *(
            shown(_spread(own, measure), "{:,.1f}" if "seconds" in name else "{:,.0f}")
            for name, measure in MEASURES.items()
        ),
        str(sum(each.cut for each in own)),
    ]


def per_filing(turns: Sequence[Turn]) -> str:
    """Each filing by itself: ratios of time and tokens, and how right each way is."""
    others = _others(turns)
    head = (
        "filing",
        "rounds",
        *(f"seconds / `{way}`" for way in others),
        *(f"tokens / `{way}`" for way in others),
        *(f"right: `{way}`" for way in (OURS, *others)),
    )
    return table(head, (_filing(turns, each, others) for each in _in_order(turns)))


def _filing(turns: Sequence[Turn], filing: str, others: Sequence[str]) -> list[str]:
    own = [each for each in turns if each.filing == filing]
    found = [pairs(own, way) for way in others]
    return [
        filing,
        str(len({each.round for each in own})),
        *(shown(ratio(each, MEASURES["seconds"])) for each in found),
        *(shown(ratio(each, MEASURES["all tokens"])) for each in found),
        *(_right([each for each in own if each.way == way]) for way in (OURS, *others)),
    ]


def _right(turns: Sequence[Turn]) -> str:
    """The right leaves of the middle turn, of all leaves of that turn."""
    if not turns:
        return NONE
    middle = sorted(turns, key=lambda turn: turn.right)[len(turns) // 2]
    return f"{middle.right} of {middle.leaves}"


def shown(figures: Spread | None, form: str = "{:.2f}") -> str:
    """A median with the least and the most; the figure alone where they are the same."""
    if figures is None:
        return NONE
    median, least, most = (
        form.format(each) for each in (figures.median, figures.least, figures.most)
    )
    return median if least == most else f"{median} ({least} to {most})"


def _spread(turns: Sequence[Turn], measure: Callable[[Turn], float]) -> Spread | None:
    return spread([measure(each) for each in turns])


def _others(turns: Sequence[Turn]) -> list[str]:
    return [way for way in dict.fromkeys(each.way for each in turns) if way != OURS]


def _in_order(turns: Sequence[Turn]) -> list[str]:
    return list(dict.fromkeys(each.filing for each in turns))
