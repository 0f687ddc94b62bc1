"""What a browser does not show is not read, and is told; what it shows is read."""

import pytest

from extractor.filing.html import render

STYLES = (
    "display:/* x */none",
    "display:n\\6f ne",
    "DISPLAY : NONE !important",
    "content-visibility:hidden",
    "mso-hide:all",
    "opacity:0",
    "opacity: 0.0",
    "zoom:0",
    "transform: translate(3px) scale(0)",
    "text-indent:-9999px",
    "position:absolute;left:-9999px",
    "position: fixed; top: -2000pt",
    "margin-left:-500em",
    "clip:rect(0,0,0,0)",
    "clip: rect(1px 1px 1px 1px)",
    "clip-path: inset(100%)",
    "height:0;overflow:hidden",
    "max-height: 0px; overflow-y: hidden",
    "overflow:clip;width:0",
    "color:transparent",
    "color:rgba(0, 0, 0, 0)",
    "color:#0000",
    "color:#FFF",
    "color: white",
    "color: rgb(255, 255, 255)",
    "color: rgb(100%, 100%, 100%)",
    "color:#fefefe",
    "background:none;color:#fff",
    "background: #000 none;color: #010101",
    "font-size:0px",
    "font-size:0.1px",
    "font-size:1px",
    "font-size:.01em",
    "font-size:1%",
    "font:0/0 a",
    "font:italic 1px serif",
)
SHEETS = (
    (".w {{ color: #fff }}", '<div class="w">{}</div>'),
    ("<!-- .w {{ color: #fff }} -->", '<div class="v w">{}</div>'),
    ("#hh {{ display: none }}", '<div id="hh">{}</div>'),
    ("[data-x] {{ display: none }}", '<div data-x="1">{}</div>'),
    ("[data-x=1] {{ display: none }}", '<div data-x="1">{}</div>'),
    ("div.o p {{ display: none }}", '<div class="o"><p>{}</p></div>'),
    (".o > .i {{ display: none }}", '<div class="o"><p class="i">{}</p></div>'),
    ("section {{ display: none }}", "<section>{}</section>"),
    (".a.b {{ display: none }}", '<div class="a b">{}</div>'),
    ("@media all {{ .m {{ display: none }} }}", '<div class="m">{}</div>'),
    ("@media (min-width: 1px) {{ .m {{ opacity: 0 }} }}", '<div class="m">{}</div>'),
    (".c {{ display:/**/none }}", '<div class="c">{}</div>'),
    ("p {{ margin: 0 }} .c {{ font-size: 1px }}", '<p><span class="c">{}</span></p>'),
)
ELEMENTS = (
    "<dialog>{}</dialog>",
    "<noframes>{}</noframes>",
    "<noembed>{}</noembed>",
    "<canvas>{}</canvas>",
    "<video>{}</video>",
    "<audio>{}</audio>",
    "<datalist><option>{}</option></datalist>",
    "<svg><desc>{}</desc></svg>",
    "<svg><defs><text>{}</text></defs></svg>",
    "<math><annotation>{}</annotation></math>",
    "<ruby><rp>{}</rp></ruby>",
    '<font color="#FFFFFF">{}</font>',
    "<table bgcolor=red><tr><td><font color=red>{}</font></td></tr></table>",
)
HIDING = (
    *(f'<div style="{each}">{{}}</div>' for each in STYLES),
    *(f"<style>{css}</style>{form}" for css, form in SHEETS),
    *ELEMENTS,
)


@pytest.mark.parametrize("form", HIDING)
def test_what_is_not_seen_is_not_read_and_is_told(form: str) -> None:
    rendering = render(f"<html><p>shown</p>{form.format('secret words')}<p>too</p></html>")
    assert rendering.text.split() == ["shown", "too"]
    assert rendering.warnings == (
        "Not shown, so not read as text: 1 element that the style hides (11 characters).",
    )


SEEN = (
    '<p style="opacity:0.5;left:-20px;text-indent:-36pt">{}</p>',
    '<p style="height:0">{}</p>',
    '<td style="width:0%">{}</td>',
    '<p style="color:#000000;background-color:#ffffff">{}</p>',
    '<p style="background-color:#003366;color:white">{}</p>',
    '<div style="background:url(dark.gif)"><p style="color:white">{}</p></div>',
    '<div style="background:midnightblue"><p style="color:white">{}</p></div>',
    '<table bgcolor="#000080"><tr><td><font color="#ffffff">{}</font></td></tr></table>',
    '<table background="dark.gif"><tr><td><font color="white">{}</font></td></tr></table>',
    '<div style="color:white"><p style="color:black">{}</p></div>',
    '<p style="font-size:1px"><font style="font-size:10pt">{}</font></p>',
    '<div style="font-size:0"><span style="font:bold 10pt/12pt serif">{}</span></div>',
    '<div style="font-size:0"><font size="2">{}</font></div>',
    "<dialog open>{}</dialog>",
    "<style>b.y {{ display: none }}</style><p class='y'>{}</p>",
    "<style>.y:hover {{ display: none }}</style><p class='y'>{}</p>",
    "<style>.o .y {{ display: none }}</style><div class='o'></div><p class='y'>{}</p>",
    "<style>@media print {{ .y {{ display: none }} }}</style><p class='y'>{}</p>",
    "<style>@media (max-width: 9px) {{ .y {{ display: none }} }}</style><p class='y'>{}</p>",
    "<style>.y {{ background: navy }}</style><div class='y' style='color:#fff'>{}</div>",
)


@pytest.mark.parametrize("form", SEEN)
def test_what_is_seen_is_read(form: str) -> None:
    rendering = render(f"<html><p>shown</p>{form.format('plain words')}<p>too</p></html>")
    assert rendering.text.split() == ["shown", "plain", "words", "too"]
    assert rendering.warnings == ()


def test_what_stands_round_and_within_what_is_not_seen_stays() -> None:
    html = '<p>a <font color="white">b <font color="black">c</font> d <hr hidden> e</font> f</p>'
    rendering = render(f"<html>{html}</html>")
    assert rendering.text.split() == ["a", "c", "f"]
    (warning,) = rendering.warnings
    assert "3 elements that the style hides (3 characters)" in warning


def test_a_sheet_of_many_selectors_costs_no_more_than_its_length() -> None:
    rules = "".join(f".a .b{number} .c {{ display: none }}" for number in range(3_000))
    words = '<p class="c">x</p>' * 3_000
    assert render(f"<html><style>{rules}</style>{words}</html>").text.split() == ["x"] * 3_000
