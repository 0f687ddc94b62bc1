"""The leaves of a run that are not right, with the text around them. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from extractor.evaluation.report.excerpts import Excerpt, excerpts
from extractor.evaluation.runs import Leaf, ListOf, Run

IN_FULL = 200
"""How many wrong fields of a run are shown with their text."""

_NUMBER = re.compile(r"([0-9]+)")
_HASHED = "The values of this run are hashes, so no text of the filing is shown."
_NO_TEXT = "The text of this filing is not at hand."
_NO_VALUE = "The system gave no evidence, and the label has no value to look for."
_NOWHERE = "The system gave no evidence, and the label's value does not stand in the text as it is."


@dataclass(frozen=True)
class WrongField:
    """A leaf that is not right; `remark` says why there is no excerpt."""

    filing: str
    path: str
    leaf: Leaf
    excerpts: tuple[Excerpt, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class WrongList:
    """A list that was accepted as complete and is not."""

    filing: str
    path: str
    rows: ListOf


@dataclass(frozen=True)
class WrongFields:
    """Every leaf of a run that is not right, accepted ones first: `full` with text, then `rest`."""

    full: tuple[WrongField, ...]
    rest: tuple[WrongField, ...]
    lists: tuple[WrongList, ...]

    @property
    def accepted(self) -> int:
        """How many of the leaves were accepted."""
        return sum(each.leaf.accepted for each in (*self.full, *self.rest))


def wrong_fields(run: Run, texts: Callable[[str], str | None], most: int = IN_FULL) -> WrongFields:
    """The leaves of a run that are not right; `texts` gives the text of a filing, if at hand."""
    wrong = [
        WrongField(filing, path, leaf)
        for filing, leaves in run.per_filing.items()
        for path, leaf in leaves.items()
        if not leaf.right
    ]
    # A wrong value that was accepted is the one that no person would have seen.
    wrong.sort(key=lambda each: (not each.leaf.accepted, each.filing, _natural(each.path)))
    full = tuple(_with_text(run, each, texts) for each in wrong[:most])
    return WrongFields(full, tuple(wrong[most:]), _wrong_lists(run))


def _with_text(run: Run, wrong: WrongField, texts: Callable[[str], str | None]) -> WrongField:
    found: tuple[Excerpt, ...] = ()
    text = None if run.redacted else texts(wrong.filing)
    if text is None:
        remark = _HASHED if run.redacted else _NO_TEXT
    else:
        found = excerpts(text, wrong.leaf.evidence, wrong.leaf.label)
        remark = "" if found else _NO_VALUE if wrong.leaf.null else _NOWHERE
    return WrongField(wrong.filing, wrong.path, wrong.leaf, found, remark)


def _wrong_lists(run: Run) -> tuple[WrongList, ...]:
    return tuple(
        WrongList(filing, path, rows)
        for filing, lists in sorted(run.per_list.items())
        for path, rows in sorted(lists.items())
        if rows.accepted and not rows.right
    )


def _natural(path: str) -> list[tuple[bool, int, str]]:
    """The order in which a person counts: row 2 before row 10."""
    return [
        (part.isdecimal(), int(part) if part.isdecimal() else 0, part)
        for part in _NUMBER.split(path)
    ]
