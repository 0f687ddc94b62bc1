"""What paths stand for."""

import io
import os
import sys
from pathlib import Path

import pytest

from extractor.cli.inputs import Input, Missing, expand, read, several
from extractor.filing.model import UnreadableFiling


def _names(*paths: Path | str, leave_out: Path | None = None) -> list[str]:
    entries = expand([str(path) for path in paths], leave_out)
    return [each.name if isinstance(each, Input) else f"? {each.why}" for each in entries]


def test_a_folder_stands_for_its_files_in_order(folder: Path) -> None:
    (folder / ".hidden").write_text("x")
    (folder / ".git").mkdir()
    (folder / ".git/config").write_text("x")
    assert _names(folder) == ["a.txt", "b.txt", "older/c.txt"]
    labels = [each.label for each in expand([str(folder)])]
    assert labels == [str(folder / name) for name in ("a.txt", "b.txt", "older/c.txt")]


def test_order_follows_the_parts_of_a_path(tmp_path: Path) -> None:
    for name in ("a/z.txt", "a-b/c.txt", "a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert _names(tmp_path) == ["a/z.txt", "a-b/c.txt", "a.txt"]


def test_a_file_is_taken_once(folder: Path) -> None:
    assert _names(folder / "b.txt", folder, folder / "a.txt") == ["b.txt", "a.txt", "older/c.txt"]


def test_results_are_not_read_as_filings(folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out/a.txt.json").write_text("{}")
    (folder / "all.jsonl").write_text("{}")
    assert "out/a.txt.json" in _names(folder)
    assert "out/a.txt.json" not in _names(folder, leave_out=folder / "out")
    assert "all.jsonl" not in _names(folder, leave_out=folder / "all.jsonl")


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x")
    assert _names(tmp_path / "gone") == ["? there is no such file"]
    assert _names(tmp_path / "empty") == ["? the folder holds no files"]
    assert _names(tmp_path / "file/under") == ["? cannot be read: Not a directory"]
    assert _names("a\0b") == ["? cannot be read: embedded null byte"]
    assert _names("x" * 300) == ["? cannot be read: File name too long"]


def test_an_empty_path_is_not_the_folder_that_one_is_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert _names("") == ["? an empty path names no filing; for the folder you are in give ."]
    assert not several([""])
    assert _names(".") == ["a.txt", "b.txt", "older/c.txt"]


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone")
    (entry,) = expand([str(tmp_path)])
    assert isinstance(entry, Input)
    with pytest.raises(UnreadableFiling, match="cannot be read: No such file"):
        read(entry, 10)


def test_links_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "again").symlink_to(tmp_path)
    assert _names(tmp_path) == ["a.txt"]


def test_several(folder: Path) -> None:
    assert several([str(folder)])
    assert several(["a", "b"])
    assert not several([str(folder / "a.txt")])
    assert not several(["-"])


def test_no_more_than_the_bound_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"12345")
    assert read(Input("a", "a", path), 5) == b"12345"
    with pytest.raises(UnreadableFiling, match="more than the 4 bytes"):
        read(Input("a", "a", path), 4)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs an endless file")  # noqa: PTH110
def test_an_endless_file_ends() -> None:
    with pytest.raises(UnreadableFiling, match="more than"):
        read(Input("zero", "zero", Path("/dev/zero")), 1000)


def test_standard_input_is_read_as_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\n")))
    (entry,) = expand(["-", "-"])
    assert isinstance(entry, Input)
    assert (entry.name, entry.label) == ("stdin", "standard input")
    assert read(entry, 10) == b"\xff\n"


def test_a_closed_standard_input_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert read(Input("standard input", "stdin", None), 10) == b""


def test_missing_is_no_input(tmp_path: Path) -> None:
    assert isinstance(expand([str(tmp_path / "gone")])[0], Missing)
