"""Running the tests of another project within a test: in this process, which has all imported."""

import sys
from pathlib import Path

import pytest


def run_tests(folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of pytest over the project in `folder`; what it imported is forgotten."""
    before = set(sys.modules)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.chdir(folder)
    options = ["-q", "-p", "no:cacheprovider", "-c", "pyproject.toml", "--rootdir", str(folder)]
    try:
        return int(pytest.main([*options, "tests"]))
    finally:
        roots = {path.stem for path in folder.iterdir()} | {
            path.stem for path in (folder / "tests").iterdir()
        }
        for name in set(sys.modules) - before:
            if name.partition(".")[0] in roots:
                del sys.modules[name]
