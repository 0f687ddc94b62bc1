"""A schema as flat paths, and records built from values by path."""

import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import Annotated

import pytest
from pydantic import ValidationError

from extractor.forms.abs_8k.form import ABS_8K
from extractor.forms.abs_8k.schema import Abs8K
from extractor.forms.base import Form
from extractor.forms.form_8k.form import FORM_8K
from extractor.forms.form_8k.schema import Form8K
from extractor.forms.schema import (
    Leaf,
    LeafSpec,
    ListSpec,
    Record,
    Rows,
    build,
    schema_hash,
    spec_of,
)
from extractor.text.compare import Comparison
from extractor.values import GRAMMARS
from tests.note_form import NOTE, Holder, Note, Office

FORMS = pytest.mark.parametrize("form", [FORM_8K, ABS_8K, NOTE], ids=lambda form: form.name)


def test_leaves_come_in_the_order_of_the_schema() -> None:
    assert list(spec_of(Note).leaves) == [
        *("title", "dated", "due", "amount", "count", "office.city", "office.state", "codes"),
        *(f"holders.{leaf}" for leaf in ("name", "share", "percent", "rank", "basis")),
    ]


def test_a_leaf_knows_its_list_and_its_choices() -> None:
    leaves = spec_of(Note).leaves
    assert leaves["amount"].rows is None
    assert leaves["office.city"].rows is None
    assert leaves["holders.share"].rows == "holders"
    assert leaves["codes"].rows == "codes"
    assert leaves["holders.rank"].choices == ("senior", "junior")
    assert leaves["holders.share"].choices == ()
    assert leaves["holders.share"].name == "share"


def test_a_list_knows_its_leaves_and_its_key() -> None:
    holders, codes = spec_of(Note).lists["holders"], spec_of(Note).lists["codes"]
    assert holders.key == ("holders.name",)
    assert len(holders.leaves) == 5
    assert (codes.leaves, codes.key) == (("codes",), ("codes",))
    assert holders.complete == "holders#complete"


def test_the_keys_of_the_lists_are_those_of_the_design() -> None:
    assert {path: each.key for path, each in spec_of(Abs8K).lists.items()} == {
        "cover.commission_file_numbers": ("cover.commission_file_numbers",),
        "cover.employer_ids": ("cover.employer_ids",),
        "cover.securities": ("cover.securities.title",),
        "items": ("items.number",),
        "exhibits": ("exhibits.number",),
        "deal.parties": ("deal.parties.role", "deal.parties.name"),
        "deal.classes": ("deal.classes.name",),
    }


@FORMS
def test_every_leaf_has_a_grammar_that_fits_how_it_is_compared(form: Form) -> None:
    kinds = {
        Comparison.DATE: {"date"},
        Comparison.DECIMAL: {"money", "percent"},
        Comparison.INTEGER: {"integer"},
    }
    for path, each in form.spec.leaves.items():
        assert each.leaf.grammar in GRAMMARS, path
        if each.leaf.compare in kinds:
            assert each.leaf.grammar in kinds[each.leaf.compare], path
        assert (each.leaf.compare is Comparison.ENUM) == bool(each.choices), path


@FORMS
def test_every_path_that_a_form_declares_is_one_of_its_schema(form: Form) -> None:
    known = {*form.spec.leaves, *form.spec.lists}
    assert set(form.anchors) <= set(form.spec.leaves)
    assert set(form.cues) <= known
    assert set(form.synonyms) <= set(form.spec.leaves)
    for path, meanings in form.synonyms.items():
        assert set(meanings.values()) <= set(form.spec.leaves[path].choices)
        assert all(wording == wording.casefold() for wording in meanings)
    for path, sources in form.derived.items():
        row = path.rpartition(".")[0]
        assert {f"{row}.{name}" for name in sources} <= set(form.spec.leaves)


@FORMS
def test_every_leaf_has_an_anchor(form: Form) -> None:
    unanchored = set(form.spec.leaves) - set(form.anchors)
    assert unanchored <= {"office.city", "office.state"}


@pytest.mark.parametrize("schema", [Form8K, Abs8K])
def test_every_leaf_and_list_says_what_it_is(schema: type[Record]) -> None:
    spec = spec_of(schema)
    declared: list[LeafSpec | ListSpec] = [*spec.leaves.values(), *spec.lists.values()]
    assert [each.path for each in declared if not each.description] == []


def test_a_record_is_built_from_values_by_path() -> None:
    values = {
        "title": "Harbor Loan",
        "dated": date(2001, 3, 3),
        "office.city": "Irvine",
        "codes#1": "0-12345",
        "codes#2": "333-72880",
        "codes#complete": 2,
        "holders#1.name": "Ash",
        "holders#1.share": Decimal("60.00"),
        "holders#12.name": "Birch",
        "holders#complete": 2,
    }
    assert build(Note, values) == Note(
        title="Harbor Loan",
        dated=date(2001, 3, 3),
        office=Office(city="Irvine"),
        codes=("0-12345", "333-72880"),
        holders=(Holder(name="Ash", share=Decimal("60.00")), Holder(name="Birch")),
    )


def test_rows_come_in_the_order_in_which_they_are_named() -> None:
    names = {f"holders#{number}.name": f"N{number}" for number in (10, 2, 1)}
    record = build(Note, names)
    assert [each.name for each in record.holders] == ["N10", "N2", "N1"]


def test_an_object_without_a_value_is_none_where_it_may_be() -> None:
    assert build(Note, {"office.city": None, "office.state": None}).office is None
    assert build(Form8K, {}).signature is None
    assert build(Form8K, {}).cover is not None
    assert build(Abs8K, {"deal.series": None}).deal is None


def test_a_string_that_is_none_is_no_row() -> None:
    assert build(Note, {"codes#1": None, "codes#2": "0-12345"}).codes == ("0-12345",)


def test_a_record_cannot_be_changed_and_knows_only_its_own_fields() -> None:
    record = Note(title="Loan")
    with pytest.raises(ValidationError):
        record.title = "Other"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Note.model_validate({"tittle": "Loan"})


HASH = "from tests.note_form import NOTE; print(NOTE.schema_version)"


def test_the_hash_is_the_same_in_every_process() -> None:
    hashes = {
        subprocess.run(
            [sys.executable, "-c", HASH],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("0", "1")
    }
    assert hashes == {NOTE.schema_version}


def _schema(
    compare: Comparison = Comparison.TEXT, weight: float = 1.0, most: int = 40
) -> type[Record]:
    class Made(Record):
        title: Annotated[str | None, Leaf(compare, "text", weight)] = None
        codes: Annotated[tuple[str, ...], Leaf(Comparison.EXACT, "text"), Rows(most=most)] = ()

    return Made


def test_the_hash_knows_what_stands_beside_a_field() -> None:
    schemas = [
        _schema(),
        _schema(Comparison.NAME),
        _schema(weight=2.0),
        _schema(most=10),
    ]
    assert len({schema_hash(each) for each in schemas}) == len(schemas)
    assert schema_hash(_schema()) == schema_hash(_schema())


def test_a_leaf_that_declares_nothing_is_refused() -> None:
    class Bare(Record):
        title: str | None = None

    with pytest.raises(TypeError, match=r"Bare\.title has no Leaf"):
        spec_of(Bare)
