"""Folders that are no dataset in less usual ways: one sentence with file and place, or a load."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from extractor.evaluation.dataset import BadDataset, load_dataset

TOML = 'name = "small"\nform = "{form}"\nprovenance = "written for this test"\n'
LABEL: dict[str, Any] = {"items": [{"number": "5", "title": "Other Events"}]}
DEAL: dict[str, Any] = {**LABEL, "deal": {"series": "Heron Trust 2001-1"}}


def write(folder: Path, label: object = LABEL, form: str = "8-k") -> Path:
    """A dataset of one filing, `a`."""
    (folder / "labels").mkdir(parents=True)
    (folder / "filings").mkdir()
    (folder / "dataset.toml").write_text(TOML.format(form=form))
    (folder / "labels/a.json").write_text(json.dumps(label))
    (folder / "filings/a.txt").write_text("FORM 8-K")
    return folder


def complaint(folder: Path) -> str:
    with pytest.raises(BadDataset) as caught:
        load_dataset(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_label_of_another_form_is_not_taken(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", DEAL, form="8-k")
    said = complaint(folder)
    assert said.startswith(f"{folder / 'labels/a.json'}: deal: no such key in this form")
    assert "a label of another form" in said


def test_a_label_of_the_form_it_builds_on_is_one_that_says_less(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", LABEL, form="abs-8-k")
    assert load_dataset(folder).cases[0].label == LABEL


@pytest.mark.parametrize(
    ("label", "place"),
    [
        ({"deal": {"classes": [{"name": "A"}, {"nmae": "B"}]}}, "deal.classes[1].nmae: no such"),
        ({"deal": {"classes": [{"balance": "1e5"}]}}, "deal.classes[0].balance: '1e5' is not"),
        ({"deal": {"classes": {"name": "A"}}}, "deal.classes: a list is expected, not an object"),
        ({"deal": {"agreement": "Indenture"}}, "deal.agreement: an object is expected, not text"),
        ({"deal": {"stated_class_count": 8.5}}, "deal.stated_class_count: 8.5 is not"),
        ({"deal": {"classes": [[]]}}, "deal.classes[0]: an object is expected, not a list"),
        ({"signature": {"signed_on": "2001-02-30"}}, "signature.signed_on: '2001-02-30' is not"),
        ({"cover": {"address": {"zip_code": 92612}}}, "cover.address.zip_code: 92612 is not"),
        ({"items": [{"title": "x" * 9 + "\n"}, None]}, "items[1]: a row cannot be null"),
        ({"": []}, "no such key in this form"),
    ],
)
def test_a_fault_deep_in_a_label_has_its_place(
    tmp_path: Path, label: dict[str, Any], place: str
) -> None:
    folder = write(tmp_path / "set", label, form="abs-8-k")
    said = complaint(folder)
    assert said.startswith(f"{folder / 'labels/a.json'}: ")
    assert place in said


def test_a_long_wrong_value_is_cut_in_the_complaint(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", {"cover": {"report_date": "May " * 10_000}})
    assert len(complaint(folder)) < 500


@pytest.mark.parametrize("raw", [b"", b"   \n", b"\x00", b"\xff\xfe{\x00}\x00", b'{"items": ['])
def test_no_bytes_and_torn_bytes(tmp_path: Path, raw: bytes) -> None:
    folder = write(tmp_path / "set")
    (folder / "labels/a.json").write_bytes(raw)
    said = complaint(folder)
    assert said.startswith(f"{folder / 'labels/a.json'}: ")
    assert "this is not JSON" in said or "this is not UTF-8" in said


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    folder = write(tmp_path / "set")
    text = (folder / "labels/a.json").read_bytes()
    (folder / "labels/a.json").write_bytes(b"\xef\xbb\xbf" + text)
    assert load_dataset(folder).cases[0].label == LABEL


def test_a_label_that_is_a_folder_leaves_its_filing_without_one(tmp_path: Path) -> None:
    folder = write(tmp_path / "set")
    (folder / "filings/b.txt").write_text("FORM 8-K")
    (folder / "labels/b.json").mkdir()
    assert f"{folder / 'filings/b.txt'}: no label" in complaint(folder)


def test_a_filing_that_is_a_folder_is_missing(tmp_path: Path) -> None:
    folder = write(tmp_path / "set")
    (folder / "filings/a.txt").unlink()
    (folder / "filings/a.txt").mkdir()
    assert "missing filing: there is neither a.txt nor a.htm" in complaint(folder)


def test_labels_that_are_a_file_are_no_labels(tmp_path: Path) -> None:
    folder = write(tmp_path / "set")
    (folder / "labels/a.json").unlink()
    (folder / "labels").rmdir()
    (folder / "labels").write_text("{}")
    assert f"{folder / 'labels'}: there is no label here" in complaint(folder)


def test_a_link_to_nowhere_is_no_label(tmp_path: Path) -> None:
    folder = write(tmp_path / "set")
    (folder / "labels/a.json").unlink()
    (folder / "labels/a.json").symlink_to(tmp_path / "gone.json")
    assert "there is no label here" in complaint(folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_label_that_may_not_be_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "set")
    (folder / "labels/a.json").chmod(0)
    assert "a.json: this cannot be read: Permission denied" in complaint(folder)


def test_a_description_that_is_a_folder_or_no_utf_8(tmp_path: Path) -> None:
    folder = write(tmp_path / "set")
    (folder / "dataset.toml").write_bytes(b'name = "caf\xe9"')
    assert "dataset.toml: this is not UTF-8 (byte 11)" in complaint(folder)
    (folder / "dataset.toml").unlink()
    (folder / "dataset.toml").mkdir()
    assert "dataset.toml: this cannot be read: Is a directory" in complaint(folder)


def test_a_manifest_that_is_not_json(tmp_path: Path) -> None:
    folder = write(tmp_path / "set")
    (folder / "manifest.json").write_text("[{]")
    assert "manifest.json: this is not JSON" in complaint(folder)


def test_ids_that_differ_in_case_alone_are_two(tmp_path: Path) -> None:
    folder = write(tmp_path / "set")
    (folder / "labels/A.json").write_text(json.dumps(LABEL))
    (folder / "filings/A.txt").write_text("FORM 8-K")
    if len(list((folder / "labels").iterdir())) == 1:
        pytest.skip("this file system does not tell them apart")
    assert [case.id for case in load_dataset(folder).cases] == ["A", "a"]


def test_unusable_filings_alone_are_a_dataset_with_nothing_to_score(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", {"unusable": "torn in two"})
    assert [case.unusable for case in load_dataset(folder).cases] == ["torn in two"]


def test_files_of_other_kinds_are_left_alone(tmp_path: Path) -> None:
    folder = write(tmp_path / "set")
    for name in ("labels/a.json~", "labels/.a.json", "labels/README.md", "filings/a.pdf"):
        (folder / name).write_bytes(b"\xff")
    assert [case.id for case in load_dataset(folder).cases] == ["a"]


@pytest.mark.slow
def test_ten_thousand_deals_load_with_every_row(tmp_path: Path) -> None:
    rows = [{"name": f"A-{number}", "balance": "1000.00"} for number in range(5)]
    folder = write(tmp_path / "set", {"deal": {"classes": rows}}, form="abs-8-k")
    for number in range(9_999):
        (folder / f"labels/{number:05d}.json").hardlink_to(folder / "labels/a.json")
        (folder / f"filings/{number:05d}.htm").hardlink_to(folder / "filings/a.txt")
    cases = load_dataset(folder).cases
    assert len(cases) == 10_000
    assert all(case.label["deal"] == {"classes": rows} for case in cases)
    # One fault among many is found and named.
    (folder / "labels/05000.json").unlink()
    (folder / "labels/05000.json").write_text('{"deal": {"classes": [{"balance": true}]}}')
    said = complaint(folder)
    assert said.startswith(f"{folder / 'labels/05000.json'}: deal.classes[0].balance: True")


@pytest.mark.parametrize("number", ["1e999999999", "-1e999999999", "1e-999999999"])
def test_a_number_that_no_memory_holds_is_refused(tmp_path: Path, number: str) -> None:
    label = f'{{"deal": {{"pool_balance": {number}}}}}'
    for part, name, content in (
        ("labels", "a.json", label),
        ("filings", "a.txt", "FORM 8-K\n"),
    ):
        (tmp_path / part).mkdir()
        (tmp_path / part / name).write_text(content)
    about = 'name = "n"\nform = "abs-8-k"\nprovenance = "made up"\n'
    (tmp_path / "dataset.toml").write_text(about)
    with pytest.raises(BadDataset, match="pool_balance"):
        load_dataset(tmp_path)
