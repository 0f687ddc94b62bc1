"""Faults that a user can act on."""


class ExtractorError(Exception):
    """A fault with one clear sentence for the user: what is wrong, where, and what to do."""
