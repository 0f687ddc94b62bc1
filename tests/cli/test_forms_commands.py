"""`extractor forms check` and `extractor forms new`."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import pytest

from extractor.cli.forms_check import Weight, remarks_on
from extractor.forms import registry
from extractor.forms.base import Anchor, Answer, Form, Question
from extractor.forms.registry import known_forms
from extractor.forms.schema import Leaf, Record, Rows
from extractor.text.compare import Comparison
from tests.nested import run_tests
from tests.note_form import NOTE


def faults(form: Form) -> set[str]:
    return {
        f"{each.where}: {each.sentence}" for each in remarks_on(form) if each.weight is Weight.FAULT
    }


ASKED = replace(
    NOTE,
    questions=(
        Question("note", (), ("title", "dated", "due", "amount", "count", "office"), "own"),
        Question("codes", (), ("codes",), "own"),
        Question("holders", (), ("holders",), "own"),
    ),
)


def test_the_forms_of_the_package_are_sound(cli: Any) -> None:
    done = cli("forms", "check")
    assert done.code == 0, done.out
    for form in known_forms():
        assert f"{form.name}: sound; {len(form.spec.leaves)} fields" in done.out
    assert ": fault: " not in done.out


def test_a_sound_form_has_hints_alone() -> None:
    assert faults(ASKED) == set()
    hints = {each.where for each in remarks_on(ASKED)}
    assert {"title", "office.city"} <= hints


@pytest.mark.parametrize(
    ("change", "where", "sentence"),
    [
        ({"questions": ASKED.questions[:2]}, "holders.name", "no question asks for it"),
        ({"anchors": {"titel": Anchor()}}, "titel", "an anchor is declared for it"),
        ({"cues": {"titel": None}}, "titel", "a cue is declared for it"),
        ({"synonyms": {"holders.rank": {"high": "top"}}}, "holders.rank", "lead to 'top'"),
        (
            {"questions": (*ASKED.questions, Question("more", (), ("notes",), "own"))},
            "more",
            "asks for no field",
        ),
        (
            {"questions": (replace(ASKED.questions[0], prompt="nowhere"), *ASKED.questions[1:])},
            "note",
            "there is no prompt nowhere.txt",
        ),
        ({"prompts": {"own": "{{ colour }}"}}, "note", "cannot be filled in"),
        ({"prompts": {"own": "{% for"}}, "note", "cannot be filled in"),
        ({"prompts": {"own": "Read it."}}, "note", "leaves out {{ text }}"),
        ({"baseline": lambda filing: filing.nothing}, "baseline", "states nothing"),
    ],
)
def test_a_fault_is_named_with_its_place(change: dict[str, Any], where: str, sentence: str) -> None:
    said = faults(replace(ASKED, **change))
    assert any(each.startswith(f"{where}: ") and sentence in each for each in said), said


def test_grammars_and_keys_that_do_not_exist_are_faults() -> None:
    class Hue(Record):
        shade: Annotated[str | None, Leaf(Comparison.TEXT, "colour")] = None

    class Painting(Record):
        hues: Annotated[tuple[Hue, ...], Rows()] = ()
        tones: Annotated[tuple[Hue, ...], Rows(key=("tone",))] = ()

    questions = tuple(Question(each, (), (each,), "own") for each in ("hues", "tones"))
    said = faults(Form("painting", "P", Painting, lambda _: 0, questions, lambda _: Answer(()), {}))
    assert any("no grammar 'colour'" in each for each in said)
    assert any(each.startswith("hues: its rows have no key") for each in said)
    assert any(each.startswith("tones: its key names tones.tone") for each in said)


def test_a_fault_is_the_exit_code(cli: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(registry, "_in_use", {})
    file = tmp_path / "mine.py"
    file.write_text(
        "from pydantic import BaseModel\n"
        "from extractor.forms.kit import Form\n"
        "class Told(BaseModel):\n"
        "    '''Told.'''\n"
        "    name: str\n"
        "FORM = Form.from_schema(Told, name='told', prompts={'fields': 'Read {{ colour }}'})\n",
        encoding="utf-8",
    )
    done = cli("forms", "check", f"{file}:FORM")
    assert done.code == 1
    assert "told: fault: fields: the question cannot be put" in done.out
    assert "told: hint: name: without a description" in done.out


def test_a_form_that_is_not_there_is_wrong_usage(cli: Any) -> None:
    done = cli("forms", "check", "10-x")
    assert done.code == 2
    assert "there is no form '10-x'" in done.err


@pytest.fixture
def begun(cli: Any, tmp_path: Path, monkeypatch: Any) -> Path:
    monkeypatch.setattr(registry, "_in_use", {})
    done = cli("forms", "new", "harbor-fees", "--into", str(tmp_path))
    assert done.code == 0, done.err
    assert "forms check" in done.err
    return tmp_path / "harbor-fees"


def test_a_new_form_is_sound_and_its_test_passes(
    cli: Any,
    begun: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    done = cli("forms", "check", f"{begun / 'harbor_fees/form.py'}:FORM")
    assert done.code == 0, done.out
    assert "harbor-fees: sound" in done.out
    assert not [line for line in done.out.splitlines() if ": fault: " in line]
    code = run_tests(begun, monkeypatch)
    assert code == 0
    assert b"1 passed" in capsysbinary.readouterr().out


def test_a_new_form_can_be_evaluated_without_being_installed(cli: Any, begun: Path) -> None:
    module = f"{begun / 'harbor_fees/form.py'}:FORM"
    done = cli(
        "eval", str(begun / "dataset"), "--form", module, "--system", "baseline", "--model", "none"
    )
    assert done.code == 0, done.err
    assert "1.000" in done.out or "100" in done.out


def test_a_name_in_place_of_a_file_is_wrong_usage(cli: Any, begun: Path) -> None:
    done = cli("eval", str(begun / "dataset"), "--form", "8-k", "--model", "none")
    assert done.code == 2
    assert "8-k is no file" in done.err


def test_a_new_form_names_its_entry_point(begun: Path) -> None:
    said = (begun / "pyproject.toml").read_text(encoding="utf-8")
    assert 'harbor-fees = "harbor_fees.form:FORM"' in said
    files = [path for path in begun.rglob("*") if path.is_file() and "@" in path.read_text()]
    assert files == []


@pytest.mark.parametrize(
    ("name", "complaint"),
    [("Harbor", "is no name of a form"), ("8-k", "no name"), ("abs-8-k", "has a form 'abs-8-k'")],
)
def test_a_name_that_cannot_be_is_refused(
    cli: Any, tmp_path: Path, name: str, complaint: str
) -> None:
    done = cli("forms", "new", name, "--into", str(tmp_path))
    assert done.code == 1
    assert complaint in done.err
    assert list(tmp_path.glob("*/pyproject.toml")) == []


def test_nothing_is_overwritten(cli: Any, begun: Path) -> None:
    before = sorted(begun.rglob("*"))
    done = cli("forms", "new", "harbor-fees", "--into", str(begun.parent))
    assert done.code == 1
    assert "is there already; nothing was changed" in done.err
    assert sorted(begun.rglob("*")) == before
