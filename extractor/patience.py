"""What a server asks to wait before it is asked again. Pure."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def asked_wait(header: str, now: datetime) -> float | None:
    """The seconds that a `Retry-After` asks to wait at a time, None for one that says nothing.

    It gives a number or a date (RFC 9110, 10.2.3). A date without a zone is in UTC; one that is
    past asks for nothing. The wait may be endless: how long is too long is the caller's to say.
    """
    try:
        seconds = float(header)
    except ValueError:
        try:
            until = parsedate_to_datetime(header)
        except (ValueError, OverflowError):
            return None
        seconds = ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds()
    return seconds if seconds >= 0 else None
