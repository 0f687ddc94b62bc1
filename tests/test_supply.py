"""The bill of materials, the licences and the list with hashes."""

from pathlib import Path

import pytest

from evals.supply import canonical, installed, locked, sbom
from extractor.llm.models import MODELS


def test_the_bill_names_every_requirement_and_every_model(root: Path) -> None:
    made = sbom()
    names = {each["name"] for each in made["components"]}
    assert {"lxml", "openai", "pydantic", "xllamacpp", "fastapi"} <= names
    assert {each.name for each in MODELS} <= names
    assert all(each["licenses"] for each in made["components"])
    lines = (root / "constraints.txt").read_text().splitlines()
    pins = {(canonical(name), version) for name, _, version in (ln.partition("==") for ln in lines)}
    for each in made["components"]:
        if each["type"] == "library" and each["name"] != "pip":
            assert (each["name"], each["version"]) in pins


def test_the_page_of_licences_names_every_package(root: Path) -> None:
    page = (root / "docs/licences.md").read_text("utf-8")
    for name in installed().keys() - {"filing-extractor"}:
        assert f"| {name} | " in page
    assert "not stated" not in page


def test_a_lock_has_hashes_and_no_address() -> None:
    entry = {
        "metadata": {"name": "Some_Package", "version": "1.0"},
        "download_info": {
            "url": "https://packages.example/some.whl",
            "archive_info": {"hashes": {"sha256": "ab" * 32}},
        },
    }
    own = {"metadata": {"name": "filing-extractor", "version": "1"}, "download_info": {}}
    lines = list(locked({"install": [entry, own]}))
    assert lines == [f"some-package==1.0 --hash=sha256:{'ab' * 32}"]


def test_a_package_without_a_hash_is_in_no_lock() -> None:
    entry = {"metadata": {"name": "a", "version": "1"}, "download_info": {"dir_info": {}}}
    with pytest.raises(SystemExit, match="a 1: its registry gives no sha256"):
        list(locked({"install": [entry]}))
