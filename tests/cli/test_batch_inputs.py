"""What a batch is made of: each way of giving filings, and each way of giving something else."""

import bz2
import gzip
import io
import json
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from extractor.cli.archives import ArchiveLimits, BadArchive, unpacked
from extractor.cli.batch_inputs import filings_of

MOST = 10_000
PACKED: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two filings and a deeper one, in which the test is."""
    (tmp_path / "old").mkdir()
    for name in ("a.txt", "b.htm", "old/c.txt"):
        (tmp_path / name).write_text(name)
    (tmp_path / ".hidden").write_text("no filing")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(*paths: str) -> tuple[dict[str, str], list[str]]:
    """The texts by name, and what was complained of."""
    said: list[str] = []
    found = filings_of(paths, MOST, lambda message, where: said.append(f"{where}: {message}"))
    return {name: data.decode("utf-8", "replace") for name, data in found}, said


def zipped(path: Path, members: Iterable[tuple[str, str]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members:
            archive.writestr(name, text)
    return path


def tarred(path: Path, members: Iterable[tuple[str, str]], change: str = "") -> Path:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, text in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            if change:
                entry.type, entry.linkname, entry.size = tarfile.SYMTYPE, change, 0
            archive.addfile(entry, io.BytesIO(text.encode()))
    path.write_bytes(PACKED.get(path.suffix, bytes)(made.getvalue()))
    return path


def test_files_folders_and_patterns(here: Path) -> None:
    assert read("a.txt") == ({"a.txt": "a.txt"}, [])
    names = {"a.txt", "b.htm", "old/c.txt"}
    assert set(read(".")[0]) == names
    assert set(read("**/*.txt")[0]) == {"a.txt", "c.txt"}
    assert set(read(str(here / "*.htm"))[0]) == {"b.htm"}
    assert read("*.pdf", "gone.txt") == (
        {}, ["*.pdf: no file is called so", "gone.txt: there is no such file"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("x.zip", zipped),
        *((f"x.{kind}", tarred) for kind in ("tar", "tar.gz", "tar.bz2", "tar.xz")),
    ],
)
def test_archives(here: Path, name: str, make: Callable[..., Path]) -> None:
    make(here / name, [("in/d.txt", "d"), (".git/e.txt", "e"), ("f.txt", "f")])
    assert read(name) == ({"in/d.txt": "d", "f.txt": "f"}, [])
    for bad in ("../d.txt", "/d.txt", "c:\\d.txt"):
        make(here / name, [("d.txt", "d"), (bad, "d")])
        found, (said,) = read(name, "a.txt")
        assert set(found) == {"a.txt"}
        assert "leads out of the archive" in said


def test_archives_that_play_tricks(here: Path) -> None:
    assert "is a link" in read(str(tarred(here / "x.tar", [("d.txt", "")], "/etc/passwd")))[1][0]
    large = [("large.txt", "x" * (MOST + 1))]
    for path in (zipped(here / "y.zip", large), tarred(here / "y.tar.gz", large)):
        assert "more than the 10,000 bytes" in read(str(path))[1][0]
    many = zipped(here / "z.zip", [(f"{n}.txt", "x" * 1_000) for n in range(100)])
    for limits, said in (
        (ArchiveLimits(MOST, members=99), "more than 99 files"),
        (ArchiveLimits(MOST, total=99_999), "more than 99,999 bytes"),
        (ArchiveLimits(MOST, ratio=2, free=10), "2 times its own size"),
    ):
        with pytest.raises(BadArchive, match=said):
            list(unpacked(many, limits))


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tar.bz2", "tar.xz"])
def test_a_damaged_archive_is_told_and_nothing_of_it_is_taken(here: Path, kind: str) -> None:
    path = here / f"x.{kind}"
    members = [(f"{n}.txt", str(n) * 999) for n in range(9)]
    whole = (zipped if kind == "zip" else tarred)(path, members).read_bytes()
    chance = random.Random(5)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 20)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        cut = data[: chance.randrange(len(data))] if chance.random() < 0.5 else data
        path.write_bytes(bytes(cut))
        found, said = read(str(path))
        assert not (found and said)
        assert all("\n" not in each and str(path) in each for each in said)


@pytest.mark.parametrize("left", [512, 1_024, 1_024 + 100, 2_048, 2_048 + 512])
def test_a_tar_that_ends_too_early_is_not_a_shorter_one(here: Path, left: int) -> None:
    path = here / "x.tar"
    data = tarred(path, [("a.txt", "a"), ("b.txt", "b"), ("c.txt", "c")]).read_bytes()
    path.write_bytes(data[:left])
    assert read("x.tar") == ({}, [": x.tar: the archive is damaged, or of a kind that is not read"])
    path.write_bytes(data[:1_024] + b"?" * 512 + data[1_536:])
    assert read("x.tar") == ({}, [": x.tar: the archive is damaged, or of a kind that is not read"])


def test_lists_of_lines(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zipped(here / "x.zip", [("d.txt", "d")])
    objects = [{"path": "a.txt"}, {"name": "m.txt", "text": "mémoire"}, {"text": "bare"}]
    lines = ["a.txt", "", "*.htm", "old", "x.zip", *map(json.dumps, objects)]
    (here / "list.jsonl").write_text("\n".join(lines))
    expected = {"a.txt": "a.txt", "b.htm": "b.htm", "c.txt": "old/c.txt", "d.txt": "d",
                "m.txt": "mémoire", "line 8": "bare"}  # fmt: skip
    assert read("list.jsonl") == (expected, [])
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    assert read("-") == (expected, [])


def test_lines_that_make_no_sense(here: Path) -> None:
    lines = [
        "list.jsonl",
        "-",
        "{",
        '{"path": 7}',
        '{"path": "list.jsonl"}',
        '{"path": "-"}',
        "gone",
    ]
    (here / "list.jsonl").write_text("\n".join([*lines, "a.txt"]))
    found, said = read("list.jsonl")
    assert set(found) == {"a.txt"}
    assert len(said) == len(lines)
    assert sum("a list in a list" in each for each in said) == 2
    assert sum("is no JSON object" in each for each in said) == 2
