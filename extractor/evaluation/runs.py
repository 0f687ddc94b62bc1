"""What a run is: every verdict and decision of one system on one dataset, as it is kept.

A run is kept as JSON. It holds offsets into filings but never their text, save for the values
that were labelled and predicted; `redacted` puts hashes in their place.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.errors import ExtractorError
from extractor.evaluation.scoring import LeafVerdict, Scored, Verdict
from extractor.reasons import Reason
from extractor.records import Decision, Outcome

Shown = str | int | list[str] | None
"""A value as it is kept: decimals and dates as text, an empty list as []."""

_ROW = re.compile(r"#\+?\d+")
_HASH = "sha256:"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Leaf(_Frozen):
    """One scored leaf. `outcome`, `decision` and `reasons` only where the system has them.

    `evidence` are ranges of the main document's canonical text, in code points.
    """

    predicted: Shown
    label: Shown
    verdict: Verdict
    outcome: Outcome | None = None
    decision: Decision | None = None
    reasons: tuple[Reason, ...] = ()
    evidence: tuple[tuple[int, int], ...] = ()

    @property
    def right(self) -> bool:
        """Whether the prediction is right, nulls included."""
        return self.verdict is Verdict.RIGHT

    @property
    def null(self) -> bool:
        """Whether the label says that there is none."""
        return self.label is None or isinstance(self.label, list)

    @property
    def accepted(self) -> bool:
        """Whether the value was taken without a person."""
        return self.decision in (Decision.ACCEPTED, Decision.SETTLED)


class ListOf(_Frozen):
    """A whole list: how many labelled rows it lacks and how many it has that are in no label."""

    rows: int
    missing: int
    invented: int
    outcome: Outcome | None = None
    decision: Decision | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def right(self) -> bool:
        """Whether it has every labelled row and no other."""
        return not (self.missing or self.invented)

    @property
    def accepted(self) -> bool:
        """Whether it was taken as complete without a person."""
        return self.decision in (Decision.ACCEPTED, Decision.SETTLED)


class Cost(_Frozen):
    """What the answers cost when they were given, also where they came from a store now.

    `usd` is None where no price of the model is known.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    usd: float | None = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        known = self.usd is not None and other.usd is not None
        return Cost(
            calls=self.calls + other.calls,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            seconds=self.seconds + other.seconds,
            usd=(self.usd or 0.0) + (other.usd or 0.0) if known else None,
        )


class FilingReport(_Frozen):
    """How one filing went. `problem` is a sentence where it failed or is incomplete.

    `cut` counts answers that ended at the token limit, `to_review` the fields (whole lists
    among them) that wait for a person.
    """

    sha256: str
    complete: bool
    problem: str = ""
    cut: int = 0
    to_review: int | None = None
    cost: Cost = Cost()


class Run(_Frozen):
    """One system with one model on one dataset.

    `receipt` is what all its filings were made from (prompts, policy, package, sampling).
    `per_filing` maps filing and leaf path to what became of the leaf (a leaf of a row that no
    label has carries "#+N"), `per_list` filing and list path to the list as a whole. `skipped`
    says why a filing was not scored. `synthetic` marks filings that a generator made. `redacted`
    says that values are hashes.
    """

    dataset: str
    system: str
    model: str
    receipt: Mapping[str, Any]
    per_filing: Mapping[str, Mapping[str, Leaf]]
    per_list: Mapping[str, Mapping[str, ListOf]]
    reports: Mapping[str, FilingReport]
    skipped: Mapping[str, str] = {}
    repeat: int = 1
    synthetic: bool = False
    redacted: bool = False

    @property
    def name(self) -> str:
        """What the run is called in tables and messages."""
        return f"{self.system} · {self.model}" if self.model else self.system

    @property
    def cost(self) -> Cost:
        """What all filings cost together."""
        return sum((each.cost for each in self.reports.values()), Cost())


def file_name(run: Run) -> str:
    """What the file of a run is called in a folder of runs."""
    model = re.sub(r"[^\w.-]+", "-", run.model)
    again = f"-{run.repeat}" if run.repeat > 1 else ""
    return f"{run.system}-{model}{again}.json"


class BadRun(ExtractorError):
    """A file that is not what `extractor eval --json` writes."""


def schema_path(path: str) -> str:
    """The path in the schema of a leaf's path ("items#+2.title" -> "items.title")."""
    return _ROW.sub("", path)


def is_extra(path: str) -> bool:
    """Whether a leaf is one of a predicted row that no label has."""
    return "#+" in path


def shown(value: Scored) -> Shown:
    """A scored value as it is kept."""
    if isinstance(value, Decimal | date):
        return str(value)
    if isinstance(value, tuple):
        return list(value)
    return value


def leaf_of(verdict: LeafVerdict) -> Leaf:
    """A verdict as it is kept, without outcome and decision."""
    return Leaf(
        predicted=shown(verdict.predicted), label=shown(verdict.label), verdict=verdict.verdict
    )


def redacted(run: Run) -> Run:
    """The run with a hash in the place of each value, so that it holds no text of a filing.

    Two equal values of one leaf have equal hashes; null and [] stay.
    """
    leaves = {
        identity: {
            path: leaf.model_copy(
                update={"predicted": hashed(leaf.predicted), "label": hashed(leaf.label)}
            )
            for path, leaf in paths.items()
        }
        for identity, paths in run.per_filing.items()
    }
    return run.model_copy(update={"per_filing": leaves, "redacted": True})


def hashed(value: Shown) -> Shown:
    """A hash in the place of a value; null and [] stay."""
    if value is None or value == []:
        return value
    if isinstance(value, list):
        return [str(hashed(each)) for each in value]
    return _HASH + hashlib.sha256(str(value).encode()).hexdigest()[:16]


def runs_to_json(runs: Iterable[tuple[Run, Mapping[str, Any]]]) -> str:
    """Runs with their scores (`measured.measure`) as JSON: an object for one, else a list.

    Evidence is kept of what is not right, where somebody will look for it.
    """
    made = [
        "\n".join(_lines({**_head(run), **scores, **_body(run)}, _DEEP)) for run, scores in runs
    ]
    return (made[0] if len(made) == 1 else "[" + ",\n".join(made) + "]") + "\n"


_DEEP = 3
"""Objects so deep are put on one line: a leaf a line, so that two runs can be told apart by eye."""


def _lines(given: Any, deep: int) -> Iterator[str]:
    """JSON, its objects broken over lines down to a depth."""
    if not isinstance(given, Mapping) or not given or not deep:
        yield json.dumps(given, ensure_ascii=False)
        return
    yield "{"
    for number, (key, value) in enumerate(given.items(), start=1):
        first, *others = _lines(value, deep - 1)
        lines = [f"{json.dumps(key, ensure_ascii=False)}: {first}", *others]
        lines[-1] += "," if number < len(given) else ""
        yield from (f" {line}" for line in lines)
    yield "}"


_HEAD = ("dataset", "system", "model", "receipt", "repeat", "synthetic", "redacted", "skipped")
_BODY = ("per_list", "reports", "per_filing")


def _head(run: Run) -> dict[str, Any]:
    return run.model_dump(mode="json", include=set(_HEAD))


def _body(run: Run) -> dict[str, Any]:
    return run.model_dump(mode="json", include=set(_BODY), exclude_defaults=True) | {
        "per_filing": {
            identity: {path: _leaf_json(leaf) for path, leaf in paths.items()}
            for identity, paths in run.per_filing.items()
        }
    }


def _leaf_json(leaf: Leaf) -> dict[str, Any]:
    kept = leaf.model_dump(mode="json", exclude={"evidence"} if leaf.right else None)
    return {
        key: value
        for key, value in kept.items()
        if value or key in ("predicted", "label", "verdict", "outcome", "decision")
    }


def load_runs(path: Path) -> tuple[Run, ...]:
    """The runs of a file of `extractor eval --json`, or of a folder of such files.

    Their scores are not read. Raises BadRun.
    """
    if path.is_dir():
        files = sorted(path.glob("*.json"))
        if not files:
            raise BadRun(f"{path}: there is no run in this folder")
        return tuple(run for file in files for run in load_runs(file))
    try:
        given = json.loads(path.read_bytes())
    except OSError as error:
        raise BadRun(f"{path}: the run cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise BadRun(f"{path}: not a run: this is not JSON") from error
    several = given if isinstance(given, list) else [given]
    if not several:
        raise BadRun(f"{path}: there is no run in it")
    return tuple(_run(path, each) for each in several)


def _run(path: Path, given: object) -> Run:
    if not isinstance(given, dict):
        raise BadRun(f"{path}: not a run: an object is expected")
    known = {key: value for key, value in given.items() if key in Run.model_fields}
    try:
        return Run.model_validate(known)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadRun(f"{path}: not a run: {where}: {first['msg']}") from error
