"""The rows that an extraction puts into each table. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from extractor.extraction import Cell, Extraction, Records
from extractor.forms.schema import spec_of
from extractor.records import CheckStatus, Decision, FieldResult
from extractor.render.words import TAKEN, shown
from extractor.tables.errors import TableFault
from extractor.tables.rates import split_rate
from extractor.tables.shape import (
    FIELDS,
    FILINGS,
    FINDINGS,
    TO_CHECK,
    Place,
    Table,
    tables_of,
)
from extractor.text.spans import Evidence

Row = tuple[Cell, ...]
"""A row of a table, its cells in the order of the columns."""

_FOUND = (CheckStatus.FAILED, CheckStatus.FINDING)
_ACCESSION = "ACCESSION NUMBER"


@dataclass(frozen=True)
class Entry:
    """An extraction and when it was last changed, where that is known."""

    extraction: Extraction
    updated_at: datetime | None = None


def rows_of(entry: Entry, records: Records = "accepted") -> dict[Table, list[Row]]:
    """The rows of an extraction, by table; every table of its schema is there.

    With "accepted", values in review are empty, and a row of which nothing is taken is not there.
    Raises TableFault for records that there are not.
    """
    if records not in get_args(Records):
        raise TableFault(f"no such records: {records}; there are {', '.join(get_args(Records))}")
    view = _View(entry, records == "record")
    made: dict[Table, list[Row]] = {}
    for table in tables_of(type(entry.extraction.record)):
        rows = [{**view.keys, **cells} for cells in view.rows(table)]
        made[table] = [tuple(row.get(name) for name in table.names) for row in rows]
    return made


class _View:
    """An extraction, looked at table by table."""

    def __init__(self, entry: Entry, record: bool) -> None:
        self._extraction = entry.extraction
        self._record = record
        filing = entry.extraction.filing
        self._filing = filing
        self.keys: dict[str, Cell] = {
            "filing": filing.name,
            "sha256": filing.sha256,
            "accession": next(iter(filing.header.get(_ACCESSION, ())), None),
            "form": entry.extraction.form,
            "schema_version": entry.extraction.schema_version,
            "values": "record" if record else "accepted",
            "updated_at": entry.updated_at,
        }

    def rows(self, table: Table) -> Iterator[dict[str, Cell]]:
        """The cells of each row of a table, without its keys."""
        if table.name == FINDINGS and table.root is None:
            yield from self._findings()
        elif table.name in {TO_CHECK, FIELDS} and table.root is None:
            yield from self._fields(table.name == TO_CHECK)
        elif table.rows:
            yield from self._list(table)
        else:
            yield from self._scalars(table)

    def _scalars(self, table: Table) -> Iterator[dict[str, Cell]]:
        fields = {place.path: self._extraction.fields.get(place.path) for place in table.places}
        known = [each for each in fields.values() if each is not None]
        if table.root and all(_is_nothing(each) for each in known):
            return
        first = self._state() if table.name == FILINGS else {"row": table.root}
        yield first | self._cells(table.places, fields)

    def _list(self, table: Table) -> Iterator[dict[str, Cell]]:
        for row, fields in _by_row(self._extraction.fields, table.root or "").items():
            taken = [each for each in fields.values() if self._is_shown(each)]
            if not self._record and all(each.value is None for each in taken):
                continue
            key = next(iter(fields.values())).key if self._is_named(fields, table) else None
            first: dict[str, Cell] = {"row": row, "key": key}
            first |= self._place(_begin(fields, self._key_of(table)))
            yield first | self._cells(table.places, fields)

    def _cells(
        self, places: tuple[Place, ...], fields: Mapping[str, FieldResult | None]
    ) -> dict[str, Cell]:
        cells: dict[str, Cell] = {}
        for place in places:
            field = fields.get(place.path)
            if field is None:
                continue
            value, decision, line, document = place.columns
            cells[decision] = field.decision.value
            where = self._place(field.evidence)
            cells[line], cells[document] = where["line"], where["document"]
            if self._is_shown(field):
                cells[value] = field.value
                if place.parts and isinstance(field.value, str):
                    rate = split_rate(field.value)
                    kind = rate.kind.value if rate.kind else None
                    split = (kind, rate.value, rate.index, rate.margin)
                    cells |= dict(zip(place.parts, split, strict=True))
        return cells

    def _fields(self, only_review: bool) -> Iterator[dict[str, Cell]]:
        for field in self._extraction.fields.values():
            if only_review and field.decision is not Decision.REVIEW:
                continue
            cells: dict[str, Cell] = {
                "path": field.path,
                "key": field.key or None,
                "outcome": field.outcome.value,
                "decision": field.decision.value,
                "reasons": "; ".join(field.reasons),
                "why": field.why(),
                # For a person to judge, so whatever its decision.
                "proposed": shown(field.value) or None,
                "readings": "; ".join(
                    f"{each.reader}: {each.quote or 'states none'}" for each in field.candidates
                ),
            }
            if self._is_shown(field):
                cells["value"] = shown(field.value) or None
            yield cells | self._place(field.evidence)

    def _findings(self) -> Iterator[dict[str, Cell]]:
        for check in self._extraction.checks:
            if check.status in _FOUND:
                yield {
                    "check": check.name,
                    "status": check.status.value,
                    "message": check.message,
                    "hint": check.hint or None,
                    "doubts": "; ".join(check.doubts) or None,
                    "confirms": "; ".join(check.confirms) or None,
                }

    def _state(self) -> dict[str, Cell]:
        extraction = self._extraction
        decisions = [field.decision for field in extraction.fields.values()]
        return {
            "complete": extraction.complete,
            "policy": extraction.assessment.policy,
            "certified": extraction.assessment.certified,
            "fields_taken": sum(each in TAKEN for each in decisions),
            "fields_to_check": decisions.count(Decision.REVIEW),
            "warnings": " ".join(extraction.warnings) or None,
        }

    def _is_shown(self, field: FieldResult) -> bool:
        return self._record or field.decision in TAKEN

    def _is_named(self, fields: Mapping[str, FieldResult], table: Table) -> bool:
        """Whether every part of the row's key may be shown: the key tells their values."""
        parts = (fields[path] for path in self._key_of(table) if path in fields)
        return all(self._is_shown(each) for each in parts)

    def _key_of(self, table: Table) -> tuple[str, ...]:
        return spec_of(type(self._extraction.record)).lists[table.root or ""].key

    def _place(self, evidence: Evidence) -> dict[str, Cell]:
        document = evidence[0].document if evidence else None
        return {"line": self._filing.line(evidence), "document": document}


def _by_row(fields: Mapping[str, FieldResult], root: str) -> dict[str, dict[str, FieldResult]]:
    """The fields of each row of a list, by the row's path and then by schema path."""
    found: dict[str, dict[str, FieldResult]] = {}
    start = f"{root}#"
    for path, field in fields.items():
        number = path.removeprefix(start).partition(".")[0]
        if path.startswith(start) and number != "complete":
            found.setdefault(f"{start}{number}", {})[field.schema_path] = field
    return found


def _begin(fields: Mapping[str, FieldResult], key: tuple[str, ...]) -> Evidence:
    """Where a row stands: where its key does, or else the first of its values."""
    named = (fields[path].evidence for path in key if path in fields and fields[path].evidence)
    first = min((each.evidence for each in fields.values() if each.evidence), default=())
    return next(named, first)


def _is_nothing(field: FieldResult) -> bool:
    """Whether a field says, without doubt, that the filing states nothing."""
    return not field.value and field.decision is not Decision.REVIEW
