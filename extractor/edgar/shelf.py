"""What was fetched, kept on disk: one file an address, whole or not at all."""

import hashlib
import json
import os
import secrets
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from extractor.edgar.faults import EdgarFault


@dataclass(frozen=True)
class Kept:
    """A body and what to ask with whether it is still the same; `at` is seconds since 1970."""

    body: bytes
    etag: str
    modified: str
    at: float


class Shelf:
    """Answers by address, in a folder that several processes may use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, url: str) -> Kept | None:
        """What is kept of an address; None where nothing is, or it is damaged."""
        try:
            head, _, packed = self._place(url).read_bytes().partition(b"\n")
            said = json.loads(head)
            body = zlib.decompress(packed)
            if said["url"] != url or said["sha256"] != hashlib.sha256(body).hexdigest():
                return None
            return Kept(body, str(said["etag"]), str(said["modified"]), float(said["at"]))
        except (OSError, ValueError, KeyError, TypeError, zlib.error):
            return None

    def put(self, url: str, kept: Kept) -> None:
        """Keep an answer; raises EdgarFault where that cannot be."""
        said = asdict(kept) | {"url": url, "sha256": hashlib.sha256(kept.body).hexdigest()}
        del said["body"]
        place = self._place(url)
        aside = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(json.dumps(said).encode() + b"\n" + zlib.compress(kept.body))
            os.replace(aside, place)  # noqa: PTH105  # beside the write that it completes
        except OSError as error:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
            raise EdgarFault(
                f"{place.parent}: what was fetched cannot be kept: {error.strerror}; free space, "
                "or set EXTRACTOR_CACHE_DIR"
            ) from error

    def _place(self, url: str) -> Path:
        name = hashlib.sha256(url.encode()).hexdigest()
        return self._folder / name[:2] / name[2:]
