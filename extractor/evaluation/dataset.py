"""Labelled filings: a folder with `dataset.toml`, `filings/ID.txt|.htm` and `labels/ID.json`."""

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel

from extractor.errors import ExtractorError
from extractor.evaluation.typed import NOTE, BadRecord, read_label
from extractor.forms.registry import UnknownForm, form_by_name

UNUSABLE = "unusable"
_SPLIT = "split.json"
_RULE = "rule"
_SUFFIXES = (".txt", ".htm")
_REQUIRED = ("name", "form", "provenance")
_ABOUT = (*_REQUIRED, "licence")


class BadDataset(ExtractorError):
    """A dataset that cannot be used as it is: the file, the path in it and what is wrong."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file}: {problem}")


@dataclass(frozen=True)
class Case:
    """One labelled filing.

    `filing` is None where its text is not at hand. `label` has the shape of the form's schema (a
    key absent is not scored) and is empty where `unusable` says why the filing is to be skipped.
    """

    id: str
    filing: Path | None
    label: Mapping[str, object]
    unusable: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Dataset:
    """Labelled filings of one form, by id. `provenance` and `licence` are for people.

    `parts` are named sets of ids that have no id in common: one part to make rules on, another
    to certify with.
    """

    name: str
    form: str
    provenance: str
    licence: str
    cases: tuple[Case, ...]
    parts: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def part(self, name: str) -> "Dataset":
        """The dataset with the filings of one part alone; raises ExtractorError for no part."""
        if name not in self.parts:
            known = ", ".join(self.parts) or "none"
            raise ExtractorError(
                f"the dataset {self.name} has no part {name!r} in its {_SPLIT}; its parts: {known}"
            )
        cases = tuple(case for case in self.cases if case.id in self.parts[name])
        return replace(self, name=f"{self.name}/{name}", cases=cases, parts={})


def _schema_of(form: str) -> type[BaseModel]:
    return form_by_name(form).schema


def load_dataset(
    folder: Path,
    filings: Path | None = None,
    schema_of: Callable[[str], type[BaseModel]] = _schema_of,
) -> Dataset:
    """Read and validate a dataset; raises BadDataset at the first fault.

    `filings` is a folder that has the filings' texts in place of the dataset's own. Where a
    `manifest.json` lists the filings with their sha256, every text must be the one listed, and
    a dataset without texts can be loaded too: its cases then have no filing. A `split.json` names
    parts: lists of ids by name, beside a text `rule` that says how they were drawn. `schema_of`
    gives the schema of a form by its name.
    """
    about = _about(folder / "dataset.toml")
    try:
        schema = schema_of(about["form"])
    except UnknownForm as error:
        raise BadDataset(folder / "dataset.toml", f"form: {error}") from error
    labels = _files(folder / "labels", (".json",))
    if not labels:
        raise BadDataset(folder / "labels", "there is no label here: one ID.json a filing")
    hashes = _manifest(folder / "manifest.json", labels)
    texts = _texts(folder, filings, labels, textless=hashes is not None)
    cases: list[Case] = []
    for identity, file in labels.items():
        case = _case(identity, file, schema, texts.get(identity) if texts else None)
        if texts is not None and case.unusable is None:
            _check_text(case, filings or folder / "filings", hashes)
        cases.append(case)
    parts = _parts(folder / _SPLIT, labels)
    return Dataset(**{"licence": "", **about}, cases=tuple(cases), parts=parts)


def _about(file: Path) -> dict[str, str]:
    try:
        about = tomllib.loads(_read(file))
    except tomllib.TOMLDecodeError as error:
        raise BadDataset(file, f"this is not TOML ({error})") from error
    for key, value in about.items():
        if key not in _ABOUT:
            raise BadDataset(file, f"{key}: no such key; there are {', '.join(_ABOUT)}")
        if not isinstance(value, str) or not value.strip():
            raise BadDataset(file, f"{key}: text is expected")
    for key in _REQUIRED:
        if key not in about:
            raise BadDataset(file, f"{key}: missing")
    return about


def _files(folder: Path, suffixes: tuple[str, ...]) -> dict[str, Path]:
    """The files of a folder by id, sorted; none where there is no such folder."""
    files: dict[str, Path] = {}
    if not folder.is_dir():
        return files
    for file in sorted(folder.iterdir()):
        if file.suffix not in suffixes or file.name.startswith(".") or not file.is_file():
            continue
        if file.stem in files:
            raise BadDataset(file, f"duplicate id: {files[file.stem].name} has the same")
        files[file.stem] = file
    return files


def _manifest(file: Path, labels: Mapping[str, Path]) -> Mapping[str, str] | None:
    """The sha256 of each filing by id; None without a manifest."""
    if not file.is_file():
        return None
    hashes = _hashes(file)
    for identity in hashes:
        if identity not in labels:
            raise BadDataset(file, f"{identity!r} is listed, but labels has no {identity}.json")
    for identity, label in labels.items():
        if identity not in hashes:
            raise BadDataset(label, f"the filing is not listed in {file.name}")
    return hashes


def _hashes(file: Path) -> dict[str, str]:
    entries = _json(file)
    if not isinstance(entries, list):
        raise BadDataset(file, "a list of filings is expected")
    hashes: dict[str, str] = {}
    for number, entry in enumerate(entries):
        known = entry if isinstance(entry, dict) else {}
        for key in ("id", "sha256"):
            if not isinstance(known.get(key), str):
                raise BadDataset(file, f"[{number}].{key}: text is expected")
        if known["id"] in hashes:
            raise BadDataset(file, f"[{number}].id: duplicate id {known['id']!r}")
        hashes[known["id"]] = known["sha256"].lower()
    return hashes


def _parts(file: Path, labels: Mapping[str, Path]) -> dict[str, frozenset[str]]:
    """The parts of a dataset by name; none without a file of them."""
    if not file.is_file():
        return {}
    split = _json(file)
    if not isinstance(split, dict):
        raise BadDataset(file, "lists of ids by the name of the part are expected")
    parts: dict[str, frozenset[str]] = {}
    part_of: dict[str, str] = {}
    for name, identities in split.items():
        if name == _RULE:
            continue
        if not isinstance(identities, list):
            raise BadDataset(file, f"{name}: a list of ids is expected")
        for identity in identities:
            if not isinstance(identity, str) or identity not in labels:
                raise BadDataset(file, f"{name}: labels has no {identity}.json")
            if identity in part_of:
                raise BadDataset(file, f"{name}: {identity!r} is in {part_of[identity]} too")
            part_of[identity] = name
        parts[name] = frozenset(identities)
    return parts


def _texts(
    folder: Path, filings: Path | None, labels: Iterable[str], textless: bool
) -> Mapping[str, Path] | None:
    """The filings' texts by id; None for a dataset that has none."""
    if filings is not None:
        if not filings.is_dir():
            raise BadDataset(filings, "there is no such folder of filings")
        return _files(filings, _SUFFIXES)
    own = folder / "filings"
    if textless and not own.is_dir():
        return None
    texts = _files(own, _SUFFIXES)
    for identity in sorted(set(texts) - set(labels)):
        raise BadDataset(texts[identity], f"no label: labels has no {identity}.json")
    return texts


def _check_text(case: Case, place: Path, hashes: Mapping[str, str] | None) -> None:
    if case.filing is None:
        names = " nor ".join(f"{case.id}{suffix}" for suffix in _SUFFIXES)
        raise BadDataset(place, f"missing filing: there is neither {names}")
    if hashes is None:
        return
    if hashlib.sha256(_bytes(case.filing)).hexdigest() != hashes[case.id]:
        raise BadDataset(
            case.filing, "this is not the text that was labelled: its sha256 is not the manifest's"
        )


def _case(identity: str, file: Path, schema: type[BaseModel], filing: Path | None) -> Case:
    label = _json(file)
    if not isinstance(label, dict):
        raise BadDataset(file, "a label is an object with the keys of the form")
    note = label.get(NOTE, "")
    if UNUSABLE in label:
        why = label[UNUSABLE]
        if not isinstance(why, str) or not why.strip():
            raise BadDataset(file, f"{UNUSABLE}: say why, as text")
        if set(label) - {UNUSABLE, NOTE}:
            raise BadDataset(file, f"{UNUSABLE}: a label that says this says nothing else")
        return Case(identity, filing, {}, why, str(note))
    try:
        leaves = read_label(schema, label)
    except BadRecord as error:
        raise BadDataset(file, str(error)) from error
    if not leaves.values and not leaves.rows:
        raise BadDataset(file, "the label says nothing that can be scored")
    return Case(identity, filing, label, None, str(note))


def _json(file: Path) -> object:
    try:
        return json.loads(
            _read(file), object_pairs_hook=_object, parse_float=Decimal, parse_constant=_constant
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadDataset(file, f"this is not JSON: {error.msg} at {place}") from error
    except BadRecord as error:
        raise BadDataset(file, str(error)) from error
    except RecursionError as error:
        raise BadDataset(file, "this is nested too deep to be a label") from error
    except ValueError as error:
        raise BadDataset(file, "a number in it is too long to be read") from error


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made: dict[str, object] = {}
    for key, value in pairs:
        if key in made:
            raise BadRecord(key, "this key stands twice in one object")
        made[key] = value
    return made


def _constant(name: str) -> object:
    raise BadRecord(name, "this is no number")


def _read(file: Path) -> str:
    try:
        return _bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadDataset(file, f"this is not UTF-8 (byte {error.start})") from error


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadDataset(file, f"this cannot be read: {error.strerror}") from error
