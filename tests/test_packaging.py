"""What a user installs: the wheel, the source archive and the pinned versions."""

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_string
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel and a source archive, built from the checkout without any download."""
    target = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist"]
    subprocess.run([*command, "-d", str(target)], cwd=root, check=True, capture_output=True)
    return target


@pytest.fixture(scope="module")
def wheel(built: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(next(built.glob("*.whl")))


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    name = next(name for name in wheel.namelist() if name.endswith("/METADATA"))
    return message_from_string(wheel.read(name).decode())


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    data: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    table: dict[str, Any] = data["project"]
    return table


@pytest.fixture(scope="module")
def pins(root: Path) -> dict[str, str]:
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def test_the_wheel_holds_every_prompt(wheel: zipfile.ZipFile, root: Path) -> None:
    folder = "extractor/_prompts/"
    shipped = {
        name.removeprefix(folder): wheel.read(name)
        for name in wheel.namelist()
        if name.startswith(folder)
    }
    prompts = root / "prompts"
    kept = {
        path.relative_to(prompts).as_posix(): path.read_bytes()
        for path in prompts.rglob("*")
        if path.is_file()
    }
    assert shipped == kept
    assert kept


def test_the_wheel_holds_the_filing_of_the_demonstration(
    wheel: zipfile.ZipFile, reference_path: Path
) -> None:
    folder = "extractor/_demo/"
    shipped = [name for name in wheel.namelist() if name.startswith(folder)]
    assert shipped == [f"{folder}{reference_path.name}"]
    assert wheel.read(shipped[0]) == reference_path.read_bytes()


@pytest.mark.parametrize("install", ["wheel", "checkout"])
def test_prompts_are_found_where_they_are(
    install: str, wheel: zipfile.ZipFile, root: Path, tmp_path: Path
) -> None:
    package = root
    if install == "wheel":
        wheel.extractall(tmp_path)
        package = tmp_path
    code = (
        "from extractor.llm import prompts as p; print(p.__file__); print(p.prompt_hash('system'))"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(package)},
        check=True,
        capture_output=True,
        text=True,
    )
    module, digest = done.stdout.splitlines()
    assert Path(module) == package / "extractor/llm/prompts.py"
    assert digest == hashlib.sha256((root / "prompts/system.txt").read_bytes()).hexdigest()


def test_the_wheel_holds_the_package_and_nothing_else(wheel: zipfile.ZipFile, root: Path) -> None:
    names = set(wheel.namelist())
    files = {
        path.relative_to(root).as_posix()
        for path in (root / "extractor").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files <= names
    assert {".py", ".j2", ".css", ".js", ".svg", ".in"} <= {Path(each).suffix for each in files}
    assert "extractor/py.typed" in names
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"extractor"}
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_declares_the_command(wheel: zipfile.ZipFile) -> None:
    name = next(name for name in wheel.namelist() if name.endswith("/entry_points.txt"))
    assert "extractor = extractor.cli:main" in wheel.read(name).decode()


def test_the_core_install_asks_for_no_extra(metadata: Message) -> None:
    asked = [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]
    core = {canonicalize_name(each.name) for each in asked if each.marker is None}
    assert not core & {"xllamacpp", "huggingface-hub", "scipy", "numpy", "pytest", "sqlalchemy"}
    assert {"openai", "instructor", "pydantic", "tenacity"} <= core


def test_the_source_archive_can_be_tested(built: Path, project: dict[str, Any]) -> None:
    stem = f"filing_extractor-{project['version']}"
    with tarfile.open(built / f"{stem}.tar.gz") as archive:
        names = set(archive.getnames())
    expected = [
        "pyproject.toml", "constraints.txt", "Makefile", "README.md", "LICENSE", "docs/index.md",
        "extractor/py.typed", "tests/conftest.py",
        "evals/datasets/abs-8-k/filings/new-century-2002-1.txt",
    ]  # fmt: skip
    assert {f"{stem}/{name}" for name in expected} <= names
    assert any(name.startswith(f"{stem}/prompts/") for name in names)


def test_the_source_archive_makes_the_same_wheel(
    built: Path, wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    again = zipfile.ZipFile(next(tmp_path.glob("*.whl")))
    assert _contents(again) == _contents(wheel)


def _contents(wheel: zipfile.ZipFile) -> dict[str, int]:
    return {each.filename: each.CRC for each in wheel.infolist()}


@pytest.mark.slow
def test_a_wheel_that_is_unpacked_works_in_an_empty_folder(
    wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    """Prompts, templates, migrations and the policy are found where an installer puts them."""
    site, desk = tmp_path / "site", tmp_path / "desk"
    wheel.extractall(site)
    desk.mkdir()
    code = "import extractor; from extractor.cli import main; print(extractor.__file__); main()"

    def typed(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-P", "-c", code, *arguments],
            cwd=desk,
            env={**os.environ, "PYTHONPATH": str(site)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(str(site))
        return done.stdout

    assert "one reader, to review" in typed("demo", "--offline", "--no-open")
    assert (desk / "extractor-demo.html").stat().st_size > 50_000
    typed("forms", "new", "harbor-fees")
    assert "harbor-fees: sound" in typed("forms", "check", "harbor-fees/harbor_fees/form.py:FORM")
    typed("demo", "--filing", "FILING.txt")
    store = f"sqlite:///{desk / 'review.db'}"
    typed("review", "add", "FILING.txt", "--model", "none", "--store", store)
    assert "FILING.txt" in typed("review", "show", "FILING.txt", "--store", store)
    assert "abs-8-k: sound" in typed("forms", "check", "abs-8-k")


def test_it_is_cited_as_what_it_is(root: Path, project: dict[str, Any]) -> None:
    cited = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert cited["version"] == project["version"]
    assert cited["license"] == project["license"]


def test_every_requirement_is_pinned_within_its_bounds(
    project: dict[str, Any], pins: dict[str, str]
) -> None:
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    wanted = [Requirement(line) for line in project["dependencies"] + extras]
    for requirement in wanted:
        if requirement.name == project["name"]:
            continue
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)])


def test_the_pins_are_exact_and_name_no_source(root: Path) -> None:
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [
        line for line in pins if not re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9.+]+", line)
    ] == []
    assert not any("://" in line for line in lines)
