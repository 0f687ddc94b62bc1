"""What all settings share: one sentence for a wrong one, and an empty one is not set."""

import pytest

from extractor import Extractor, ExtractorError
from extractor.edgar.settings import EdgarSettings
from extractor.environment import EnvironmentSettings
from extractor.errors import BadSetting
from extractor.jobs.settings import JobSettings
from extractor.review.settings import ReviewSettings
from extractor.service.api.settings import ApiSettings
from extractor.service.settings import ServiceSettings
from extractor.settings import Settings
from extractor.telemetry.settings import TelemetrySettings

WRONG: list[tuple[type[EnvironmentSettings], str, str]] = [
    (Settings, "EXTRACTOR_TIMEOUT", "soon"),
    (Settings, "EXTRACTOR_MODEL_SOURCES", "hub"),
    (ApiSettings, "EXTRACTOR_API_RATE", "much"),
    (EdgarSettings, "EXTRACTOR_EDGAR_BASE_URL", "https://elsewhere.example"),
    (JobSettings, "EXTRACTOR_JOBS_POLL", "-1"),
    (ReviewSettings, "EXTRACTOR_REVIEW_SECOND_PATHS", "deal.pool_balance"),
    (ServiceSettings, "EXTRACTOR_SECRET", "hunter2"),
    (TelemetrySettings, "EXTRACTOR_LOG", "xml"),
]


@pytest.mark.parametrize(("kind", "name", "value"), WRONG)
def test_a_wrong_setting_is_one_sentence_with_its_name(
    monkeypatch: pytest.MonkeyPatch, kind: type[EnvironmentSettings], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting) as caught:
        kind()
    said = str(caught.value)
    assert said.startswith(f"{name}: ")
    assert "\n" not in said
    assert "validation error" not in said
    assert value not in said.partition(": ")[2]


@pytest.mark.parametrize(("kind", "name", "_value"), WRONG)
def test_an_empty_setting_is_not_set(
    monkeypatch: pytest.MonkeyPatch, kind: type[EnvironmentSettings], name: str, _value: str
) -> None:
    monkeypatch.delenv(name, raising=False)
    unset = kind()
    monkeypatch.setenv(name, "")
    assert kind() == unset


def test_a_list_says_how_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_MODEL_SOURCES", "hub")
    with pytest.raises(BadSetting, match=r'list in JSON, like \["one", "two"\]'):
        Settings()
    monkeypatch.setenv("EXTRACTOR_MODEL_SOURCES", '["hub"]')
    assert Settings().model_sources == ("hub",)


def test_a_program_that_extracts_gets_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_TIMEOUT", "soon")
    with pytest.raises(ExtractorError, match="EXTRACTOR_TIMEOUT: "):
        Extractor(model="none")
