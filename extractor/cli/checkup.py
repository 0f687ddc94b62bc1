"""What `extractor doctor` looks at; each finding is one line, with its remedy."""

import os
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from extractor.cli.machine import Machine, nearest
from extractor.errors import ExtractorError
from extractor.llm.endpoint import NONE, is_embedded, is_loopback
from extractor.llm.models import ModelFile, lookup
from extractor.llm.pull import MARGIN, cached
from extractor.settings import Settings

State = Literal["ok", "note", "missing"]
"""`missing` is what the default use cannot do without; `note` is worth knowing."""

_MEMORY = 2_000_000_000
_CORES = 2
_DISK = 200_000_000
_RUNTIME = ("xllamacpp", "filelock", "huggingface_hub")
_VERSIONS = ("pydantic", "openai", "instructor", "lxml", "xllamacpp")
_DEFAULT_URL = "https://api.openai.com/v1"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `remedy` says what to do, "" where there is nothing to do."""

    name: str
    state: State
    message: str
    remedy: str = ""


def findings(
    settings: Settings, machine: Machine, environment: Mapping[str, str]
) -> Iterator[Finding]:
    """Everything that is looked at, in order. No connection is opened but to the store."""
    yield Finding("extractor", "ok", f"{version('filing-extractor')} on {_python()}")
    yield Finding("packages", "ok", ", ".join(_installed()))
    embedded = is_embedded(settings.model, settings.base_url)
    if embedded:
        yield from _embedded(settings, machine)
    elif settings.model == NONE:
        yield Finding("model", "note", "none is asked (EXTRACTOR_MODEL=none): all goes to review")
    yield endpoint(settings, environment, needed=not embedded and settings.model != NONE)
    yield cores(machine)
    yield folder("answers", settings.cache_dir, "EXTRACTOR_CACHE_DIR", _DISK, machine)
    yield tables()
    yield from store()


def _python() -> str:
    return f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"


def _installed() -> Iterator[str]:
    for name in _VERSIONS:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            continue


def _embedded(settings: Settings, machine: Machine) -> Iterator[Finding]:
    yield runtime()
    try:
        known = lookup(settings.model)
    except ExtractorError as error:
        yield Finding("model", "missing", str(error), "extractor model list")
        return
    found = model(known, settings)
    yield found
    if found.state == "missing":
        # Wheels of the mirror lie beside the file that is put together from them.
        needed = 2 * known.size + MARGIN
        yield folder("models", settings.model_dir, "EXTRACTOR_MODEL_DIR", needed, machine)
    yield memory(machine)


def runtime() -> Finding:
    """Whether the embedded model can be run and fetched."""
    lacking = [name for name in _RUNTIME if find_spec(name) is None]
    if lacking:
        said = f"{', '.join(lacking)} not installed"
        return Finding("runtime", "missing", said, "pip install 'filing-extractor[local]'")
    return Finding("runtime", "ok", f"xllamacpp {version('xllamacpp')}")


def model(known: ModelFile, settings: Settings) -> Finding:
    """Whether the embedded model is there, with the right hash."""
    found = cached(known, settings.model_dir)
    if found is not None:
        said = f"{known.name}, sha256 {known.sha256[:12]}… verified, {found.path}"
        return Finding("model", "ok", f"{said} (from {found.source})")
    path = settings.model_dir / known.file_name
    why = "the file there is another one" if path.exists() else "not on this machine"
    name = "" if known.default else f" {known.name}"
    offline = ", once with EXTRACTOR_OFFLINE unset" if settings.offline else ""
    remedy = f"extractor model pull{name} ({_gb(known.size)}{offline}), or use --model none"
    return Finding("model", "missing", f"{known.name}: {why} ({settings.model_dir})", remedy)


def memory(machine: Machine) -> Finding:
    """Whether the embedded model fits into memory."""
    if machine.memory is None:
        return Finding("memory", "note", "cannot be told; the model needs about 2 GB")
    free = "" if machine.free_memory is None else f", {_gb(machine.free_memory)} free"
    said = f"{_gb(machine.memory)}{free}; the model needs about {_gb(_MEMORY)}"
    small = "a machine with more, the smaller model (--model qwen2.5-coder-0.5b), or --model none"
    if machine.memory < _MEMORY:
        return Finding("memory", "missing", said, small)
    if machine.free_memory is not None and machine.free_memory < _MEMORY:
        return Finding("memory", "note", said, "end other programs before a long run")
    return Finding("memory", "ok", said)


def cores(machine: Machine) -> Finding:
    """How many cores there are."""
    said = f"{machine.cores} for this process"
    if machine.cores < _CORES:
        return Finding("cores", "note", said, "expect some minutes a filing with the model")
    return Finding("cores", "ok", said)


def endpoint(settings: Settings, environment: Mapping[str, str], *, needed: bool) -> Finding:
    """Where a remote model would be asked, and whether there is a key; it is not contacted."""
    url = settings.base_url or environment.get("OPENAI_BASE_URL", "")
    key = "key set" if environment.get("OPENAI_API_KEY") else "no key"
    if not needed:
        if not url and key == "no key":
            return Finding("endpoint", "ok", "none set: nothing leaves this machine")
        where = f"{_shown(url)}, {key}" if url else key
        return Finding("endpoint", "ok", f"{where}; not used by the model {settings.model}")
    where = url or _DEFAULT_URL
    said = f"{settings.model} at {_shown(where)}, {key}; not contacted"
    if settings.offline and not is_loopback(where):
        remedy = "unset EXTRACTOR_OFFLINE, or use the model local"
        return Finding("endpoint", "missing", f"{said}, because offline is set", remedy)
    if key == "no key" and not is_loopback(where):
        return Finding("endpoint", "missing", said, "set OPENAI_API_KEY")
    return Finding("endpoint", "ok", said)


def folder(name: str, path: Path, setting: str, needed: int, machine: Machine) -> Finding:
    """Whether a folder can be written and its disk has room."""
    place = nearest(path)
    if not os.access(place, os.W_OK | os.X_OK):
        said = f"{path} cannot be written"
        return Finding(name, "missing", said, f"set {setting} to a folder that can")
    free = machine.free_disk(path)
    if free is None:
        return Finding(name, "note", f"{path}; its free space cannot be told")
    said = f"{path}, {_gb(free)} free"
    if free < needed:
        remedy = f"free {_gb(needed)}, or set {setting} to a folder on another disk"
        return Finding(name, "missing", said, remedy)
    return Finding(name, "ok", said)


def tables() -> Finding:
    """Whether workbooks and Parquet files can be written."""
    lacking = [name for name in ("openpyxl", "pyarrow") if find_spec(name) is None]
    if lacking:
        said = f"{' and '.join(lacking)} not installed: no XLSX, no Parquet"
        return Finding("tables", "note", said, "pip install 'filing-extractor[tables]'")
    return Finding("tables", "ok", "CSV, JSON lines, XLSX, Parquet")


def store() -> Iterator[Finding]:
    """Whether the database of the review queue and of batches is there and of this version."""
    if find_spec("sqlalchemy") is None or find_spec("alembic") is None:
        said = "not installed: no review queue, no batches, no HTTP API"
        yield Finding("database", "note", said, "pip install 'filing-extractor[service]'")
        return
    from extractor.cli.checkup_store import state_of_store

    yield from (Finding(*told) for told in state_of_store())


def _shown(url: str) -> str:
    """An address without what may be secret in it: a password, a query."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "an address that cannot be read"
    return urlunsplit((parts.scheme, f"{host}{port}", parts.path, "", ""))


def _gb(size: int) -> str:
    return f"{size / 1e9:.1f} GB"
