"""Webhooks over HTTP: where a key, or a key for one batch, is told what became of things."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Connection, select

from extractor.service.api import hooks
from extractor.service.api.addresses import Reach
from extractor.service.api.counter import Counter
from extractor.service.api.gate import Caller, Reader, Writer
from extractor.service.api.hooks import Webhook
from extractor.service.api.problems import Unknown, declared
from extractor.service.api.shapes import BatchId, Cursor, Limit, Page, Shape
from extractor.store.api_tables import deliveries, webhooks

_PUT = declared(400, 401, 403, 404, 413, 415, 422, 429, 500, 503)
_GONE: dict[int | str, dict[str, Any]] = {204: {"description": "Nothing more is told."}}


class WebhookSent(BaseModel):
    """Where to tell."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class WebhookShape(Shape):
    """Where is told, and the secret that signs what is told."""

    url: str
    secret: str
    created_at: datetime


class DeliveryShape(Shape):
    """One thing that is told, or was; `id` is its `webhook-id`, the same at every try."""

    id: str
    event: str
    state: str = Field(description="waiting, done or given up")
    tries: int
    said: str = Field(description="what came of the last try")
    due_at: datetime = Field(description="when it is tried next, as long as it waits")
    created_at: datetime


def add_webhooks(router: APIRouter, counter: Counter, reach: Reach) -> None:
    """Add the operations on webhooks."""
    _add_of_key(router, counter, reach)
    _add_of_batch(router, counter, reach)


def _add_of_key(router: APIRouter, counter: Counter, reach: Reach) -> None:
    @router.put(
        "/v1/webhook",
        operation_id="put_webhook",
        tags=["webhooks"],
        summary="Set where this key is told",
        responses=_PUT,
    )
    def put(caller: Writer, sent: WebhookSent) -> WebhookShape:
        """Of jobs and batches that it hands in from now on. The secret stays the same."""
        return _put(counter, reach, hooks.of_key(caller.key), sent)

    @router.get(
        "/v1/webhook",
        operation_id="get_webhook",
        tags=["webhooks"],
        summary="Where this key is told",
        responses=declared(401, 403, 404, 429, 500, 503),
    )
    def get(caller: Writer) -> WebhookShape:
        with counter.store.reading() as connection:
            return _shape(_found(hooks.find(connection, hooks.of_key(caller.key))))

    @router.delete(
        "/v1/webhook",
        operation_id="delete_webhook",
        tags=["webhooks"],
        summary="Tell this key nothing more",
        status_code=204,
        responses=declared(401, 403, 404, 429, 500, 503) | _GONE,
    )
    def delete(caller: Writer) -> None:
        """What was not told yet is forgotten; a later one has a new secret."""
        with counter.store.writing() as connection:
            if not hooks.remove(connection, hooks.of_key(caller.key)):
                raise _none()

    @router.get(
        "/v1/deliveries",
        operation_id="list_deliveries",
        tags=["webhooks"],
        summary="List what this key is told, the latest first",
        responses=declared(400, 401, 403, 422, 429, 500, 503),
    )
    def listed(caller: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[DeliveryShape]:
        place = counter.cursors.opened("deliveries", cursor, key=caller.key)
        with counter.store.reading() as connection:
            found = _deliveries(connection, caller, place, limit + 1)
        more = str(found[limit - 1][0]) if len(found) > limit else None
        return Page[DeliveryShape](
            items=[each for _, each in found[:limit]],
            next=counter.cursors.sealed("deliveries", more, key=caller.key),
        )


def _add_of_batch(router: APIRouter, counter: Counter, reach: Reach) -> None:
    @router.put(
        "/v1/batches/{batch}/webhook",
        operation_id="put_batch_webhook",
        tags=["webhooks"],
        summary="Set where this key is told once a batch is complete",
        responses=_PUT,
    )
    def put(caller: Writer, batch: BatchId, sent: WebhookSent) -> WebhookShape:
        """Beside that of the key itself. One that is complete already is told at once."""
        counter.jobs.batch(batch)
        owner = hooks.of_batch(batch, caller.key)
        made = _put(counter, reach, owner, sent)
        with counter.store.writing() as connection:
            webhook = _found(hooks.find(connection, owner))
            hooks.watch_for(connection, webhook.seq, hooks.BATCH, [batch])
        return made


def _put(counter: Counter, reach: Reach, owner: str, sent: WebhookSent) -> WebhookShape:
    reach.check(sent.url)
    with counter.store.writing() as connection:
        return _shape(hooks.put(connection, owner, sent.url, counter.clock()))


def _deliveries(
    connection: Connection, caller: Caller, before: str | None, limit: int
) -> list[tuple[int, DeliveryShape]]:
    c = deliveries.c
    # Every owner of a key's webhooks ends with the key.
    mine = webhooks.c.owner.endswith(f" {caller.key}", autoescape=True)
    query = select(deliveries).join(webhooks, webhooks.c.seq == c.webhook).where(mine)
    query = query if before is None else query.where(c.seq < int(before))
    rows = connection.execute(query.order_by(c.seq.desc()).limit(limit))
    return [(row.seq, DeliveryShape.model_validate(row, from_attributes=True)) for row in rows]


def _shape(webhook: Webhook) -> WebhookShape:
    return WebhookShape(url=webhook.url, secret=webhook.secret, created_at=webhook.created_at)


def _found(webhook: Webhook | None) -> Webhook:
    if webhook is None:
        raise _none()
    return webhook


def _none() -> Unknown:
    return Unknown("this key has no webhook: set one by PUT /v1/webhook")
