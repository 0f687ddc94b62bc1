"""How what a webhook is told is signed, after the Standard Webhooks specification. Pure."""

import base64
import hashlib
import hmac

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
"""How a secret begins; what follows is its bytes in base64."""


def signed(secret: str, identity: str, seconds: int, body: bytes) -> dict[str, str]:
    """The headers that say who sent a body, and when, in seconds since 1970."""
    told = b".".join((identity.encode(), str(seconds).encode(), body))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    mac = hmac.new(key, told, hashlib.sha256).digest()
    return {
        ID: identity,
        TIMESTAMP: str(seconds),
        SIGNATURE: f"v1,{base64.b64encode(mac).decode()}",
    }
