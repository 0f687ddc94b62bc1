"""Covers, lists and signature blocks of invented companies, in the layouts that filers use.

`layouts/NAME.txt` is a document, `layouts/NAME.json` what it states: leaves by their path, rows of
lists by the names of their leaves. What is not named is not compared.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from extractor.filing.read import read_filing
from extractor.forms.base import Answer, Quoted
from extractor.forms.form_8k.anchors import ANCHORS
from extractor.forms.form_8k.baselines import read_8k
from extractor.forms.form_8k.schema import Form8K
from extractor.forms.schema import spec_of
from extractor.text.compare import Comparison, same
from extractor.values import GRAMMARS

LAYOUTS = Path(__file__).parent / "layouts"
NAMES = sorted(path.stem for path in LAYOUTS.glob("*.txt"))
SPEC = spec_of(Form8K)
UNCAPTIONED = (
    "cover-home-in-a-phrase",
    "cover-no-date-caption",
    "cover-old-style-running-lines",
    "cover-without-captions",
)
UNENDED = "lists-under-another-item"
PAGE_BREAK = "\n\n                                      - 2 -\n<PAGE>\n\n"


def _text(name: str) -> str:
    return (LAYOUTS / f"{name}.txt").read_text(encoding="utf-8")


def _read(text: str) -> tuple[Answer, str]:
    document = read_filing(text.encode(), "layout.txt").main_document
    return read_8k(document), document.reading.text


def _value(text: str, quote: Quoted) -> object:
    printed = " ".join(text[start:end] for start, end in quote.ranges)
    return quote.value or GRAMMARS[SPEC.leaves[quote.path].leaf.grammar].parse(printed)


def _found(answer: Answer, text: str) -> dict[str, Any]:
    """Values by path; lists as rows of values by the names of their leaves."""
    found: dict[str, Any] = {path: None for path, leaf in SPEC.leaves.items() if leaf.rows is None}
    rows: dict[str, dict[int, dict[str, object]]] = defaultdict(lambda: defaultdict(dict))
    for quote in answer.quotes:
        leaf = SPEC.leaves[quote.path]
        if quote.row is None or leaf.rows is None:
            found[quote.path] = _value(text, quote)
        else:
            rows[leaf.rows][quote.row][leaf.name] = _value(text, quote)
    for path in SPEC.lists:
        found[path] = [rows[path][row] for row in sorted(rows[path])]
    return found


def _agree(path: str, got: object, want: object) -> bool:
    leaf = SPEC.leaves[path].leaf
    if leaf.compare is Comparison.DATE and isinstance(want, str):
        want = GRAMMARS["date"].parse(want)
    return same(leaf.compare, got, want)


def _rows_agree(
    path: str, got: Sequence[dict[str, object]], want: Sequence[dict[str, object]]
) -> bool:
    return len(got) == len(want) and all(
        _agree(leaf, one.get(SPEC.leaves[leaf].name), two.get(SPEC.leaves[leaf].name))
        for one, two in zip(got, want, strict=True)
        for leaf in SPEC.lists[path].leaves
    )


def _differences(name: str, text: str) -> dict[str, tuple[object, object]]:
    found = _found(*_read(text))
    expected = json.loads((LAYOUTS / f"{name}.json").read_text(encoding="utf-8"))
    return {
        path: (found[path], want)
        for path, want in expected.items()
        if not (
            _rows_agree(path, found[path], want)
            if path in SPEC.lists
            else _agree(path, found[path], want)
        )
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_is_read_in_full(name: str) -> None:
    assert _differences(name, _text(name)) == {}


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("lists")])
def test_a_page_break_between_paragraphs_changes_nothing(name: str) -> None:
    head, item, rest = _text(name).partition("\nItem")
    broken = head + item + rest.replace("\n\n", PAGE_BREAK, 1)
    assert _differences(name, broken) == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_list_that_was_read_is_accounted_for(name: str) -> None:
    answer, _ = _read(_text(name))
    assert {each.path for each in answer.lists} == set(SPEC.lists)
    for each in answer.lists:
        if name == UNENDED and each.path == "exhibits":
            assert each.accounted is None
        elif name != "cover-without-captions" or not each.path.startswith("cover"):
            assert each.accounted or not each.rows, each


@pytest.mark.parametrize("name", NAMES)
def test_what_gives_a_value_its_role_stands_near_it(name: str) -> None:
    answer, text = _read(_text(name))
    lines = [line for line in text.splitlines(keepends=True) if line.strip()]
    starts = [0]
    for line in text.splitlines(keepends=True):
        if line.strip():
            starts.append(starts[-1] + len(line))
        else:
            starts[-1] += len(line)
    for quote in answer.quotes:
        anchor = ANCHORS[quote.path]
        if anchor.wording is None or name in UNCAPTIONED:
            continue
        first = max(i for i, start in enumerate(starts) if start <= quote.ranges[0][0])
        last = max(i for i, start in enumerate(starts) if start < quote.ranges[-1][1])
        near = "".join(lines[max(0, first - anchor.before) : last + anchor.after + 1])
        assert anchor.wording.search(near), quote
