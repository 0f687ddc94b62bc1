"""`python -m evals.generator --seed N --count N --out DIR`: a dataset folder of made-up filings."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from evals.generator.filing import make

NAME = "synthetic-abs-8-k"
SEEDS_A_RUN = 1_000_000
_MOST_DIGITS = 9
_ABOUT = """\
name = "{name}"
form = "abs-8-k"
provenance = "Synthetic: all {count} filings were made by this project's generator with the seed \
{seed}. No name, amount or date in them is real, and no label was made by a person."
licence = "Apache-2.0"
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the dataset; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.generator", description=__doc__)
    parser.add_argument("--seed", type=_natural, required=True, help="what the filings come from")
    parser.add_argument("--count", type=_natural, required=True, help="how many filings")
    parser.add_argument("--out", type=Path, required=True, help="a folder that is not there yet")
    given = parser.parse_args(arguments)
    if not 0 < given.count <= SEEDS_A_RUN:
        parser.error(f"--count is from 1 to {SEEDS_A_RUN:,}")
    if given.out.exists() and (not given.out.is_dir() or any(given.out.iterdir())):
        parser.error(f"--out: {given.out} is there already and not an empty folder")
    try:
        write(given.out, given.seed, given.count)
    except OSError as error:
        parser.error(f"--out: {given.out} cannot be written: {error.strerror}")
    print(f"{given.count} filings in {given.out}", file=sys.stderr)
    return 0


def write(folder: Path, seed: int, count: int) -> None:
    """Write `count` filings of a seed as a dataset; two seeds share no filing."""
    for name in ("filings", "labels"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number in range(count):
        made = make(seed * SEEDS_A_RUN + number)
        label = json.dumps(made.label, indent=1, ensure_ascii=False) + "\n"
        _put(folder / f"filings/{made.id}{made.suffix}", made.text)
        _put(folder / f"labels/{made.id}.json", label)
    _put(folder / "dataset.toml", _ABOUT.format(name=NAME, count=count, seed=seed))


def _put(file: Path, text: str) -> None:
    file.write_bytes(text.encode())


def _natural(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of one to nine digits")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
