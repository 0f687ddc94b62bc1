"""What all settings share: environment variables, and one sentence where one of them is wrong."""

import re
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from extractor.errors import BadSetting

_NAMED = re.compile(r'field "(\w+)"')


class EnvironmentSettings(BaseSettings):
    """Settings from environment variables; one that is empty counts as not set.

    Raises BadSetting for the first that is wrong.
    """

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            first = error.errors()[0]
            said = first["msg"].removeprefix("Value error, ")
            raise BadSetting(f"{self._variable(str(first['loc'][0]))}: {said}") from error
        except SettingsError as error:
            # The cause quotes what was set, so only the name is taken.
            named = _NAMED.search(str(error))
            raise BadSetting(
                f"{self._variable(named[1] if named else '…')}: is a list in JSON, like "
                '["one", "two"]'
            ) from error

    @classmethod
    def _variable(cls, name: str) -> str:
        return f"{cls.model_config.get('env_prefix', '')}{name}".upper()
