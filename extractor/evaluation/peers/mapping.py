"""langextract's extractions as a record of the form's schema."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from extractor.evaluation.peers.examples import Class
from extractor.forms.base import Form
from extractor.forms.schema import LeafSpec
from extractor.text.folding import collapse
from extractor.values import GRAMMARS
from extractor.values.grammar import Unreadable

_NOTHING = frozenset({"n/a", "none", "null", "-"})
"""What a model writes where it should leave an attribute out that is no free text."""


class Extracted(Protocol):
    """What of langextract's `Extraction` is used."""

    extraction_class: str
    extraction_text: str
    char_interval: Any
    attributes: Mapping[str, Any] | None


def record_of(
    form: Form, classes: Mapping[str, Class], extractions: Iterable[Extracted]
) -> dict[str, Any]:
    """The record that grounded extractions make up; those found nowhere in the text are dropped.

    Of several values for one leaf the first in the text counts; equal rows are one row. Values
    are read with the grammars of the schema, and what these cannot read stays text.
    """
    record: dict[str, Any] = {}
    for each in sorted(filter(_is_grounded, extractions), key=_start):
        known = classes.get(each.extraction_class)
        if known is None:
            continue
        rows = form.spec.lists.get(known.path)
        if rows is None:
            _put(record, known.path, _value(form, known.path, each.extraction_text))
        elif rows.leaves == (known.path,):
            _add(record, known.path, _value(form, known.path, each.extraction_text))
        else:
            _add(record, known.path, _row(form, known, rows.leaves, each))
    return record


def _is_grounded(extraction: Extracted) -> bool:
    interval = extraction.char_interval
    return interval is not None and interval.start_pos is not None


def _start(extraction: Extracted) -> int:
    start: int = extraction.char_interval.start_pos
    return start


def _row(form: Form, known: Class, leaves: Iterable[str], extraction: Extracted) -> dict[str, Any]:
    given = dict(extraction.attributes or {})
    if known.own is not None:
        given[known.own] = extraction.extraction_text
    row = {}
    for path in leaves:
        name = path.rpartition(".")[2]
        value = _value(form, path, given.get(name))
        if value is not None:
            row[name] = value
    return row


def _value(form: Form, path: str, given: object) -> str | int | None:
    leaf = form.spec.leaves[path]
    text = collapse(str(given)) if isinstance(given, str | int | float) else ""
    if not text or (leaf.leaf.grammar != "text" and text.casefold() in _NOTHING):
        return None
    if leaf.choices:
        return _choice(form, leaf, text)
    try:
        value = GRAMMARS[leaf.leaf.grammar].parse(text)
    except Unreadable:
        return text
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int) else str(value)


def _choice(form: Form, leaf: LeafSpec, text: str) -> str:
    """The choice that a wording stands for; the wording itself where it stands for none."""
    wording = text.casefold()
    for choice in leaf.choices:
        if choice.casefold() in (wording, wording.replace(" ", "_")):
            return choice
    synonyms = form.synonyms.get(leaf.path, {})
    for synonym in sorted(synonyms, key=len, reverse=True):
        if re.search(rf"(?<!\w){re.escape(synonym)}(?!\w)", wording):
            return synonyms[synonym]
    return text


def _put(record: dict[str, Any], path: str, value: object) -> None:
    *parents, name = path.split(".")
    for parent in parents:
        record = record.setdefault(parent, {})
    if record.get(name) is None:
        record[name] = value


def _add(record: dict[str, Any], path: str, row: object) -> None:
    *parents, name = path.split(".")
    for parent in parents:
        record = record.setdefault(parent, {})
    rows = record.setdefault(name, [])
    if row and row not in rows:
        rows.append(row)
