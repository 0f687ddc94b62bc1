"""Reviewed filings as a labelled dataset: what people settled, with who did and when."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from extractor.errors import ExtractorError
from extractor.forms.base import Form
from extractor.records import Decision, FieldResult, Value
from extractor.review.actions import Action, Round
from extractor.review.desk import Desk
from extractor.review.person import in_force
from extractor.review.refs import rows_of
from extractor.store import filings, log, tasks
from extractor.store import tables as t
from extractor.store.filings import FilingRow
from extractor.store.log import Entry, Head

_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Reviewed:
    """A filing of which nothing waits any more, and its label."""

    id: str
    filing: FilingRow
    suffix: str
    data: bytes
    label: Mapping[str, object]
    reviewers: tuple[str, ...]
    decisions: int


@dataclass(frozen=True)
class Exported:
    """What was written, and how many filings were left out and why."""

    filings: int
    waiting: int
    same_filer: int
    excluded: int
    head: Head


def export(
    desk: Desk,
    form: str,
    folder: Path,
    actor: str,
    now: datetime,
    *,
    name: str = "reviewed",
    with_accepted: bool = False,
    exclude: Iterable[Path] = (),
) -> Exported:
    """Write the reviewed filings of a form as a dataset folder, one filing of each filer.

    A label holds what people settled; `with_accepted` adds what the policy accepted and nobody
    looked at. Filings of the datasets `exclude` are left out, and so are others of their filers:
    what certifies a policy must not be what it was chosen on. The log says what was exported.
    Raises ExtractorError where nothing can be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExtractorError(f"{folder} is there already and not an empty folder; name another")
    known = _hashes(exclude)
    with desk.store.reading() as connection:
        found, waiting = _reviewed(desk, connection, form, with_accepted)
    kept, same_filer, excluded = _chosen(found, known)
    if not kept:
        raise ExtractorError(f"no reviewed filing of {form} is left to export ({waiting} wait)")
    with desk.store.writing() as connection:
        for each in kept:
            body = {"dataset": name, "id": each.id}
            log.append(connection, _exported(each.filing, form, actor, now, body))
        end = log.head(connection)
        # What could not be written was not exported: the log must not say so.
        try:
            _write(folder, kept, _about(name, form, len(kept), with_accepted, end))
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise ExtractorError(f"{folder} cannot be written: {error.strerror}") from error
    return Exported(len(kept), waiting, same_filer, excluded, end)


def label_of(
    form: Form, fields: Mapping[str, FieldResult], with_accepted: bool
) -> dict[str, object]:
    """The label that decided fields make: a list only where it is known to be whole."""
    taken = {Decision.SETTLED} | ({Decision.ACCEPTED} if with_accepted else set())
    label: dict[str, object] = {}
    rows = rows_of(form, fields)
    for path in form.spec.leaves:
        if form.spec.leaves[path].rows is None and fields[path].decision in taken:
            _put(label, path, _plain(fields[path].value))
    for path in form.spec.lists:
        prefixes = [row.prefix for row in rows[path]]
        if _is_whole(form, fields, path, prefixes, taken):
            made = [_row(form, fields, path, prefix, taken) for prefix in prefixes]
            _put(label, path, made)
    return label


def _is_whole(
    form: Form,
    fields: Mapping[str, FieldResult],
    path: str,
    prefixes: Sequence[str],
    taken: set[Decision],
) -> bool:
    """Whether a list is known to be whole: settled, or proven while people saw each of its rows."""
    spec = form.spec.lists[path]
    decision = fields[spec.complete].decision
    keys = [
        fields[f"{prefix}{key.removeprefix(path)}"].decision
        for prefix in prefixes
        for key in spec.key
    ]
    seen = bool(keys) and set(keys) == {Decision.SETTLED}
    return decision in taken or (decision is Decision.ACCEPTED and seen)


def _row(
    form: Form, fields: Mapping[str, FieldResult], path: str, prefix: str, taken: set[Decision]
) -> object:
    spec = form.spec.lists[path]
    if spec.leaves == (path,):
        return _plain(fields[prefix].value)
    row: dict[str, object] = {}
    for leaf in spec.leaves:
        field = fields[f"{prefix}{leaf.removeprefix(path)}"]
        if field.decision in taken or leaf in spec.key:
            _put(row, leaf.removeprefix(f"{path}."), _plain(field.value))
    return row


def _put(label: dict[str, object], path: str, value: object) -> None:
    *parents, name = path.split(".")
    for parent in parents:
        inner = label.setdefault(parent, {})
        if not isinstance(inner, dict):
            raise TypeError(path)
        label = inner
    label[name] = value


def _plain(value: Value | None) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _reviewed(
    desk: Desk, connection: Connection, form_name: str, with_accepted: bool
) -> tuple[list[Reviewed], int]:
    form, c = desk.form(form_name), t.tasks.c
    query = select(c.id).where(c.form == form_name, c.round == Round.FIRST, c.state != tasks.PURGED)
    found: list[Reviewed] = []
    waiting = 0
    for task in connection.execute(query.order_by(c.id)).scalars().all():
        snapshot = desk.snapshot(connection, task)
        rounds = tasks.tasks_of(connection, snapshot.task.filing, form_name)
        fields = desk.assessment(snapshot).fields
        undecided = any(field.decision is Decision.REVIEW for field in fields.values())
        if undecided or any(each.state != tasks.DONE for each in rounds):
            waiting += 1
            continue
        label = label_of(form, fields, with_accepted)
        filing = filings.find_filing(connection, snapshot.task.filing)
        if label and filing is not None:
            said = in_force(form, snapshot.entries)
            people = tuple(sorted({entry.reviewer for entry in said}))
            data = filings.original(connection, filing.sha256)
            document = desk.filing(connection, filing.sha256).main_document
            suffix = ".htm" if document.format == "html" else ".txt"
            made = Reviewed(_id(filing), filing, suffix, data, label, people, len(said))
            found.append(made)
    return found, waiting


def _chosen(found: Iterable[Reviewed], known: set[str]) -> tuple[list[Reviewed], int, int]:
    """One filing of each filer, drawn by its hash, and none of or beside those known."""
    ordered = sorted(found, key=lambda each: each.filing.sha256)
    taken = {filer_of(each.filing) for each in ordered if each.filing.sha256 in known}
    kept: dict[str, Reviewed] = {}
    excluded = same = 0
    for each in ordered:
        filer = filer_of(each.filing)
        if filer in taken:
            excluded += 1
        elif filer in kept:
            same += 1
        else:
            kept[filer] = each
    return sorted(kept.values(), key=lambda each: each.id), same, excluded


def filer_of(filing: FilingRow) -> str:
    """What tells a filing's filer from others: its name without what spellings differ in."""
    return _SLUG.sub("", filing.filer.casefold()) or filing.sha256


def _id(filing: FilingRow) -> str:
    stem = _SLUG.sub("-", Path(filing.name).stem.lower()).strip("-")[:60]
    return f"{stem or 'filing'}-{filing.sha256[:8]}"


def _hashes(folders: Iterable[Path]) -> set[str]:
    """The sha256 of the filings of other datasets; raises ExtractorError for what is none."""
    found: set[str] = set()
    for folder in folders:
        manifest = folder / "manifest.json"
        try:
            if manifest.is_file():
                listed = json.loads(manifest.read_text(encoding="utf-8"))
                found |= {str(each["sha256"]).lower() for each in listed}
            else:
                texts = [each for each in (folder / "filings").iterdir() if each.is_file()]
                found |= {hashlib.sha256(each.read_bytes()).hexdigest() for each in texts}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ExtractorError(
                f"{folder}: what is to be left out is no dataset that can be read"
            ) from error
    return found


def _exported(
    filing: FilingRow, form: str, actor: str, now: datetime, body: dict[str, Any]
) -> Entry:
    return Entry(
        at=now,
        reviewer=actor,
        filing=filing.sha256,
        form=form,
        action=Action.EXPORT.value,
        body=body,
    )


def _about(name: str, form: str, count: int, with_accepted: bool, end: Head) -> str:
    what = "what people settled in review"
    what += ", and what the policy accepted unseen" if with_accepted else ""
    told = {
        "name": name,
        "form": form,
        "provenance": f"{count} filings reviewed here; the labels hold {what}. One filing a filer. "
        f"The log of decisions ended with entry {end}. Not for certifying a policy that was "
        "chosen on these filings.",
        "licence": "The filings are public records; the labels belong to who reviewed them",
    }
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in told.items())


def _write(folder: Path, kept: Iterable[Reviewed], about: str) -> None:
    for part in ("filings", "labels"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    manifest = []
    for each in kept:
        (folder / f"filings/{each.id}{each.suffix}").write_bytes(each.data)
        label = json.dumps(each.label, indent=1, ensure_ascii=False) + "\n"
        (folder / f"labels/{each.id}.json").write_text(label, encoding="utf-8")
        told = {"id": each.id, "sha256": each.filing.sha256, "name": each.filing.name}
        manifest.append({**told, "reviewers": each.reviewers, "decisions": each.decisions})
    text = json.dumps(manifest, indent=1) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    (folder / "dataset.toml").write_text(about, encoding="utf-8")
