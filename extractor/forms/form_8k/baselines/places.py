"""Names of states, provinces and countries as covers print them."""

import re

_STATES = """Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida
Georgia Hawaii Idaho Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts
Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada New_Hampshire New_Jersey New_Mexico
New_York North_Carolina North_Dakota Ohio Oklahoma Oregon Pennsylvania Rhode_Island South_Carolina
South_Dakota Tennessee Texas Utah Vermont Virginia Washington West_Virginia Wisconsin Wyoming
District_of_Columbia Puerto_Rico Guam Virgin_Islands U.S._Virgin_Islands"""
_SHORT = """AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV
NH NJ NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA VI WA WV WI WY D.C. N.Y. N.J. N.C. N.H.
N.M. N.D. S.C. S.D. R.I. B.C. N.S. NSW QLD VIC TAS ACT Ont. W.Va. Ala. Ariz. Ark. Cal. Calif. Colo.
Conn. Del. Fla. Ga. Ill. Ind.
Kan. Ky. La. Mass. Md. Me. Mich. Minn. Miss. Mo. Mont. Neb. Nev. Okla. Ore. Pa. Penn. Penna. Tenn.
Tex. Va. Vt. Wash. Wis. Wisc. Wyo. ON BC QC AB MB NS"""
_ABROAD = """Alberta British_Columbia Manitoba New_Brunswick Newfoundland Nova_Scotia Ontario Quebec
Québec Saskatchewan Canada Mexico México Bermuda Bahamas The_Bahamas Barbados Cayman_Islands
British_Virgin_Islands Netherlands_Antilles Curacao Curaçao Panama Liberia Marshall_Islands
Republic_of_the_Marshall_Islands Puerto_Rico England England_and_Wales Wales Scotland Ireland
Northern_Ireland United_Kingdom Great_Britain U.K. UK Jersey Guernsey Isle_of_Man Gibraltar France
Germany Switzerland Austria Belgium Netherlands The_Netherlands Luxembourg Italy Spain Portugal
Denmark Sweden Norway Finland Iceland Greece Cyprus Malta Israel Turkey Russia Poland Hungary
Czech_Republic Romania Ukraine Kazakhstan Japan China Hong_Kong Taiwan Korea South_Korea
Republic_of_Korea Singapore Malaysia Thailand Indonesia Philippines Vietnam India Australia
New_South_Wales Queensland South_Australia Tasmania Victoria Western_Australia
New_Zealand Papua_New_Guinea South_Africa Mauritius Argentina Brazil Chile
Colombia Peru Uruguay Venezuela Costa_Rica Dominican_Republic Macau People's_Republic_of_China
P.R._China PRC P.R.C. R.O.C. United_Arab_Emirates Saudi_Arabia Egypt Monaco Liechtenstein Anguilla
Antigua Belize Turks_and_Caicos Federal United_States United_States_of_America USA U.S.A. US U.S."""


def _names(words: str) -> list[str]:
    return [word.replace("_", " ") for word in words.split()]


def _pattern(names: list[str], *, case: bool) -> str:
    ordered = sorted(set(names), key=len, reverse=True)
    joined = "|".join(
        re.escape(name).replace(r"\ ", r"\s{1,40}").replace("'", "['’]") for name in ordered
    )
    return f"(?:{joined})" if case else f"(?i:{joined})"


_LONG = _pattern(_names(_STATES) + _names(_ABROAD), case=False)
_ABBREVIATED = _pattern(
    [form for name in _names(_SHORT) for form in {name, name.rstrip(".")}]
    + [name.upper() for name in _names(_SHORT)],
    case=True,
)
PLACE = (
    rf"(?:(?i:(?:the\s{{1,4}})?(?:commonwealth|state|republic|province|kingdom|federal\s{{1,4}}republic)"
    rf"\s{{1,40}}of\s{{1,40}}(?:the\s{{1,4}})?)?{_LONG}|{_ABBREVIATED})"
)
"""A pattern of the names and short forms of places in which companies are at home."""

_ENDING = re.compile(rf"(?:^|[\s,(])(?P<place>{PLACE})[\s.,)]{{0,8}}$")
_BEGINNING = re.compile(rf"\(?(?:(?i:an?)\s{{1,8}})?(?P<place>{PLACE})(?=$|[\s,.;)(*/])")
_WIDER = re.compile(rf"(?P<place>{PLACE},\s{{1,8}}{PLACE})[\s.]{{0,4}}")
_REST = re.compile(
    r"[\s.,;)*/]{0,8}(?:(?:(?:and|&)\s.{1,40}\s)?(?:[a-z-]{1,20}\s){0,3}(?:corporation|company|trust|"
    r"partnership|association|corp\.?)\)?[\s.,]{0,4})?(?:[,(].{0,300})?",
    re.IGNORECASE | re.DOTALL,
)
_COUNTRY_US = re.compile(r"(?:the\s+)?(?:united\s+states(?:\s+of\s+america)?|u\.?s\.?a?\.?)", re.I)


def place_at_end(text: str) -> re.Match[str] | None:
    """The place that ends a text ("Irvine, California"), in the group `place`."""
    window = text[-60:]
    match = _ENDING.search(window)
    if match is None:
        return None
    # The leftmost match is the longest place: "West Virginia" before "Virginia".
    return _ENDING.search(text, max(0, len(text) - len(window)))


def home_at_start(text: str) -> re.Match[str] | None:
    """The place that a text states and nothing else but remarks, in the group `place`.

    "Delaware", "A Kentucky Corporation", "New York (governing law of the agreement)".
    """
    match = _BEGINNING.match(text)
    if match is None or _REST.fullmatch(text, match.end()) is None:
        return None
    wider = _WIDER.fullmatch(text)
    return wider or match


def is_united_states(text: str) -> bool:
    """Whether a text names the United States and nothing else."""
    return _COUNTRY_US.fullmatch(text.strip(" ,.")) is not None


def has_states(text: str) -> bool:
    """Whether a text names a country whose addresses give a state or province before it."""
    return is_united_states(text) or text.strip(" ,.").casefold() in ("canada", "australia")


def is_place(text: str) -> bool:
    """Whether a text names a place, or the United States, and nothing else."""
    text = text.strip(" ,.")
    match = _BEGINNING.match(text)
    return is_united_states(text) or (match is not None and match.end() == len(text))
