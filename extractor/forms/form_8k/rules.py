"""Cross-checks of a Form 8-K: its dates, items, exhibits, numbers and signature."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from extractor.forms.base import Facts, Row, Rule
from extractor.forms.form_8k.shapes import SHAPES_8K
from extractor.records import CheckResult, CheckStatus

REPORT_DATE = "cover.report_date"
SIGNED_ON = "signature.signed_on"

_NEAR = timedelta(days=60)
_YEAR = timedelta(days=366)
NEW_NUMBERS = date(2004, 8, 23)
"""The day from which reports bear the numbers 1.01 to 9.01 (SEC release 33-8400)."""
_FILING_DELAY = timedelta(days=15)
_NEW_NUMBER = re.compile(r"[1-9]\.[0-9]{2}")
_OLD_NUMBER = re.compile(r"[0-9]{1,2}(?!\.[0-9])")
_SUFFIXES = {
    "incorporated": "inc",
    "corporation": "corp",
    "company": "co",
    "limited": "ltd",
    "and": "",
    "the": "",
}


def signed_not_before_event(facts: Facts) -> CheckResult:
    """A report is signed when its event has happened, and within a year of it.

    A signature before the event is true of the filing itself where the two lie near each other,
    or where another date of the record lies near the signature. Otherwise one of the two dates
    is probably misread, and nothing says which.
    """
    name = "signed_not_before_event"
    event, signed = _date(facts, REPORT_DATE), _date(facts, SIGNED_ON)
    if event is None or signed is None:
        message = "The record lacks the date of the report or of the signature."
        return CheckResult(name, CheckStatus.NOT_APPLICABLE, message)
    if event <= signed <= event + _YEAR:
        message = f"Signed {signed}, after the event of {event}."
        return CheckResult(name, CheckStatus.PASSED, message)
    if signed > event:
        message = f"Signed {signed}, more than a year after the event of {event}."
        return CheckResult(name, CheckStatus.FAILED, message, doubts=(REPORT_DATE, SIGNED_ON))
    message = f"Signed {signed}, before the event of {event}."
    if event - signed < _NEAR or _supported(facts, signed):
        return CheckResult(name, CheckStatus.FINDING, message)
    return CheckResult(name, CheckStatus.FAILED, message, doubts=(REPORT_DATE, SIGNED_ON))


def some_item(facts: Facts) -> CheckResult:
    """A report on Form 8-K is made under at least one of its items (the form's instruction A).

    So no item at all means that their headings were not recognised, or are not in the file.
    """
    name = "some_item"
    if facts.rows.get("items"):
        return CheckResult(name, CheckStatus.PASSED, "The record has an item.")
    if all(value is None for value in facts.values.values()):
        return CheckResult(name, CheckStatus.NOT_APPLICABLE, "The record is empty.")
    message = "The record has no item, and a report on Form 8-K is made under one at least."
    return CheckResult(name, CheckStatus.FAILED, message, doubts=("items#complete",))


def exhibits_against_items(facts: Facts) -> CheckResult:
    """Exhibits are listed under Item 7, since August 2004 Item 9.01.

    A report that lists exhibits without that item may have it under a heading that was missed,
    so the list of items is doubted.
    """
    name = "exhibits_against_items"
    exhibits, items = facts.rows.get("exhibits", ()), facts.rows.get("items", ())
    if not exhibits:
        message = "The record lists no exhibit."
        return CheckResult(name, CheckStatus.NOT_APPLICABLE, message)
    if any(_number(row) in ("7", "9.01") for row in items):
        message = "The item of exhibits is among the items."
        return CheckResult(name, CheckStatus.PASSED, message)
    message = f"{len(exhibits)} exhibits are listed, but no item 7 or 9.01."
    return CheckResult(name, CheckStatus.FAILED, message, doubts=("items#complete",))


def registrant_in_signature(facts: Facts) -> CheckResult:
    """The company that signs is the registrant of the cover.

    Case, blanks, punctuation and the short forms of suffixes do not count. Others may sign for
    the registrant, so a difference doubts only the signature's name.
    """
    name = "registrant_in_signature"
    cover, signed = facts.values.get("cover.registrant"), facts.values.get("signature.registrant")
    if not isinstance(cover, str) or not isinstance(signed, str):
        message = "The record lacks the registrant of the cover or of the signature."
        return CheckResult(name, CheckStatus.NOT_APPLICABLE, message)
    if _company(cover) == _company(signed):
        paths = ("cover.registrant", "signature.registrant")
        message = "Cover and signature name the same registrant."
        return CheckResult(name, CheckStatus.PASSED, message, confirms=paths)
    message = f'The cover names "{cover}", the signature "{signed}".'
    return CheckResult(name, CheckStatus.FAILED, message, doubts=("signature.registrant",))


def new_item_numbers_by_date(facts: Facts) -> CheckResult:
    """Items are numbered 1 to 12 in reports before 23 August 2004, and 1.01 to 9.01 since.

    Where some numbers fit the date, those that do not are doubted; where none does, the date is
    doubted with them.
    """
    name = "new_item_numbers_by_date"
    numbered = [(row, _number(row)) for row in facts.rows.get("items", ()) if _number(row)]
    event = _date(facts, REPORT_DATE)
    signed = _date(facts, SIGNED_ON) or event
    if event is None or signed is None or not numbered:
        message = "The record lacks the date of the report or an item."
        return CheckResult(name, CheckStatus.NOT_APPLICABLE, message)
    filed = max(event, signed)
    allowed = [_NEW_NUMBER] if filed >= NEW_NUMBERS else [_OLD_NUMBER]
    # The signature need not be dated; a report is due some days after its event.
    if NEW_NUMBERS - _FILING_DELAY <= filed < NEW_NUMBERS + _FILING_DELAY:
        allowed = [_NEW_NUMBER, _OLD_NUMBER]
    odd = [row for row, number in numbered if not any(each.fullmatch(number) for each in allowed)]
    if not odd:
        message = f"Item numbers are those in use on {filed}."
        return CheckResult(name, CheckStatus.PASSED, message)
    found = ", ".join(_number(row) for row in odd)
    message = f"Item numbers not in use on {filed}: {found}."
    doubts = tuple(f"{row.path}.number" for row in odd)
    if len(odd) == len(numbered):
        doubts = (*doubts, REPORT_DATE)
    return CheckResult(name, CheckStatus.FAILED, message, doubts=doubts)


def rows_once(name: str, path: str, leaves: tuple[str, ...]) -> Rule:
    """The rule that no two rows of a list are the same in all of these leaves.

    Where two are, one of them was read twice, and nothing says which.
    """

    def rule(facts: Facts) -> CheckResult:
        rows: dict[tuple[str, ...], list[Row]] = {}
        for row in facts.rows.get(path, ()):
            rows.setdefault(tuple(_folded(row.values.get(leaf)) for leaf in leaves), []).append(row)
        if not rows:
            return CheckResult(name, CheckStatus.NOT_APPLICABLE, "The record has no such row.")
        twice = {key: same for key, same in rows.items() if len(same) > 1 and any(key)}
        if not twice:
            return CheckResult(name, CheckStatus.PASSED, f"No two rows have one {leaves[0]}.")
        found = ", ".join(" ".join(filter(None, key)) for key in twice)
        doubts = tuple(
            each for same in twice.values() for row in same for each in _cells(row, leaves)
        )
        message = f"Rows that are there twice: {found}."
        complete = f"{path}#complete"
        return CheckResult(name, CheckStatus.FAILED, message, doubts=(*doubts, complete))

    rule.__name__ = name
    return rule


RULES_8K: tuple[Rule, ...] = (
    signed_not_before_event,
    some_item,
    exhibits_against_items,
    *SHAPES_8K,
    registrant_in_signature,
    new_item_numbers_by_date,
    rows_once("items_once", "items", ("number",)),
    rows_once("exhibits_once", "exhibits", ("number", "description")),
)
"""The rules of Form 8-K."""


def _date(facts: Facts, path: str) -> date | None:
    value = facts.values.get(path)
    return value if isinstance(value, date) else None


def _supported(facts: Facts, signed: date) -> bool:
    """Whether another date of the record lies near the signature."""
    others = (
        value
        for path, value in facts.values.items()
        if isinstance(value, date) and path not in (REPORT_DATE, SIGNED_ON)
    )
    return any(abs(other - signed) < _NEAR for other in others)


def _folded(value: object) -> str:
    return "" if value is None else re.sub(r"[\W_]+", "", str(value).casefold())


def _cells(row: Row, leaves: tuple[str, ...]) -> Iterator[str]:
    return (f"{row.path}.{leaf}" for leaf in leaves)


def _number(row: Row) -> str:
    return str(row.values.get("number") or "")


def _company(name: str) -> str:
    words = re.findall(r"[^\W_]+", name.casefold().replace(".", "").replace("'", ""))
    return "".join(_SUFFIXES.get(word, word) for word in words)
