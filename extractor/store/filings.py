"""Filings and their extractions: bytes and readings in, the same out. Extractions never change."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, select, update

from extractor.certificates import in_force
from extractor.errors import ExtractorError
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.filing.read import read_filing
from extractor.policy import Policy, fitting
from extractor.records import ChunkReport, Reading, Receipt, Usage
from extractor.render.objects import receipt_object
from extractor.store import tables as t
from extractor.store.codec import (
    digest,
    get_chunk,
    get_reading,
    get_receipt,
    get_usage,
    packed,
    plain,
    put_chunk,
    put_reading,
    put_usage,
    unpacked,
)
from extractor.store.texts import get_filing, put_filing

_HEADER = {
    "filer": "COMPANY CONFORMED NAME",
    "form_type": "CONFORMED SUBMISSION TYPE",
    "report_date": "CONFORMED PERIOD OF REPORT",
}
_FIELDS = {
    "filer": "cover.registrant",
    "form_type": "cover.form_type",
    "report_date": "cover.report_date",
}
"""What a filing is found by: a fact of its header, or else a field of the forms that have it."""


class NoSuchFiling(ExtractorError):
    """The store has no such filing, or no longer has its text."""


@dataclass(frozen=True)
class FilingRow:
    """What is known of a stored filing without reading it; `report_date` is in ISO form or ""."""

    sha256: str
    name: str
    filer: str
    form_type: str
    report_date: str
    text_hash: str
    added_at: datetime
    purged_at: datetime | None


@dataclass(frozen=True)
class Stored:
    """A stored extraction: all that `assess` needs, under the policy that held when it was made."""

    id: int
    filing: str
    form: str
    text_hash: str
    receipt: Receipt
    readings: tuple[Reading, ...]
    chunks: tuple[ChunkReport, ...]
    usage: Usage
    warnings: tuple[str, ...]
    complete: bool
    policy: Policy


def text_hash(filing: Filing) -> str:
    """The sha256 of the canonical text of all documents: what spans are offsets of."""
    return digest([document.text for document in filing.documents])


def add_filing(connection: Connection, filing: Filing, data: bytes, now: datetime) -> str:
    """Keep a filing's bytes and text, once; the hash of its text.

    Raises ValueError for other bytes.
    """
    if hashlib.sha256(data).hexdigest() != filing.sha256:
        raise ValueError(f"these are not the bytes of {filing.name}")
    row = find_filing(connection, filing.sha256)
    known = {
        "name": plain(filing.name),
        "data": zlib.compress(data),
        "content": put_filing(filing),
        "text_hash": text_hash(filing),
        "purged_at": None,
    }
    if row is None:
        facts = {**dict.fromkeys(_HEADER, ""), "sha256": filing.sha256, "added_at": now}
        connection.execute(t.filings.insert().values(**facts, **known))
    elif row.text_hash != known["text_hash"] or not _is_kept(connection, filing.sha256):
        here = t.filings.c.sha256 == filing.sha256
        connection.execute(update(t.filings).where(here).values(**known))
    return str(known["text_hash"])


def add_extraction(
    connection: Connection, extraction: Extraction, policy: Policy, now: datetime
) -> tuple[int, bool]:
    """Keep an extraction of a filing that is kept; its id, and whether it is new.

    One made from the same, with the same readings, is the same. `policy` is what it was decided
    under; it is kept with the bound that is certified for it.
    """
    content = {
        "receipt": receipt_object(extraction.receipt),
        "readings": [put_reading(each) for each in extraction.readings],
    }
    made = digest(content)
    known = select(t.extractions.c.id).where(t.extractions.c.digest == made)
    there = connection.execute(known).scalar_one_or_none()
    if there is not None:
        return there, False
    held = in_force(policy, extraction.receipt)
    _keep_policy(connection, held)
    _describe(connection, extraction)
    rest = {
        "chunks": [put_chunk(each) for each in extraction.chunks],
        "usage": put_usage(extraction.usage),
        "warnings": list(extraction.warnings),
    }
    added = t.extractions.insert().values(
        filing=extraction.filing.sha256,
        form=extraction.form,
        digest=made,
        text_hash=text_hash(extraction.filing),
        policy=held.hash,
        complete=extraction.complete,
        content=packed(content | rest),
        added_at=now,
    )
    return connection.execute(added.returning(t.extractions.c.id)).scalar_one(), True


def load_extraction(connection: Connection, identity: int) -> Stored:
    """A stored extraction; raises NoSuchFiling where its filing was purged."""
    query = select(t.extractions, t.policies.c.content.label("policy_content")).join(t.policies)
    row = connection.execute(query.where(t.extractions.c.id == identity)).mappings().one_or_none()
    if row is None or not row["content"]:
        raise NoSuchFiling(f"extraction {identity} is not in the store, or was purged")
    content = unpacked(row["content"])
    receipt = get_receipt(content["receipt"])
    policy = Policy.model_validate_json(row["policy_content"])
    return Stored(
        id=row["id"],
        filing=row["filing"],
        form=row["form"],
        text_hash=row["text_hash"],
        receipt=receipt,
        readings=tuple(map(get_reading, content["readings"])),
        chunks=tuple(map(get_chunk, content["chunks"])),
        usage=get_usage(content["usage"]),
        warnings=tuple(content["warnings"]),
        complete=row["complete"],
        policy=fitting(policy, receipt),
    )


def load_filing(connection: Connection, sha256: str) -> Filing:
    """A filing as it was read when it was added; raises NoSuchFiling.

    One that a version added which did not keep the text is read again from its bytes, and not
    shown where this version reads it otherwise.
    """
    c = t.filings.c
    query = select(c.name, c.content, c.text_hash).where(c.sha256 == sha256)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NoSuchFiling(f"the store has no filing {sha256}")
    if row.content is not None:
        return get_filing(row.content, row.name, sha256)
    data = original(connection, sha256)
    filing = read_filing(data, row.name, max_bytes=max(len(data), 1))
    if text_hash(filing) != row.text_hash:
        raise NoSuchFiling(
            f"{row.name}: this version reads the filing otherwise than the one that added it; "
            "add it again: extractor review add FILE"
        )
    return filing


def original(connection: Connection, sha256: str) -> bytes:
    """The bytes of a filing as they came."""
    query = select(t.filings.c.data).where(t.filings.c.sha256 == sha256)
    data = connection.execute(query).scalar_one_or_none()
    if data is None:
        raise NoSuchFiling(f"the store has no text of the filing {sha256[:12]}: it was purged")
    return zlib.decompress(data)


def find_filing(connection: Connection, sha256: str) -> FilingRow | None:
    """A filing by its hash."""
    query = _described().where(t.filings.c.sha256 == sha256)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else FilingRow(**row)


def filing_named(connection: Connection, name: str) -> FilingRow:
    """The one filing whose hash begins with `name`, or whose name it is; raises NoSuchFiling."""
    columns = t.filings.c
    begins = columns.sha256.startswith(name.lower(), autoescape=True)
    query = _described().where(begins | (columns.name == name)).limit(2)
    # Every hash begins with nothing: no name at all must not mean the only filing there is.
    found = list(connection.execute(query).mappings()) if name else []
    if not found:
        raise NoSuchFiling(f"the store has no filing {name!r}: see extractor review list")
    if len(found) > 1:
        raise NoSuchFiling(f"several filings are called {name!r}: give more of the hash")
    return FilingRow(**found[0])


def forget(connection: Connection, sha256: str, now: datetime) -> None:
    """Remove what a filing says: text, name, extractions, labels. Their ids stay."""
    connection.execute(
        update(t.filings)
        .where(t.filings.c.sha256 == sha256)
        .values(
            data=None,
            content=None,
            name="",
            filer="",
            form_type="",
            report_date="",
            purged_at=now,
        )
    )
    mine = select(t.extractions.c.id).where(t.extractions.c.filing == sha256)
    for identity in connection.execute(mine).scalars().all():
        gone = update(t.extractions).where(t.extractions.c.id == identity)
        connection.execute(gone.values(content=b"", digest=f"purged {identity}"))
    connection.execute(t.labels.delete().where(t.labels.c.filing == sha256))


def _is_kept(connection: Connection, sha256: str) -> bool:
    """Whether a filing's text is there; that of one that was purged is not."""
    query = select(t.filings.c.content.is_not(None)).where(t.filings.c.sha256 == sha256)
    return bool(connection.execute(query).scalar_one())


def _described() -> Select[Any]:
    names = FilingRow.__dataclass_fields__
    return select(*(t.filings.c[name] for name in names))


def _keep_policy(connection: Connection, policy: Policy) -> None:
    known = select(t.policies.c.hash).where(t.policies.c.hash == policy.hash)
    if connection.execute(known).first() is None:
        content = policy.model_dump_json(exclude_none=True)
        connection.execute(t.policies.insert().values(hash=policy.hash, content=content))


def _describe(connection: Connection, extraction: Extraction) -> None:
    """Note what the filing is found by; what an extraction does not say stays as it is."""
    facts = {name: _fact(extraction, name) for name in _HEADER}
    said = {name: fact for name, fact in facts.items() if fact}
    if said:
        here = t.filings.c.sha256 == extraction.filing.sha256
        connection.execute(update(t.filings).where(here).values(**said))


def _fact(extraction: Extraction, name: str) -> str:
    header: Mapping[str, tuple[str, ...]] = extraction.filing.header
    printed = header.get(_HEADER[name], ())
    if printed:
        return plain(_iso(printed[0]) if name == "report_date" else printed[0])
    field = extraction.fields.get(_FIELDS[name])
    return "" if field is None or field.value is None else plain(str(field.value))


def _iso(printed: str) -> str:
    """A date of a header ("20020318") in ISO form; "" for what is none."""
    try:
        return date.fromisoformat(printed).isoformat()
    except ValueError:
        return ""
