"""The command line as a whole: help, version, and what becomes of faults."""

import subprocess
import sys
from typing import Any

import pytest

from extractor.errors import ExtractorError

HEAVY = {"instructor", "jinja2", "lxml", "openai", "pydantic", "pydantic_settings", "rich.table"}


def test_the_command_line_starts_light() -> None:
    code = f"import extractor.cli.app, sys; print(*sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_help_names_every_command(cli: Any) -> None:
    done = cli("--help")
    assert done.code == 0
    for name in ("extract", "forms", "model"):
        assert f"\n  {name} " in done.out


def test_the_help_of_extract_explains_its_choices(cli: Any) -> None:
    done = cli("extract", "--help")
    assert done.code == 0
    for option in (
        "--form", "--model", "--base-url", "--policy", "--format", "--out", "--record", "--resume",
        "--table", "--offline", "--no-cache",
    ):  # fmt: skip
        assert option in done.out
    assert "best grounded value" in " ".join(done.out.split())
    assert "Exit code 0" in done.out


def test_no_command_is_wrong_usage(cli: Any) -> None:
    done = cli()
    assert (done.code, done.out) == (2, "")
    assert "Commands:" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["vanish"], "vanish"),
        (["extract"], "PATH"),
        (["extract", "a.txt", "--format", "xml"], "'xml'"),
        (["extract", "a.txt", "--form", "13-d"], "8-k"),
        (["extract", "a.txt", "--resume"], "--out"),
        (["extract", "a.txt", "--record", "record"], "csv"),
        (["extract", "a.txt", "--base-url", "http://localhost:1/v1"], "--model"),
        (["extract", "a.txt", "--policy", "gone.json"], "gone.json"),
        (["extract", "a.txt", "--format", "parquet"], "folder"),
        (["extract", "a.txt", "--format", "csv", "--table", "cheeses"], "classes"),
        (["forms", "show", "13-d"], "8-k"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(cli: Any, arguments: list[str], said: str) -> None:
    done = cli(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("extractor: ")
    assert done.err.count("\n") == 1
    assert said in done.err
    assert "--help)" in done.err


def test_a_setting_that_cannot_be_read_is_wrong_usage(
    cli: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXTRACTOR_TIMEOUT", "soon")
    done = cli("extract", "a.txt", "--model", "none")
    assert done.code == 2
    assert "EXTRACTOR_TIMEOUT" in done.err
    assert done.err.count("\n") == 1


def test_a_command_that_is_stopped_says_so(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _break(monkeypatch, KeyboardInterrupt())
    done = cli("forms", "list")
    assert (done.code, done.err) == (130, "extractor: stopped\n")


def test_one_that_is_stopped_while_it_loads_says_so() -> None:
    code = (
        "import builtins, sys, extractor.cli\n"
        "load = builtins.__import__\n"
        "def stop(name, *rest):\n"
        "    if name == 'extractor.cli.app': raise KeyboardInterrupt\n"
        "    return load(name, *rest)\n"
        "builtins.__import__ = stop\n"
        "extractor.cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "extractor: stopped\n")


def _break(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def raise_it() -> None:
        raise error

    monkeypatch.setattr("extractor.forms.registry.known_forms", raise_it)


def test_an_unexpected_fault_is_one_line(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _break(monkeypatch, LookupError("no such\nthing"))
    done = cli("forms", "list")
    said = "extractor: unexpected fault (LookupError: no such thing); please report it\n"
    assert (done.code, done.out, done.err) == (1, "", said)


def test_a_traceback_is_shown_on_demand(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _break(monkeypatch, LookupError("no such thing"))
    monkeypatch.setenv("EXTRACTOR_DEBUG", "1")
    done = cli("forms", "list")
    assert "Traceback" in done.err
    assert done.code == 1


def test_a_fault_that_a_user_can_mend_is_its_sentence(
    cli: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _break(monkeypatch, ExtractorError("the moon is down; wait"))
    done = cli("forms", "list")
    assert (done.code, done.err) == (1, "extractor: the moon is down; wait\n")


def test_an_interrupt_is_exit_130(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _break(monkeypatch, KeyboardInterrupt())
    assert cli("forms", "list").code == 130


def test_the_version_is_told(command: Any) -> None:
    done = command("--version")
    assert done.code == 0
    assert done.out.startswith("extractor ")
