"""Addresses abroad as covers print them: street, city, province or country, postal code.

They were written, and their parts labelled, before the reader was first run on them.
"""

import pytest

from extractor.filing.read import read_filing
from extractor.forms.form_8k.baselines import read_8k

COVER = """FORM 8-K
CURRENT REPORT
Date of Report (Date of earliest event reported): May 4, 2016

ALDER TRADING LIMITED
(Exact name of registrant as specified in its charter)

Nevada                         001-30123                  Not Applicable
(State or other jurisdiction   (Commission File Number)   (IRS Employer
of incorporation)                                         Identification No.)

{address}
(Address of principal executive offices) (Zip Code)

+44 20 5550 0100
(Registrant's telephone number, including area code)

Item 8.01 Other Events.

It rained.

SIGNATURE
"""
LEAVES = ("street", "city", "state", "zip_code")
ADDRESSES = {
    "Leopoldstrasse 12\nD-80333 Munich, Germany": (
        "Leopoldstrasse 12",
        "Munich",
        "Germany",
        "D-80333",
    ),
    "14 avenue de la Gare\n92400 Courbevoie\nFrance": (
        "14 avenue de la Gare",
        "Courbevoie",
        "France",
        "92400",
    ),
    "Keizersgracht 100\n1015 AA Amsterdam\nThe Netherlands": (
        "Keizersgracht 100",
        "Amsterdam",
        "The Netherlands",
        "1015 AA",
    ),
    "Box 309, Ugland House\nGrand Cayman KY1-1104\nCayman Islands": (
        "Box 309, Ugland House",
        "Grand Cayman",
        "Cayman Islands",
        "KY1-1104",
    ),
    "20 Teheran-ro 1-gil, Gangnam-gu, Seoul 06164, Republic of Korea": (
        "20 Teheran-ro 1-gil, Gangnam-gu",
        "Seoul",
        "Republic of Korea",
        "06164",
    ),
    "No. 8, Li-Hsin Road 6, Hsinchu Science Park\nHsinchu 300, Taiwan": (
        "No. 8, Li-Hsin Road 6, Hsinchu Science Park",
        "Hsinchu",
        "Taiwan",
        "300",
    ),
    "5th Floor, 30 St. Mary Axe\nLondon EC3A 8EP\nUnited Kingdom": (
        "5th Floor, 30 St. Mary Axe",
        "London",
        "United Kingdom",
        "EC3A 8EP",
    ),
    "100 King Street West, Suite 5700, Toronto, Ontario, Canada M5X 1C7": (
        "100 King Street West, Suite 5700",
        "Toronto",
        "Ontario",
        "M5X 1C7",
    ),
    "Level 3, 150 Willis Street\nWellington 6011, New Zealand": (
        "Level 3, 150 Willis Street",
        "Wellington",
        "New Zealand",
        "6011",
    ),
    "Suite 2, Level 11, 60 Castlereagh Street, Sydney NSW 2000 Australia": (
        "Suite 2, Level 11, 60 Castlereagh Street",
        "Sydney",
        "NSW",
        "2000",
    ),
    "4th Floor, Prestige Tower\n99 Residency Road\nBengaluru 560 025, Karnataka, India": (
        "4th Floor, Prestige Tower 99 Residency Road",
        "Bengaluru",
        "India",
        "560 025",
    ),
    "Rua Joaquim Floriano, 466, 8º andar\nSão Paulo, SP, Brazil 04534-002": (
        "Rua Joaquim Floriano, 466, 8º andar",
        "São Paulo",
        "Brazil",
        "04534-002",
    ),
    "154 Vouliagmeni Avenue, 166 74 Glyfada, Greece": (
        "154 Vouliagmeni Avenue",
        "Glyfada",
        "Greece",
        "166 74",
    ),
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_abroad_is_read_in_its_parts(address: str) -> None:
    document = read_filing(COVER.format(address=address).encode(), "cover.txt").main_document
    found = {
        quote.path.removeprefix("cover.address."): " ".join(
            " ".join(document.reading.text[start:end] for start, end in quote.ranges).split()
        )
        for quote in read_8k(document).quotes
        if quote.path.startswith("cover.address.")
    }
    assert tuple(found.get(leaf) for leaf in LEAVES) == ADDRESSES[address]
