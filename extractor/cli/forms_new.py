"""The folder of a new form: files of `extractor/cli/new_form`, with its names filled in."""

import re
import shutil
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from extractor.errors import ExtractorError
from extractor.forms.registry import own_forms

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+){0,8}")
_FILES = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    "form.py": "{package}/form.py",
    "package.py": "{package}/__init__.py",
    "fields.txt": "{package}/prompts/fields.txt",
    "GUIDE.md": "dataset/GUIDE.md",
    "dataset.toml": "dataset/dataset.toml",
    "filing.txt": "dataset/filings/first.txt",
    "label.json": "dataset/labels/first.json",
    "test_form.py": "tests/test_{package}.py",
}
"""The template of each file of the folder."""


@dataclass(frozen=True)
class Begun:
    """The folder that was made: its files, its module, and the command that checks it."""

    files: tuple[Path, ...]
    module: Path
    command: str


def begin(name: str, into: Path) -> Begun:
    """Make the folder of a form; raises ExtractorError where it cannot."""
    if not _NAME.fullmatch(name):
        raise ExtractorError(
            f"{name!r} is no name of a form: small letters and digits, with single - between them"
        )
    if any(form.name == name for form in own_forms()):
        raise ExtractorError(f"this package has a form {name!r}; give yours another name")
    folder = into / name
    if folder.exists():
        raise ExtractorError(f"{folder} is there already; nothing was changed")
    package = name.replace("-", "_")
    names = {"@name@": name, "@package@": package, "@title@": name.replace("-", " ").capitalize()}
    templates = resources.files("extractor.cli").joinpath("new_form")
    files = []
    try:
        for template, place in _FILES.items():
            text = templates.joinpath(f"{template}.in").read_text(encoding="utf-8")
            for mark, said in names.items():
                text = text.replace(mark, said)
            file = folder / place.format(package=package)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            files.append(file)
    except OSError as error:
        # Half a folder would be in the way of the next try.
        shutil.rmtree(folder, ignore_errors=True)
        raise ExtractorError(f"{folder} cannot be made: {error.strerror}") from error
    module = folder / package / "form.py"
    return Begun(tuple(files), module, f"extractor forms check {module}:FORM")
