"""Webhooks in the store: where is told that a job is over or a batch complete, and what was."""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, text, update

from extractor.service.api.signing import PREFIX
from extractor.store.api_tables import watched, webhooks
from extractor.store.tables import stamp

JOB, BATCH = "job", "batch"
"""What a webhook watches."""


@dataclass(frozen=True)
class Webhook:
    """Where to tell. `secret` signs what is told; `owner` says for whom and for what."""

    seq: int
    owner: str
    url: str
    secret: str
    created_at: datetime


def of_key(key: str) -> str:
    """The owner that a key's webhook has."""
    return f"key {key}"


def of_batch(batch: str, key: str) -> str:
    """The owner that a key's webhook for one batch has: no key sees another's secret."""
    return f"batch {batch} {key}"


def put(connection: Connection, owner: str, url: str, now: datetime) -> Webhook:
    """Set an owner's webhook; one that there is gets the new address and keeps its secret."""
    secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    connection.execute(
        text(
            "INSERT INTO webhooks (owner, url, secret, created_at)"
            " VALUES (:owner, :url, :secret, :now) ON CONFLICT DO NOTHING"
        ),
        {"owner": owner, "url": url, "secret": secret, "now": stamp(now)},
    )
    mine = update(webhooks).where(webhooks.c.owner == owner)
    connection.execute(mine.values(url=url, created_at=now))
    found = find(connection, owner)
    if found is None:
        raise RuntimeError(f"the webhook of {owner} is gone")
    return found


def find(connection: Connection, owner: str) -> Webhook | None:
    """An owner's webhook."""
    row = connection.execute(select(webhooks).where(webhooks.c.owner == owner)).one_or_none()
    return None if row is None else _webhook(row)


def remove(connection: Connection, owner: str) -> bool:
    """Tell an owner's webhook nothing more; whether there was one."""
    gone = webhooks.delete().where(webhooks.c.owner == owner)
    return connection.execute(gone).rowcount == 1


def watch(connection: Connection, key: str, kind: str, subjects: Iterable[str]) -> None:
    """Have a key's webhook told once these are over; nothing where it has none."""
    found = find(connection, of_key(key))
    if found is not None:
        watch_for(connection, found.seq, kind, subjects)


def watch_for(connection: Connection, webhook: int, kind: str, subjects: Iterable[str]) -> None:
    """Have a webhook told once these are over."""
    for subject in subjects:
        connection.execute(
            text(
                "INSERT INTO watched (webhook, kind, subject) VALUES (:webhook, :kind, :subject)"
                " ON CONFLICT DO NOTHING"
            ),
            {"webhook": webhook, "kind": kind, "subject": subject},
        )


def watch_again(connection: Connection, jobs: Iterable[str]) -> None:
    """Have told once more what becomes of jobs that are tried again."""
    c = watched.c
    again = update(watched).where(c.kind == JOB, c.subject.in_(list(jobs)))
    connection.execute(again.values(told=False))


def watch_batch_again(connection: Connection, batch: str) -> None:
    """Have told once more when a batch of which some is tried again is complete."""
    c = watched.c
    again = update(watched).where(c.kind == BATCH, c.subject == batch)
    connection.execute(again.values(told=False))


def _webhook(row: Row[Any]) -> Webhook:
    return Webhook(row.seq, row.owner, row.url, row.secret, row.created_at)
