"""What a filing declares beside its text: inline XBRL cover tags and the submission's header.

Both were typed apart from what a reader of the text sees, so each is a reader of its own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from extractor.filing.model import Filing
from extractor.forms.base import Stated
from extractor.records import HEADER, TAGS

_DEI = "dei:"
_STATES = dict(
    pair.split(" ", 1)
    for pair in (
        "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|"
        "DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|"
        "IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|"
        "MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|"
        "NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|"
        "NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|"
        "PR Puerto Rico|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|"
        "UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming"
    ).split("|")
)
"""EDGAR's codes of states, which are those of the post office."""
_SUFFIXES = {
    "CORP": ("Corporation", "Corp."),
    "CO": ("Company", "Co."),
    "INC": ("Incorporated", "Inc."),
    "LTD": ("Limited", "Ltd."),
    "LLC": ("L.L.C.",),
    "LP": ("L.P.",),
}
"""How the header shortens the last word of a name, and what the text may print for it."""

_SCALARS = {
    "DocumentPeriodEndDate": "cover.report_date",
    "EntityRegistrantName": "cover.registrant",
    "EntityIncorporationStateCountryCode": "cover.jurisdiction",
    "EntityAddressCityOrTown": "cover.address.city",
    "EntityAddressStateOrProvince": "cover.address.state",
    "EntityAddressPostalZipCode": "cover.address.zip_code",
}
_ROWS = {
    "EntityFileNumber": "cover.commission_file_numbers",
    "EntityTaxIdentificationNumber": "cover.employer_ids",
    "Security12bTitle": "cover.securities.title",
    "TradingSymbol": "cover.securities.symbol",
    "SecurityExchangeName": "cover.securities.exchange",
}
_SECURITIES = ("Security12bTitle", "TradingSymbol", "SecurityExchangeName")


def tagged(filing: Filing) -> Sequence[Stated]:
    """What the cover's inline XBRL tags say (`dei:`, the SEC's taxonomy of documents)."""
    facts: dict[str, list[str]] = {}
    for tag in filing.main_document.tags:
        if tag.name.startswith(_DEI) and tag.value:
            facts.setdefault(tag.name.removeprefix(_DEI), []).append(tag.value)
    return tuple(_of_tags(facts))


def headed(filing: Filing) -> Sequence[Stated]:
    """What the header of a submission says of its first filer and of the report."""
    return tuple(_of_header(filing.header))


DECLARED: Mapping[str, Callable[[Filing], Sequence[Stated]]] = {TAGS: tagged, HEADER: headed}
"""The readers of what is declared beside the text, by name."""


def _of_tags(facts: Mapping[str, Sequence[str]]) -> Iterator[Stated]:
    for name, path in _SCALARS.items():
        for value in facts.get(name, ())[:1]:
            yield Stated(path, None, (value,))
    # A table whose columns differ in length does not say which cells are of one row.
    whole = len({len(facts[name]) for name in _SECURITIES if name in facts}) == 1
    for name, path in _ROWS.items():
        if name in _SECURITIES and not whole:
            continue
        for row, value in enumerate(_distinct(facts.get(name, ()), name not in _SECURITIES)):
            # A tag may leave out what else its cell says of the class ("par value $0.01").
            yield Stated(path, row, (value,), mark=name == "Security12bTitle")
    street = [
        facts[name][0]
        for name in ("EntityAddressAddressLine1", "EntityAddressAddressLine2")
        if name in facts
    ]
    if street:
        yield Stated("cover.address.street", None, (", ".join(street), " ".join(street)))
    if "CityAreaCode" in facts and "LocalPhoneNumber" in facts:
        number = f"{facts['CityAreaCode'][0]} {facts['LocalPhoneNumber'][0]}"
        yield Stated("cover.telephone", None, (number,))


def _of_header(header: Mapping[str, Sequence[str]]) -> Iterator[Stated]:
    for name, path, printings in (
        ("CONFORMED PERIOD OF REPORT", "cover.report_date", _dates),
        ("COMPANY CONFORMED NAME", "cover.registrant", _names),
        ("STATE OF INCORPORATION", "cover.jurisdiction", state_names),
        ("CITY", "cover.address.city", _same),
        ("STATE", "cover.address.state", state_names),
        ("ZIP", "cover.address.zip_code", _same),
        ("BUSINESS PHONE", "cover.telephone", _same),
    ):
        for value in header.get(name, ())[:1]:
            yield Stated(path, None, tuple(printings(value)))
    for name, path, printings in (
        ("SEC FILE NUMBER", "cover.commission_file_numbers", _file_numbers),
        ("IRS NUMBER", "cover.employer_ids", _employer_ids),
        ("EIN", "cover.employer_ids", _employer_ids),
    ):
        for row, value in enumerate(_distinct(header.get(name, ()), True)):
            yield Stated(path, row, tuple(printings(value)))


def _distinct(values: Iterable[str], once: bool) -> list[str]:
    return list(dict.fromkeys(values)) if once else list(values)


def _same(value: str) -> Iterator[str]:
    yield value


def _dates(value: str) -> Iterator[str]:
    """A date as "20020318"."""
    if re.fullmatch(r"[0-9]{8}", value):
        yield f"{value[:4]}-{value[4:6]}-{value[6:]}"


def _names(value: str) -> Iterator[str]:
    """A conformed name has no punctuation and short suffixes, and may end with "/DE/"."""
    name = re.sub(r"\s*/[A-Z]{2,3}/?$", "", value.strip())
    head, _, last = name.rpartition(" ")
    for ending in (last, f"{last}.", *_SUFFIXES.get(last.upper().rstrip("."), ())):
        for joint in (" ", ", "):
            yield f"{head}{joint}{ending}".strip()


def state_names(value: str) -> Iterator[str]:
    if name := _STATES.get(value.upper()):
        yield name
    yield value


def _file_numbers(value: str) -> Iterator[str]:
    """The header pads the act's prefix ("001-12345"), covers often do not ("1-12345")."""
    yield value
    prefix, dash, rest = value.partition("-")
    if dash:
        yield f"{prefix.lstrip('0') or '0'}-{rest}"
        yield f"{prefix.lstrip('0') or '0'}-{rest.lstrip('0')}"


def _employer_ids(value: str) -> Iterator[str]:
    digits = re.sub(r"\D", "", value).zfill(9)
    if len(digits) == 9 and digits.strip("0"):
        yield f"{digits[:2]}-{digits[2:]}"
