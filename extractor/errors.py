"""Faults that a user can act on."""


class ExtractorError(Exception):
    """A fault with one clear sentence for the user: what is wrong, where, and what to do."""


class BadSetting(ExtractorError):
    """An environment variable that cannot be what it says. Its value is not told: it may be a
    secret."""
