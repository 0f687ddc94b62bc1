"""The documentation's site: what is made from the code, and links that lead somewhere."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from markdown.extensions.toc import slugify  # type: ignore[import-untyped]

from extractor.cli.app import app
from extractor.reasons import Reason

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("examples/**/*.md"),
        *ROOT.glob("evals/datasets/*/README.md"),
    ]
)
_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_ANCHORED = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)#([^)\s]+)\)")
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")

_CODE = re.compile(r"`([^`\n]+)`")
_FILE = re.compile(r"(?<![\w/.-])(?:tests|evals|extractor)/[\w./-]*\w")
_MODULE = re.compile(r"python -m ((?:tests|evals|extractor)[\w.]*)")
_TARGET = re.compile(r"\bmake ([a-z][a-z-]*)")


@pytest.fixture(scope="module")
def reference() -> Iterator[ModuleType]:
    """The module that makes pages, loaded as mkdocs loads it: with its folder to import from."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "docs"))
        patch.setattr(sys, "dont_write_bytecode", True)
        yield _loaded()


def _loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_reference", ROOT / "docs/reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def prose(page: Path) -> str:
    return _BLOCK.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#{1,6} +(.+?) *$", prose(page), re.MULTILINE)
    plain = (re.sub(r"[`*]|\]\([^)]*\)|\[", "", head) for head in heads)
    return {slugify(head, "-") for head in plain}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_and_anchors_lead_somewhere(page: Path, reference: ModuleType) -> None:
    made = {(ROOT / "docs" / place).resolve() for place in reference.PAGES}
    for link in _LINK.findall(prose(page)):
        target = (page.parent / link).resolve()
        assert target.exists() or target in made, link
    for link, anchor in _ANCHORED.findall(prose(page)):
        target = (page.parent / link).resolve() if link else page
        assert anchor in anchors(target), f"{link}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_files_targets_and_modules_that_prose_names_are_there(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for code in _CODE.findall(prose(page)):
        for file in _FILE.findall(code):
            assert (ROOT / file).exists(), file
        for module in _MODULE.findall(code):
            assert importlib.util.find_spec(module), module
        assert set(_TARGET.findall(code)) <= targets, code


def test_every_page_of_the_site_is_in_its_navigation(reference: ModuleType) -> None:
    listed = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    found = reference.unnamed(listed)
    assert "decisions/0001-dependencies.md" in found["Decisions"]
    pages = {page.name for page in ROOT.glob("docs/*.md")}
    assert pages == {each for each in pages if each in listed} | {
        each for section in ("Use", "Figures") for each in found.get(section, ())
    }


def test_every_picture_is_shown_and_made_by_the_tests_in_the_browser() -> None:
    kept = {path.name for path in (ROOT / "docs/pictures").iterdir()}
    shown = {link.rpartition("/")[2] for page in PAGES for link in _LINK.findall(prose(page))}
    made = re.findall(r"out/browser/(\S+\.png)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert kept == {*made}
    assert kept <= shown


def test_the_site_loads_nothing_from_elsewhere() -> None:
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert "font: false" in settings
    assert not re.search(r"https?://", settings)


def test_every_command_and_option_is_in_the_reference(reference: ModuleType) -> None:
    import typer.main

    page = reference.commands()
    for path, command in reference._walk(typer.main.get_command(app), ()):
        assert f"## extractor {' '.join(path)}\n" in page
        for option in command.params:
            if option.param_type_name == "option":
                assert f"`{option.opts[0]}`" in page, (path, option.opts)


def test_every_setting_is_in_the_reference_with_its_meaning(reference: ModuleType) -> None:
    models = {*reference._settings().values()}
    declared = {
        name
        for file in (ROOT / "extractor").rglob("*.py")
        for name in re.findall(
            r"^class (\w+)\(EnvironmentSettings\)", file.read_text(), re.MULTILINE
        )
    }
    assert {model.__name__ for model in models} == declared
    rows = [line.split(" | ") for line in reference.settings().splitlines() if "EXTRACTOR_" in line]
    said = {row[0].strip("| `") for row in rows}
    assert said == {
        f"{model.model_config['env_prefix']}{field.upper()}"
        for model in models
        for field in model.model_fields
    }
    assert all(row[2].strip(" |") for row in rows)


def test_every_operation_is_in_the_reference(reference: ModuleType) -> None:
    made = sys.modules["reference_http"]
    told, page = made.description(), reference.http()
    operations = [(path, method) for path, method, _ in made.operations(told)]
    assert len(operations) == sum(len(each) for each in told["paths"].values())
    assert [each for each in operations if f"### {each[1].upper()} {each[0]}\n" not in page] == []
    assert all(f"### {shape}\n" in page for shape in told["components"]["schemas"])
    anchors_ = {slugify(head, "-") for head in re.findall(r"^#+ (.+)$", page, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= anchors_


def test_every_reason_is_in_the_reference(reference: ModuleType) -> None:
    page = reference.reasons()
    assert [reason for reason in Reason if f"| `{reason}` |" not in page] == []


def test_public_names_and_forms_are_in_the_reference(reference: ModuleType) -> None:
    import extractor
    from extractor.forms import kit

    page = reference.sdk()
    for public in (*extractor.__all__, *kit.__all__):
        assert f"### {public}\n" in page
    assert "object at 0x" not in page
    assert "`deal.classes.balance`" in reference.forms()


def test_a_field_is_followed_by_two_readers(reference: ModuleType) -> None:
    told = reference.followed()
    assert "**baseline** quotes `$198,644,095.79`" in told
    assert "line 83" in told
    assert "`balances_sum_to_pool`: passed" in told


def test_what_pages_keep_of_it_is_as_the_code_has_it_now(reference: ModuleType) -> None:
    for page in ROOT.glob("docs/*.md"):
        text = page.read_text(encoding="utf-8")
        assert reference.filled(text) == text, f"{page.name} is behind the code: make followed"


def test_links_into_the_repository_become_pages(reference: ModuleType) -> None:
    told = reference.relinked("[x](../README.md) [y](decisions/0001-dependencies.md)", "index.md")
    assert told == "[x](repository/readme.md) [y](decisions/0001-dependencies.md)"
    assert reference.relinked("[d](docs/review.md)", "repository/readme.md") == "[d](../review.md)"


@pytest.mark.parametrize(
    "folder", sorted((ROOT / "evals/datasets").iterdir()), ids=lambda p: p.name
)
def test_every_dataset_has_a_card(folder: Path) -> None:
    card = (folder / "README.md").read_text(encoding="utf-8")
    for said in ("Selection", "Labelling", "Licence", "Known label errors"):
        assert f"**{said}.**" in card
