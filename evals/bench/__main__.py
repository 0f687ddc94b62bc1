"""Measures what extraction costs: `make bench`.

`stages`: everything but the model, in processor time. `start`: the package, the command, the
embedded model. `remote`: many filings against an endpoint that takes its time. `ways`: three ways
of extracting with the embedded model, in turns over the same filings: this project's, one plain
call with instructor, langextract; hours, stopped with Ctrl-C or --minutes: what was measured until
then is told and kept. `sparing`: what it saves not to ask what is accepted anyway, on the real
filings that --filings has, from kept answers. The figures go to evals/performance.json and from
there into docs/performance.md.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evals.bench import figures, page, remote, stages, start
from evals.bench.turns import Turn, schedule
from evals.bench.ways import REFERENCE, WAYS, SideBySide, filings_for, prepared, turns
from extractor.errors import ExtractorError
from extractor.evaluation.dataset import load_dataset
from extractor.evaluation.systems import Asking
from extractor.forms.registry import form_by_name

EVALS = Path(__file__).parents[1]
WRITTEN, REAL = EVALS / "datasets" / "abs-8-k", EVALS / "datasets" / "8-k-real"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; the exit code."""
    given = _options().parse_args(arguments)
    try:
        for name in given.measure or _MEASURES:
            for block in _MEASURES[name](given):
                print(f"\n{page.figures(figures.load(given.json))[block]}", flush=True)
    except ExtractorError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    if given.json == figures.COMMITTED:
        page.write()
    return 0


def _measure_stages(given: argparse.Namespace) -> Sequence[str]:
    made = stages.report(WRITTEN, REFERENCE, given.times, given.large)
    figures.keep(given.json, figures.STAGES, made)
    return ("stages",)


def _measure_start(given: argparse.Namespace) -> Sequence[str]:
    figures.keep(given.json, figures.START, start.report(given.model))
    return ("start",)


def _measure_remote(given: argparse.Namespace) -> Sequence[str]:
    made = remote.report(given.remote_filings, given.latency, given.concurrency)
    figures.keep(given.json, figures.REMOTE, made)
    return ("remote",)


def _measure_ways(given: argparse.Namespace) -> Sequence[str]:
    dataset = load_dataset(given.dataset, given.filings)
    if given.part:
        dataset = dataset.part(given.part)
    cases = filings_for(dataset, given.only, given.limit)
    until = time.monotonic() + 60 * given.minutes if given.minutes else None
    work = SideBySide(dataset, cases, tuple(given.way or WAYS), given.model, until)
    prepared(work)
    taken: list[Turn] = []
    slots = list(schedule(given.rounds, [each.id for each in cases], work.ways, warm=given.warm))
    try:
        for turn in turns(work, slots, _tell):
            taken.append(turn)
            figures.keep(given.json, figures.WAYS, _taken(given, dataset.name, taken))
    except KeyboardInterrupt:
        _tell("stopped")
    _tell(f"{len(taken)} of {len(slots)} turns")
    return ("side-by-side", "ways", "ratios", "filings") if taken else ()


def _taken(given: argparse.Namespace, dataset: str, taken: Sequence[Turn]) -> dict[str, Any]:
    return {
        "dataset": dataset,
        "model": given.model,
        "warm": given.warm,
        "turns": [asdict(each) for each in taken],
    }


def _measure_sparing(given: argparse.Namespace) -> Sequence[str]:
    # What it loads would lengthen the collector's rounds while other stages are timed.
    from evals.bench import sparing

    if given.filings is None:
        _tell("sparing: not measured without the texts of 8-k-real (--filings DIR)")
        return ()
    dataset = load_dataset(REAL, given.filings)
    made = sparing.report(dataset, form_by_name(dataset.form), Asking(given.model), _tell)
    figures.keep(given.json, figures.SPARING, made)
    if given.first is None:
        return ("sparing",)
    form = form_by_name(dataset.form)
    small = sparing.smaller(dataset, form, Asking(given.model), given.first, _tell)
    figures.keep(given.json, figures.SMALLER, small)
    return ("sparing", "smaller")


_MEASURES: dict[str, Callable[[argparse.Namespace], Sequence[str]]] = {
    "stages": _measure_stages,
    "start": _measure_start,
    "remote": _measure_remote,
    "sparing": _measure_sparing,
    "ways": _measure_ways,
}
"""What can be measured, the short first."""


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    add = parser.add_argument
    add("--measure", action="append", choices=_MEASURES, help="a part alone (all)")
    add("--json", type=Path, default=figures.COMMITTED, help="where the figures are kept")
    add("--model", default="local", help="an embedded model")
    side = parser.add_argument_group("ways")
    add = side.add_argument
    add("--dataset", type=Path, default=WRITTEN)
    add("--filings", type=Path, help="a folder with the texts of the dataset")
    add("--part", help="a part of the dataset, as its split.json names it")
    add("--only", action="append", default=[], help="a filing, by its id")
    add("--limit", type=_positive, default=5, help="filings, without --only (5)")
    add("--rounds", type=_positive, default=5, help="turns of each way over each filing (5)")
    add("--way", action="append", help=f"a way alone: {', '.join(WAYS)}")
    add("--minutes", type=float, help="begin no turn after so many minutes")
    add("--warm", action="store_true", help="one server a round and way, not one a turn")
    add = parser.add_argument_group("sparing").add_argument
    add("--first", metavar="MODEL", help="measure this smaller model before --model too")
    add = parser.add_argument_group("stages").add_argument
    add("--times", type=_positive, default=100, help="how often the reference filing is read (100)")
    add("--large", type=Path, help="a large filing, for the pace and how it grows")
    add = parser.add_argument_group("remote").add_argument
    add("--remote-filings", type=_positive, default=500)
    add("--latency", type=float, default=0.3, help="seconds an answer takes (0.3)")
    add("--concurrency", type=_positive, default=64, help="calls at once (64)")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("1 or more")
    return number


if __name__ == "__main__":
    sys.exit(main())
