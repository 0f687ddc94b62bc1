"""The scorer against a second one, written from the design alone and as plainly as can be.

It works on JSON as it stands, knows the two forms by heart, and finds the best assignment of rows
by trying them all. Where several assignments are equally good it gives the outcome of each.
"""

import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from extractor.evaluation.scoring import LeafVerdict, score
from extractor.evaluation.summary import summary
from extractor.forms.abs_8k.schema import Abs8K

ABSENT = object()
Outcome = tuple[str, str]
Row = dict[str, Any]
Pairs = dict[int, int]


def letters(text: Any) -> str:
    loose = re.sub(r",(?=\s|$)", "", str(text).lower())
    return re.sub(r"[.,;:]+$", "", re.sub(r"\s", "", loose))


def name(text: Any) -> str:
    return re.sub(r"[\s,.]", "", str(text).lower())


def plain(text: Any) -> str:
    return re.sub(r"\s", "", str(text))


def amount(value: Any) -> Any:
    return float(value) if re.fullmatch(r"-?\d+(\.\d+)?", str(value)) else str(value)


SCALARS: dict[str, Callable[[Any], Any]] = {
    "cover.form_type": plain,
    "cover.report_date": str,
    "cover.registrant": name,
    "cover.jurisdiction": letters,
    "cover.address.street": letters,
    "cover.address.city": letters,
    "cover.address.state": letters,
    "cover.address.zip_code": plain,
    "cover.telephone": lambda text: re.sub(r"\D", "", str(text)),
    "signature.registrant": name,
    "signature.signed_on": str,
    "signature.name": name,
    "signature.title": letters,
    "deal.series": name,
    "deal.issued_on": str,
    "deal.agreement.title": letters,
    "deal.agreement.dated": str,
    "deal.cut_off_date": str,
    "deal.pool_balance": amount,
    "deal.stated_class_count": amount,
}
LISTS: dict[str, tuple[dict[str, Callable[[Any], Any]], tuple[str, ...]]] = {
    "cover.commission_file_numbers": ({"": plain}, ("",)),
    "cover.employer_ids": ({"": plain}, ("",)),
    "cover.securities": ({"title": letters, "symbol": plain, "exchange": letters}, ("title",)),
    "items": ({"number": plain, "title": letters}, ("number",)),
    "exhibits": ({"number": plain, "description": letters}, ("number",)),
    "deal.parties": ({"role": plain, "name": name}, ("role", "name")),
    "deal.classes": (
        {
            "name": letters,
            "balance": amount,
            "balance_kind": plain,
            "percentage_interest": amount,
            "rate": letters,
            "group": letters,
            "cusip": plain,
        },
        ("name",),
    ),
}


def reach(record: Any, path: str) -> Any:
    for part in path.split("."):
        if record is None:
            return None
        if part not in record:
            return ABSENT
        record = record[part]
    return record


def stated(value: Any) -> Any:
    """A predicted value; absent and blank are null."""
    return None if value is ABSENT or value is None or str(value).strip() == "" else value


def judge(fold: Callable[[Any], Any], label: Any, predicted: Any) -> str:
    if label is None:
        return "right null" if predicted is None else "invented"
    if predicted is None:
        return "missed"
    return "right" if fold(label) == fold(predicted) else "wrong"


@dataclass
class Table:
    """One list of a label and of a prediction."""

    path: str
    labels: list[Row]
    predicted: list[Row]

    def at(self, leaf: str) -> str:
        return f"{self.path}.{leaf}" if leaf else self.path

    def pair(self, label: Row, other: Row) -> Counter[Outcome]:
        folds = LISTS[self.path][0]
        return Counter(
            (self.at(leaf), judge(folds[leaf], label[leaf], stated(other.get(leaf))))
            for leaf in label
        )

    def missed(self, row: Row) -> Counter[Outcome]:
        return Counter((self.at(leaf), "missed") for leaf in row if row[leaf] is not None)

    def extra(self, row: Row) -> Counter[Outcome]:
        scored = {leaf for each in self.labels for leaf in each}
        scored = scored if self.labels else set(LISTS[self.path][0])
        return Counter(
            (self.at(leaf), "invented") for leaf in scored if stated(row.get(leaf)) is not None
        )

    def total(self, pairs: Pairs, left: list[int], right: list[int]) -> Counter[Outcome]:
        found: Counter[Outcome] = Counter()
        for i in left:
            label = self.labels[i]
            found += (
                self.pair(label, self.predicted[pairs[i]]) if i in pairs else self.missed(label)
            )
        for j in set(right) - set(pairs.values()):
            found += self.extra(self.predicted[j])
        return found

    def best(self, left: list[int], right: list[int]) -> list[Pairs]:
        ranked: dict[tuple[int, ...], list[Pairs]] = {}
        short = min(len(left), len(right))
        for some in itertools.combinations(range(len(left)), short):
            for others in itertools.permutations(range(len(right)), short):
                pairs = {left[i]: right[j] for i, j in zip(some, others, strict=True)}
                found = self.total(pairs, left, right)
                words = Counter(word for _, word in found.elements())
                shift = sum(abs(i - j) for i, j in zip(some, others, strict=True))
                rank = (words["right"], words["right null"], -found.total(), -shift)
                ranked.setdefault(rank, []).append(pairs)
        return ranked[max(ranked)]

    def key(self, row: Row) -> tuple[Any, ...] | None:
        folds, keys = LISTS[self.path]
        if any(leaf not in row for leaf in keys):
            return None
        parts = [stated(row[leaf]) for leaf in keys]
        if all(part is None for part in parts):
            return None
        return tuple(None if p is None else folds[k](p) for k, p in zip(keys, parts, strict=True))

    def outcomes(self) -> Iterator[Counter[Outcome]]:
        folds = LISTS[self.path][0]
        ours = [self.key(row) for row in self.labels]
        theirs = [self.key({leaf: row.get(leaf) for leaf in folds}) for row in self.predicted]
        stages = [
            self.best(
                [i for i, own in enumerate(ours) if own == each],
                [j for j, other in enumerate(theirs) if other == each],
            )
            for each in dict.fromkeys(ours)
            if each is not None and each in theirs
        ]
        every = list(range(len(ours))), list(range(len(theirs)))
        for choice in itertools.product(*stages):
            pairs = {i: j for part in choice for i, j in part.items()}
            left = [i for i in every[0] if i not in pairs]
            right = [j for j in every[1] if j not in pairs.values()]
            for last in self.best(left, right):
                yield self.total(pairs | last, *every)


def naive(label: Mapping[str, Any], prediction: Mapping[str, Any]) -> list[list[Counter[Outcome]]]:
    """For the scalars, and for each list of the label, the outcomes that are possible."""
    scalars: Counter[Outcome] = Counter()
    for path, fold in SCALARS.items():
        value = reach(label, path)
        if value is not ABSENT:
            scalars[path, judge(fold, value, stated(reach(prediction, path)))] += 1
    parts = [[scalars]]
    for path, (folds, _) in LISTS.items():
        rows = reach(label, path)
        if rows is ABSENT:
            continue
        others = reach(prediction, path)
        others = [] if others is ABSENT or others is None else others
        if "" in folds:
            rows, others = [{"": each} for each in rows or ()], [{"": each} for each in others]
        outcomes = list(Table(path, rows or [], others).outcomes())
        if not rows:
            empty = Counter({(path, "invented list" if others else "right null"): 1})
            outcomes = [each + empty for each in outcomes]
        parts.append(outcomes)
    return parts


def outcome(verdict: LeafVerdict) -> Outcome:
    word = str(verdict.verdict)
    if verdict.right and verdict.null:
        word = "right null"
    elif verdict.is_list:
        word = "invented list"
    return verdict.schema_path, word


# Few values, so that keys repeat, rows come close to one another and assignments are contested.
POOL: dict[str, list[Any]] = {
    "cover.form_type": ["8-K", "8-K/A"],
    "cover.commission_file_numbers": ["333-72880", "333-72808", "0-1", "0-10"],
    "cover.employer_ids": ["33-0852169", "33-0852196", "12-3456789"],
    "deal.pool_balance": ["198644095.79", "198644059.79", "100", "100.00"],
    "deal.stated_class_count": [8, 10],
    "securities.title": ["Common Stock", "Notes due 2030"],
    "items.number": ["2", "5.02", "7", "9.01"],
    "exhibits.number": ["4.1", "99", "99.1"],
    "exhibits.description": ["Note dated May 1, 2004.", "Press release", "press  release"],
    "parties.role": ["depositor", "trustee", "seller"],
    "parties.name": ["First Bank, N.A.", "First Bank N.A.", "Second Bank"],
    "classes.name": ["A", "A-1", "a", "R"],
    "classes.balance": ["100.00", "100", "250.5", "250.50"],
    "classes.balance_kind": ["principal", "notional"],
    "classes.percentage_interest": ["100", "50"],
}
OBJECTS = ("cover.address", "signature", "deal.agreement", "deal")
DATES = ["2002-02-26", "2002-03-18", "2002-03-19"]
WORDS = ["Delaware", "DELAWARE", "New York,", "New  York", "Doe, Jane", "Jane Doe", "7"]


def value(rng: random.Random, path: str) -> Any:
    short = ".".join(path.split(".")[-2:])
    if path.endswith(("_on", "_date", "dated")):
        return rng.choice(DATES)
    return rng.choice(POOL.get(path) or POOL.get(short) or WORDS)


def maybe(rng: random.Random, path: str) -> Any:
    return None if rng.random() < 0.2 else value(rng, path)


def make_rows(rng: random.Random, path: str, sparse: float) -> list[Any]:
    folds, _ = LISTS[path]
    size = rng.choice([0, 1, 2, 2, 3, 4])
    if "" in folds:
        return [value(rng, path) for _ in range(size)]
    left_out = {leaf for leaf in folds if rng.random() < sparse}
    return [
        {
            leaf: maybe(rng, f"{path}.{leaf}")
            for leaf in folds
            if leaf not in left_out and rng.random() > sparse / 3
        }
        for _ in range(size)
    ]


def put(record: Row, path: str, what: Any) -> None:
    *parents, last = path.split(".")
    for parent in parents:
        record = record.setdefault(parent, {})
    record[last] = what


def make(rng: random.Random, sparse: float) -> Row:
    record: Row = {}
    for path in SCALARS:
        if rng.random() > sparse:
            put(record, path, maybe(rng, path))
    for path in LISTS:
        if rng.random() > sparse:
            put(record, path, None if rng.random() < 0.1 else make_rows(rng, path, sparse))
    for path in OBJECTS:
        if rng.random() < 0.08 and isinstance(reach(record, path), dict):
            put(record, path, None)
    return record


def damage(rng: random.Random, label: Any, path: str = "") -> Any:
    """A prediction that is mostly the label: values changed, rows moved, doubled and dropped."""
    if isinstance(label, dict):
        return {
            key: damage(rng, inner, f"{path}.{key}" if path else key)
            for key, inner in label.items()
            if rng.random() > 0.04
        }
    if isinstance(label, list):
        rows = [damage(rng, each, path) for each in label if rng.random() > 0.15]
        rows += [damage(rng, each, path) for each in rows[:1] if rng.random() < 0.2]
        rng.shuffle(rows)
        return rows[:4]
    if rng.random() < 0.12 and path not in LISTS and path not in OBJECTS:
        return rng.choice([None, "", value(rng, path), "February 26, 2002"])
    return label


def pairs_of_records() -> Iterator[tuple[Row, Row]]:
    rng = random.Random(20020318)
    for number in range(1_000):
        label = make(rng, sparse=rng.choice([0.0, 0.1, 0.3]))
        yield label, make(rng, 0.05) if number % 4 == 0 else damage(rng, label)


@pytest.mark.slow
def test_both_scorers_agree_on_a_thousand_records() -> None:
    verdicts_by_filing: dict[str, tuple[LeafVerdict, ...]] = {}
    everything: Counter[Outcome] = Counter()
    contested = 0
    for number, (label, prediction) in enumerate(pairs_of_records()):
        found = score(Abs8K, label, prediction)
        verdicts_by_filing[str(number)] = found
        counted = Counter(map(outcome, found))
        everything += counted
        for possible in naive(label, prediction):
            paths = {path for one in possible for path, _ in one}
            part = Counter({key: times for key, times in counted.items() if key[0] in paths})
            contested += len({frozenset(one.items()) for one in possible}) > 1
            assert part in possible, (label, prediction)
            counted -= part
        assert not counted, (label, prediction)
    # A test of agreement is worth what it covers: every verdict many times, few ties.
    by_verdict = Counter(word for _, word in everything.elements())
    assert set(by_verdict) == {
        "right",
        "right null",
        "wrong",
        "missed",
        "invented",
        "invented list",
    }
    assert min(by_verdict.values()) > 200
    assert contested < 20
    check_shares(by_verdict, verdicts_by_filing)


def check_shares(by_verdict: Counter[str], verdicts: Mapping[str, tuple[LeafVerdict, ...]]) -> None:
    right, wrong = by_verdict["right"], by_verdict["wrong"]
    precision = right / (right + wrong + by_verdict["invented"])
    recall = right / (right + wrong + by_verdict["missed"])
    scores = summary(verdicts)
    leaves = by_verdict.total()
    assert scores.accuracy.value == pytest.approx((right + by_verdict["right null"]) / leaves)
    assert scores.precision.value == pytest.approx(precision)
    assert scores.recall.value == pytest.approx(recall)
    assert scores.f1.value == pytest.approx(2 * precision * recall / (precision + recall))
