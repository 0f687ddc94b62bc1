"""Settings of durable jobs: environment variables with the prefix EXTRACTOR_JOBS_."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from extractor.environment import EnvironmentSettings


class JobSettings(EnvironmentSettings):
    """What a user may set of jobs and their workers. Times are in seconds."""

    model_config = SettingsConfigDict(env_prefix="EXTRACTOR_JOBS_")

    requests_per_minute: float | None = Field(default=None, gt=0)
    """Requests to one model at one endpoint, all workers together; without it no limit."""
    tokens_per_minute: float | None = Field(default=None, gt=0)
    """Tokens of prompts and answers, likewise."""
    rounds: int = Field(default=8, ge=1)
    """How often the questions that an endpoint left open are put, before a filing is parked."""
    pause: float = Field(default=2.0, ge=0)
    """The wait before the second round; each further one is twice as long, to ten minutes."""
    starts: int = Field(default=5, ge=1)
    """How often a filing may be begun without any progress, before it is parked."""
    silence: float = Field(default=20.0, gt=0)
    """After how long without a heartbeat a worker counts as dead."""
    poll: float = Field(default=0.1, gt=0)
    """How often a worker looks for work."""
