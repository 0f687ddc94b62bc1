"""What is kept is whole, and is what was fetched."""

from pathlib import Path

import pytest

from extractor.edgar.faults import EdgarFault
from extractor.edgar.shelf import Kept, Shelf

KEPT = Kept(b"a filing\n", '"tag"', "Mon, 16 Nov 2026 10:00:00 GMT", 12.5)


def test_what_was_put_is_found_again(tmp_path: Path) -> None:
    Shelf(tmp_path).put("https://x.example/a", KEPT)
    assert Shelf(tmp_path).get("https://x.example/a") == KEPT
    assert Shelf(tmp_path).get("https://x.example/b") is None


@pytest.mark.parametrize("damage", [b"", b"{}", b"x\ny", b"\n"])
def test_what_is_damaged_is_not_there(tmp_path: Path, damage: bytes) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("https://x.example/a", KEPT)
    file = next(path for path in tmp_path.rglob("*") if path.is_file())
    whole = file.read_bytes()
    for bytes_ in (damage, whole[:-3], whole.replace(b'"at": 12.5', b'"at": "x"')):
        file.write_bytes(bytes_)
        assert shelf.get("https://x.example/a") is None


def test_where_nothing_can_be_kept_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EdgarFault, match="EXTRACTOR_CACHE_DIR"):
        Shelf(tmp_path / "file").put("https://x.example/a", KEPT)
