"""What a model costs: a table of prices, in dollars for a million tokens."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractor.errors import ExtractorError


class Price(BaseModel):
    """Dollars for a million tokens of prompt and of completion."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt: float = Field(ge=0)
    completion: float = Field(ge=0)

    def of(self, prompt_tokens: int, completion_tokens: int) -> float:
        """What these tokens cost, in dollars."""
        return (prompt_tokens * self.prompt + completion_tokens * self.completion) / 1_000_000


FREE = Price(prompt=0, completion=0)
"""What a model costs that runs on the user's own machine."""


def load_prices(path: Path) -> Mapping[str, Price]:
    """Prices by model from a TOML file with a table for each: `["MODEL"]`, prompt, completion."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ExtractorError(f"{path}: the prices cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ExtractorError(f"{path}: this is not TOML ({error})") from error
    return {model: _price(path, model, table) for model, table in tables.items()}


def _price(path: Path, model: str, table: object) -> Price:
    try:
        return Price.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join([model, *(str(part) for part in first["loc"])])
        raise ExtractorError(f"{path}: not a table of prices: {where}: {first['msg']}") from error
