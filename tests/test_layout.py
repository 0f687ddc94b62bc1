"""The shape of the code: the order of the stages, the size of a module, the weight of an import."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MAX_LINES = 450
HEAVY = {"huggingface_hub", "instructor", "numpy", "openai", "scipy", "xllamacpp"}
LINT = (
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
)


def _python(code: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(cwd)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_order_of_the_stages_holds(root: Path) -> None:
    done = _python(LINT, root)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line", "complaint"),
    [
        ("text/spans.py", "import extractor.pipeline", "extractor.text is not allowed to import"),
        ("reconcile.py", "import socket", "extractor.reconcile is not allowed to import socket"),
        ("checks.py", "import pathlib", "extractor.checks is not allowed to import pathlib"),
        ("pipeline.py", "import openai", "extractor.pipeline is not allowed to import openai"),
        ("readers.py", "import lxml", "extractor.readers is not allowed to import lxml"),
        ("unplaced.py", "", "- extractor.unplaced"),
    ],
)
def test_a_step_out_of_order_is_seen(
    root: Path, tmp_path: Path, module: str, line: str, complaint: str
) -> None:
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "extractor", tmp_path / "extractor", ignore=ignore)
    shutil.copy(root / "pyproject.toml", tmp_path)
    with (tmp_path / "extractor" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    done = _python(LINT, tmp_path)
    assert done.returncode == 1
    assert complaint in done.stdout


def test_modules_stay_small(root: Path) -> None:
    sizes = {
        path.relative_to(root): len(path.read_text(encoding="utf-8").splitlines())
        for path in (root / "extractor").rglob("*.py")
    }
    assert {path: size for path, size in sizes.items() if size > MAX_LINES} == {}
    assert sizes


def test_importing_the_package_loads_nothing_heavy(root: Path) -> None:
    code = f"import extractor, sys; print(*sorted({HEAVY!r} & set(sys.modules)))"
    done = _python(code, root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
