"""The forms of `examples/` work from outside, and the package knows nothing of them."""

import ast
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor.cli.app import run
from extractor.cli.forms_check import Weight, remarks_on
from extractor.forms import registry
from extractor.forms.registry import announced_forms, form_by_name, form_for
from tests.nested import run_tests

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/pyproject.toml"))
EACH = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test installs is forgotten behind it."""
    monkeypatch.setattr(registry, "_in_use", {})
    announced_forms.cache_clear()
    yield
    announced_forms.cache_clear()


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each example as an installer would lay it out: its wheel, unpacked."""
    laid = {}
    for example in EXAMPLES:
        folder = tmp_path_factory.mktemp(example.name)
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
        subprocess.run(command, cwd=example, check=True, capture_output=True)
        (wheel,) = folder.glob("*.whl")
        zipfile.ZipFile(wheel).extractall(folder / "site")
        laid[example.name] = folder / "site"
    return laid


def module(example: Path) -> str:
    return f"{example / example.name.replace('-', '_') / 'form.py'}:FORM"


def test_there_are_two() -> None:
    assert [example.name for example in EXAMPLES] == ["distribution-report", "officer-changes"]


@EACH
def test_its_own_tests_pass(
    example: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run_tests(example, monkeypatch)
    said = capsys.readouterr().out
    assert code == 0, said
    assert " passed" in said


@EACH
def test_it_has_no_fault_and_every_field_is_described(example: Path) -> None:
    remarks = remarks_on(form_by_name(module(example)))
    assert [each for each in remarks if each.weight is Weight.FAULT] == []
    assert not [each for each in remarks if "without a description" in each.sentence]


@EACH
def test_an_installed_one_is_known_by_name(
    example: Path,
    wheels: dict[str, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.syspath_prepend(str(wheels[example.name]))
    assert run(["forms", "list"]) == 0
    assert f"(package {example.name}-form)" in capsys.readouterr().out
    (announced,) = announced_forms()
    assert announced.form is not None
    assert announced.form.prompts


def test_auto_takes_a_distribution_report_for_one(
    wheels: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from extractor.filing.model import Filing

    monkeypatch.syspath_prepend(str(wheels["distribution-report"]))
    filings = ROOT / "examples/distribution-report/dataset/filings"
    assert form_for(Filing.from_path(filings / "thistle-2011-a.txt")).name == "distribution-report"


@EACH
def test_its_dataset_is_evaluated_from_the_file(
    example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run.json"
    asked: list[Any] = ["eval", example / "dataset", "--form", module(example)]
    asked += ["--system", "baseline", "--model", "none", "--limit", 1, "--json", out]
    assert run([str(each) for each in asked]) == 0, capsys.readouterr().err
    assert '"filings_fully_right": 1.0' in out.read_text(encoding="utf-8")


@EACH
def test_it_is_made_of_what_the_package_offers_to_forms(example: Path) -> None:
    (form,) = example.glob("*/form.py")
    tree = ast.parse(form.read_text(encoding="utf-8"))
    froms = {each.module or "" for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    assert {each for each in froms if each.startswith("extractor")} == {"extractor.forms.kit"}


@EACH
def test_the_package_does_not_know_it(example: Path) -> None:
    names = (example.name, example.name.replace("-", "_"))
    known = [
        path.relative_to(ROOT)
        for path in (ROOT / "extractor").rglob("*.py")
        if any(name in path.read_text(encoding="utf-8") for name in names)
    ]
    assert known == []
    project = tomllib.loads((example / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert example.name in project["entry-points"]["extractor.forms"]
