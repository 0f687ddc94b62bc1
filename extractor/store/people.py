"""Reviewers: who they are, what they may do, and how they prove it."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select, update

from extractor.errors import ExtractorError
from extractor.store import tables as t
from extractor.store.codec import plain
from extractor.store.extra import require

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_LONGEST_NAME = 100


class Role(StrEnum):
    """What a reviewer may do; each may do what those before it may."""

    REVIEWER = "reviewer"
    ADJUDICATOR = "adjudicator"
    ADMIN = "admin"


class NoSuchReviewer(ExtractorError):
    """There is no such reviewer, or they may not work any more."""


@dataclass(frozen=True)
class Reviewer:
    """A person. `has_password` and `has_token` say how they can log in."""

    name: str
    role: Role
    disabled: bool
    created_at: datetime
    has_password: bool = False
    has_token: bool = False


def add_reviewer(
    connection: Connection,
    name: str,
    role: Role,
    now: datetime,
    *,
    password: str | None = None,
    token: bool = False,
) -> str | None:
    """Add a reviewer; the token that was made for them, told this once. Raises ExtractorError."""
    name = _checked(name)
    if find_reviewer(connection, name) is not None:
        raise ExtractorError(f"there is a reviewer {name!r} already; name another")
    made = secrets.token_urlsafe(32) if token else None
    connection.execute(
        t.reviewers.insert().values(
            name=name,
            role=role.value,
            password_hash=None if password is None else _hashed(password),
            token_hash=None if made is None else _digest(made),
            created_at=now,
        )
    )
    return made


def find_reviewer(connection: Connection, name: str) -> Reviewer | None:
    """A reviewer by name."""
    row = connection.execute(select(t.reviewers).where(t.reviewers.c.name == name)).one_or_none()
    if row is None:
        return None
    return Reviewer(
        name=row.name,
        role=Role(row.role),
        disabled=row.disabled,
        created_at=row.created_at,
        has_password=row.password_hash is not None,
        has_token=row.token_hash is not None,
    )


def active_reviewer(connection: Connection, name: str) -> Reviewer:
    """A reviewer who may work; raises NoSuchReviewer."""
    found = find_reviewer(connection, name)
    if found is None:
        raise NoSuchReviewer(
            f"there is no reviewer {name!r}; add one: extractor review reviewer add NAME"
        )
    if found.disabled:
        raise NoSuchReviewer(f"the reviewer {name!r} is disabled and may not decide anything")
    return found


def all_reviewers(connection: Connection) -> list[Reviewer]:
    """Every reviewer, by name."""
    names = connection.execute(select(t.reviewers.c.name).order_by(t.reviewers.c.name)).scalars()
    found = (find_reviewer(connection, name) for name in names.all())
    return [each for each in found if each is not None]


def disable(connection: Connection, name: str) -> None:
    """Let a reviewer decide nothing more; what they decided stays theirs."""
    gone = update(t.reviewers).where(t.reviewers.c.name == name)
    if connection.execute(gone.values(disabled=True)).rowcount == 0:
        raise NoSuchReviewer(f"there is no reviewer {name!r}; see extractor review reviewer list")


def by_password(connection: Connection, name: str, password: str) -> Reviewer | None:
    """The reviewer of this name and password, None where they do not fit."""
    hasher = _hasher()
    from argon2.exceptions import Argon2Error, InvalidHashError

    query = select(t.reviewers.c.password_hash).where(t.reviewers.c.name == name)
    kept = connection.execute(query).scalar_one_or_none()
    # An unknown name must take as long as a wrong password, or names could be found out.
    try:
        hasher.verify(kept or _nobody(), password)
    except (Argon2Error, InvalidHashError):
        return None
    found = find_reviewer(connection, name) if kept else None
    return None if found is None or found.disabled else found


def by_token(connection: Connection, token: str) -> Reviewer | None:
    """The reviewer of a token."""
    query = select(t.reviewers.c.name).where(t.reviewers.c.token_hash == _digest(token))
    name = connection.execute(query).scalar_one_or_none()
    found = None if name is None else find_reviewer(connection, name)
    return None if found is None or found.disabled else found


def _checked(name: str) -> str:
    cleaned = plain(name).strip()
    if not cleaned or not cleaned.isprintable() or len(cleaned) > _LONGEST_NAME:
        raise ExtractorError(
            f"{name!r} is no name of a reviewer: 1 to {_LONGEST_NAME} printable characters"
        )
    return cleaned


def _hashed(password: str) -> str:
    if len(password) < 8:
        raise ExtractorError("the password is too short: at least 8 characters")
    return _hasher().hash(password)


@cache
def _hasher() -> "PasswordHasher":
    require("argon2")
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobody() -> str:
    """A password's hash that nobody has, made once: the comparison is what must take its time."""
    return _hasher().hash(secrets.token_hex(16))


def _digest(token: str) -> str:
    # A token is 256 random bits: nothing is gained by a slow hash.
    return hashlib.sha256(token.encode()).hexdigest()
