"""Planting errors in readings that were right, and counting those that are accepted.

Nothing here asks a model: each plant changes the readings of a filing and assesses them once. What
the kinds of errors are and how strong a plant is made, `planting` says. A plant is an escape where
a value that it made wrong is accepted, or a list that it made wrong is accepted as complete. It is
outvoted where everything accepted is right nevertheless; all others were sent to review.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise

from pydantic import BaseModel, ConfigDict

from extractor.evaluation.bounds import upper95
from extractor.evaluation.planted_subject import Known, Subject, Verdict, Wrong
from extractor.evaluation.planting import (
    Kind,
    Made,
    RowSpot,
    Spot,
    with_row_error,
    with_value,
)
from extractor.evaluation.runs import Shown, hashed
from extractor.forms.base import Form
from extractor.forms.schema import ListSpec
from extractor.policy import Policy
from extractor.reasons import Reason
from extractor.records import BASELINE, LLM, Decision, Reading
from extractor.text.compare import same

__all__ = [
    "Cell",
    "Escape",
    "Kind",
    "PlantedReport",
    "Subject",
    "Who",
    "lines",
    "plant",
    "redacted",
]

_OF_TEXT = (Kind.MOVED_FIELD, Kind.OTHER_PLACE)
_TRIES = 6
"""How many values are tried for one that grounding anchors, and draws for a plant not yet made."""
_SHOWN = 10


class Who(StrEnum):
    """Which readers hold the planted error: the baseline or the model, or both of them."""

    ONE = "one"
    BOTH = "both"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cell(_Frozen):
    """What became of the errors of one kind in one or both readers.

    `distinct` of the `planted` differ from each other; where a few filings hold few of a kind they
    are drawn again. `in_text` counts those whose wrong value stands in the filing, `misread` those
    whose value disagrees with its own evidence, which only a fault of a grammar could bring about.
    `upper95` bounds the share of `escaped`, one-sided, and counts only distinct plants as trials.
    """

    kind: Kind
    reader: Who
    planted: int
    distinct: int
    in_text: int
    misread: int
    escaped: int
    escaped_misread: int
    outvoted: int
    upper95: float | None


class Escape(_Frozen):
    """One wrong value, or one wrong list (its number of rows), that was accepted.

    `reader` is the reader that held the error, or "both". `reasons` are those of the acceptance.
    """

    filing: str
    path: str
    kind: Kind
    reader: str
    in_text: bool
    misread: bool
    right: Shown
    planted: Shown
    reasons: tuple[Reason, ...]


class PlantedReport(_Frozen):
    """What a policy accepts of `n` planted errors.

    `escaped_misread` of the `escaped` are values that disagree with their own evidence: no reader
    can give them. `upper95` bounds the share of all `escaped` among distinct plants.
    `caught_by` counts the reasons beside the fields that went to review, each once a plant.
    `coverage_unplanted` is the share of all fields that is accepted where nothing is planted: a
    policy that accepts nothing lets nothing escape. `not_possible` names the kinds and readers
    that no filing could hold; their share went to the others.
    """

    n: int
    seed: int
    policy: str
    filings: int
    escaped: int
    escaped_misread: int
    upper95: float | None
    coverage_unplanted: float
    cells: tuple[Cell, ...]
    escapes: tuple[Escape, ...]
    caught_by: Mapping[Reason, int]
    not_possible: tuple[tuple[Kind, Who], ...]
    redacted: bool = False


def plant(subjects: Sequence[Subject], policy: Policy, n: int, seed: int) -> PlantedReport:
    """Plant `n` errors, one at a time and equally many of each kind and reader, and count.

    The same subjects in the same order and the same seed plant the same errors. Fewer than `n`
    are planted only where the subjects can hold none at all. Raises BadRecord where a label does
    not fit its form, MissingExtra without scipy.
    """
    known = [Known(subject, policy) for subject in subjects]
    rng = random.Random(seed)
    cells = {(kind, who): _Tally(kind, who, known) for kind in Kind for who in Who}
    left = list(cells.values())
    planted = 0
    while planted < n and left:
        for tally in tuple(left):
            if planted == n:
                break
            if tally.plant_one(rng):
                planted += 1
            else:
                left.remove(tally)
    fields = [each for one in known for each in one.fields.values()]
    accepted = sum(each.decision is not Decision.REVIEW for each in fields)
    caught = sum((tally.caught_by for tally in cells.values()), Counter[Reason]())
    made = tuple(tally.cell for tally in cells.values())
    escaped, distinct = (sum(tally.trials[at] for tally in cells.values()) for at in (0, 1))
    return PlantedReport(
        n=planted,
        seed=seed,
        policy=policy.name,
        filings=len(subjects),
        escaped=sum(each.escaped for each in made),
        escaped_misread=sum(each.escaped_misread for each in made),
        upper95=upper95(escaped, distinct),
        coverage_unplanted=accepted / len(fields) if fields else 0.0,
        cells=tuple(each for each in made if each.planted),
        escapes=tuple(escape for tally in cells.values() for escape in tally.escapes),
        caught_by=dict(sorted(caught.items(), key=lambda each: (-each[1], each[0]))),
        not_possible=tuple(
            pair for pair, tally in cells.items() if tally not in left and not tally.cell.planted
        ),
    )


def redacted(report: PlantedReport) -> PlantedReport:
    """The report with a hash in the place of each value, so that it holds no text of a filing."""
    escapes = tuple(
        each
        if each.path.endswith("#complete")
        else each.model_copy(update={"right": hashed(each.right), "planted": hashed(each.planted)})
        for each in report.escapes
    )
    return report.model_copy(update={"escapes": escapes, "redacted": True})


def lines(report: PlantedReport) -> list[str]:
    """The report as lines for a terminal."""
    accepted = f"{report.escaped:,} accepted{_bound(report.upper95)}"
    said = [
        f"{report.n:,} errors planted in {report.filings:,} filings under policy {report.policy}:",
        f"{accepted}, {report.escaped_misread:,} of them against their own evidence.",
        f"Unplanted, {report.coverage_unplanted:.1%} of all fields are accepted.",
    ]
    for each in report.cells:
        against = f", {each.escaped_misread:,} against their evidence" if each.misread else ""
        said.append(
            f"  {each.kind:<15} {each.reader:<4} {each.planted:>6,} planted "
            f"({each.in_text:,} in the text), {each.escaped:,} accepted"
            f"{_bound(each.upper95)}{against}"
        )
    for kind, who in report.not_possible:
        said.append(f"  {kind:<15} {who:<4} not possible: no filing could hold one")
    for escape in report.escapes[:_SHOWN]:
        said.append(
            f"  accepted: {escape.filing} {escape.path}: {escape.planted} for {escape.right} "
            f"({escape.kind}, {escape.reader}; {', '.join(escape.reasons)})"
        )
    if len(report.escapes) > _SHOWN:
        said.append(f"  and {len(report.escapes) - _SHOWN:,} more")
    if report.caught_by:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in report.caught_by.items())
        said.append(f"Sent to review with: {reasons}.")
    return said


def _bound(bound: float | None) -> str:
    return "" if bound is None else f" (at most {bound:.2%} with 95 % confidence)"


_Held = Spot | tuple[RowSpot, ...]
"""Where an error is planted: a field, a row or two rows."""


@dataclass(frozen=True)
class _Plant:
    """Readings with one error in them; plants of one `identity` are the same."""

    readings: Mapping[str, Reading]
    identity: tuple[str, ...]
    reader: str
    in_text: bool
    anchored: bool
    misread: bool


class _Tally:
    """The plants of one kind in one or both readers."""

    def __init__(self, kind: Kind, who: Who, known: Sequence[Known]) -> None:
        self.kind, self.who = kind, who
        self.caught_by: Counter[Reason] = Counter()
        self.escapes: list[Escape] = []
        self._pools = [(each, _holders(each, kind, who)) for each in known]
        self._verdicts: dict[tuple[str, ...], Verdict] = {}
        self._counts: Counter[str] = Counter()

    @property
    def trials(self) -> tuple[int, int]:
        """Of the distinct plants those that escaped, and all."""
        escaped = sum(bool(each.escapes) for each in self._verdicts.values())
        return escaped, len(self._verdicts)

    @property
    def cell(self) -> Cell:
        """The counts so far."""
        named = ("planted", "in_text", "misread", "escaped", "escaped_misread", "outvoted")
        counts = {name: self._counts[name] for name in named}
        bound = upper95(*self.trials)
        distinct = len(self._verdicts)
        return Cell(kind=self.kind, reader=self.who, distinct=distinct, upper95=bound, **counts)

    def plant_one(self, rng: random.Random) -> bool:
        """Plant one more, if possible one that is new; False where no subject can hold any."""
        drawn = self._draw(rng)
        if drawn is None:
            return False
        known, made = drawn
        new = made.identity not in self._verdicts
        if new:
            self._verdicts[made.identity] = known.judge(made.readings)
        verdict = self._verdicts[made.identity]
        self._counts["planted"] += 1
        self._counts["in_text"] += made.in_text
        self._counts["misread"] += made.misread
        self._counts["escaped"] += bool(verdict.escapes)
        self._counts["escaped_misread"] += bool(verdict.escapes) and made.misread
        self._counts["outvoted"] += not (verdict.escapes or verdict.reasons)
        self.caught_by.update(verdict.reasons)
        if new:
            self.escapes += [self._escape(known, made, each) for each in verdict.escapes]
        return True

    def _draw(self, rng: random.Random) -> tuple[Known, _Plant] | None:
        drawn = None
        tries = 0
        while tries < _TRIES and (pools := [each for each in self._pools if each[1]]):
            known, held = rng.choice(pools)
            at = rng.randrange(len(held))
            made = _make(known, self.kind, self.who, held[at], rng)
            if made is None:
                del held[at]
                continue
            drawn = known, made
            if made.identity not in self._verdicts:
                break
            tries += 1
        return drawn

    def _escape(self, known: Known, made: _Plant, wrong: Wrong) -> Escape:
        return Escape(
            filing=known.subject.id,
            path=wrong.field.path,
            kind=self.kind,
            reader=made.reader,
            in_text=made.in_text,
            misread=made.misread,
            right=wrong.right,
            planted=wrong.value,
            reasons=wrong.field.reasons,
        )


def _make(known: Known, kind: Kind, who: Who, held: _Held, rng: random.Random) -> _Plant | None:
    """An error of a kind at a place; None where the place cannot hold it."""
    readers = _readers(held)
    choices = [readers]
    if who is Who.ONE:
        choices = [(each,) for each in rng.sample(readers, len(readers))]
    made = (
        _wrong_rows(known, kind, chosen, held)
        if isinstance(held, tuple)
        else _wrong_value(known, kind, chosen, held, rng)
        for chosen in choices
    )
    return next((each for each in made if each is not None), None)


def _wrong_rows(
    known: Known, kind: Kind, readers: tuple[str, ...], rows: tuple[RowSpot, ...]
) -> _Plant | None:
    document = known.subject.document
    leaves = _exchanged(known.form, kind, rows[0].spec)
    made = [
        with_row_error(kind, known.form, document, known.readings[each], rows, leaves)
        for each in readers
    ]
    return _plant(known, made, readers, *(each.path for each in rows))


def _wrong_value(
    known: Known, kind: Kind, readers: tuple[str, ...], spot: Spot, rng: random.Random
) -> _Plant | None:
    """The strongest of some: a value that nothing gives its role is caught by that alone."""
    own = [known.quotes(kind, spot, spot.held[each].quote) for each in readers]
    quotes = list(dict.fromkeys(quote for quotes in own for quote in quotes))
    rng.shuffle(quotes)
    found: list[_Plant] = []
    for quote in quotes:
        made = [
            with_value(known.form, known.subject.document, known.readings[each], spot, quote)
            for each in readers
        ]
        plant = _plant(known, made, readers, spot.path, quote)
        if plant is None or (kind in _OF_TEXT and not plant.in_text):
            continue
        if plant.anchored or kind not in _OF_TEXT:
            return plant
        found.append(plant)
        if len(found) == _TRIES:
            break
    return found[0] if found else None


def _plant(
    known: Known, made: Sequence[Made | None], readers: tuple[str, ...], *named: str
) -> _Plant | None:
    done = [each for each in made if each is not None]
    if len(done) < len(readers):
        return None
    return _Plant(
        {each.reading.reader: each.reading for each in done},
        (known.subject.id, *readers, *named),
        Who.BOTH if len(readers) > 1 else readers[0],
        all(each.in_text for each in done),
        all(each.anchored for each in done),
        any(each.misread for each in done),
    )


def _holders(known: Known, kind: Kind, who: Who) -> list[_Held]:
    """Where a subject may hold an error of a kind."""
    held: list[_Held] = []
    if kind in (Kind.ROW_DROPPED, Kind.ROW_DOUBLED):
        held += [(row,) for rows in known.rows for row in rows]
    elif kind in (Kind.ROW_SWAPPED, Kind.PARTIES_SWAPPED):
        for rows in known.rows:
            pairs = pairwise(rows) if kind is Kind.ROW_SWAPPED else combinations(rows, 2)
            paths = _exchanged(known.form, kind, rows[0].spec)
            held += [pair for pair in pairs if _differ(known.form, paths, *pair)]
    else:
        held += [each for each in known.spots if kind in _OF_TEXT or each.value is not None]
    return [each for each in held if len(_readers(each)) >= (2 if who is Who.BOTH else 1)]


def _exchanged(form: Form, kind: Kind, spec: ListSpec) -> tuple[str, ...]:
    """The leaves that two rows of a list exchange; () where the kind is none of this list."""
    if kind is Kind.ROW_SWAPPED:
        return tuple(path for path in spec.leaves if path not in spec.key)
    # Parties are rows that give a role to a name.
    leaves = form.spec.leaves
    names = tuple(path for path in spec.leaves if leaves[path].leaf.grammar == "name")
    return names if any(leaves[path].choices for path in spec.leaves) else ()


def _differ(form: Form, leaves: Sequence[str], left: RowSpot, right: RowSpot) -> bool:
    """Whether exchanging these leaves makes other rows: these differ, and so do the others."""

    def some(paths: Iterable[str]) -> bool:
        return any(
            not same(form.spec.leaves[path].leaf.compare, left.values[path], right.values[path])
            for path in paths
        )

    return some(leaves) and some(path for path in left.spec.leaves if path not in leaves)


def _readers(held: _Held) -> tuple[str, ...]:
    places = held if isinstance(held, tuple) else (held,)
    return tuple(each for each in (BASELINE, LLM) if all(each in place.rows for place in places))
