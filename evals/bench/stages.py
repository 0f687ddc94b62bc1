"""What everything but the model takes: processor time of each stage, on one core.

A filing is read anew each time; what is made once in a process is made before the clock runs.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from evals.bench.turns import Spread, spread
from extractor import readers
from extractor.assess import assess
from extractor.checks import as_filed, mark, run_checks
from extractor.evaluation.dataset import load_dataset
from extractor.filing.model import Filing
from extractor.filing.sections import find_sections
from extractor.forms.base import Form
from extractor.forms.registry import form_by_name, form_for
from extractor.overlaps import mark_shared, take_own_words
from extractor.policy import AGREEMENT, decide
from extractor.readers import (
    baseline_reading,
    cue_reading,
    declared_readings,
    questions,
    uncued,
)
from extractor.reconcile import reconcile

T = TypeVar("T")
_ASKING = ("quote_schema", "limited", "messages")
"""What of the preparing of questions is for the model alone."""

STAGE_NAMES = (
    *("all", "without the model", "read", "sections", "cues", "baselines and evidence"),
    *("declared facts", "chunks", "schemas and prompts"),
    *("assess", "reconcile", "checks", "policy"),
)
"""What is measured; sections, reconcile, checks and policy are parts of other stages."""


class Clock:
    """Adds up processor time by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def run(self, stage: str, work: Callable[[], T]) -> T:
        """Do the work of a stage."""
        began = time.process_time()
        made = work()
        self.seconds[stage] += time.process_time() - began
        return made

    @contextmanager
    def within(self, part: str, stage: str, names: Iterable[str]) -> Iterator[None]:
        """Tell apart what functions that the readers call take, as a stage of its own."""

        def timed(work: Callable[..., T]) -> Callable[..., T]:
            return lambda *given: self.run(part, partial(work, *given))

        with ExitStack() as patched:
            for name in names:
                plain = getattr(readers, name)
                patched.enter_context(patch.object(readers, name, timed(plain)))
            yield
        self.seconds[stage] -= self.seconds[part]


def once(data: bytes, form: Form) -> dict[str, float]:
    """Seconds of each stage for one filing.

    `all` are all of them, the parts of others left out; `without the model` those without what is
    made only to be sent to it.
    """
    clock = Clock()
    filing = clock.run("read", lambda: Filing.from_bytes(data))
    document = filing.main_document
    left_out = clock.run("cues", lambda: uncued(form, document))
    cued = clock.run("cues", lambda: cue_reading(form, document, left_out))
    based = clock.run("baselines and evidence", lambda: baseline_reading(form, filing))
    declared = clock.run("declared facts", lambda: declared_readings(form, filing))
    with clock.within("schemas and prompts", "chunks", _ASKING):
        clock.run("chunks", lambda: questions(form, document, left_out))
    said = (based, cued, *declared)
    clock.run("assess", lambda: assess(form, said, AGREEMENT))
    whole = sum(clock.seconds.values())
    clock.run("sections", lambda: find_sections(document.reading))
    fields = clock.run(
        "reconcile", lambda: mark_shared(form, take_own_words(form, reconcile(form, said)))
    )
    checks = clock.run("checks", lambda: as_filed(run_checks(form, fields), frozenset()))
    clock.run("policy", lambda: decide(form, mark(fields, checks), AGREEMENT))
    bare = whole - clock.seconds["schemas and prompts"]
    return {**clock.seconds, "all": whole, "without the model": bare}


def variant(data: bytes, number: int) -> bytes:
    """The same filing, every document with some more blanks at its end.

    What was kept of a text that was read before is then of no use.
    """
    blanks = b"\n" + b" " * number
    return data.replace(b"</TEXT>", blanks + b"\n</TEXT>") + blanks


def measured(data: bytes, form: Form, times: int) -> dict[str, Spread]:
    """The spread of the seconds of each stage."""
    once(data, form)
    runs = [once(variant(data, number), form) for number in range(1, times + 1)]
    found = {stage: spread([each[stage] for each in runs]) for stage in runs[0]}
    return {stage: each for stage, each in found.items() if each is not None}


def growth(text: str, form: Form, parts: int = 4) -> list[tuple[int, float]]:
    """Characters and seconds of the first half, of the first quarter and so on, and of all."""
    sizes = [len(text) >> by for by in reversed(range(parts))]
    return [(size, once(text[:size].encode(), form)["all"]) for size in sizes]


def report(folder: Path, identity: str, times: int, large: Path | None) -> dict[str, Any]:
    """The figures of a filing of a dataset, and of a large one where it is at hand."""
    dataset = load_dataset(folder)
    case = next(each for each in dataset.cases if each.id == identity)
    assert case.filing is not None
    found = measured(case.filing.read_bytes(), form_by_name(dataset.form), times)
    made: dict[str, Any] = {"filing": identity, "times": times, "stages": _told(found)}
    if large is not None and large.is_file():
        data = large.read_bytes()
        form = form_for(Filing.from_bytes(data))
        found = measured(data, form, max(5, times // 10))
        made["large"] = {
            "filing": large.name,
            "bytes": len(data),
            "form": form.name,
            "times": found["all"].n,
            "stages": _told(found),
            "megabytes_a_second": round(len(data) / 1e6 / found["all"].median, 2),
            "growth": growth(data.decode("latin-1"), form),
        }
    return made


def _told(found: dict[str, Spread]) -> dict[str, dict[str, float]]:
    """Milliseconds by stage."""
    return {
        stage: {
            "p50": round(1_000 * each.median, 2),
            "least": round(1_000 * each.least, 2),
            "most": round(1_000 * each.most, 2),
        }
        for stage, each in found.items()
    }
