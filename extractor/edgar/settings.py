"""Settings of fetching from EDGAR: environment variables with the prefix EXTRACTOR_EDGAR_."""

from pydantic import Field, field_validator
from pydantic_settings import SettingsConfigDict

from extractor.edgar.addresses import is_loopback
from extractor.edgar.faults import EdgarFault
from extractor.environment import EnvironmentSettings

_LONGEST_AGENT = 200


class EdgarSettings(EnvironmentSettings):
    """What a user may set of fetching from EDGAR. Times are in seconds."""

    model_config = SettingsConfigDict(env_prefix="EXTRACTOR_EDGAR_")

    user_agent: str = ""
    """Who asks: a name and an e-mail address. EDGAR answers nobody who does not say."""
    requests_per_second: float = Field(default=8.0, gt=0, le=10)
    """All processes of this user on this machine together; EDGAR allows 10."""
    attempts: int = Field(default=5, ge=1, le=20)
    """How often one request is tried in all."""
    timeout: float = Field(default=60.0, gt=0)
    """How long EDGAR may be silent within one request."""
    patience: float = Field(default=900.0, gt=0)
    """The longest single wait that EDGAR is granted where it asks for one."""
    look_back: int = Field(default=14, ge=0, le=366)
    """For how many days before the last one the daily index is looked at again, in days."""
    base_url: str | None = None
    """For tests: a server on this machine that stands for EDGAR."""

    @field_validator("base_url")
    @classmethod
    def _is_here(cls, value: str | None) -> str | None:
        if value is not None and not is_loopback(value):
            raise ValueError("it must be an address of this machine: filings come from EDGAR alone")
        return value

    def agent(self) -> str:
        """Who asks; raises EdgarFault where nobody is named."""
        agent = self.user_agent.strip()
        fits = agent.isascii() and agent.isprintable() and len(agent) <= _LONGEST_AGENT
        if not (fits and "@" in agent and " " in agent):
            raise EdgarFault(
                "EDGAR answers only who says who they are: set EXTRACTOR_EDGAR_USER_AGENT to your "
                "name and e-mail address, like 'Ann Heron ann@heron.example'"
            )
        return agent
