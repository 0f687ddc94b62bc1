"""Certificates that come with the package: built-in policies with the bounds measured for them.

Each file beside this one is a policy as `extractor calibrate --policy` writes it: a rule that was
fixed before anything was counted, what it was measured with, and the bound. The same rule under the
same circumstances carries that bound; what it accepts does not change.
"""

from collections.abc import Iterable
from functools import cache
from importlib import resources

from extractor.policy import Policy, fit
from extractor.records import Receipt

_RULE = {"name", "accepts", "confirmed_by_checks", "strata"}


@cache
def shipped() -> tuple[Policy, ...]:
    """The certificates of the package, in the order of their names."""
    files = sorted(resources.files(__name__).iterdir(), key=lambda each: each.name)
    return tuple(
        Policy.model_validate_json(each.read_bytes())
        for each in files
        if each.name.endswith(".json")
    )


def in_force(
    policy: Policy, receipt: Receipt, certificates: Iterable[Policy] | None = None
) -> Policy:
    """The policy with the bound that was certified for its rule under this receipt, if one was.

    A policy with figures of its own keeps them. `certificates` are those of the package by default.
    """
    if policy.fits is not None:
        return policy
    for each in shipped() if certificates is None else certificates:
        if _rule(each) == _rule(policy) and not fit(each, receipt):
            return each
    return policy


def _rule(policy: Policy) -> dict[str, object]:
    return policy.model_dump(include=_RULE)
