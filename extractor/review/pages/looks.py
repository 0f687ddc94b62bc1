"""The templates: every value in them is text, whatever a filing puts into it."""

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from extractor.review.pages.harmless import visible
from extractor.review.pages.visitor import Visitor


def render(template: str, /, **given: object) -> str:
    """A template as text."""
    return _environment().get_template(f"{template}.html.j2").render(**given)


def page(
    template: str, visitor: Visitor | None = None, status: int = 200, /, **given: object
) -> HTMLResponse:
    """A page that nobody keeps, since it may hold a filing's text."""
    return HTMLResponse(
        render(template, visitor=visitor, **given), status, headers={"Cache-Control": "no-store"}
    )


def _finalize(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return "" if value is None else value


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("extractor.review.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
