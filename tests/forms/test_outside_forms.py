"""Forms that installed packages announce, and forms of files: found, and harmless when broken."""

import logging
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.filing.model import Filing
from extractor.forms import registry
from extractor.forms.registry import (
    UnknownForm,
    announced_forms,
    form_by_name,
    form_for,
    known_forms,
)
from extractor.pipeline import Extractor
from tests.forms_submission import SUBMISSION

MODULE = '''\
"""A form of a package made up for a test."""

from decimal import Decimal

from pydantic import BaseModel

from extractor.forms.kit import Form, pattern


class Amount(BaseModel):
    """An amount that was paid."""

    paid: Decimal


FORM = Form.from_schema(
    Amount,
    name="{name}",
    documents=("EX-99.1",),
    baselines={{"paid": pattern(r"sum paid is (?P<value>\\\\$[\\\\d,.]+\\\\d)")}},
    matches={matches},
)
OTHER = "not a form"
'''.replace("\\\\", "\\")


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test announces or loads is forgotten behind it."""
    monkeypatch.setattr(registry, "_in_use", {})
    announced_forms.cache_clear()
    yield
    announced_forms.cache_clear()


def install(
    folder: Path, monkeypatch: pytest.MonkeyPatch, package: str, code: str, **points: str
) -> None:
    """Lay a package out as an installer would, with its entry points."""
    (folder / f"{package}.py").write_text(code, encoding="utf-8")
    about = folder / f"{package}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    lines = [f"{name.replace('_', '-')} = {value}" for name, value in points.items()]
    (about / "entry_points.txt").write_text("\n".join(["[extractor.forms]", *lines]))
    monkeypatch.syspath_prepend(str(folder))


def module(name: str = "amount", matches: str = "None") -> str:
    return MODULE.format(name=name, matches=matches)


def test_an_announced_form_is_known_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, "amounts_a", module(), amount="amounts_a:FORM")
    assert form_by_name("amount").name == "amount"
    assert [form.name for form in known_forms()] == ["8-k", "abs-8-k", "amount"]
    with Extractor(model="none", form="amount") as extractor:
        extraction = extractor.extract(Filing.from_text(SUBMISSION))
    assert extraction.fields["paid"].value == Decimal("250.00")


def test_auto_asks_announced_forms_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = module(matches='lambda filing: 5 * (filing.main_document.type == "10-D")')
    install(tmp_path, monkeypatch, "amounts_b", code, amount="amounts_b:FORM")
    assert form_for(Filing.from_text(SUBMISSION)).name == "amount"
    with pytest.raises(UnknownForm, match="amount"):
        form_for(Filing.from_text("A letter about gardens.\n"))


def test_a_form_that_fails_to_tell_its_filings_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    code = module(matches="lambda filing: 1 / 0")
    install(tmp_path, monkeypatch, "amounts_c", code, amount="amounts_c:FORM")
    text = "FORM 8-K\n\nDate of Report: June 3, 2003\n\nItem 5. Other Events\n\nA yard was sold.\n"
    with caplog.at_level(logging.WARNING):
        assert form_for(Filing.from_text(text)).name == "8-k"
    assert "the form amount" in caplog.text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("code", "points", "complaint"),
    [
        ("import no_such_module", {"amount": "PACKAGE:FORM"}, "does not load: ModuleNotFoundError"),
        (module(), {"amount": "PACKAGE:OTHER"}, "is a str and no Form"),
        (module(), {"sum": "PACKAGE:FORM"}, "is the form amount; announce it by that name"),
        (module("abs-8-k"), {"abs_8_k": "PACKAGE:FORM"}, "this package has a form of that name"),
    ],
)
def test_a_broken_package_is_told_and_breaks_no_other_form(
    code: str,
    points: dict[str, str],
    complaint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package = "broken_" + re.sub(r"\W+", "_", complaint).lower()
    install(
        tmp_path,
        monkeypatch,
        package,
        code,
        **{name: value.replace("PACKAGE", package) for name, value in points.items()},
    )
    (announced,) = announced_forms()
    assert announced.form is None
    assert complaint in announced.problem
    assert announced.problem.startswith(f"the package {package} announces the form ")
    assert "\n" not in announced.problem
    assert [form.name for form in known_forms()] == ["8-k", "abs-8-k"]
    if announced.name != "abs-8-k":
        with pytest.raises(UnknownForm, match=package):
            form_by_name(announced.name)


def test_two_packages_cannot_announce_one_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, "amounts_d", module(), amount="amounts_d:FORM")
    install(tmp_path, monkeypatch, "amounts_e", module(), amount="amounts_e:FORM")
    assert {each.form for each in announced_forms()} == {None}
    with pytest.raises(UnknownForm, match="more than one package"):
        form_by_name("amount")


def test_a_form_of_a_file_is_found_by_path_and_then_by_name(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(module(), encoding="utf-8")
    form = form_by_name(f"{file}:FORM")
    assert form.name == "amount"
    assert form_by_name(str(file)) is form
    assert form_by_name("amount") is form
    assert form in known_forms()


@pytest.mark.parametrize(
    ("code", "name", "complaint"),
    [
        (None, "mine.py:FORM", "there is no file"),
        ("FORM = 1", "mine.py:FORM", "no Form of the name 'FORM'; it has none"),
        ("x = 1 / 0", "mine.py:FORM", "does not load: ZeroDivisionError"),
        ("raise RuntimeError('one\\ntwo')", "mine.py:FORM", "does not load: RuntimeError: one two"),
        ("import sys; sys.exit(0)", "mine.py:FORM", "does not load: SystemExit: 0"),
        ("x = 1", "mine.py", "say which Form is meant"),
        (module("8-k"), "mine.py:FORM", "give yours another name"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(
    code: str | None, name: str, complaint: str, tmp_path: Path
) -> None:
    if code is not None:
        (tmp_path / "mine.py").write_text(code, encoding="utf-8")
    with pytest.raises(UnknownForm, match=complaint) as raised:
        form_by_name(str(tmp_path / name))
    assert "\n" not in str(raised.value)


def test_the_command_line_names_the_broken_one_and_lists_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(tmp_path, monkeypatch, "amounts_f", "import nowhere", amount="amounts_f:FORM")
    assert run(["forms", "list"]) == 0
    said = capsys.readouterr()
    assert [line.split()[0] for line in said.out.splitlines()] == ["8-k", "abs-8-k"]
    assert said.err.startswith("extractor: the package amounts_f announces the form amount")
    assert run(["forms", "check"]) == 1
    said = capsys.readouterr()
    assert "8-k: sound" in said.out
    assert "amounts_f:FORM does not load: ModuleNotFoundError" in said.err
