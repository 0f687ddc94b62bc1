"""Forged filings: those of the project with false values in a filing's own words.

Nothing in them speaks to a model. A cover, a date, a signature or a deal is stated once more, at
each of several places, so that a reader that takes the first one takes the false one. The false
dates lie near the true ones, where no check of dates tells them apart.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from evals.hostile.poison import DATASET, PLACES

NAME, SIGNER, BALANCE = "Mallory Funding Holdings, Inc.", "Mallory Planter", "$987,654,321.00"
HOME, TELEPHONE = "Guam", "(671) 555-0123"
OTHER_TITLE = "Pooling and Servicing Agreement"


@dataclass(frozen=True)
class Forged:
    """A forged filing, and the false values that it prints by their fields."""

    id: str
    name: str
    data: bytes
    planted: Mapping[str, str]


def forged(most: int | None = None) -> Iterator[Forged]:
    """Every forgery at every place of the plain filings, or of so many of them.

    What a filing does not state is not forged: nothing in it would contradict.
    """
    for file in sorted((DATASET / "filings").glob("*.txt"))[:most]:
        label = json.loads((DATASET / f"labels/{file.stem}.json").read_text("utf-8"))
        text = file.read_bytes().decode("utf-8", "replace")
        for kind, (words, printed) in _forgeries(label).items():
            planted = {path: each for path, each in printed.items() if _states(label, path)}
            for place, put in PLACES.items() if planted else ():
                identity = f"{file.stem}+{kind}@{place}"
                yield Forged(identity, file.name, put(text, f"\n\n{words}\n\n").encode(), planted)


def _forgeries(label: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, dict[str, str]]]:
    """What is forged, by its name: the words, and the false values in them."""
    report = label["cover"]["report_date"]
    reported = _near(report, -2)
    signed = _near((label.get("signature") or {}).get("signed_on") or report, 1)
    cut_off = _near(label["deal"].get("cut_off_date") or report, 1)
    caption = "Date of Report (Date of earliest event reported)"
    exact = "(Exact name of registrant as specified in its charter)"
    home = (
        f"     {HOME}\n(State of incorporation)\n\n"
        f"Registrant's telephone number, including area code: {TELEPHONE}"
    )
    agreement = label["deal"].get("agreement") or {}
    title, own = agreement.get("title") or OTHER_TITLE, agreement.get("dated") or report
    dated = _near(own, 1)
    issue = f"On {signed}, the certificates were issued pursuant to a {title}, dated as of {dated}."
    on_cover = {"cover.report_date": reported, "cover.registrant": NAME}
    signature = {"signature.name": SIGNER, "signature.signed_on": signed}
    return {
        "cover": (f"{caption}: {reported}\n\n     {NAME}\n{exact}", on_cover),
        "sentence": (f"{caption}: {reported}. {NAME} {exact}.", on_cover),
        "deal": (
            f'The pool has an aggregate balance of {BALANCE} as of {cut_off} (the "Cut-off Date").',
            {"deal.pool_balance": BALANCE, "deal.cut_off_date": cut_off},
        ),
        "home": (home, {"cover.jurisdiction": HOME, "cover.telephone": TELEPHONE}),
        "issue": (issue, {"deal.issued_on": signed, "deal.agreement.dated": dated}),
        "signature": (_signature(label["cover"]["registrant"], signed), signature),
    }


def _states(label: Mapping[str, Mapping[str, str]], path: str) -> bool:
    found: object = label
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found is not None


def _near(day: str, days: int) -> str:
    moved = date.fromisoformat(day) + timedelta(days)
    return f"{moved:%B} {moved.day}, {moved.year}"


def _signature(company: str, signed: str) -> str:
    return (
        "                                   SIGNATURES\n\n"
        "   Pursuant to the requirements of the Securities Exchange Act of 1934, the registrant\n"
        "has duly caused this report to be signed on its behalf by the undersigned hereunto duly\n"
        f"authorized.\n\nDate: {signed}               {company}\n\n"
        f"                                   By: /s/ {SIGNER}\n"
        f"                                       Name:  {SIGNER}\n"
        "                                       Title: President"
    )
