"""Archives that play tricks: each is refused in a sentence, before any of it is read."""

import gzip
import io
import stat
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.cli.archives import ArchiveLimits, BadArchive, is_archive, unpacked

LIMITS = ArchiveLimits(member=1_000_000, members=50, total=5_000_000, ratio=20, free=100_000)
FILING = b"FORM 8-K " * 10
TARS = ("w", "w:gz", "w:bz2", "w:xz")
ZIPS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return path


def entry(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    """The header of a member of a tar archive."""
    made = tarfile.TarInfo(name)
    made.size, made.type, made.linkname = size, kind, link
    return made.tobuf(tarfile.GNU_FORMAT)


def tarred(path: Path, *parts: bytes) -> Path:
    """A tar archive of headers and contents, each filled up to whole blocks."""
    padded = b"".join(part + bytes(-len(part) % 512) for part in parts)
    path.write_bytes(padded + bytes(1024))
    return path


def names(path: Path, limits: ArchiveLimits = LIMITS) -> list[str]:
    return [name for name, _ in unpacked(path, limits)]


def refusal(path: Path, limits: ArchiveLimits = LIMITS) -> str:
    with pytest.raises(BadArchive) as caught:
        names(path, limits)
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said
    return said


@pytest.mark.parametrize("method", ZIPS)
def test_a_plain_zip_is_read(tmp_path: Path, method: int) -> None:
    path = zipped(tmp_path / "a.zip", {"b/c.txt": FILING, ".hidden": b"x"}, method)
    assert is_archive(path)
    assert list(unpacked(path, LIMITS)) == [("b/c.txt", FILING)]


@pytest.mark.parametrize("mode", TARS)
def test_a_plain_tar_is_read(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "a.tar"
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:  # type: ignore[call-overload]
        for name in ("b/ä" * 60, "c.txt"):
            member = tarfile.TarInfo(name)
            member.size = len(FILING)
            archive.addfile(member, io.BytesIO(FILING))
    path.write_bytes(made.getvalue())
    assert list(unpacked(path, LIMITS)) == [("b/ä" * 60, FILING), ("c.txt", FILING)]


@pytest.mark.parametrize(
    "name", ["../a.txt", "/etc/a.txt", "b/../../a", "..\\a", "C:\\a", "\\\\host\\a"]
)
def test_names_that_lead_out(tmp_path: Path, name: str) -> None:
    assert "leads out" in refusal(zipped(tmp_path / "a.zip", {"b.txt": FILING, name: b"x"}))
    assert "leads out" in refusal(tarred(tmp_path / "a.tar", entry(name, 1), b"x"))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, b"3"])
def test_links_and_devices_of_a_tar(tmp_path: Path, kind: bytes) -> None:
    path = tarred(tmp_path / "a.tar", entry("a.txt", 0, kind, "/etc/passwd"))
    assert "link or a device" in refusal(path)


def test_links_of_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "link or a device" in refusal(path)


def test_an_encrypted_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": FILING})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "encrypted" in refusal(path)


def test_a_zip_that_unpacks_to_many_times_its_size(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {f"{n}.txt": bytes(900_000) for n in range(3)})
    assert "times its own size" in refusal(path)


def test_a_member_that_is_larger_than_it_says(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": bytes(1_000_001)}, zipfile.ZIP_STORED)
    data = path.read_bytes().replace((1_000_001).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    path.write_bytes(data)
    assert "the archive is damaged" in refusal(path)


def test_more_members_than_are_read(tmp_path: Path) -> None:
    many = {f"{number}.txt": b"x" for number in range(51)}
    assert "more than 50 files" in refusal(zipped(tmp_path / "a.zip", many))
    parts = [part for name in many for part in (entry(name, 1), b"x")]
    assert "more than 50 files" in refusal(tarred(tmp_path / "a.tar", *parts))


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.XGLTYPE])
def test_a_header_that_unpacks_to_more_than_memory_is_not_read(tmp_path: Path, kind: bytes) -> None:
    path = tmp_path / "a.tgz"
    size = 1 << 30
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(entry("x", size, kind))
        for _ in range(40):
            out.write(bytes(1 << 20))
    tracemalloc.start()
    try:
        refusal(path, ArchiveLimits(member=1_000_000))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_what_is_no_member_is_counted_too(tmp_path: Path) -> None:
    path = tmp_path / "a.tgz"
    with gzip.open(path, "wb", compresslevel=9) as out:
        out.write(bytes(8_000_000))
    assert "times its own size" in refusal(path)


def test_a_sparse_member_is_refused(tmp_path: Path) -> None:
    path = tarred(tmp_path / "a.tar", entry("a.txt", 1 << 40, tarfile.GNUTYPE_SPARSE))
    assert "damaged, or of a kind" in refusal(path)


@pytest.mark.parametrize(
    "headers", ["GNU.sparse.major=1", "GNU.sparse.size=99", "GNU.sparse.map=0"]
)
def test_a_sparse_member_of_another_dialect_is_refused(tmp_path: Path, headers: str) -> None:
    minor = "GNU.sparse.minor=0" if "major" in headers else "x=1"
    records = b"".join(f"{len(each) + 4} {each}\n".encode() for each in (headers, minor))
    path = tarred(
        tmp_path / "a.tar", entry("x", len(records), tarfile.XHDTYPE), records, entry("a.txt")
    )
    assert "damaged, or of a kind" in refusal(path)


def test_a_damaged_header_is_not_taken_for_the_end(tmp_path: Path) -> None:
    broken = bytearray(entry("b.txt", 1))
    broken[150] ^= 1
    path = tarred(
        tmp_path / "a.tar", entry("a.txt", 1), b"x", bytes(broken), b"x", entry("c.txt", 1), b"x"
    )
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("cut", [100, 600, 1500])
def test_a_tar_cut_short(tmp_path: Path, cut: int) -> None:
    path = tarred(tmp_path / "a.tar", entry("a.txt", 900), bytes(900), entry("b.txt", 1), b"x")
    path.write_bytes(path.read_bytes()[: cut + 512])
    assert "damaged" in refusal(path)


def every_archive() -> list[bytes]:
    made = []
    for method in ZIPS:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            archive.writestr("a.txt", FILING)
        made.append(out.getvalue())
    for mode in TARS:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode=mode) as tar:  # type: ignore[call-overload]
            member = tarfile.TarInfo("a.txt")
            member.size = len(FILING)
            tar.addfile(member, io.BytesIO(FILING))
        made.append(out.getvalue())
    return made


DAMAGES: tuple[Callable[[bytes, int], bytes], ...] = (
    lambda data, at: data[:at],
    lambda data, at: data[:at] + b"\xff" + data[at + 1 :],
    lambda data, at: data[:at] + data[at + 4 :],
)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("number", range(8))
def test_damage_anywhere_is_refused_or_harmless(
    tmp_path: Path, number: int, damage: Callable[[bytes, int], bytes]
) -> None:
    data = every_archive()[number]
    has_checksum = number != len(ZIPS)
    path = tmp_path / ("a.zip" if number < len(ZIPS) else "a.tar")
    for at in range(0, min(len(data), 1_100), 3):
        path.write_bytes(damage(data, at))
        try:
            found = list(unpacked(path, LIMITS))
        except BadArchive:
            continue
        assert not has_checksum or all(content in FILING for _, content in found)
