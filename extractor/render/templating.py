"""The templates of pages, and what keeps the text of a filing text in them."""

import base64
import hashlib
from functools import lru_cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

# What a browser would obey or lose: control characters, and marks that turn the direction of text.
_HIDDEN = [*range(0x09), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0xA0)]
_TURNING = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_UNSHOWN = {**dict.fromkeys(_HIDDEN + _TURNING, "\ufffd"), 0x0C: "\n"}


def filled(name: str, **context: object) -> str:
    """A template with its blanks filled in; every value is escaped."""
    return _environment().get_template(name).render(**context)


@lru_cache(maxsize=8)
def asset(name: str) -> Markup:
    """A style or a script of the pages, to stand in a page as it is."""
    file = resources.files("extractor.render").joinpath("templates", name)
    return Markup(file.read_text(encoding="utf-8"))


def source(text: str) -> str:
    """How a Content-Security-Policy names an inline style or script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("extractor.render"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _visible(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return value.translate(_UNSHOWN)
    return "" if value is None else value
