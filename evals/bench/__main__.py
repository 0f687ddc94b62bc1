"""Measures what extraction costs: `make bench`.

Three ways of extracting with the embedded model, in turns over the same filings: this project's,
one plain call with instructor, langextract. Stop it with Ctrl-C or --minutes: what was measured
until then is told and kept. The figures go to out/performance.json.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from evals.bench import figures, tables
from evals.bench.turns import Turn, schedule
from evals.bench.ways import WAYS, SideBySide, filings_for, prepared, turns
from extractor.errors import ExtractorError
from extractor.evaluation.dataset import load_dataset

EVALS = Path(__file__).parents[1]
OUT = EVALS.parent / "out" / "performance.json"
SIDE_BY_SIDE = "side by side"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; the exit code."""
    given = _options().parse_args(arguments)
    try:
        measure_ways(given)
    except ExtractorError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    return 0


def measure_ways(given: argparse.Namespace) -> None:
    """Measure the ways side by side and tell their figures."""
    dataset = load_dataset(given.dataset, given.filings)
    if given.part:
        dataset = dataset.part(given.part)
    cases = filings_for(dataset, given.only, given.limit)
    until = time.monotonic() + 60 * given.minutes if given.minutes else None
    work = SideBySide(dataset, cases, tuple(given.way or WAYS), given.model, until)
    prepared(work)
    taken: list[Turn] = []
    slots = schedule(given.rounds, [each.id for each in cases], work.ways, warm=given.warm)
    try:
        for turn in turns(work, slots, _tell):
            taken.append(turn)
            _keep(given, dataset.name, taken)
    except KeyboardInterrupt:
        _tell("stopped")
    asked_for = given.rounds * len(cases) * len(work.ways)
    print(f"\n{len(taken)} of {asked_for} turns over {len(cases)} filings of {dataset.name}")
    for each in (tables.ways, tables.ratios, tables.per_filing):
        print(f"\n{each(taken)}")


def _keep(given: argparse.Namespace, dataset: str, taken: Sequence[Turn]) -> None:
    part = {
        "dataset": dataset,
        "model": given.model,
        "warm": given.warm,
        "turns": [asdict(each) for each in taken],
    }
    figures.keep(given.json, SIDE_BY_SIDE, part)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    parser.add_argument("--dataset", type=Path, default=EVALS / "datasets" / "abs-8-k")
    parser.add_argument("--filings", type=Path, help="a folder with the texts of the dataset")
    parser.add_argument("--part", help="a part of the dataset, as its split.json names it")
    parser.add_argument("--only", action="append", default=[], help="a filing, by its id")
    parser.add_argument("--limit", type=_positive, default=5, help="filings, without --only (5)")
    parser.add_argument("--rounds", type=_positive, default=5, help="turns of each way (5)")
    parser.add_argument("--way", action="append", help=f"a way alone: {', '.join(WAYS)}")
    parser.add_argument("--minutes", type=float, help="begin no turn after so many minutes")
    parser.add_argument("--model", default="local", help="an embedded model")
    parser.add_argument(
        "--warm", action="store_true", help="one server a round and way, not one a turn"
    )
    parser.add_argument("--json", type=Path, default=OUT, help="where the figures are kept")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("1 or more")
    return number


if __name__ == "__main__":
    sys.exit(main())
