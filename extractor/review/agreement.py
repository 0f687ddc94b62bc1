"""How reliable the reviewers and the readers are, by the log. Pure."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from extractor.evaluation.typed import Leaves, read_label
from extractor.forms.base import Form
from extractor.records import Decision, Value
from extractor.review.actions import DECIDING, VALUES, Action, Round
from extractor.review.person import entry_cell, entry_ref, in_force
from extractor.review.refs import COMPLETE, RowRef, find_row
from extractor.review.rounds import agree, pairs
from extractor.store.codec import get_value
from extractor.store.known import KnownLabel
from extractor.store.log import Entry
from extractor.text.compare import identity, same


def kappa(answers: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa of two raters' answers on the same things.

    (observed - expected) / (1 - expected) agreement, the expected one from how often each rater
    gives each answer (Cohen 1960). None without answers, 1.0 where both always give one answer.
    """
    if not answers:
        return None
    n = len(answers)
    observed = sum(left == right for left, right in answers) / n
    left, right = Counter(each[0] for each in answers), Counter(each[1] for each in answers)
    expected = sum(left[answer] * right[answer] for answer in left) / n**2
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)


@dataclass(frozen=True)
class Agreement:
    """How first and second reviewers agree: fields decided twice, alike, and kappa."""

    fields: int
    alike: int
    kappa: float | None


@dataclass(frozen=True)
class Audited:
    """How a reviewer does on fields whose answer is known."""

    reviewer: str
    known: int
    wrong: int


@dataclass(frozen=True)
class Work:
    """What a reviewer did: decisions in force and in all, and the usual seconds of one."""

    reviewer: str
    decisions: int
    undone: int
    seconds: float


@dataclass(frozen=True)
class Sampled:
    """Accepted fields that a person looked at all the same, and how many were changed."""

    fields: int
    changed: int


def agreement(filings: Iterable[tuple[Form, Sequence[Entry]]]) -> Agreement:
    """Agreement over the logs of filings.

    The answers of kappa are: as the readers have it, none, or another value; two different other
    values count as different answers.
    """
    answers: list[tuple[Hashable, Hashable]] = []
    for form, entries in filings:
        for left, right in pairs(form, entries):
            first, second = _answer(form, left), _answer(form, right)
            if agree(form, left, right):
                second = first
            elif first == second:
                second = (second, "other")
            answers.append((first, second))
    alike = sum(left == right for left, right in answers)
    return Agreement(len(answers), alike, kappa(answers))


def work(entries: Iterable[Entry]) -> list[Work]:
    """What each reviewer did, by name."""
    entries = list(entries)
    undone = {entry.undoes for entry in entries if entry.undoes is not None}
    mine: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.action in DECIDING | {Action.DISPUTE}:
            mine[entry.reviewer].append(entry)
    return [
        Work(
            name,
            len(said),
            sum(entry.seq in undone for entry in said),
            median(entry.milliseconds / 1000 for entry in said),
        )
        for name, said in sorted(mine.items())
    ]


def sampled(filings: Iterable[tuple[Form, Sequence[Entry]]]) -> Sampled:
    """How often a field that the policy had accepted was found to be wrong.

    Only fields whose decision was taken while they were accepted count: those of the sample, and
    those that a person corrected unasked, which makes the figure rather too high than too low.
    """
    fields = changed = 0
    for form, entries in filings:
        for entry in in_force(form, entries, Round.FIRST):
            if entry.action in VALUES and entry.said.get("decision") == Decision.ACCEPTED:
                fields += 1
                compare = form.spec.leaves[entry.path].leaf.compare
                was = get_value(entry.said.get("shown"))
                changed += not same(compare, was, entry_cell(entry).value)
    return Sampled(fields, changed)


def audited(form: Form, label: KnownLabel, entries: Iterable[Entry]) -> list[Audited]:
    """How the first and second reviewers of a filing do against its known label."""
    leaves = read_label(form.schema, label.label)
    found: dict[str, Counter[bool]] = defaultdict(Counter)
    for entry in in_force(form, entries, Round.FIRST, Round.SECOND):
        if entry.action not in VALUES or entry.path.endswith(COMPLETE):
            continue
        known = _known(form, leaves, entry)
        if known is not None:
            compare = form.spec.leaves[entry.path].leaf.compare
            found[entry.reviewer][same(compare, known[0], entry_cell(entry).value)] += 1
    return [Audited(name, each.total(), each[False]) for name, each in sorted(found.items())]


def _known(form: Form, leaves: Leaves, entry: Entry) -> tuple[Value | None] | None:
    """The label's value for an entry's field, None where the label is silent."""
    ref = entry_ref(entry)
    if ref.row is None:
        return (leaves.values[entry.path],) if entry.path in leaves.values else None
    list_ = form.spec.leaves[entry.path].rows or ""
    spec = form.spec.lists[list_]
    rows: Sequence[Mapping[str, Value | None]] = leaves.rows.get(list_, ())
    # The key as it was decided, where that is what was decided.
    cell = entry_cell(entry).value
    key = tuple(
        cell if path == entry.path else value
        for path, value in zip(spec.key, ref.row.key, strict=False)
    )
    refs = [RowRef(tuple(row.get(path) for path in spec.key)) for row in rows]
    at = find_row(form, list_, RowRef(key), refs)
    if at is None or entry.path not in rows[at]:
        return None
    return (rows[at][entry.path],)


def _answer(form: Form, entry: Entry) -> Hashable:
    if entry.action not in VALUES or entry.path.endswith(COMPLETE):
        return entry.action
    value = entry_cell(entry).value
    if value is None:
        return "none"
    compare = form.spec.leaves[entry.path].leaf.compare
    if same(compare, get_value(entry.said.get("shown")), value):
        return "as read"
    return "other", identity(compare, value)
