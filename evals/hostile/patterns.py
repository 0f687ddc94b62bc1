"""How the time of every pattern of the package grows with the length of a text made against it.

Part of `make bench-reading`. From a pattern's own parts texts are made that it nearly matches again
and again; where doubling their length takes much more than twice the time, the pattern is named.
"""

import argparse
import collections
import importlib
import math
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

import extractor
from evals.hostile import shapes

_parser: Any = importlib.import_module("re._parser")
_LENGTHS = (8_000, 16_000, 32_000)
_SECONDS = 20
_MEET_FILINGS = tuple(
    f"extractor.{each}"
    for each in (*("filing", "forms", "text", "values"), *("grounding", "places", "readers"))
)
_LEAST = 0.06
_GROWS = 9
"""Times that a text four times as long may take before it counts as more than linear."""


@dataclass(frozen=True)
class Slow:
    """A pattern, the text against it, and its seconds at each length."""

    where: str
    text: str
    seconds: tuple[float, ...]

    def __str__(self) -> str:
        taken = " ".join(f"{each:.3f}" for each in self.seconds)
        return f"{self.where}: {self.text[:60]!r}: {taken} s"


@dataclass(frozen=True)
class Used:
    """A pattern, where it stands, and whether it is only held against the beginning of texts."""

    where: str
    pattern: re.Pattern[str]
    anchored: bool


def every_pattern() -> list[Used]:
    """The patterns that stand in the package's modules."""
    found: list[Used] = []
    known: set[tuple[str, int]] = set()
    for module in pkgutil.walk_packages(extractor.__path__, "extractor."):
        if not module.name.startswith(_MEET_FILINGS):
            continue
        loaded = importlib.import_module(module.name)
        source = Path(str(loaded.__file__)).read_text("utf-8")
        for name, value in list(vars(loaded).items()):
            anchored = isinstance(value, re.Pattern) and not _is_sought(name, source)
            for each in _patterns_in(value):
                key = (each.pattern, each.flags)
                if key not in known:
                    known.add(key)
                    found.append(Used(f"{module.name}.{name}", each, anchored))
    return found


def _is_sought(name: str, source: str) -> bool:
    """Whether a module seeks a pattern in texts, rather than hold it against their beginning."""
    uses = re.findall(rf"\b{name}\b(?:\.(\w+)\()?", source)
    return not set(uses) <= {"", "match", "fullmatch"} or uses.count("") > 1


def _patterns_in(value: object, depth: int = 3) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth and isinstance(value, dict):
        yield from (found for each in value.values() for found in _patterns_in(each, depth - 1))
    elif depth and isinstance(value, tuple | list | frozenset | set):
        yield from (found for each in value for found in _patterns_in(each, depth - 1))
    elif depth and hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        fields = (getattr(value, name) for name in value.__dataclass_fields__)
        yield from (found for each in fields for found in _patterns_in(each, depth - 1))


def texts_against(pattern: re.Pattern[str]) -> Iterator[str]:
    """What is repeated to make a text against a pattern: `HEAD\\0UNIT` is a head and a unit."""
    pieces = list(_pieces(_parser.parse(pattern.pattern, pattern.flags)))
    sample = "".join(text for text, _ in pieces)
    yield sample
    yield sample[:-1]
    yield sample[: len(sample) // 2]
    before = ""
    for text, endless in pieces:
        if endless:
            yield f"{before}\0{text}"
            yield f"{before}{text}"
            yield f"{before}{text * 3}"
            yield text
        before += text


def _pieces(tree: Iterable[Any]) -> Iterator[tuple[str, bool]]:
    """A text that the tree matches, in pieces, and whether each may be repeated without end."""
    for operator, argument in tree:
        name = str(operator)
        if name == "LITERAL":
            yield chr(argument), False
        elif name == "NOT_LITERAL":
            yield ("a" if chr(argument) != "a" else "b"), False
        elif name == "ANY":
            yield "a", False
        elif name == "IN":
            yield _one_of(argument), False
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, inner = argument
            text = "".join(piece for piece, _ in _pieces(inner))
            yield text * min(max(least, 1), 4), most > 30
        elif name == "SUBPATTERN":
            yield from _pieces(argument[3])
        elif name == "ATOMIC_GROUP":
            yield from _pieces(argument)
        elif name == "BRANCH":
            yield from _pieces(argument[1][0])


def _one_of(members: Sequence[Any]) -> str:
    negated = str(members[0][0]) == "NEGATE"
    if negated:
        choices = "a 1.(\t-"
        shut = {chr(value) for kind, value in members if str(kind) == "LITERAL"}
        return next((each for each in choices if each not in shut), "é")
    kind, value = members[0]
    if str(kind) == "LITERAL":
        return chr(value)
    if str(kind) == "RANGE":
        return chr(value[0])
    classes = {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "1", "CATEGORY_NOT_WORD": "."}
    return classes.get(str(value), "a")


class _OutOfTime(Exception):
    """A pattern took longer than it may."""


def _seconds(used: Used, text: str) -> float:
    def late(_: int, __: FrameType | None) -> None:
        raise _OutOfTime

    signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    began = time.process_time()
    try:
        if not used.anchored:
            collections.deque(used.pattern.finditer(text), maxlen=0)
        else:
            used.pattern.match(text)
            used.pattern.fullmatch(text)
    except _OutOfTime:
        pass
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - began


def slow(used: Used, text: str) -> Slow | None:
    """Whether a pattern is slow on a text that is made longer and longer."""
    head, _, unit = text.rpartition("\0")
    if not unit:
        return None
    taken: list[float] = []
    for length in _LENGTHS:
        tried = head + unit * (length // len(unit)) + "\x01"
        taken.append(_seconds(used, tried))
        if taken[-1] > _SECONDS / 2:
            return Slow(used.where, text, tuple(taken))
        if len(taken) == 1 and taken[0] < _LEAST / 20:
            return None
    if taken[-1] < _LEAST or taken[-1] < _GROWS * taken[0]:
        return None
    return Slow(used.where, text, tuple(taken))


def main(arguments: Sequence[str]) -> int:
    """Try all patterns, mixed, or as many as there is time for; 1 where one is not linear."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=math.inf, help="try them for so long")
    end = time.monotonic() + parser.parse_args(arguments).seconds
    found: list[Slow] = []
    patterns = every_pattern()
    Random(0).shuffle(patterns)
    tried = held = 0
    for used in patterns:
        if time.monotonic() >= end:
            break
        held += 1
        for text in dict.fromkeys((*texts_against(used.pattern), *shapes.UNITS.values())):
            tried += 1
            bad = slow(used, text)
            if bad is not None:
                found.append(bad)
                print(bad, flush=True)
                break
    told = f"{held}" if held == len(patterns) else f"the time was over: {held} of {len(patterns)}"
    print(f"{told} patterns, {tried:,} texts against them, {len(found)} not linear")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
