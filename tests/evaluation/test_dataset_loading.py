import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from extractor.errors import ExtractorError
from extractor.evaluation.dataset import BadDataset, Dataset, load_dataset
from extractor.forms import registry
from extractor.forms.abs_8k.schema import Abs8K
from extractor.forms.form_8k.schema import Form8K
from extractor.forms.registry import UnknownForm

TOML = 'name = "small"\nform = "8-k"\nprovenance = "written for this test"\n'
LABEL: dict[str, Any] = {
    "cover": {"form_type": "8-K", "report_date": "2004-05-06"},
    "items": [{"number": "5.02", "title": "Departure of Directors"}],
    "signature": None,
}


def schema_of(form: str) -> type[BaseModel]:
    schemas: dict[str, type[BaseModel]] = {"8-k": Form8K, "abs-8-k": Abs8K}
    if form not in schemas:
        raise UnknownForm(f"there is no form {form!r}")
    return schemas[form]


def load(folder: Path, filings: Path | None = None) -> Dataset:
    return load_dataset(folder, filings, schema_of)


def write(folder: Path, labels: Mapping[str, object], toml: str = TOML) -> Path:
    (folder / "labels").mkdir(parents=True)
    (folder / "filings").mkdir()
    (folder / "dataset.toml").write_text(toml)
    for identity, label in labels.items():
        (folder / f"labels/{identity}.json").write_text(json.dumps(label))
        (folder / f"filings/{identity}.txt").write_text(f"FORM 8-K of {identity}")
    return folder


def manifest(folder: Path, *identities: str) -> None:
    entries = [
        {"id": each, "sha256": hashlib.sha256(f"FORM 8-K of {each}".encode()).hexdigest()}
        for each in identities
    ]
    (folder / "manifest.json").write_text(json.dumps(entries))


def complaint(folder: Path, filings: Path | None = None) -> str:
    with pytest.raises(BadDataset) as caught:
        load(folder, filings)
    assert isinstance(caught.value, ExtractorError)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_cases_come_by_id_with_label_and_text(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", {"b": LABEL | {"note": "torn"}, "a": LABEL})
    (folder / "filings/b.txt").rename(folder / "filings/b.htm")
    dataset = load(folder)
    assert (dataset.name, dataset.form, dataset.licence) == ("small", "8-k", "")
    assert [case.id for case in dataset.cases] == ["a", "b"]
    assert [case.filing for case in dataset.cases] == [
        folder / "filings/a.txt",
        folder / "filings/b.htm",
    ]
    assert dataset.cases[0].label == LABEL
    assert [case.note for case in dataset.cases] == ["", "torn"]


def test_an_unusable_filing_needs_no_text(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", {"a": {"unusable": "an index page", "note": "empty"}})
    (folder / "filings/a.txt").unlink()
    case = load(folder).cases[0]
    assert (case.unusable, case.label, case.filing) == ("an index page", {}, None)


def test_a_number_keeps_its_cents(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", {"a": {}}, TOML.replace("8-k", "abs-8-k"))
    (folder / "labels/a.json").write_text('{"deal": {"pool_balance": 198644095.79}}')
    assert str(load(folder).cases[0].label) == "{'deal': {'pool_balance': Decimal('198644095.79')}}"


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"cover": {"report_date": "2004-13-06"}}, "cover.report_date: '2004-13-06' is not"),
    ({"cover": {"report_date": "May 6, 2004"}}, "cover.report_date: 'May 6, 2004' is not"),
    ({"cover": {"form_type": "10-K"}}, "cover.form_type: '10-K' is none of 8-K, 8-K/A"),
    ({"cover": {"registrant": ""}}, "cover.registrant: '' is not"),
    ({"cover": {"employer_id": []}}, "cover.employer_id: no such key"),
    ({"cover": {"employer_ids": "33-0852169"}}, "cover.employer_ids: a list is expected"),
    ({"cover": {"employer_ids": [None]}}, "cover.employer_ids[0]: a row cannot be null"),
    ({"cover": ["8-K"]}, "cover: an object is expected, not a list"),
    ({"items": [{"number": "2"}, {"number": 7}]}, "items[1].number: 7 is not what is expected"),
    ({"items": [{"number": "2", "titel": "x"}]}, "items[0].titel: no such key"),
    ({"items": ["2"]}, "items[0]: an object is expected, not text"),
    ({"deal": None, "cover": {}}, "deal: no such key in this form"),
    ({"note": 5, "items": []}, "note: a note is text"),
    ({"note": "nothing but this"}, "says nothing that can be scored"),
    ({"unusable": "torn", "items": []}, "unusable: a label that says this says nothing else"),
    ({"unusable": True}, "unusable: say why"),
]


@pytest.mark.parametrize(("label", "problem"), FAULTS)
def test_a_broken_label_is_named_with_file_path_and_fault(
    tmp_path: Path, label: dict[str, Any], problem: str
) -> None:
    folder = write(tmp_path / "set", {"good": LABEL, "bad": label})
    message = complaint(folder)
    assert message.startswith(f"{folder / 'labels/bad.json'}: ")
    assert problem in message


@pytest.mark.parametrize(
    ("deal", "problem"),
    [
        ({"pool_balance": "198,644,095.79"}, "deal.pool_balance: '198,644,095.79' is not"),
        ({"pool_balance": True}, "deal.pool_balance: True is not"),
        ({"stated_class_count": "10"}, "deal.stated_class_count: '10' is not"),
        ({"parties": [{"role": "banker"}]}, "deal.parties[0].role: 'banker' is none of depositor"),
    ],
)
def test_amounts_counts_and_choices(tmp_path: Path, deal: dict[str, Any], problem: str) -> None:
    folder = write(tmp_path / "set", {"a": {"deal": deal}}, TOML.replace("8-k", "abs-8-k"))
    assert problem in complaint(folder)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b'{"items": [}', "this is not JSON: Expecting value at line 1, column 12"),
        (b'{"items": [], "items": []}', "items: this key stands twice"),
        (b'{"cover": {"city": "Caf\xe9"}}', "this is not UTF-8 (byte 23)"),
        (b"[]", "a label is an object"),
        (b'{"items": NaN}', "NaN: this is no number"),
        (b'{"items": %s}' % (b"9" * 5000), "a number in it is too long"),
        (b"[" * 100_000, "nested too deep"),
    ],
)
def test_bytes_that_are_no_label(tmp_path: Path, raw: bytes, problem: str) -> None:
    folder = write(tmp_path / "set", {"a": LABEL})
    (folder / "labels/a.json").write_bytes(raw)
    message = complaint(folder)
    assert message.startswith(f"{folder / 'labels/a.json'}: ")
    assert problem in message


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        ("name = ", "this is not TOML"),
        ('name = "x"\nform = "8-k"\n', "provenance: missing"),
        (TOML + 'license = "x"\n', "license: no such key"),
        (TOML.replace('"8-k"', "8"), "form: text is expected"),
        (TOML.replace("8-k", "13-f"), "form: there is no form '13-f'"),
    ],
)
def test_a_broken_description(tmp_path: Path, toml: str, problem: str) -> None:
    folder = write(tmp_path / "set", {"a": LABEL}, toml)
    assert problem in complaint(folder)


def test_a_folder_that_is_no_dataset(tmp_path: Path) -> None:
    assert "dataset.toml: this cannot be read: No such file" in complaint(tmp_path / "nowhere")


def test_a_dataset_without_labels(tmp_path: Path) -> None:
    assert "there is no label here" in complaint(write(tmp_path / "set", {}))


def test_a_missing_filing_and_a_missing_label(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", {"a": LABEL, "b": LABEL})
    (folder / "filings/b.txt").unlink()
    assert "missing filing: there is neither b.txt nor b.htm" in complaint(folder)
    (folder / "filings/b.txt").write_text("x")
    (folder / "labels/a.json").unlink()
    assert "a.txt: no label: labels has no a.json" in complaint(folder)


def test_one_id_cannot_have_two_texts(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", {"a": LABEL})
    (folder / "filings/a.htm").write_text("x")
    assert "a.txt: duplicate id: a.htm has the same" in complaint(folder)


def test_texts_elsewhere_are_checked_against_the_manifest(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", {"a": LABEL, "b": LABEL})
    manifest(folder, "a", "b")
    elsewhere = (folder / "filings").rename(tmp_path / "texts")
    (elsewhere / "unrelated.txt").write_text("not of this dataset")
    assert [case.filing for case in load(folder).cases] == [None, None]
    assert load(folder, elsewhere).cases[1].filing == elsewhere / "b.txt"
    (elsewhere / "b.txt").write_text("FORM 8-K of someone else")
    assert "b.txt: this is not the text that was labelled" in complaint(folder, elsewhere)
    (elsewhere / "b.txt").unlink()
    assert f"{elsewhere}: missing filing" in complaint(folder, elsewhere)
    assert "no such folder" in complaint(folder, tmp_path / "typo")


def test_a_manifest_leaves_no_gap_in_a_dataset_that_has_texts(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", {"a": LABEL, "b": LABEL})
    manifest(folder, "a", "b")
    (folder / "filings/b.txt").unlink()
    assert "missing filing" in complaint(folder)


def test_manifest_and_labels_must_name_the_same_filings(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", {"a": LABEL, "b": LABEL})
    manifest(folder, "a")
    assert "b.json: the filing is not listed in manifest.json" in complaint(folder)
    manifest(folder, "a", "b", "c")
    assert "'c' is listed, but labels has no c.json" in complaint(folder)
    manifest(folder, "a", "b", "a")
    assert "[2].id: duplicate id 'a'" in complaint(folder)
    (folder / "manifest.json").write_text('[{"id": "a"}]')
    assert "[0].sha256: text is expected" in complaint(folder)
    (folder / "manifest.json").write_text("{}")
    assert "a list of filings is expected" in complaint(folder)


@pytest.mark.slow
def test_ten_thousand_filings(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", {"a": LABEL})
    for number in range(9_999):
        (folder / f"labels/{number}.json").hardlink_to(folder / "labels/a.json")
        (folder / f"filings/{number}.txt").hardlink_to(folder / "filings/a.txt")
    assert len(load(folder).cases) == 10_000


def test_the_committed_datasets_load(root: Path) -> None:
    reference = load_dataset(root / "evals/datasets/abs-8-k")
    assert "new-century-2002-1" in {case.id for case in reference.cases}
    assert all(case.filing is not None for case in reference.cases)
    real = load_dataset(root / "evals/datasets/8-k-real")
    assert len(real.cases) == 64
    assert not (root / "evals/datasets/8-k-real/filings").exists()


def test_the_class_tables_have_a_form_that_asks_one_question(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_in_use", {})
    folder = root / "evals/datasets/abs-tables"
    with pytest.raises(BadDataset, match="no form 'abs-classes'"):
        load_dataset(folder)
    form = registry.form_by_name(f"{folder / 'form.py'}:FORM")
    registry.use(form)
    dataset = load_dataset(folder)
    assert (dataset.form, len(dataset.cases)) == (form.name, 16)
    assert [each.name for each in form.questions] == ["classes"]


def test_the_split_of_the_real_filings_is_a_partition(root: Path) -> None:
    folder = root / "evals/datasets/8-k-real"
    split = json.loads((folder / "split.json").read_text())
    ids = sorted(case.id for case in load(folder).cases)
    assert sorted(split["work"] + split["certify"]) == ids
    parts = load(folder).parts
    assert {name: len(each) for name, each in parts.items()} == {"work": 34, "certify": 30}


def split(folder: Path, parts: object) -> Path:
    write(folder, {"a": LABEL, "b": LABEL, "c": LABEL})
    (folder / "split.json").write_text(json.dumps(parts))
    return folder


def test_a_part_is_a_dataset_of_its_own(tmp_path: Path) -> None:
    whole = load(split(tmp_path, {"rule": "drawn", "work": ["a", "c"], "certify": ["b"]}))
    part = whole.part("work")
    assert (part.name, [case.id for case in part.cases]) == (f"{whole.name}/work", ["a", "c"])
    with pytest.raises(ExtractorError, match=r"no part .test..*: work, certify"):
        whole.part("test")


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        (["a"], "by the name of the part"),
        ({"work": "a"}, "work: a list of ids is expected"),
        ({"work": ["z"]}, "work: labels has no z.json"),
        ({"work": ["a"], "certify": ["b", "a"]}, "certify: 'a' is in work too"),
        ({"work": [["a"]]}, "work: labels has no"),
    ],
)
def test_a_broken_split(tmp_path: Path, parts: object, problem: str) -> None:
    assert problem in complaint(split(tmp_path, parts))
