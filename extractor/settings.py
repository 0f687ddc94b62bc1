"""Settings: environment variables with the prefix EXTRACTOR_, each with a default that works."""

from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field
from pydantic_settings import SettingsConfigDict

from extractor.environment import EnvironmentSettings


def _cache() -> Path:
    return user_cache_path("extractor", appauthor=False)


class Settings(EnvironmentSettings):
    """What a user may set. Sizes are in bytes, times in seconds."""

    model_config = SettingsConfigDict(env_prefix="EXTRACTOR_")

    model: str = "local"
    """`local` (the embedded model), `none`, the name of another embedded model, or the name of a
    model at `base_url`."""
    base_url: str | None = None
    """An OpenAI-compatible endpoint; without it remote models are asked at OPENAI_BASE_URL, or else
    at OpenAI's own."""
    mode: str = "json_schema"
    """How structured output is asked for: `json_schema` or `tools`."""
    timeout: float = Field(default=300.0, gt=0)
    """Time limit of one call."""
    attempts: int = Field(default=5, ge=1)
    """How often one call is tried in all when the endpoint fails."""
    concurrency: int = Field(default=4, ge=1)
    """Calls under way at once (an embedded model always gets one)."""
    max_answer_tokens: int = Field(default=1024, ge=16)
    """Completion tokens of one answer."""
    max_filing_bytes: int = Field(default=60_000_000, ge=1)
    """A larger input is refused."""
    text_only: bool = False
    """Leave unread what a filing declares beside its text: inline XBRL and the header."""
    cascade: bool = False
    """Ask a model no question when all that it feeds is accepted without it."""
    first_model: str | None = None
    """A smaller model, embedded or at the same endpoint, that is asked each question first: the
    model is asked only where something that the question feeds is not accepted on its answer."""
    offline: bool = False
    """Open no socket but loopback."""
    cache: bool = True
    """Keep the model's answers for the next run."""
    cache_dir: Path = Field(default_factory=_cache)
    """Where answers are kept."""
    model_dir: Path = Field(default_factory=lambda: _cache() / "models")
    """Where embedded models are kept."""
    model_path: Path | None = None
    """A GGUF file to take the embedded model from."""
    model_sources: tuple[str, ...] = ("path", "hub", "mirror")
    """Where `extractor model pull` looks, in order."""
