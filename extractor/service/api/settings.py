"""Settings of the HTTP API: environment variables with the prefix EXTRACTOR_API_."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from extractor.environment import EnvironmentSettings


class ApiSettings(EnvironmentSettings):
    """What a user may set of the HTTP API. Sizes are in bytes."""

    model_config = SettingsConfigDict(env_prefix="EXTRACTOR_API_")

    rate: int = Field(default=600, ge=1)
    """Requests a minute of one key, at one server, where the key has no rate of its own."""
    max_batch_bytes: int = Field(default=500_000_000, ge=1)
    """A larger upload of a batch is refused."""
    models: str = ""
    """Models that may be asked for beside `none` and EXTRACTOR_MODEL, commas between."""
    policy: Path | None = None
    """The policy file under which submitted filings are decided."""
    webhooks_private: bool = False
    """Tell webhooks at private and loopback addresses too, and over plain HTTP."""

    @property
    def more_models(self) -> frozenset[str]:
        """The names in `models`."""
        return frozenset(filter(None, map(str.strip, self.models.split(","))))
