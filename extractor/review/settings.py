"""Settings of the review queue: environment variables with the prefix EXTRACTOR_REVIEW_."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from extractor.environment import EnvironmentSettings


class ReviewSettings(EnvironmentSettings):
    """What a user may set of the queue."""

    model_config = SettingsConfigDict(env_prefix="EXTRACTOR_REVIEW_")

    lease: float = Field(default=900.0, gt=0)
    """Seconds that a filing stays with who took it, from the last sign of life."""
    second_rate: float = Field(default=0.0, ge=0, le=1)
    """The share of settled fields that a second person decides blindly."""
    second_paths: tuple[str, ...] = ()
    """Schema paths that a second person always decides blindly."""
    audit_rate: float = Field(default=0.01, ge=0, le=1)
    """The share of accepted fields, drawn by hash, that a person looks at all the same."""
