"""Sessions that were ended before their time, so that every server refuses them."""

import hashlib
from datetime import datetime

from sqlalchemy import Connection, select

from extractor.store import tables as t


def end_session(connection: Connection, session: str, until: datetime, now: datetime) -> None:
    """Refuse a session from now on; `until` is when it would have ended by itself.

    Those that would be over by now are forgotten.
    """
    c = t.ended_sessions.c
    connection.execute(t.ended_sessions.delete().where(c.until <= now))
    if not is_ended(connection, session):
        row = {"id": _digest(session), "until": until}
        connection.execute(t.ended_sessions.insert().values(row))


def is_ended(connection: Connection, session: str) -> bool:
    """Whether a session was ended."""
    query = select(t.ended_sessions.c.id).where(t.ended_sessions.c.id == _digest(session))
    return connection.execute(query).first() is not None


def _digest(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()
