"""Words that a filing prints where it has nothing to say."""

_WORDS = frozenset({"na", "nil", "none", "notapplicable", "notavailable", "null"})


def says_nothing(quote: str) -> bool:
    """Whether a quote says no more than that there is none ("N/A", "None.", "—")."""
    bare = "".join(filter(str.isalnum, quote.casefold()))
    return bare in _WORDS or not bare
