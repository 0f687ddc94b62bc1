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
    "Unit 4, 12 Hay Street\nFremantle, Western Australia 6160\nAustralia": (
        "Unit 4, 12 Hay Street",
        "Fremantle",
        "Western Australia",
        "6160",
    ),
    "88 Creek Street, Brisbane, Queensland 4000": (
        "88 Creek Street",
        "Brisbane",
        "Queensland",
        "4000",
    ),
    "2100 Victoria Place, Austin, Texas 78701": (
        "2100 Victoria Place",
        "Austin",
        "Texas",
        "78701",
    ),
    "154 Vouliagmeni Avenue, 166 74 Glyfada, Greece": (
        "154 Vouliagmeni Avenue",
        "Glyfada",
        "Greece",
        "166 74",
    ),
}
REPEATED_CODES = {
    "Clarendon House, 2 Church Street, Hamilton HM 11, Bermuda      HM 11": (
        "Clarendon House, 2 Church Street",
        "Hamilton",
        "Bermuda",
        "HM 11",
    ),
    "30 Berkeley Row, London W1J 6ER, United Kingdom                W1J 6ER": (
        "30 Berkeley Row",
        "London",
        "United Kingdom",
        "W1J 6ER",
    ),
    "14 Main Street, District 9, Bermuda                            HM 09": (
        "14 Main Street",
        "District 9",
        "Bermuda",
        "HM 09",
    ),
}
BOXES = {
    "1 Mill Road                                     55164-0683\nP.O. Box 64683\nSt. Paul, MN": (
        "1 Mill Road P.O. Box 64683",
        "St. Paul",
        "MN",
        "55164-0683",
    ),
    "P.O. BOX 26100, GREENSBORO, NORTH CAROLINA 27420": (
        "P.O. BOX 26100",
        "GREENSBORO",
        "NORTH CAROLINA",
        "27420",
    ),
    "Post Office Box 19001\nGreen Bay, Wisconsin": (
        "Post Office Box 19001",
        "Green Bay",
        "Wisconsin",
        None,
    ),
    "7 Boxwood 1, Box Elder, South Dakota 57719": (
        "7 Boxwood 1",
        "Box Elder",
        "South Dakota",
        "57719",
    ),
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_abroad_is_read_in_its_parts(address: str) -> None:
    assert _parts(address) == ADDRESSES[address]


@pytest.mark.parametrize("address", REPEATED_CODES)
def test_a_code_that_its_own_column_repeats_is_no_part_of_the_city(address: str) -> None:
    assert _parts(address) == REPEATED_CODES[address]


@pytest.mark.parametrize("address", BOXES)
def test_the_number_of_a_box_is_no_zip_code(address: str) -> None:
    assert _parts(address) == BOXES[address]


def _parts(address: str) -> tuple[str | None, ...]:
    """The parts that are read of an address."""
    document = read_filing(COVER.format(address=address).encode(), "cover.txt").main_document
    found = {
        quote.path.removeprefix("cover.address."): " ".join(
            " ".join(document.reading.text[start:end] for start, end in quote.ranges).split()
        )
        for quote in read_8k(document).quotes
        if quote.path.startswith("cover.address.")
    }
    return tuple(found.get(leaf) for leaf in LEAVES)
