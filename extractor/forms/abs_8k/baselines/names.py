"""Names of companies and trusts in running text: where the one that ends here begins."""

import re
from collections.abc import Sequence

from extractor.forms.abs_8k.baselines.roles import ROLE
from extractor.forms.base import Range

_TOKEN = re.compile(r"[^\s,;:()\[\]\"“”]+|[,;:()\[\]\"“”]")
_PARAGRAPH = re.compile(r"\n[ \t]*+\n")
_WINDOW = 240
_MAX_WORDS = 16
_SUFFIXES = frozenset(
    "inc inc. incorporated llc l.l.c. l.l.c lc l.c. lp l.p. l.p llp l.l.p. ltd ltd. limited corp"
    " corp. corporation co co. company n.a. n.a na national f.s.b. fsb f.a. plc p.l.c. s.a. n.v."
    " b.v. federal usa u.s.a. bank sla s.l.a. ssb s.s.b.".split()
)
_STOPS = frozenset(
    "among between by to from with as the pursuant dated under on in at and or each certain this"
    " that a an is was were are be been such entitled issued sold if for because party which"
    " where whereby its their his exhibit item section agreement agreements certificates notes"
    " registrant".split()
)
_INNER = frozenset({"of", "and", "&"})
_PARTICLES = frozenset("de del della der des di du la van von".split())
_HYPOTHETICAL = frozenset(
    "if unless whether when where neither nor not that replaced replacing replaces removed removing"
    " succeeded succeeding terminated former formerly".split()
)
_TEMPORAL = frozenset({"when", "where"})
_AFTER_AND = frozenset(
    "trust traders company co. co savings loan guaranty sons brothers assurance insurance surety"
    " casualty finance acceptance leasing".split()
)
_AFTER_OF = frozenset(
    "bank trust company corporation union commerce fiduciary association assurance insurance"
    " guaranty savings".split()
)
_IN_A_NAME = re.compile(r"\b[A-Z][a-z]+\s+of\s+$")
_PLACE = re.compile(r"\(\s?(?P<place>[A-Z][A-Za-z.]{1,20}(?:\s+[A-Z][A-Za-z.]{1,20}){0,2})\s?\)")
_ROLE = re.compile(ROLE, re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20|l9)[0-9l]{2}$")
_ABBREVIATION = re.compile(r"(?:[A-Z]\.)+|(?:Inc|Corp|Co|Ltd|St|Bros|Jr|Assoc|Nat'?l|No)\.", re.I)
_GENERIC = re.compile(
    r"(?:the\s+)?(?:company|companies|registrant|depositors?|(?:co-|indenture\s+|owner\s+)?trustees?"
    r"|sellers?|(?:master\s+|special\s+)?servicers?|underwriters?|trust|issuer|issuing\s+entity"
    r"|originators?|sponsors?|(?:trust\s+|securities\s+)?administrator|(?:trust\s+)?fund"
    r"|certificates?|notes?|agreement|transferor|insurer|custodian|purchasers?"
    r"|representatives?|closing\s+date|mortgage\s+loans?|series(?:\s+[\w-]*[0-9][\w-]*)?)$",
    re.IGNORECASE,
)


def name_before(text: str, end: int, floor: int = 0) -> Range | None:
    """The range of the name that ends at `end`, not reaching before `floor`; None without one."""
    start = max(floor, end - _WINDOW)
    # A heading above a paragraph is no part of the name that the paragraph begins with.
    for paragraph in _PARAGRAPH.finditer(text, start, end):
        start = paragraph.end()
    tokens = [(start + t.start(), t.group()) for t in _TOKEN.finditer(text[start:end])]
    if start > floor and tokens and not text[start - 1].isspace():
        tokens = tokens[1:]
    begin = _first_word(tokens)
    if begin is None:
        return None
    name = text[begin:end].rstrip(" ,\n\t")
    if is_generic(name) or not re.search("[A-Z][A-Za-z]", name):
        return None
    return begin, begin + len(name)


def name_after(text: str, start: int, ceiling: int) -> Range | None:
    """The range of the name that begins at `start` and ends before `ceiling`; None without one."""
    for end in reversed(_possible_ends(text, start, min(ceiling, start + _WINDOW))):
        name = name_before(text, end, start)
        if name is not None and name[0] == start:
            return name
    return None


def _possible_ends(text: str, start: int, ceiling: int) -> list[int]:
    ends: list[int] = []
    closed = False
    paragraph = _PARAGRAPH.search(text, start, ceiling)
    for token in _TOKEN.finditer(text, start, paragraph.start() if paragraph else ceiling):
        word = token.group()
        if word in ';:[]"“”' or len(ends) >= _MAX_WORDS:
            break
        if word in ",()":
            ends += [token.end()] if word == ")" else []
            closed = False
            continue
        if not (
            word[0].isupper() or word.lower() in _INNER | _PARTICLES | {"the"} or word == "plc"
        ):
            break
        # A full stop behind "Corp." may end the sentence.
        if closed and not _is_suffix(word) and word.lower() not in _INNER:
            break
        closed = _is_suffix(word) and word.endswith(".")
        if word.endswith(".") and not _ABBREVIATION.fullmatch(word):
            ends.append(token.end() - 1)
            break
        ends.append(token.end())
    return ends


def is_end_of_name(text: str, name: Range) -> bool:
    """Whether only the end of a name was found: "New York" of "The Elm Agency of New York"."""
    words = [word.strip(",") for word in text[slice(*name)].split()]
    if any(_is_suffix(word) or word.lower() in _AFTER_AND | _AFTER_OF for word in words):
        return False
    return _IN_A_NAME.search(text, max(0, name[0] - 40), name[0]) is not None


def is_company(name: str) -> bool:
    """Whether a name is more than one word, or ends as companies' names do."""
    words = name.replace(",", " ").split()
    return len(words) > 1 or any(map(_is_suffix, words[-1:]))


def is_supposed(text: str, start: int, *, called: bool = False) -> bool:
    """Whether the word before a name says that the sentence only supposes or denies it.

    Who is `called` something by a definition is not only supposed to be: "when X (the "Seller")".
    """
    word = re.search(r"([A-Za-z]{1,12})\s{1,20}$", text[max(0, start - 40) : start])
    if word is None or (called and word[1].lower() in _TEMPORAL):
        return False
    return word[1].lower() in _HYPOTHETICAL


def is_place(brackets: str) -> bool:
    """Whether brackets hold a place, as in "First Bank (Delaware)", and so are part of a name."""
    found = _PLACE.fullmatch(brackets.strip())
    if found is None or is_generic(found["place"]):
        return False
    return _ROLE.search(found["place"]) is None


def is_generic(name: str) -> bool:
    """Whether a name is a defined term or a role and names nobody ("the Company")."""
    return _GENERIC.match(" ".join(name.split())) is not None


def _first_word(tokens: Sequence[tuple[int, str]]) -> int | None:
    """Where the name begins that the last token ends."""
    taken: list[tuple[int, str]] = []
    number = len(tokens) - 1
    while number >= 0 and len(taken) < _MAX_WORDS:
        word = tokens[number][1]
        following = taken[-1][1] if taken else ""
        before = tokens[number - 1][1] if number else ""
        if word == ")":
            opened = _opening(tokens, number)
            if opened is None:
                break
            taken += reversed(tokens[opened : number + 1])
            number = opened - 1
            continue
        if word == ",":
            if not _comma_inside(following, [t for _, t in taken], before, tokens, number):
                break
        elif not _belongs(word, following, before):
            break
        taken.append(tokens[number])
        number -= 1
    while taken and (taken[-1][1] == "," or taken[-1][1].lower() in _INNER):
        taken.pop()
    if len(taken) > 1 and _YEAR.match(taken[-1][1]) and number >= 0 and tokens[number][1] == ",":
        taken.pop()
    if taken and taken[-1][1].lower() == "the" and not _keeps_article(taken, tokens, number):
        taken.pop()
    return taken[-1][0] if taken else None


def _opening(tokens: Sequence[tuple[int, str]], number: int) -> int | None:
    """The number of the "(" that a place begins with which the ")" at `number` ends."""
    for opened in range(number - 2, max(0, number - 5), -1):
        if tokens[opened][1] == "(":
            words = " ".join(word for _, word in tokens[opened + 1 : number])
            named = tokens[opened - 1][1][:1].isupper()
            return opened if named and is_place(f"({words})") else None
    return None


def _belongs(word: str, following: str, before: str) -> bool:
    """Whether a word can stand in a name before the word that follows it."""
    lower = word.lower()
    if following and word.endswith(".") and not _ABBREVIATION.fullmatch(word):
        return False
    if word.endswith(("'s", "’s")) and before.lower() in ("the", "its"):
        return False
    if lower in ("and", "of", "the", "&"):
        return _links(lower, word, following, before)
    if lower in _PARTICLES:
        return following[:1].isupper() and before[:1].isupper()
    if lower == "plc":
        return True
    return (word[0].isupper() or word[0].isdigit()) and lower not in _STOPS


def _links(lower: str, word: str, following: str, before: str) -> bool:
    """Whether a small word stands inside a name: "Bank of Maine", "Bank and Trust Company"."""
    if lower == "and":
        trust = before.lower() == "bank" and following.lower() == "trust"
        company = following.lower() in _AFTER_AND and not _is_suffix(before)
        return before[:1].isupper() and (trust or company)
    if lower == "of":
        named = following[:1].isupper() or following == "the"
        return named and before.lower() in _AFTER_OF
    if lower == "the":
        return (
            (before == "of" and following[:1].isupper())
            or word == "The"
            or (word.isupper() and following.isupper())
        )
    return bool(following)


def _comma_inside(
    following: str,
    taken: Sequence[str],
    before: str,
    tokens: Sequence[tuple[int, str]],
    number: int,
) -> bool:
    """Whether a comma stands inside a name: before "Inc.", or as in "Bear, Stearns & Co."."""
    if not taken:
        return True
    if following.lower() in _SUFFIXES - {"bank", "federal", "national"}:
        return True
    if following.lower() in ("national", "federal"):
        return len(taken) > 1 and taken[-2].lower() in ("association", "savings", "bank")
    if taken[0] == "Branch" and "," not in taken:
        return before[:1].isupper()
    if following.lower() == "series":
        return before.lower() in ("trust", "certificates", "notes")
    return (
        before[:1].isupper() and not _is_suffix(before) and _among_partners(taken, tokens, number)
    )


def _among_partners(taken: Sequence[str], tokens: Sequence[tuple[int, str]], number: int) -> bool:
    """Whether a comma stands among partners' names: "Bear, Stearns & Co.".

    Only where a last partner is named behind the "&" may a first partner have two words
    ("Merrill Lynch, Pierce, Fenner & Smith"); "& Co." ends a name of single words.
    """
    if "&" not in taken:
        return False
    inner = taken[taken.index("&") + 1 :]
    if len(inner) != 1 and "," not in inner:
        return False
    words = 0
    while number - 1 - words >= 0 and tokens[number - 1 - words][1][:1].isupper():
        words += 1
    company = taken[taken.index("&") - 1].lower() in ("co", "co.", "company", "sons")
    return words == 1 or (words == 2 and "," in inner and not company)


def _is_suffix(word: str) -> bool:
    return word.lower() in _SUFFIXES - {"national", "federal", "usa"}


def _keeps_article(
    taken: Sequence[tuple[int, str]], tokens: Sequence[tuple[int, str]], number: int
) -> bool:
    """Whether "The" is part of the name: capitalised in mid-sentence, or before "Bank of"."""
    article, following = taken[-1][1], taken[-2][1] if len(taken) > 1 else ""
    if article != "The":
        return False
    if following in ("Bank", "Depository") and any(t.lower() == "of" for _, t in taken):
        return True
    return number >= 0 and not tokens[number][1].endswith(".")
