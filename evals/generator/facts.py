"""What a filing says: drawn first, then both printed and labelled."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from evals.generator.amounts import SecurityClass, draw_classes, pool_balance
from evals.generator.layout import Layout
from evals.generator.names import Address, Names, Person

NEW_ITEMS_FROM = date(2004, 8, 23)
"""Since when Form 8-K has the item numbers with two decimals."""

_WORDS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty twenty-one twenty-two twenty-three twenty-four"
    " twenty-five twenty-six twenty-seven twenty-eight twenty-nine thirty thirty-one thirty-two"
).split()
_KINDS = (
    ("Home Equity Loan", "Home Equity Loans", "Asset-Backed Certificates"),
    ("Mortgage Loan", "Mortgage Loans", "Mortgage Pass-Through Certificates"),
    ("Manufactured Housing Contract", "Contracts", "Pass-Through Certificates"),
    ("Residential Mortgage", "Mortgage Loans", "Asset-Backed Pass-Through Certificates"),
)
_GROUPS = (("Loan Group I", "Loan Group II"), ("Group 1", "Group 2"), ("Pool One", "Pool Two"))
_OTHER_ITEMS = (
    ("1", "Changes in Control of Registrant"),
    ("3", "Bankruptcy or Receivership"),
    ("4", "Changes in Registrant's Certifying Accountant"),
)


@dataclass(frozen=True, slots=True)
class Party:
    """A company and the roles that the text gives it, each as the schema spells it and worded."""

    name: str
    roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item heading. `section` is printed above it where it is not ""."""

    number: str
    title: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Deal:
    """The securities. `short` is what the text calls the pool's assets, `insurer` "" for none."""

    series: str
    securities: str
    short: str
    issued_on: date
    agreement: str
    agreement_dated: date
    priced_on: date
    cut_off_date: date
    pool_balance: Decimal
    stated_count: int | None
    contract: tuple[Party, ...]
    insurer: str
    underwriters: tuple[str, ...]
    classes: tuple[SecurityClass, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is printed. `filed_on` is the second date of a cover with two."""

    form_type: str
    report_date: date
    filed_on: date
    registrant: str
    jurisdiction: str
    file_numbers: tuple[str, ...]
    employer_ids: tuple[str, ...]
    address: Address
    telephone: str
    main_item: Item
    idle_items: tuple[Item, ...]
    exhibit_item: Item
    exhibits: tuple[tuple[str, str], ...]
    signer: Person
    signed_on: date
    deal: Deal

    @property
    def body_items(self) -> tuple[Item, ...]:
        """The items before that of the exhibits, by number."""
        return tuple(sorted((self.main_item, *self.idle_items), key=lambda each: each.number))


def worded(day: date) -> str:
    """A date in words."""
    return f"{day:%B} {day.day}, {day.year}"


def number_word(number: int) -> str:
    """A number in words."""
    return _WORDS[number] if number < len(_WORDS) else str(number)


def draw_facts(random: Random, layout: Layout) -> Facts:
    """What a filing of that layout says."""
    names = Names(random)
    brand = names.brand()
    registrant = names.depositor(brand)
    deal = _deal(random, layout, names, brand, registrant)
    signed_on = deal.issued_on + timedelta(days=random.randrange(0, 15))
    address, telephone = names.address()
    year = deal.issued_on.year
    file_numbers = [names.file_number(year) for _ in range(random.choice((1, 1, 1, 2)))]
    main, idle, exhibits = _items(random, deal.issued_on)
    return Facts(
        form_type=random.choice(("8-K", "8-K", "8-K", "8-K/A")),
        report_date=deal.issued_on,
        filed_on=signed_on + timedelta(days=1),
        registrant=registrant.upper() if layout.capitals else registrant,
        jurisdiction=names.jurisdiction(),
        file_numbers=tuple(dict.fromkeys(file_numbers)),
        employer_ids=() if random.random() < 0.1 else (names.employer_id(),),
        address=address,
        telephone=telephone,
        main_item=main,
        idle_items=idle,
        exhibit_item=exhibits,
        exhibits=_exhibits(random, deal),
        signer=names.person(),
        signed_on=signed_on,
        deal=deal,
    )


def _items(random: Random, day: date) -> tuple[Item, tuple[Item, ...], Item]:
    if day >= NEW_ITEMS_FROM:
        sections = random.random() < 0.5
        nine = "Section 9 - Financial Statements and Exhibits" if sections else ""
        main = Item("8.01", "Other Events", "Section 8 - Other Events" if sections else "")
        return main, (), Item("9.01", "Financial Statements and Exhibits", nine)
    main = random.choice(
        (Item("5", "Other Events"), Item("2", "Acquisition or Disposition of Assets"))
    )
    idle = [Item(*each) for each in _OTHER_ITEMS] if random.random() < 0.15 else []
    long = random.random() < 0.4
    title = "Financial Statements, Pro Forma Financial Information and Exhibits"
    return main, tuple(idle), Item("7", title if long else "Financial Statements and Exhibits")


def _deal(random: Random, layout: Layout, names: Names, brand: str, registrant: str) -> Deal:
    kind, short, securities = random.choice(_KINDS)
    year, month = random.randrange(1995, 2013), random.randrange(1, 13)
    first = date(year, month, 1)
    mark = random.choice((str(random.randrange(1, 30)), "ABCD"[random.randrange(4)]))
    series = random.choice((f"Trust {year}-{mark}", f"Trust, Series {year}-{mark}"))
    groups = random.choice(_GROUPS) if layout.table == "groups" else ()
    classes = draw_classes(random, groups, layout.rates, layout.cusips, layout.residual)
    count = len(classes) if layout.count == "stated" else len(classes) + 2
    return Deal(
        series=f"{brand} {kind} {series}",
        securities=securities,
        short=short,
        issued_on=first + timedelta(days=random.randrange(14, 28)),
        agreement=random.choice(("Pooling and Servicing Agreement", "Trust Agreement")),
        agreement_dated=first,
        priced_on=first + timedelta(days=random.randrange(4, 13)),
        cut_off_date=first - timedelta(days=random.choice((0, 0, 1))),
        pool_balance=pool_balance(classes),
        stated_count=None if layout.count == "unstated" else count,
        contract=_parties(random, names, registrant),
        insurer=names.surety() if random.random() < 0.3 else "",
        underwriters=tuple(names.dealer() for _ in range(random.choice((1, 2)))),
        classes=classes,
    )


def _parties(random: Random, names: Names, registrant: str) -> tuple[Party, ...]:
    """The parties to the agreement, the depositor first."""
    selling = random.choice(
        (("seller", "seller"), ("sponsor", "sponsor"), ("originator", "originator"))
    )
    serving = random.choice((("servicer", "servicer"), ("master_servicer", "master servicer")))
    parties = [Party(registrant, (("depositor", "depositor"),))]
    if random.random() < 0.3:
        parties.append(Party(names.lender(), (selling, serving)))
    else:
        parties += [Party(names.lender(), (selling,)), Party(names.servicer(), (serving,))]
    if random.random() < 0.2:
        parties.append(Party(names.servicer(), (("special_servicer", "special servicer"),)))
    parties.append(Party(names.bank(), (("trustee", "trustee"),)))
    if random.random() < 0.3:
        wording = random.choice(("trust administrator", "securities administrator"))
        parties.append(Party(names.bank(), (("trust_administrator", wording),)))
    if random.random() < 0.3:
        parties.append(Party(names.bank(), (("custodian", "custodian"),)))
    return tuple(parties)


def _exhibits(random: Random, deal: Deal) -> tuple[tuple[str, str], ...]:
    parties = ", ".join(each.name for each in deal.contract[:-1])
    among = f", among {parties} and {deal.contract[-1].name}" if random.random() < 0.5 else ""
    made = [("4.1", f"{deal.agreement}, dated as of {worded(deal.agreement_dated)}{among}")]
    if random.random() < 0.4:
        made.insert(0, ("1.1", f"Underwriting Agreement, dated {worded(deal.priced_on)}"))
    if random.random() < 0.4:
        made.append(("10.1", f"Loan Purchase Agreement, dated {worded(deal.priced_on)}"))
    if random.random() < 0.3:
        made.append(("99.1", f"Description of the {deal.short} as of the Cut-off Date"))
    stop = random.choice(("", "."))
    return tuple((number, text + stop) for number, text in made)
