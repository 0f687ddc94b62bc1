"""What the service told a webhook: whether it is from there, and what it says. Pure."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from extractor.errors import ExtractorError

_PREFIX = "whsec_"
_TOLERANCE = 300.0


class BadSignature(ExtractorError):
    """A message that the service did not send, or not now."""


@dataclass(frozen=True)
class Event:
    """What was told: `type` is job.over or batch.complete, `data` the job or batch as the API
    answers it. `id` is the same where it is told again."""

    id: str
    type: str
    timestamp: datetime
    data: dict[str, Any]


def verify(
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    now: float,
    tolerance: float = _TOLERANCE,
) -> Event:
    """The event of a message, by the webhook's secret, at a time in seconds since 1970.

    Raises BadSignature where the message is not from who knows the secret, was changed, or is
    older (or newer) than `tolerance` seconds.
    """
    found = {name.lower(): value for name, value in headers.items()}
    identity, stamp = found.get("webhook-id", ""), found.get("webhook-timestamp", "")
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise ExtractorError("the secret is none of a webhook: it begins with whsec_") from error
    told = b".".join((identity.encode(), stamp.encode(), body))
    expected = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest())
    given = found.get("webhook-signature", "").split()
    fits = [
        hmac.compare_digest(each.removeprefix("v1,").encode(), expected)
        for each in given
        if each.startswith("v1,")
    ]
    if not any(fits):
        raise BadSignature("the message is not signed with this webhook's secret")
    if not (stamp.isascii() and stamp.isdigit()) or abs(now - int(stamp[:15])) > tolerance:
        raise BadSignature("the message is too old: it may have been sent again by someone else")
    said = json.loads(body)
    at = datetime.fromisoformat(said["timestamp"])
    return Event(identity, said["type"], at, said["data"])
