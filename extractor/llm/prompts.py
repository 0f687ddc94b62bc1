"""Prompts: text files, found in the package or the checkout, known by their hash."""

import hashlib
from functools import lru_cache
from importlib import resources
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from extractor.errors import ExtractorError
from extractor.llm.quotes import QuoteSchema

SYSTEM = "system"
_ENVIRONMENT = Environment(
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
)


def prompt_text(name: str, folder: Path | None = None) -> str:
    """The text of the prompt `name`: of `folder` if given, else as packaged or in the checkout."""
    for place in _places(folder):
        file = place / f"{name}.txt"
        if file.is_file():
            return file.read_text(encoding="utf-8")
    where = str(folder) if folder else "the package"
    raise ExtractorError(f"there is no prompt {name}.txt in {where}")


def prompt_hash(name: str, folder: Path | None = None) -> str:
    """The sha256 of a prompt's text."""
    return hashlib.sha256(prompt_text(name, folder).encode()).hexdigest()


def messages(
    name: str, schema: QuoteSchema, text: str, folder: Path | None = None
) -> list[dict[str, str]]:
    """The messages that put a question over `text`.

    The text is fenced by a marker that depends on it, so that no text can close its own fence.
    What all questions share comes first: a server's prompt cache keeps it.
    """
    fence = f"TEXT-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    asked = _template(prompt_text(name, folder)).render(
        fields=schema.fields, skeleton=schema.skeleton, text=text, fence=fence
    )
    return [
        {"role": "system", "content": prompt_text(SYSTEM, folder).strip()},
        {"role": "user", "content": asked.strip()},
    ]


@lru_cache(maxsize=64)
def _template(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)


def _places(folder: Path | None) -> list[Path]:
    if folder is not None:
        return [folder]
    package = Path(str(resources.files("extractor")))
    return [package / "_prompts", package.parent / "prompts"]
