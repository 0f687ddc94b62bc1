"""Invented companies, people and places. Any likeness to a real one is chance."""

from dataclasses import dataclass
from random import Random

_STEMS = (
    "Ald Bram Cor Dun Elv Fenn Gris Hask Ivor Jask Keld Lor Marn Nav Orr Pell Quar Rusk Sab Tarn"
    " Ulv Vend Wex Yarr Zell Thess Brond Cald Drav Skell"
).split()
_ENDINGS = "wick mere low ston bury field ford holt combe dale marsh gate hurst ley thorpe".split()
_FIRST = (
    "Adela Bruno Cosima Desmond Edith Farid Greta Hollis Imre Jocasta Klaus Leonie Magnus Nadira"
    " Osric Petra Quincy Rosalba Silvan Tamsin Ulrich Verity Wendell Yolanda"
).split()
_LAST = (
    "Abernethy-Cole Brandvold Castellane Drummock Eastlake Fairweather Gallowglass Hartzog"
    " Iverleigh Jessamyn Kilbride Lindqvist Montclere Nettleship Okonedo Pemberly Quisenberry"
    " Ravenel Sallow Thistlewood Umberland Vantongeren Wintersmith Yarborough"
).split()
_TITLES = (
    "President",
    "Vice President",
    "Senior Vice President",
    "Treasurer",
    "Assistant Secretary",
    "Managing Director",
    "Vice President and Controller",
    "Chief Financial Officer",
    "Senior Vice President and Treasurer",
)
_STREETS = "Avenue Boulevard Crossing Lane Parkway Plaza Road Row Street Terrace".split()
_TREES = "Alder Beech Cedar Hawthorn Juniper Larch Linden Maple Rowan Sycamore Tamarack".split()
_CITY_ENDINGS = (" Falls", " Harbor", " Junction", " Heights", "ville", "port", "")
# State, its abbreviation, how its zip codes begin and an area code.
_STATES = (
    ("California", "CA", "92", "949"),
    ("Connecticut", "CT", "06", "203"),
    ("Delaware", "DE", "19", "302"),
    ("Illinois", "IL", "60", "312"),
    ("Maryland", "MD", "21", "410"),
    ("Minnesota", "MN", "55", "612"),
    ("New Jersey", "NJ", "07", "201"),
    ("New York", "NY", "10", "212"),
    ("North Carolina", "NC", "28", "704"),
    ("Texas", "TX", "75", "972"),
)
_JURISDICTIONS = ("Delaware", "Delaware", "Delaware", "New York", "Maryland", "Nevada", "Texas")
_EIN_PREFIXES = ("13", "20", "22", "33", "36", "41", "52", "74", "75", "95")
_BANKS = (
    " National Bank",
    " Bank, N.A.",
    " Trust Company",
    " Bank, National Association",
    " Trust Company, N.A.",
    " Bank and Trust Company",
)
_LENDERS = (" Mortgage Corporation", " Lending, Inc.", " Home Loans LLC", " Credit Corp.")
_SERVICERS = (
    " Servicing Corporation",
    " Loan Services LLC",
    " Federal Bank FSB",
    " Servicing L.P.",
)
_DEALERS = (" Securities Inc.", " & Co.", " Capital Markets LLC", " Securities Corporation")
_SURETIES = (" Surety Assurance Corporation", " Bond Guaranty Inc.", " Financial Guaranty Company")
_DEPOSITORS = (
    " Mortgage Securities, Inc.",
    " Asset Acceptance Corp.",
    " Home Loan Securities LLC",
    " Funding Corporation",
    " Asset Backed Securities, Inc.",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who signs."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Address:
    """Of the principal executive offices; `street` has one or two lines."""

    street: tuple[str, ...]
    city: str
    state: str
    zip_code: str


class Names:
    """Draws names, each stem of a company once."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._stems = [stem + ending for stem in _STEMS for ending in _ENDINGS]
        random.shuffle(self._stems)

    def brand(self) -> str:
        """The word that a company's name begins with."""
        stem = self._stems.pop()
        return f"{stem} {self._stems.pop()}" if self._random.random() < 0.2 else stem

    def depositor(self, brand: str) -> str:
        """A company of that brand that deposits pools."""
        return brand + self._random.choice(_DEPOSITORS)

    def bank(self) -> str:
        """A bank."""
        return self.brand() + self._random.choice(_BANKS)

    def lender(self) -> str:
        """A company that makes loans."""
        return self.brand() + self._random.choice(_LENDERS)

    def servicer(self) -> str:
        """A company that services loans."""
        return self.brand() + self._random.choice(_SERVICERS)

    def dealer(self) -> str:
        """A company that underwrites."""
        return self.brand() + self._random.choice(_DEALERS)

    def surety(self) -> str:
        """A company that insures securities."""
        return self.brand() + self._random.choice(_SURETIES)

    def person(self) -> Person:
        """A person with a title."""
        first, last = self._random.choice(_FIRST), self._random.choice(_LAST)
        initial = f" {self._random.choice('ABCDEHJLMRSTW')}." if self._random.random() < 0.6 else ""
        return Person(f"{first}{initial} {last}", self._random.choice(_TITLES))

    def address(self) -> tuple[Address, str]:
        """An address in the United States and a telephone number there, of the invented ones."""
        random = self._random
        state, short, prefix, area = random.choice(_STATES)
        street = [f"{random.randrange(10, 9900)} {random.choice(_TREES)} {random.choice(_STREETS)}"]
        if random.random() < 0.6:
            room = random.choice(
                (f"Suite {random.randrange(100, 4000)}", "10th Floor", "Building C")
            )
            street = [f"{street[0]}, {room}"] if random.random() < 0.5 else [f"{street[0]},", room]
        zip_code = f"{prefix}{random.randrange(1000):03d}"
        if random.random() < 0.1:
            zip_code += f"-{random.randrange(1, 9999):04d}"
        city = self._stems.pop() + random.choice(_CITY_ENDINGS)
        address = Address(tuple(street), city, random.choice((state, state, short)), zip_code)
        return address, f"({area}) 555-01{random.randrange(100):02d}"

    def jurisdiction(self) -> str:
        """Where the registrant is organized."""
        return self._random.choice(_JURISDICTIONS)

    def employer_id(self) -> str:
        """An employer identification number."""
        return f"{self._random.choice(_EIN_PREFIXES)}-{self._random.randrange(10**7):07d}"

    def file_number(self, year: int) -> str:
        """A commission file number, as long as those of the year."""
        act = "33" if year < 1996 else "333"
        digits = self._random.randrange(100_000, 190_000) if year > 2002 else 0
        number = digits or self._random.randrange(10_000, 99_999)
        part = f"-{self._random.randrange(1, 40):02d}" if self._random.random() < 0.25 else ""
        return f"{act}-{number}{part}"
