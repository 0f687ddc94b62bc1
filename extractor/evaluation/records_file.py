"""Records of any system, read from a folder of ID.json or from one file of lines."""

import json
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from extractor.errors import ExtractorError

RECORD = "record"
_MOST_DIGITS = 1_000
_SHAPE = '{"id": ..., "record": {...}}'

Record = Mapping[str, object]


class BadPredictions(ExtractorError):
    """Predictions that cannot be read: the file, the place in it and what is wrong."""

    def __init__(self, file: Path, problem: str, line: int = 0) -> None:
        place = f"{file}, line {line}" if line else str(file)
        super().__init__(f"{place}: {problem}")


def load_records(path: Path, ids: Collection[str]) -> Mapping[str, Record]:
    """The records at `path` by id; raises BadPredictions.

    `path` is a folder that holds ID.json for each filing (a record in the form's shape, or what
    `extractor extract --format json` writes, whose `record` is taken), or a `.jsonl` file with an
    object `{"id": ..., "record": {...}}` on each line. `ids` are the filings that there may be
    records of; which of them have none is for the caller to judge.
    """
    records: dict[str, Record] = {}
    for identity, record, file, line in _entries(path):
        if identity not in ids:
            raise BadPredictions(file, f"id {identity!r}: no filing of the dataset has it", line)
        if identity in records:
            raise BadPredictions(file, f"duplicate id {identity!r}", line)
        records[identity] = record
    return records


def _entries(path: Path) -> Iterator[tuple[str, Record, Path, int]]:
    if path.is_dir():
        files = _files(path)
        if not files:
            raise BadPredictions(path, "there is no record here: one ID.json a filing")
        for file in files:
            yield file.stem, _record(_object(file, _read(file)), file), file, 0
    elif path.suffix == ".jsonl":
        yield from _lines(path)
    elif path.exists():
        raise BadPredictions(path, "a folder of ID.json or a .jsonl file is expected")
    else:
        raise BadPredictions(path, "there is no such file or folder")


def _files(folder: Path) -> list[Path]:
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        raise BadPredictions(folder, f"this cannot be read: {error.strerror}") from error
    return [file for file in found if file.suffix == ".json" and not file.name.startswith(".")]


def _lines(file: Path) -> Iterator[tuple[str, Record, Path, int]]:
    found = False
    # Not splitlines: JSON may hold the line separators of Unicode as they are.
    for number, line in enumerate(_read(file).split("\n"), start=1):
        if not line.strip():
            continue
        found = True
        given = _object(file, line, number)
        identity, record = given.get("id"), given.get(RECORD)
        if not isinstance(identity, str) or not identity:
            raise BadPredictions(file, f"id: text is expected, as in {_SHAPE}", number)
        if not isinstance(record, dict):
            raise BadPredictions(file, f"record: an object is expected, as in {_SHAPE}", number)
        yield identity, record, file, number
    if not found:
        raise BadPredictions(file, f"there is no record here: one {_SHAPE} a line")


def _record(given: dict[str, object], file: Path) -> Record:
    # No form has a field of that name.
    inner = given.get(RECORD, given)
    if not isinstance(inner, dict):
        raise BadPredictions(file, "record: an object is expected")
    return inner


def _object(file: Path, text: str, line: int = 0) -> dict[str, object]:
    try:
        given = json.loads(text, parse_float=_number)
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if line else f"line {error.lineno}, column {error.colno}"
        raise BadPredictions(file, f"this is not JSON: {error.msg} at {place}", line) from error
    except RecursionError as error:
        raise BadPredictions(file, "this is nested too deep to be a record", line) from error
    except ValueError as error:
        raise BadPredictions(file, "a number in it is too long to be read", line) from error
    if not isinstance(given, dict):
        raise BadPredictions(file, "an object is expected", line)
    return given


def _number(digits: str) -> Decimal:
    number = Decimal(digits)
    # Written out in full, 1e999999999 would fill the memory.
    if abs(number.adjusted()) > _MOST_DIGITS:
        raise ValueError(digits)
    return number


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadPredictions(file, f"this cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadPredictions(file, f"this is not UTF-8 (byte {error.start})") from error
