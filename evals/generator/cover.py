"""The cover page: the same facts with captions below, beside or above them."""

from collections.abc import Iterator

from evals.generator.blocks import Block, Centered, Fields, PageEnd, Side
from evals.generator.facts import Facts, worded
from evals.generator.layout import Layout

_REPORT_DATE = "Date of Report (Date of earliest event reported)"
_CHARTER = "Exact name of registrant as specified in its charter"
_ADDRESS = "Address of principal executive offices"
_TELEPHONE = "Registrant's telephone number, including area code"
_JURISDICTION = ("(State or other", "jurisdiction of", "incorporation)")
_FILE_NUMBER = ("(Commission", "File Number)")
_EMPLOYER = ("(I.R.S. Employer", "Identification No.)")
_PENDING = "Applied for"


def cover(facts: Facts, layout: Layout) -> Iterator[Block]:
    """The blocks of the cover."""
    yield Centered(("SECURITIES AND EXCHANGE COMMISSION", "Washington, D.C. 20549"))
    yield Centered((f"FORM {facts.form_type}",))
    yield Centered(("CURRENT REPORT",))
    law = "Pursuant to Section 13 or 15(d) of the", "Securities Exchange Act of 1934"
    yield Centered(law)
    yield _report_date(facts, layout)
    if layout.cover == "beside":
        yield from _beside(facts, layout)
    else:
        yield from _registrant(facts, layout)
        yield from _registration(facts, layout)
        yield from _offices(facts, layout)
    if layout.former:
        yield Centered(("Not Applicable",), rule=True)
        yield Centered(("(Former name or former address, if changed since last report)",))
    yield PageEnd()


def _report_date(facts: Facts, layout: Layout) -> Block:
    day = worded(facts.report_date)
    if layout.date == "two_dates":
        return Centered((f"{_REPORT_DATE}:", f"{worded(facts.filed_on)} ({day})"))
    if layout.date == "value_first":
        return Centered((day, f"({_REPORT_DATE})"))
    if layout.date == "caption_first":
        return Centered((f"{_REPORT_DATE}:", day))
    return Centered((f"{_REPORT_DATE}: {day}",))


def _purpose(facts: Facts) -> tuple[str, ...]:
    """What the registrant is there for, as many a depositor's cover says below its name."""
    deal = facts.deal
    return (
        f"(as depositor under the {deal.agreement}, dated as of",
        f"{worded(deal.agreement_dated)}, providing for the issuance of the",
        f"{deal.securities})",
    )


def _registrant(facts: Facts, layout: Layout) -> Iterator[Block]:
    below = _purpose(facts) if layout.purpose else ()
    if layout.cover == "above":
        yield Centered((f"{_CHARTER}:", facts.registrant, *below))
        return
    yield Centered((facts.registrant,), rule=not below)
    if below:
        yield Centered(below, rule=True)
    yield Centered((f"({_CHARTER})",))


def _registration(facts: Facts, layout: Layout) -> Iterator[Block]:
    employers = facts.employer_ids or (_PENDING,)
    values = (facts.jurisdiction,), facts.file_numbers, employers
    captions = _JURISDICTION, _FILE_NUMBER, _EMPLOYER
    if layout.cover == "above":
        yield Side(captions, values, rule=False)
    elif layout.cover == "split":
        yield Centered((f"Commission File Number: {' and '.join(facts.file_numbers)}",))
        yield Side((values[0], values[2]), (_JURISDICTION, _EMPLOYER))
    else:
        yield Side(values, captions)


def _offices(facts: Facts, layout: Layout) -> Iterator[Block]:
    place = facts.address
    lines = (*place.street, f"{place.city}, {place.state}")
    blank = ("",) * (len(lines) - 1)
    captions = (f"({_ADDRESS})",), ("(Zip Code)",)
    values = lines, (*blank, place.zip_code)
    if layout.cover == "above":
        yield Side(captions, values, rule=False, align="left")
    else:
        yield Side(values, captions, align="left")
    yield Centered((f"{_TELEPHONE}: {facts.telephone}",))


def _beside(facts: Facts, layout: Layout) -> Iterator[Block]:
    place = facts.address
    street = " ".join(place.street)
    yield Fields(
        (
            (f"{_CHARTER}:", facts.registrant),
            ("State of incorporation:", facts.jurisdiction),
            ("Commission File Number:", ", ".join(facts.file_numbers)),
            ("I.R.S. Employer Identification No.:", (facts.employer_ids or (_PENDING,))[0]),
            (f"{_ADDRESS}:", f"{street}, {place.city}, {place.state}"),
            ("Zip Code:", place.zip_code),
            (f"{_TELEPHONE}:", facts.telephone),
        )
    )
    if layout.purpose:
        yield Centered(_purpose(facts))
