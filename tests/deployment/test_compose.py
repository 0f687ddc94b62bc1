"""What containers are told to run exists, and what they are set to is what the program reads.

There is no container engine here: the files are read, and held against the code.
"""

import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml  # type: ignore[import-untyped]
from pydantic_settings import BaseSettings

from extractor.cli.app import app
from extractor.edgar.settings import EdgarSettings
from extractor.jobs.settings import JobSettings
from extractor.service.api.settings import ApiSettings
from extractor.service.settings import ServiceSettings
from extractor.settings import Settings
from extractor.store.address import StoreSettings
from extractor.telemetry.settings import TelemetrySettings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/deployment.md").read_text(encoding="utf-8")
KINDS: tuple[type[BaseSettings], ...] = (
    *(ApiSettings, EdgarSettings, JobSettings, ServiceSettings),
    *(Settings, StoreSettings, TelemetrySettings),
)
KNOWN = {
    f"{kind.model_config['env_prefix']}{name.upper()}"
    for kind in KINDS
    for name in kind.model_fields
}
OF_OTHERS = {"OPENAI_API_KEY", "OTEL_EXPORTER_OTLP_ENDPOINT", "PGPASSWORD"}
OF_COMPOSE = {"EXTRACTOR_IMAGE", "EXTRACTOR_PORT", "POSTGRES_PASSWORD"}
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if "build" in each}


def instructions() -> list[tuple[str, str]]:
    """The instructions of the container file, each with what it is given."""
    text = re.sub(r"\\\n", " ", (ROOT / "Containerfile").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def given(word: str) -> list[str]:
    """What each instruction of a kind is given."""
    return [rest for kind, rest in instructions() if kind == word]


def check_command(words: list[str]) -> None:
    """Fail unless these are a command of the program, with options that it has."""
    command: Any = typer.main.get_command(app)
    rest = list(words)
    while getattr(command, "commands", None):
        assert rest, words
        assert rest[0] in command.commands, words
        command = command.commands[rest.pop(0)]
    flags = {flag for each in command.params for flag in (*each.opts, *each.secondary_opts)}
    assert {each for each in rest if each.startswith("--")} <= flags, words


def variables(value: object) -> Iterator[str]:
    """The variables that a value takes from where compose is run."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from variables(each)
            if each is None and str(name).isupper():
                yield str(name)
    elif isinstance(value, list):
        for each in value:
            yield from variables(each)
    elif isinstance(value, str):
        yield from re.findall(r"\$\{(\w+)", value)


def test_there_is_a_database_a_service_and_two_workers() -> None:
    assert set(SERVICES) == {"db", "migrate", "api", "worker"}
    assert SERVICES["worker"]["deploy"]["replicas"] == 2
    assert "postgres" in SERVICES["db"]["image"]


@pytest.mark.parametrize("name", OURS)
def test_what_a_container_runs_is_a_command_of_the_program(name: str) -> None:
    check_command(OURS[name]["command"])


@pytest.mark.parametrize("name", OURS)
def test_what_a_container_is_set_to_is_a_setting(name: str) -> None:
    assert set(OURS[name]["environment"]) <= KNOWN | OF_OTHERS


def test_settings_have_values_that_fit() -> None:
    environment = OURS["api"]["environment"]
    assert environment["EXTRACTOR_STORE"].startswith("postgresql://extractor@db/")
    assert SERVICES["db"]["environment"]["POSTGRES_USER"] == "extractor"
    assert SERVICES["db"]["environment"]["POSTGRES_DB"] == "extractor"
    assert TelemetrySettings(log=environment["EXTRACTOR_LOG"]).log == "json"


def test_a_key_goes_to_workers_alone() -> None:
    holders = {name for name, each in SERVICES.items() if "OPENAI_API_KEY" in each["environment"]}
    assert holders == {"worker"}


def test_every_variable_is_documented_and_means_something() -> None:
    taken = set(variables(COMPOSE))
    assert taken <= KNOWN | OF_OTHERS | OF_COMPOSE
    assert {name for name in taken if f"`{name}`" not in PAGE} == set()


def test_nothing_secret_has_a_default() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    for name in ("POSTGRES_PASSWORD", "EXTRACTOR_SECRET"):
        assert set(re.findall(rf"\${{{name}(.)(.)", text)) == {(":", "?")}


def test_the_store_is_of_this_version_before_anything_starts() -> None:
    waits = {name: each["depends_on"] for name, each in OURS.items()}
    assert waits.pop("migrate") == {"db": {"condition": "service_healthy"}}
    for depends in waits.values():
        assert depends == {"migrate": {"condition": "service_completed_successfully"}}
    assert OURS["migrate"]["restart"] == "no"


def test_a_database_that_is_being_set_up_is_not_healthy_yet() -> None:
    asked = SERVICES["db"]["healthcheck"]["test"]
    assert asked[asked.index("--host") + 1] == "127.0.0.1"


def test_a_worker_is_given_the_time_that_it_takes() -> None:
    from extractor.cli.batch_work import _PATIENCE

    grace = OURS["worker"]["stop_grace_period"]
    assert int(grace.removesuffix("s")) > _PATIENCE


def test_only_this_machine_reaches_the_service() -> None:
    assert all(each.startswith("127.0.0.1:") for each in OURS["api"]["ports"])
    assert [name for name, each in SERVICES.items() if "ports" in each] == ["api"]


def test_the_health_that_is_asked_for_exists() -> None:
    from fastapi import APIRouter, FastAPI

    from extractor.service.api.health import add_health

    made, router = FastAPI(), APIRouter()
    add_health(router, None)  # type: ignore[arg-type]  # nothing is asked of it
    made.include_router(router)
    asked = re.findall(r"127\.0\.0\.1:8000(/[\w/]+)", str(OURS["api"]["healthcheck"]) + PAGE)
    assert set(asked) <= set(made.openapi()["paths"])
    assert asked


def test_volumes_are_declared_and_where_the_image_has_them() -> None:
    mounted = {each for service in SERVICES.values() for each in service.get("volumes", ())}
    assert {each.split(":")[0] for each in mounted} == set(COMPOSE["volumes"])
    places = {each.split(":")[1] for service in OURS.values() for each in service["volumes"]}
    assert places == set(yaml.safe_load(given("VOLUME")[0]))
    settings = dict(each.split("=", 1) for each in shlex.split(given("ENV")[-1]))
    assert places == {settings["EXTRACTOR_CACHE_DIR"], settings["EXTRACTOR_MODEL_DIR"]}
    assert {name for name in settings if name.startswith("EXTRACTOR_")} <= KNOWN


def test_the_image_is_built_from_what_is_there() -> None:
    for sources in given("COPY"):
        if sources.startswith("--from"):
            continue
        *names, _target = sources.split()
        for name in names:
            assert (ROOT / name).exists(), name
    kept = [
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    ]
    copied = [name for line in given("COPY") if "--from" not in line for name in line.split()[:-1]]
    assert set(kept) == set(copied)


def test_the_image_holds_what_the_package_is_made_of(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    copied = " ".join(given("COPY"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    for each in included:
        assert any(fnmatch(each, f"{part}*") for part in copied.split()), each
    extras = re.search(r'"\.\[([\w,]+)\]"', " ".join(given("RUN")))
    assert extras is not None
    assert set(extras[1].split(",")) <= set(project["project"]["optional-dependencies"])
    (version,) = {each.partition("python:")[2].partition("-")[0] for each in given("FROM")}
    assert project["project"]["requires-python"] == f">={version}"


def test_the_image_runs_the_program_as_nobody_special() -> None:
    assert given("ENTRYPOINT") == ['["extractor"]']
    check_command(yaml.safe_load(given("CMD")[-1]))
    assert given("USER") == ["extractor"]
    assert all(each["read_only"] and each["cap_drop"] == ["ALL"] for each in OURS.values())


def test_what_the_page_has_run_in_containers_exists() -> None:
    found = re.findall(r"docker compose run --rm worker ([^\n`…]+)", PAGE)
    assert len(found) >= 4
    for each in found:
        check_command([word for word in each.split() if word != "LINE"])
