"""API keys: who may ask for what. A key is told once, and only its hash is kept."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, select, update

from extractor.errors import ExtractorError
from extractor.store import people
from extractor.store.api_tables import api_keys
from extractor.store.codec import plain

_PREFIX = "xtr_"
_SHOWN = 10
_LONGEST_NAME = 100
_LONGEST_KEY = 200


class Scope(StrEnum):
    """What a key is for; `admin` is for everything."""

    READ = "jobs:read"
    WRITE = "jobs:write"
    REVIEW = "review"
    ADMIN = "admin"


@dataclass(frozen=True)
class Key:
    """A key as it is known afterwards.

    `prefix` is how it begins. `rate` is requests a minute, None for the usual. `reviewer` is
    whose decisions it hands in.
    """

    id: str
    name: str
    prefix: str
    scopes: frozenset[Scope]
    rate: int | None
    reviewer: str | None
    created_at: datetime
    revoked_at: datetime | None


def add_key(
    connection: Connection,
    name: str,
    scopes: Iterable[Scope],
    now: datetime,
    *,
    reviewer: str | None = None,
    rate: int | None = None,
) -> tuple[Key, str]:
    """A new key, and the key itself, which is told this once. Raises ExtractorError.

    Who reviews with a key is a reviewer: without one it cannot have the scope for it.
    """
    name, asked = _checked(name), frozenset(scopes)
    if not asked:
        raise ExtractorError("a key without a scope is good for nothing: name one")
    if Scope.REVIEW in asked and reviewer is None:
        raise ExtractorError("a key for review decides as somebody: name the reviewer")
    if reviewer is not None:
        people.active_reviewer(connection, reviewer)
    made = _PREFIX + secrets.token_urlsafe(32)
    identity = secrets.token_hex(6)
    connection.execute(
        api_keys.insert().values(
            id=identity,
            name=name,
            prefix=made[:_SHOWN],
            hash=_digest(made),
            scopes=" ".join(sorted(asked)),
            rate=rate,
            reviewer=reviewer,
            created_at=now,
        )
    )
    row = connection.execute(select(api_keys).where(api_keys.c.id == identity)).one()
    return _key(row), made


def all_keys(connection: Connection) -> list[Key]:
    """Every key, the oldest first, those that were revoked too."""
    query = select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)
    return [_key(row) for row in connection.execute(query)]


def has_keys(connection: Connection) -> bool:
    """Whether any key is good for anything."""
    query = select(api_keys.c.id).where(api_keys.c.revoked_at.is_(None)).limit(1)
    return connection.execute(query).first() is not None


def by_token(connection: Connection, token: str) -> Key | None:
    """The key of a token; None where it is not ours or was revoked."""
    if not token.startswith(_PREFIX) or len(token) > _LONGEST_KEY:
        return None
    c = api_keys.c
    query = select(api_keys).where(c.hash == _digest(token), c.revoked_at.is_(None))
    row = connection.execute(query).one_or_none()
    return None if row is None else _key(row)


def revoke(connection: Connection, identity: str, now: datetime) -> Key:
    """Have a key be good for nothing from now on; raises NoSuchKey."""
    c = api_keys.c
    gone = update(api_keys).where(c.id == identity, c.revoked_at.is_(None))
    connection.execute(gone.values(revoked_at=now))
    row = connection.execute(select(api_keys).where(c.id == identity)).one_or_none()
    if row is None:
        raise NoSuchKey(f"there is no key {identity[:64]!r}: see extractor key list")
    return _key(row)


class NoSuchKey(ExtractorError):
    """There is no key of this id."""


def _key(row: Row[Any]) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        scopes=frozenset(map(Scope, row.scopes.split())),
        rate=row.rate,
        reviewer=row.reviewer,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )


def _checked(name: str) -> str:
    cleaned = plain(name).strip()
    if not cleaned or not cleaned.isprintable() or len(cleaned) > _LONGEST_NAME:
        raise ExtractorError(
            f"{name[:200]!r} is no name of a key: 1 to {_LONGEST_NAME} printable characters"
        )
    return cleaned


def _digest(token: str) -> str:
    # A key is 256 random bits: nothing is gained by a slow hash.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
