"""What is done already."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractor.cli.ledger import Ledger, NotALedger
from extractor.records import Receipt
from extractor.render.objects import receipt_object

RECEIPT = Receipt("aa", "8-k", "s", {"cover": "p"}, "q", "0.1.0", "m", {"seed": 0}, "answers")


def _line(name: str, receipt: Receipt = RECEIPT, **changes: Any) -> bytes:
    entry = {"filing": {"name": name}, "complete": True, "receipt": receipt_object(receipt)}
    return json.dumps(entry | changes).encode() + b"\n"


def _has(path: Path, name: str, receipt: Receipt = RECEIPT, values: str = "") -> bool:
    with Ledger(path, by_filing=True) as ledger:
        return ledger.has(name, values, receipt)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "done.jsonl"


def test_a_complete_result_is_done(path: Path) -> None:
    path.write_bytes(_line("a.txt"))
    assert _has(path, "a.txt")
    assert _has(path, "a.txt", replace(RECEIPT, answers="others"))
    assert not _has(path, "b.txt")


@pytest.mark.parametrize(
    "change",
    [
        {"filing": "bb"}, {"form": "abs-8-k"}, {"schema": "t"}, {"prompts": {"cover": "q"}},
        {"policy": "r"}, {"model": "n"}, {"package": "0.2.0"}, {"sampling": {"seed": 1}},
    ],
)  # fmt: skip
def test_a_result_of_something_else_is_not_done(path: Path, change: dict[str, Any]) -> None:
    path.write_bytes(_line("a.txt"))
    assert not _has(path, "a.txt", replace(RECEIPT, **change))


def test_an_incomplete_result_is_not_done(path: Path) -> None:
    path.write_bytes(_line("a.txt", complete=False))
    assert not _has(path, "a.txt")


def test_other_values_are_not_done(path: Path) -> None:
    path.write_bytes(_line("a.txt", values="accepted"))
    assert _has(path, "a.txt", values="accepted")
    assert not _has(path, "a.txt", values="record")


def test_the_last_line_of_a_name_counts(path: Path) -> None:
    path.write_bytes(_line("a.txt") + _line("a.txt", replace(RECEIPT, filing="bb")))
    with Ledger(path, by_filing=False) as ledger:
        assert not ledger.has("a.txt", "", RECEIPT)
    with Ledger(path, by_filing=True) as ledger:
        assert ledger.has("a.txt", "", RECEIPT)


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_a_torn_last_line_is_dropped(path: Path, cut: int) -> None:
    path.write_bytes(_line("a.txt") + _line("b.txt")[:-cut])
    if cut == 1:  # only the line feed is missing: the line is whole
        assert _has(path, "b.txt")
        assert path.read_bytes() == _line("a.txt") + _line("b.txt")
        return
    assert not _has(path, "b.txt")
    assert path.read_bytes() == _line("a.txt")


@pytest.mark.parametrize("cut", [1, 10])
def test_a_line_after_a_torn_one_is_whole(path: Path, cut: int) -> None:
    path.write_bytes(_line("a.txt")[:-cut])
    with Ledger(path, by_filing=True) as ledger:
        ledger.append(_line("c.txt"))
        assert ledger.has("c.txt", "", RECEIPT)
    assert [json.loads(line)["filing"]["name"] for line in path.read_bytes().splitlines()] == (
        ["a.txt", "c.txt"] if cut == 1 else ["c.txt"]
    )


@pytest.mark.parametrize("line", [b"some notes\n", b"{}\n", b"[1]\n", b"\xff\xfe\n", b"\n"])
def test_a_file_of_something_else_is_left_alone(path: Path, line: bytes) -> None:
    path.write_bytes(_line("a.txt") + line)
    with pytest.raises(NotALedger, match="line 2"):
        Ledger(path, by_filing=True)
    assert path.read_bytes() == _line("a.txt") + line


def test_superseded_lines_are_taken_out(path: Path) -> None:
    old, new = _line("a.txt", complete=False), _line("a.txt")
    path.write_bytes(old + _line("b.txt"))
    with Ledger(path, by_filing=True) as ledger:
        ledger.append(new)
        ledger.compact()
    assert path.read_bytes() == _line("b.txt") + new
    assert list(path.parent.iterdir()) == [path]


def test_without_superseded_lines_nothing_is_rewritten(path: Path) -> None:
    path.write_bytes(_line("a.txt"))
    before = path.stat().st_ino
    with Ledger(path, by_filing=True) as ledger:
        ledger.append(_line("b.txt"))
        ledger.compact()
    assert path.stat().st_ino == before
