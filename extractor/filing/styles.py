"""What a style says of whether text is seen in a browser: hidden, its size, its colours."""

import re
from dataclasses import dataclass
from functools import lru_cache

Colour = tuple[int, int, int]

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
_NAMED = {
    **dict.fromkeys("white snow ivory floralwhite ghostwhite mintcream azure".split(), WHITE),
    "black": BLACK,
    "red": (255, 0, 0),
    "lime": (0, 255, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
    "navy": (0, 0, 128),
    "green": (0, 128, 0),
    "whitesmoke": (245, 245, 245),
}
_ALIKE = 16
"""How little two colours differ, in each channel, between which nothing is seen."""

_COMMENT = re.compile(r"/\*(?:.*?\*/|.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_JOINTS = re.compile(r"\s*([:;,()/])\s*")
_NIL = r"(?:0+(?:\.0*)?|\.0+)(?:[a-z]{1,4}|%)?(?![\w.%])"
_FAR = r"-(?:\d{4,}(?:\.\d*)?(?:px|pt)?|\d{3,}(?:\.\d*)?r?em)(?![\w.])"
_HIDING = re.compile(
    r";(?:display:none|(?:content-)?visibility:(?:hidden|collapse)|mso-hide:all"
    rf"|opacity:{_NIL}|zoom:{_NIL}|transform:(?:[^;]{{1,200}}[) ])?scale[xy3d]{{0,2}}\({_NIL}"
    rf"|(?:text-indent|left|top|right|bottom|margin|margin-left|margin-top):{_FAR}"
    r"|clip:rect\((\d{1,4}(?:px|pt)?)(?:[, ]\1){3}\)|clip-path:(?:inset\((?:100|[5-9]\d)%"
    rf"|circle\({_NIL})|color:(?:transparent|#[0-9a-f]{{3}}0;|#[0-9a-f]{{6}}00;"
    r"|(?:rgba|hsla)\([^()]{1,80}[,/]0*(?:\.0*)?%?\)))",
)
_NO_ROOM = re.compile(rf";(?:max-)?(?:height|width):{_NIL}")
_CUT = re.compile(r";overflow(?:-[xy])?:(?:hidden|clip)")
_SIZE = re.compile(r";font-size:([^;]*)|;font:([^;]*)")
_TINY = re.compile(
    rf"(?:^|[ ;]){_NIL}|(?:^| )(?:[01](?:\.\d*)?|\.\d+)(?:px|pt)(?!\w)"
    r"|(?:^| )0?\.(?:0|1[0-4]?(?!\d))\d*r?em|(?:^| )\d(?:\.\d*)?%"
)
_COLOUR = re.compile(r";color:([^;]*)")
_BACKGROUND = re.compile(r";background(?:-color)?:([^;]*)")
_IMAGE = re.compile(r";background(?:-image)?:[^;]{0,200}(?:url|gradient)\(")
_HEX = re.compile(r"#([0-9a-f]{3,8})(?!\w)")
_RGB = re.compile(r"rgba?\((\d{1,3})%?[, ](\d{1,3})%?[, ](\d{1,3})")
_WORD = re.compile(r"[a-z]{3,20}")
_NO_COLOUR = frozenset(
    "none transparent inherit initial unset repeat no-repeat scroll fixed left top 0 0% 0px".split()
)


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says of an element: hidden, too small to be seen, its colours.

    `tiny` and the colours are None where it does not say; `painted` is for a background that is
    not one colour, or not known.
    """

    hides: bool = False
    tiny: bool | None = None
    colour: Colour | None = None
    background: Colour | None = None
    painted: bool = False

    def under(self, other: "Look") -> "Look":
        """This look where another one of the same element wins."""
        own = other.background is None and not other.painted
        return Look(
            self.hides or other.hides,
            self.tiny if other.tiny is None else other.tiny,
            other.colour or self.colour,
            self.background if own else other.background,
            self.painted if own else other.painted,
        )


PLAIN = Look()


@lru_cache(maxsize=4096)
def look(style: str) -> Look:
    """What the declarations of a style say."""
    said = ";" + _JOINTS.sub(r"\1", " ".join(plain(style).lower().split())).strip() + ";"
    sizes = _SIZE.findall(said)
    size = "".join(sizes[-1]) if sizes else ""
    background, known = _background(_last(_BACKGROUND, said))
    return Look(
        hides=_HIDING.search(said) is not None
        or (_CUT.search(said) is not None and _NO_ROOM.search(said) is not None),
        tiny=_TINY.search(size) is not None if size else None,
        colour=colour(_last(_COLOUR, said)),
        background=background,
        painted=not known or _IMAGE.search(said) is not None,
    )


def _background(said: str) -> tuple[Colour | None, bool]:
    """The colour that a background has, and whether what it has is known."""
    parts = said.split()
    for each in parts:
        if (found := colour(each)) is not None:
            return found, True
    return None, _NO_COLOUR.issuperset(parts)


def _last(pattern: re.Pattern[str], said: str) -> str:
    found = pattern.findall(said)
    return found[-1].replace("!important", "").strip() if found else ""


def colour(said: str) -> Colour | None:
    """A colour as a style or an attribute says it; None where it is none that is known."""
    said = said.strip().lower()
    if match := _HEX.match(said if said.startswith("#") else f"#{said}"):
        digits = match.group(1)
        if len(digits) in (3, 4):
            digits = "".join(each * 2 for each in digits)
        if len(digits) in (6, 8):
            return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    if match := _RGB.match(said):
        scale = 2.55 if "%" in match.group() else 1
        red, green, blue = (round(int(each) * scale) for each in match.groups())
        return red, green, blue
    word = _WORD.match(said)
    return _NAMED.get(word.group()) if word else None


def alike(one: Colour | None, other: Colour | None) -> bool:
    """Whether text of one colour is not seen on the other."""
    if one is None or other is None:
        return False
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


def plain(css: str) -> str:
    """Styles without comments, with escapes as what they stand for."""
    if "/*" in css:
        css = _COMMENT.sub("", css)
    return _ESCAPE.sub(_unescaped, css) if "\\" in css else css


def _unescaped(escape: re.Match[str]) -> str:
    number = int(escape.group(1), 16) if escape.group(1) else 0
    return chr(number) if 0 < number < 0xD800 else escape.group(2) or ""
