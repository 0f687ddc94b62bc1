"""Requests that have a name: sent again under it they are the same, or they are refused.

What is handed in is the same job or batch by what it is made of, so that nothing but the name and
a hash of the request needs to be kept.
"""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Header
from sqlalchemy import Connection, select, text

from extractor.service.api.problems import ApiFault
from extractor.store.api_tables import named_requests
from extractor.store.codec import digest
from extractor.store.tables import stamp

_KEPT = timedelta(days=1)

RequestName = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,128}$",
        description="A name of your choice for this request: sent again under it, within a day, "
        "it has no further effect.",
    ),
]


class NameTaken(ApiFault):
    """Another request has this name."""

    status = 422
    code = "idempotency_key_reused"


def remember(
    connection: Connection, caller: str, name: str | None, now: datetime, *parts: object
) -> str | None:
    """Keep the name of a caller's request that is made of these parts; what it is known by.

    None for one without a name. Raises NameTaken where another request has the name.
    """
    if name is None:
        return None
    fingerprint = digest(list(parts))
    c = named_requests.c
    connection.execute(named_requests.delete().where(c.created_at < now - _KEPT))
    connection.execute(
        text(
            "INSERT INTO named_requests (caller, name, fingerprint, created_at)"
            " VALUES (:caller, :name, :fingerprint, :now) ON CONFLICT DO NOTHING"
        ),
        {"caller": caller, "name": name, "fingerprint": fingerprint, "now": stamp(now)},
    )
    query = select(c.fingerprint).where(c.caller == caller, c.name == name)
    if connection.execute(query).scalar_one() != fingerprint:
        raise NameTaken(
            "this Idempotency-Key was used for another request today: take a new one for this one"
        )
    return f"{caller}:{name}:{fingerprint[:16]}"
