"""How the time of reading grows with the size of a filing: `make bench-reading`.

Every shape of `evals.hostile.shapes` is read at two sizes first. Where a stage takes more than its
share of time at the larger one, and for the standard shapes, it is read at growing sizes, up to so
large ones that what grows with the square stands out, in a process of its own with a limit of
processor time and of memory. The exponent is the slope of log(seconds) over log(size): 1 is linear.
A shape is named where it passes the limit or grows faster; the standard ones are always shown.
`--seconds` ends the sweep between two shapes, which come mixed, always in the same order: `--skip`
goes on behind those of an earlier run.
"""

import argparse
import json
import math
import multiprocessing
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from random import Random
from typing import Any

from evals.hostile import shapes
from extractor.filing.chunks import chunks_of, compact, headings
from extractor.filing.model import Filing, UnreadableFiling
from extractor.forms.abs_8k.form import ABS_8K
from extractor.readers import (
    CHUNK_CHARACTERS,
    CHUNK_OVERLAP,
    baseline_reading,
    cue_reading,
    declared_readings,
    questions,
    uncued,
)

SIEVE = (50_000, 400_000)
SIZES = (400_000, 800_000, 1_600_000)
LARGE = (3_125_000, 12_500_000, 50_000_000)
STANDARD = ("text:prose:item", "text:rows:item", "text:pages:item", "html:paragraphs", "html:rows")
MOST_EXPONENT = 1.35
_SECONDS = 240
_LARGE_SECONDS = 1_800
_MEMORY = 8 << 30
_SIEVE_SECONDS = 60
_SUSPICIOUS = 1.3
"""Times its share that a stage may take at the larger size of the sieve. What grows with the
square takes eight times its share; where that is a tenth at the smaller size, 1.7 times."""
_LEAST_OF_SIEVE = 0.05
_LEAST = 0.4
"""Seconds below which a stage's time says nothing about its growth."""


@dataclass(frozen=True)
class Measured:
    """Seconds of each stage by size, of one shape; `fault` where it did not end well.

    `peak` is the most memory that the process had, in bytes.
    """

    shape: str
    seconds: Mapping[int, Mapping[str, float]]
    peak: int = 0
    fault: str = ""

    def exponent(self, stage: str) -> float | None:
        """How the stage's time grows; None where it is too short to tell."""
        points = [
            (math.log(size), math.log(taken[stage]))
            for size, taken in self.seconds.items()
            if taken.get(stage, 0.0) >= _LEAST / 8
        ]
        longest = max((taken.get(stage, 0.0) for taken in self.seconds.values()), default=0.0)
        if len(points) < 2 or longest < _LEAST:
            return None
        return _slope(points[-3:])

    @property
    def worst(self) -> tuple[float, str]:
        """The largest exponent of a stage, and which."""
        stages = {stage for taken in self.seconds.values() for stage in taken}
        return max(((self.exponent(stage) or 0.0, stage) for stage in stages), default=(0.0, ""))


def _slope(points: Sequence[tuple[float, float]]) -> float:
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    over = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return over / sum((x - mean_x) ** 2 for x, _ in points)


def every_shape() -> Iterator[str]:
    """The names of all shapes: `text:UNIT:PLACE` and `html:UNIT`."""
    for unit in shapes.UNITS:
        yield from (f"text:{unit}:{place}" for place in shapes.PLACES)
    yield from (f"html:{unit}" for unit in shapes.HTML_UNITS)


def text_of(shape: str, size: int) -> str:
    """The filing of a shape."""
    kind, unit, *place = shape.split(":")
    return shapes.html(unit, size) if kind == "html" else shapes.plain(unit, place[0], size)


def stages(text: str) -> dict[str, float]:
    """Seconds of each stage of reading a text."""
    taken: dict[str, float] = {}

    def timed(stage: str, work: Callable[[], Any]) -> Any:
        began = time.process_time()
        try:
            return work()
        finally:
            taken[stage] = time.process_time() - began

    data = text.encode("utf-8", "replace")
    try:
        filing = timed("read", lambda: Filing.from_bytes(data))
    except UnreadableFiling:
        return taken
    document = filing.main_document
    view = document.reading
    timed("views", lambda: (compact(view), headings(view)))
    timed("chunks", lambda: chunks_of(view, budget=CHUNK_CHARACTERS, overlap=CHUNK_OVERLAP))
    left_out = timed("cues", lambda: uncued(ABS_8K, document))
    timed("counts", lambda: cue_reading(ABS_8K, document, left_out))
    timed("baselines", lambda: baseline_reading(ABS_8K, filing))
    timed("declared", lambda: declared_readings(ABS_8K, filing))
    timed("questions", lambda: questions(ABS_8K, document, left_out))
    return taken


def measure(shape: str, sizes: Sequence[int], seconds: int) -> Measured:
    """Read a shape at each size, all in one child process; it stops at the first fault."""
    command = [sys.executable, "-m", "evals.hostile.reading", "--child", shape, str(seconds)]
    command += [str(size) for size in sizes]
    fault = ""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == -signal.SIGXCPU:
        fault = f"not done in {seconds} s"
    elif done.returncode:
        fault = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1][:200]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    peak = max((each["peak"] for each in lines), default=0)
    return Measured(shape, {each["size"]: each["seconds"] for each in lines}, peak, fault)


def is_suspicious(shape: str) -> bool:
    """Whether a shape has to be measured: a stage grows too fast, or it does not end at all."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_sieve, args=(shape, theirs))
    child.start()
    theirs.close()
    child.join()
    small, large = ours.recv() if child.exitcode == 0 and ours.poll() else ({}, {"fault": 1.0})
    share = _SUSPICIOUS * SIEVE[1] / SIEVE[0]
    return any(
        seconds > _LEAST_OF_SIEVE and seconds > share * small.get(stage, 0.0)
        for stage, seconds in large.items()
    )


def _sieve(shape: str, pipe: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SIEVE_SECONDS, _SIEVE_SECONDS))
    stages(text_of(shape, 2_000))
    pipe.send([stages(text_of(shape, size)) for size in SIEVE])


def _child(shape: str, seconds: int, sizes: Iterable[str]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 9))
    stages(text_of(shape, 2_000))  # what is made once is made before the clock runs
    for size in sizes:
        taken = stages(text_of(shape, int(size)))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"size": int(size), "seconds": taken, "peak": peak}), flush=True)


def _table(measured: Measured) -> str:
    size = max(measured.seconds, default=0)
    total = sum(measured.seconds.get(size, {}).values())
    told = f"{total:.1f} s, {measured.peak / 1e9:.2f} GB of memory"
    lines = [f"{measured.shape}  {size / 1e6:.2f} MB  {told}  {measured.fault}".rstrip()]
    for stage, seconds in measured.seconds.get(size, {}).items():
        exponent = measured.exponent(stage)
        told = "too short to tell" if exponent is None else f"exponent {exponent:.2f}"
        if exponent is not None or stage == "read":
            lines.append(f"  {stage:<10} {seconds:8.3f} s  {told}")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Measure; the exit code is 1 where a shape is not linear."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    parser.add_argument("--only", action="append", default=[], help="shapes with this in the name")
    parser.add_argument("--large", action="store_true", help="the standard shapes up to 50 MB")
    parser.add_argument("--seconds", type=float, default=math.inf, help="measure for so long")
    parser.add_argument("--skip", type=int, default=0, help="leave out those of an earlier run")
    options = parser.parse_args(arguments)
    end = time.monotonic() + options.seconds
    if options.child:
        _child(options.child[0], int(options.child[1]), options.child[2:])
        return 0
    names = list(STANDARD) if options.large else list(every_shape())
    Random(0).shuffle(names)
    names = [each for each in names if not options.only or any(o in each for o in options.only)]
    names = names[options.skip :]
    sizes, seconds = (LARGE, _LARGE_SECONDS) if options.large else (SIZES, _SECONDS)
    bad = tried = grown = 0
    worst = (0.0, "", "")
    for name in names:
        if time.monotonic() >= end:
            break
        tried += 1
        if name not in STANDARD and not is_suspicious(name):
            continue
        found = measure(name, sizes, seconds)
        grown += 1
        worst = max(worst, (*found.worst, name))
        if found.fault or found.worst[0] > MOST_EXPONENT:
            bad += 1
            print(_table(found), flush=True)
        elif name in STANDARD:
            print(_table(found), flush=True)
    told = f"{tried}" if tried == len(names) else f"the time was over: {tried} of {len(names)}"
    print(f"{told} shapes, {bad} not linear or not done (exponent > {MOST_EXPONENT})")
    most, stage, shape = worst
    if grown:
        print(f"{grown} at growing sizes; the largest exponent is {most:.2f} ({stage} of {shape})")
    return int(bad > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
