"""The log of decisions: it only grows, and each entry carries the hash of the one before."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select, update

from extractor.errors import ExtractorError
from extractor.store import tables as t
from extractor.store.codec import Json, canonical, digest

GENESIS = "0" * 64
"""What the first entry carries as the hash of the one before."""
PURGE = "purge"
_HASHED = (
    "seq prev reviewer filing form round action path spec text_hash extraction task item undoes"
    " milliseconds request body_hash"
).split()
_BATCH = 2_000


class BrokenLog(ExtractorError):
    """The log is not what was written; `seq` is the first entry that is not."""

    def __init__(self, seq: int, problem: str) -> None:
        self.seq = seq
        super().__init__(f"the log is broken at entry {seq}: {problem}")


@dataclass(frozen=True)
class Entry:
    """One entry of the log.

    `path` is the schema path of the field, list or row that is decided on, `spec` the hash of what
    the schema declared of it, `text_hash` that of the text that its spans are offsets of. `body`
    has what is said (value, evidence, comment …) and is None once the filing is purged. `request`
    names the submission, so that one sent twice is booked once. `seq`, `prev` and `hash` are given
    by `append`.
    """

    at: datetime
    reviewer: str
    filing: str
    form: str
    action: str
    path: str = ""
    round: str = ""
    spec: str = ""
    text_hash: str = ""
    extraction: int | None = None
    task: int | None = None
    item: int | None = None
    undoes: int | None = None
    milliseconds: int = 0
    request: str = field(default_factory=lambda: secrets.token_hex(16))
    body: Json | None = field(default_factory=dict)
    seq: int = 0
    prev: str = ""
    hash: str = ""

    @property
    def said(self) -> Json:
        """The body; empty where it is gone."""
        return self.body or {}


@dataclass(frozen=True)
class Head:
    """The last entry: what to remember to find later that the end of the log was cut off."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


def append(connection: Connection, entry: Entry) -> Entry:
    """Add an entry; the transaction holds the end of the log until it is over."""
    return append_all(connection, [entry])[0]


def append_all(connection: Connection, entries: Sequence[Entry]) -> list[Entry]:
    """Add entries in their order; as `append`."""
    grown = update(t.chain).where(t.chain.c.id == 1).values(seq=t.chain.c.seq + len(entries))
    last, prev = connection.execute(grown.returning(t.chain.c.seq, t.chain.c.hash)).one()
    made: list[Entry] = []
    rows: list[dict[str, Any]] = []
    for seq, entry in enumerate(entries, start=last - len(entries) + 1):
        # A short value could be guessed from its hash once the filing is purged: the salt goes too.
        body = canonical({"salt": secrets.token_hex(16), **entry.said})
        columns = _columns(entry) | {"seq": seq, "prev": prev, "body_hash": _sha256(body)}
        hash_ = _hash(columns)
        rows.append({**columns, "body": body, "hash": hash_})
        made.append(replace(entry, seq=seq, prev=prev, hash=hash_, body=json.loads(body)))
        prev = hash_
    if rows:
        connection.execute(t.decisions.insert(), rows)
        connection.execute(update(t.chain).where(t.chain.c.id == 1).values(hash=prev))
    return made


def head(connection: Connection) -> Head:
    """The end of the log."""
    seq, hash_ = connection.execute(select(t.chain.c.seq, t.chain.c.hash)).one()
    return Head(seq, hash_)


def entries(
    connection: Connection, filing: str | None = None, form: str | None = None
) -> list[Entry]:
    """The entries of a filing and form, or of all, in order."""
    query = select(t.decisions).order_by(t.decisions.c.seq)
    if filing is not None:
        query = query.where(t.decisions.c.filing == filing)
    if form is not None:
        query = query.where(t.decisions.c.form == form)
    return [_entry(row) for row in connection.execute(query).mappings()]


def recent(connection: Connection, count: int = 5_000) -> list[Entry]:
    """The last entries, the newest first."""
    query = select(t.decisions).order_by(t.decisions.c.seq.desc()).limit(count)
    return [_entry(row) for row in connection.execute(query).mappings()]


def by_request(connection: Connection, request: str) -> Entry | None:
    """The entry that a submission became."""
    query = select(t.decisions).where(t.decisions.c.request == request)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _entry(row)


def last_seq(connection: Connection, filing: str, form: str) -> int:
    """The number of the last entry on a filing and form, 0 for none."""
    query = select(func.max(t.decisions.c.seq)).where(
        t.decisions.c.filing == filing, t.decisions.c.form == form
    )
    return connection.execute(query).scalar_one() or 0


def blank(connection: Connection, filing: str, before: int) -> int:
    """Take the bodies off a purged filing's entries before the one that says so; how many."""
    columns = t.decisions.c
    gone = update(t.decisions).where(columns.filing == filing, columns.seq < before)
    return connection.execute(gone.where(columns.body.is_not(None)).values(body=None)).rowcount


def verify(connection: Connection, remembered: Head | None = None) -> Head:
    """Recompute the whole log; its end. Raises BrokenLog for the first entry that is not right.

    `remembered` is the end of an earlier day: that entry must still be there, as it was.
    """
    end = head(connection)
    purged = _purges(connection)
    before = Head(0, GENESIS)
    for row in _rows(connection, end.seq):
        before = _checked(row, before, purged)
        if remembered is not None and before.seq == remembered.seq and before != remembered:
            raise BrokenLog(before.seq, "it is not the entry that was remembered")
    if before != end:
        raise BrokenLog(before.seq + 1, f"the log should end with entry {end.seq}")
    last = connection.execute(select(func.max(t.decisions.c.seq))).scalar_one() or 0
    if last > head(connection).seq:
        raise BrokenLog(end.seq + 1, "it was added past the end")
    if remembered is not None and remembered.seq > end.seq:
        raise BrokenLog(end.seq + 1, f"it went on to entry {remembered.seq} before")
    return end


def _checked(row: RowMapping, before: Head, purged: Mapping[str, int]) -> Head:
    seq = row["seq"]
    if seq != before.seq + 1:
        raise BrokenLog(before.seq + 1, "it is missing")
    if row["prev"] != before.hash:
        raise BrokenLog(seq, "it does not follow the entry before it")
    if _hash(row) != row["hash"]:
        raise BrokenLog(seq, "it was altered")
    if row["body"] is None:
        if purged.get(row["filing"], 0) <= seq:
            raise BrokenLog(seq, "what it said is gone, and its filing was not purged")
    elif _sha256(row["body"]) != row["body_hash"]:
        raise BrokenLog(seq, "what it says was altered")
    return Head(seq, row["hash"])


def _rows(connection: Connection, last: int) -> Iterator[RowMapping]:
    """The entries up to the last, read in batches: a log may be larger than the memory."""
    after: int | None = None
    while True:
        query = select(t.decisions).where(t.decisions.c.seq <= last)
        query = query if after is None else query.where(t.decisions.c.seq > after)
        rows = connection.execute(query.order_by(t.decisions.c.seq).limit(_BATCH)).mappings().all()
        if not rows:
            return
        yield from rows
        after = rows[-1]["seq"]


def _purges(connection: Connection) -> dict[str, int]:
    query = select(t.decisions.c.filing, func.max(t.decisions.c.seq))
    grouped = query.where(t.decisions.c.action == PURGE).group_by(t.decisions.c.filing)
    return {row[0]: row[1] for row in connection.execute(grouped)}


def _columns(entry: Entry) -> dict[str, Any]:
    names = set(_HASHED) - {"seq", "prev", "body_hash"} | {"at"}
    return {name: getattr(entry, name) for name in sorted(names)}


def _hash(columns: Mapping[str, Any] | RowMapping) -> str:
    said = {name: columns[name] for name in _HASHED}
    return digest({**said, "at": t.stamp(columns["at"])})


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _entry(row: RowMapping) -> Entry:
    names = [each for each in Entry.__dataclass_fields__ if each != "body"]
    body = row["body"]
    said = None if body is None else json.loads(body)
    return Entry(**{name: row[name] for name in names}, body=said)
