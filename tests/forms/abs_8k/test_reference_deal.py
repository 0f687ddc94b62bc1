"""The reference filing: everything of the deal, its traps, and the anchors of every value."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.filing.model import Document, Filing
from extractor.filing.read import read_filing
from extractor.forms.abs_8k.anchors import ANCHORS, CUES
from extractor.forms.abs_8k.baselines import read_deal
from extractor.forms.abs_8k.matching import matches_abs
from extractor.forms.abs_8k.rules import RULES_ABS
from extractor.forms.abs_8k.schema import Abs8K
from extractor.forms.base import Answer, Facts, Quoted, Row
from extractor.forms.form_8k.rules import RULES_8K
from extractor.forms.schema import spec_of
from extractor.records import CheckResult, CheckStatus, Value
from extractor.text.compare import same
from extractor.values import GRAMMARS

DATASET = Path(__file__).parents[3] / "evals" / "datasets" / "abs-8-k"
SPEC = spec_of(Abs8K)


@pytest.fixture(scope="module")
def filing() -> Filing:
    path = DATASET / "filings" / "new-century-2002-1.txt"
    return read_filing(path.read_bytes(), path.name)


@pytest.fixture(scope="module")
def document(filing: Filing) -> Document:
    return filing.main_document


@pytest.fixture(scope="module")
def answer(document: Document) -> Answer:
    return read_deal(document)


@pytest.fixture(scope="module")
def label() -> dict[str, object]:
    loaded = json.loads((DATASET / "labels" / "new-century-2002-1.json").read_text())
    assert isinstance(loaded, dict)
    return loaded


def value_of(document: Document, quote: Quoted) -> Value:
    if quote.value is not None:
        return quote.value
    text = " ".join(document.reading.text[start:end] for start, end in quote.ranges)
    parsed: Value = GRAMMARS[SPEC.leaves[quote.path].leaf.grammar].parse(text)
    return parsed


def test_every_value_of_the_label_and_no_other(
    document: Document, answer: Answer, label: dict[str, object]
) -> None:
    expected = dict(_flat("deal", label["deal"]))
    found = {
        (quote.path, quote.row): value_of(document, quote)
        for quote in answer.quotes
        if not quote.path.endswith(".balance_kind")
    }
    assert found.keys() == expected.keys()
    for (path, row), value in found.items():
        compare = SPEC.leaves[path].leaf.compare
        assert same(compare, value, _typed(expected[path, row], value)), path


def _typed(labelled: object, like: Value) -> object:
    """A value of a label, in which dates and amounts are text, as the grammars give it."""
    if isinstance(like, Decimal):
        return Decimal(str(labelled))
    return date.fromisoformat(str(labelled)) if isinstance(like, date) else labelled


def _flat(
    path: str, node: object, row: int | None = None
) -> list[tuple[tuple[str, int | None], object]]:
    if isinstance(node, dict):
        return [
            each for name, inner in node.items() for each in _flat(f"{path}.{name}", inner, row)
        ]
    if isinstance(node, list):
        return [each for n, inner in enumerate(node, 1) for each in _flat(path, inner, n)]
    return [] if node is None else [((path, row), node)]


def test_both_lists_are_proven(answer: Answer) -> None:
    assert {each.path: (each.rows, each.accounted) for each in answer.lists} == {
        "deal.parties": (5, True),
        "deal.classes": (8, True),
    }


def test_every_value_has_its_anchor(document: Document, answer: Answer) -> None:
    for quote in answer.quotes:
        anchor = ANCHORS[quote.path]
        if anchor.wording is not None:
            near = _near(document.reading.text, quote, anchor.before, anchor.after)
            assert anchor.wording.search(near), quote.path


def _near(text: str, quote: Quoted, before: int, after: int) -> str:
    head = text[: quote.ranges[0][0]].split("\n")
    tail = text[quote.ranges[-1][1] :].split("\n")
    middle = text[quote.ranges[0][0] : quote.ranges[-1][1]]
    above = [line for line in head[:-1] if line.strip()]
    below = [line for line in tail[1:] if line.strip()]
    first = "\n".join([*above[len(above) - before :], head[-1]])
    return first + middle + "\n".join([tail[0], *below[:after]])


def test_every_leaf_of_the_deal_has_an_anchor_and_every_cue_is_of_a_field() -> None:
    leaves = {path for path in SPEC.leaves if path.startswith("deal.")}
    assert set(ANCHORS) == leaves
    assert set(CUES) <= leaves | set(SPEC.lists)


def test_cues_stand_where_a_value_is_stated(document: Document, answer: Answer) -> None:
    for path in {quote.path for quote in answer.quotes} & set(CUES):
        assert CUES[path].search(document.reading.text), path


def test_it_is_an_asset_backed_report(filing: Filing) -> None:
    assert matches_abs(filing) > 0


def test_its_traps_are_findings_and_nothing_is_doubted(
    document: Document, answer: Answer, label: dict[str, object]
) -> None:
    rows: dict[int, dict[str, Value]] = {}
    values: dict[str, Value | None] = {}
    for quote in answer.quotes:
        if quote.row is None:
            values[quote.path] = value_of(document, quote)
        elif quote.path.startswith("deal.classes."):
            leaf = quote.path.rpartition(".")[2]
            rows.setdefault(quote.row, {})[leaf] = value_of(document, quote)
    values |= {
        "cover.report_date": GRAMMARS["date"].parse("March 18, 2002"),
        "signature.signed_on": GRAMMARS["date"].parse("February 26, 2002"),
        "cover.registrant": "New Century Mortgage Securities, Inc.",
        "signature.registrant": "NEW CENTURYMORTGAGE SECURITIES, INC.",
    }
    classes = [Row(f"deal.classes#{number}", row) for number, row in rows.items()]
    items = [Row("items#1", {"number": "2"}), Row("items#2", {"number": "7"})]
    facts = Facts(values, {"deal.classes": classes, "items": items})
    results: dict[str, CheckResult] = {rule.__name__: rule(facts) for rule in RULES_8K + RULES_ABS}
    assert not [each for each in results.values() if each.doubts]
    findings = {name for name, each in results.items() if each.status is CheckStatus.FINDING}
    assert findings == {"signed_not_before_event", "named_against_stated_classes"}
    assert results["balances_sum_to_pool"].status is CheckStatus.PASSED
    announced = results["named_against_stated_classes"].message
    assert announced == "The text announces ten classes, the table names eight."
