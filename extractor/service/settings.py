"""Settings of what is served: environment variables with the prefix EXTRACTOR_."""

import ipaddress

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from extractor.environment import EnvironmentSettings


class ServiceSettings(EnvironmentSettings):
    """What a user may set of the service."""

    model_config = SettingsConfigDict(env_prefix="EXTRACTOR_")

    secret: SecretStr | None = None
    """What sessions are signed with, 32 characters or more; without it one is made and kept beside
    the store. Needed where several servers share a store."""
    session_hours: float = Field(default=12.0, gt=0, le=24 * 31)
    """How long one stays logged in."""
    proxy_header: str = ""
    """The header in which a reverse proxy names the person that it has authenticated; off by
    default."""
    proxy_address: str = ""
    """The addresses that this proxy speaks from, commas between; the header counts from nowhere
    else."""

    @field_validator("secret")
    @classmethod
    def _is_long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 32:
            raise ValueError("it is too short to be a secret: 32 characters or more")
        return value

    @field_validator("proxy_address")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        for each in filter(None, map(str.strip, value.split(","))):
            ipaddress.ip_address(each)
        return value

    @property
    def proxies(self) -> frozenset[str]:
        """The addresses whose header is believed; none while no header is named."""
        if not self.proxy_header:
            return frozenset()
        return frozenset(filter(None, map(str.strip, self.proxy_address.split(","))))
