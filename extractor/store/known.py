"""Labels of datasets: shown beside a filing to be confirmed, or kept back to audit reviewers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from extractor.store import tables as t

PREFILL, AUDIT = "prefill", "audit"
"""What a label is for: shown to the reviewer, or never shown and compared with what they say."""


@dataclass(frozen=True)
class KnownLabel:
    """A label as its dataset has it."""

    filing: str
    form: str
    source: str
    purpose: str
    label: Mapping[str, Any]


def add_label(connection: Connection, label: KnownLabel, now: datetime) -> bool:
    """Keep a label, once for each filing, form and source; whether it is new."""
    c = t.labels.c
    known = select(c.id).where(
        c.filing == label.filing, c.form == label.form, c.source == label.source
    )
    if connection.execute(known).first() is not None:
        return False
    connection.execute(
        t.labels.insert().values(
            filing=label.filing,
            form=label.form,
            source=label.source,
            purpose=label.purpose,
            label=json.dumps(label.label, default=str),
            added_at=now,
        )
    )
    return True


def labels_for(connection: Connection, purpose: str) -> list[KnownLabel]:
    """Every label of a purpose."""
    query = select(t.labels).where(t.labels.c.purpose == purpose).order_by(t.labels.c.id)
    return [
        KnownLabel(row.filing, row.form, row.source, row.purpose, json.loads(row.label))
        for row in connection.execute(query)
    ]
