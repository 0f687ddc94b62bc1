"""Prompts: text files, found in the package or the checkout, known by their hash."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import resources
from itertools import count, product
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, StrictUndefined, Template, TemplateError

from extractor.errors import ExtractorError
from extractor.llm.quotes import QuoteSchema

SYSTEM = "system"
_ENVIRONMENT = Environment(
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
)


def prompt_text(
    name: str, folder: Path | None = None, own: Mapping[str, str] = MappingProxyType({})
) -> str:
    """The text of the prompt `name`: of `folder` if given, else of a form's own prompts, else as
    packaged or in the checkout."""
    if folder is None and name in own:
        return own[name]
    return _shipped(name) if folder is None else _found(name, [folder], str(folder))


@lru_cache(maxsize=64)
def _shipped(name: str) -> str:
    """A prompt of the package, which stays as it is while the package is loaded."""
    package = Path(str(resources.files("extractor")))
    return _found(name, [package / "_prompts", package.parent / "prompts"], "the package")


def _found(name: str, places: Iterable[Path], where: str) -> str:
    for place in places:
        file = place / f"{name}.txt"
        if file.is_file():
            try:
                return file.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise ExtractorError(f"the prompt {file} cannot be read: {error}") from error
    raise ExtractorError(f"there is no prompt {name}.txt in {where}")


def prompt_hash(
    name: str, folder: Path | None = None, own: Mapping[str, str] = MappingProxyType({})
) -> str:
    """The sha256 of a prompt's text."""
    return hashlib.sha256(prompt_text(name, folder, own).encode()).hexdigest()


def messages(
    name: str,
    schema: QuoteSchema,
    text: str,
    folder: Path | None = None,
    own: Mapping[str, str] = MappingProxyType({}),
) -> list[dict[str, str]]:
    """The messages that put a question over `text`.

    The text stands between tags that do not occur in it, so that no text can close its own
    fence. What all questions share comes first: a server's prompt cache keeps it.
    """
    fence = _fence(text)
    try:
        asked = _template(prompt_text(name, folder, own)).render(
            fields=schema.fields,
            skeleton=schema.skeleton,
            text=text,
            fence=fence,
        )
    except TemplateError as error:
        raise ExtractorError(f"the prompt {name}.txt cannot be filled in: {error}") from error
    return [
        {"role": "system", "content": prompt_text(SYSTEM, folder).strip()},
        {"role": "user", "content": asked.strip()},
    ]


def _fence(text: str) -> str:
    """The name of a tag that the text does not hold.

    Plain words only: with random digits in its fence a small model misreads numbers beside it.
    """
    held = text.casefold()
    return next(name for name in _fences() if f"{name}>" not in held)


def _fences() -> Iterator[str]:
    for length in count(0):
        yield from (f"text{'-' if length else ''}{''.join(tail)}" for tail in _tails(length))


def _tails(length: int) -> Iterator[tuple[str, ...]]:
    return product("abcdefghijklmnopqrstuvwxyz", repeat=length)


@lru_cache(maxsize=64)
def _template(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)
