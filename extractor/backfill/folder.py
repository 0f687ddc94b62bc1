"""The folder of a backfill: files of requests and of results, and how far each batch is."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TextIO

from pydantic import TypeAdapter, ValidationError

from extractor.errors import ExtractorError
from extractor.llm.provider_batch import OVER
from extractor.llm.provider_lines import Results, id_of, results_of

_MOST_BYTES = 190_000_000
_STATE = "backfill.json"


@dataclass(frozen=True)
class Part:
    """A file of requests and its batch.

    `file` and `batch` are the provider's names, "" until it gave them. `results` are the files of
    results that were fetched, `fetched` says that all were.
    """

    name: str
    requests: int
    file: str = ""
    batch: str = ""
    status: str = ""
    ended: int = 0
    said: str = ""
    results: tuple[str, ...] = ()
    fetched: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.fetched and self.status in OVER


@dataclass(frozen=True)
class State:
    """All that is known of a backfill: the model that is asked, and the parts that were made."""

    model: str
    parts: tuple[Part, ...] = ()

    @property
    def over(self) -> bool:
        """Whether no batch is under way."""
        return all(part.over for part in self.parts)


_STATES = TypeAdapter(State)


class Folder:
    """A folder on disk; what is saved in it is there whole, whoever dies meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self, model: str) -> State:
        """The state; a fresh one for a new folder. Raises ExtractorError."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            state = _STATES.validate_json((self.path / _STATE).read_bytes())
        except FileNotFoundError:
            return State(model)
        except OSError as error:
            raise ExtractorError(f"{self.path}: cannot be used: {error.strerror}") from error
        except ValidationError as error:
            raise ExtractorError(
                f"{self.path / _STATE}: this is not the state of a backfill; name another folder"
            ) from error
        if state.model != model:
            raise ExtractorError(
                f"{self.path}: its batches ask {state.model}, not {model}; name another folder"
            )
        return state

    def save(self, state: State) -> State:
        """Keep a state; the same."""
        part = self.path / f"{_STATE}.part"
        part.write_text(json.dumps(asdict(state), indent=1), encoding="utf-8")
        part.replace(self.path / _STATE)
        return state

    def put(self, state: State, part: Part) -> State:
        """Keep a part in the place of the one of its name; the state with it."""
        parts = tuple(part if each.name == part.name else each for each in state.parts)
        return self.save(replace(state, parts=parts))

    def requests(self, state: State) -> Iterator[str]:
        """The ids of all requests that were sent."""
        for part in state.parts:
            yield from map(id_of, self._lines(part.name))

    def results(self, state: State) -> Results:
        """What came of all batches."""
        names = [name for part in state.parts for name in part.results]
        return results_of(line for name in names for line in self._lines(name))

    def _lines(self, name: str) -> Iterator[str]:
        with (self.path / name).open(encoding="utf-8", errors="replace") as file:
            yield from file


class Requests:
    """Files of a next round of requests, each request in them once; `close` them at the end."""

    def __init__(self, folder: Folder, state: State, most: int) -> None:
        self._folder = folder
        self._first = len(state.parts) + 1
        self._most = most
        self._known: set[str] = set()
        self._parts: list[Part] = []
        self._bytes = 0
        self._file: TextIO | None = None

    def add(self, line: str) -> None:
        """Add a request, as a line."""
        known = id_of(line)
        if known in self._known:
            return
        self._known.add(known)
        file = self._room_for(len(line))
        file.write(line)
        self._bytes += len(line)
        self._parts[-1] = replace(self._parts[-1], requests=self._parts[-1].requests + 1)

    def close(self) -> tuple[Part, ...]:
        """End the files; what they are."""
        if self._file is not None:
            self._file.close()
        return tuple(self._parts)

    def _room_for(self, size: int) -> TextIO:
        full = self._parts and (
            self._parts[-1].requests >= self._most or self._bytes + size > _MOST_BYTES
        )
        if self._file is not None and full:
            self._file.close()
            self._file = None
        if self._file is None:
            name = f"requests-{self._first + len(self._parts)}.jsonl"
            self._file = (self._folder.path / name).open("w", encoding="utf-8")
            self._parts.append(Part(name, 0))
            self._bytes = 0
        return self._file
