"""Settings of what is told: environment variables with the prefix EXTRACTOR_."""

import os
from typing import Literal
from urllib.parse import urlsplit

from pydantic import field_validator
from pydantic_settings import SettingsConfigDict

from extractor.environment import EnvironmentSettings
from extractor.telemetry.asked import STANDARD

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class TelemetrySettings(EnvironmentSettings):
    """What a user may set of traces, metrics and logs."""

    model_config = SettingsConfigDict(env_prefix="EXTRACTOR_")

    telemetry_endpoint: str | None = None
    """Where traces and metrics go, by OTLP over HTTP: http://collector:4318. Without it
    OTEL_EXPORTER_OTLP_ENDPOINT counts; with neither nothing is sent."""
    telemetry_content: bool = False
    """Put questions and answers, so text of filings, into the traces."""
    log: Literal["text", "json"] = "text"
    """How the program logs on standard error."""
    offline: bool = False
    """Send nothing to another machine."""

    @field_validator("telemetry_endpoint")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "http://none")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("it is no address of a collector: it looks like http://host:4318")
        return value

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where something would be sent: none where nothing is asked for."""
        if self.telemetry_endpoint:
            return (self.telemetry_endpoint,)
        return tuple(filter(None, map(os.environ.get, STANDARD)))

    @property
    def stays_here(self) -> bool:
        """Whether all of it stays on this machine."""
        return all(urlsplit(each).hostname in _LOOPBACK for each in self.addresses)
