"""Cursors of listings: opaque, signed, and good for the listing that gave them alone."""

from collections.abc import Mapping

from itsdangerous import BadData, URLSafeSerializer

from extractor.jobs.office import BadCursor

_LONGEST = 1_000


class Cursors:
    """Makes and reads cursors with the secret of the service."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(secret, salt="cursor")

    def sealed(self, listing: str, place: str | None, **asked: object) -> str | None:
        """The cursor that goes on at a place of a listing; None at its end.

        `asked` is what the listing was narrowed by.
        """
        return None if place is None else self._signer.dumps([_of(listing, asked), place])

    def opened(self, listing: str, cursor: str | None, **asked: object) -> str | None:
        """The place of a cursor; None without one. Raises BadCursor."""
        if cursor is None:
            return None
        try:
            of, place = self._signer.loads(cursor[:_LONGEST])
        except (BadData, ValueError, TypeError) as error:
            raise _bad() from error
        if of != _of(listing, asked):
            raise _bad()
        return str(place)


def _of(listing: str, asked: Mapping[str, object]) -> str:
    said = (f"{name}={asked[name]}" for name in sorted(asked) if asked[name] is not None)
    return " ".join((listing, *said))


def _bad() -> BadCursor:
    return BadCursor("the cursor is not one that this listing gave: leave it out to begin anew")
