"""The public names of the package with their signatures, one a line.

`python -m tests.sdk.public_names > tests/sdk/public_names.txt` writes them anew.
"""

import dataclasses
import enum
import importlib
import inspect
import re
import sys
from collections.abc import Iterator

MODULES = ("extractor", "extractor.client", "extractor.forms.kit", "extractor.tables")
"""The modules whose `__all__` is what users may rely on."""

# Where a name is defined is nobody's business, and differs between versions of Python.
_HOME = re.compile(
    r"\bextractor(?:\.\w+)+\.(?=\w)|\b(?:typing|decimal|datetime|collections\.abc)\.(?=[a-zA-Z])"
    r"|\bpathlib\.(?:_local\.)?|\bpydantic\.main\."
)


def names() -> Iterator[str]:
    """Every public name and, of a class, every public attribute and method."""
    told: dict[int, str] = {}
    for module in MODULES:
        loaded = importlib.import_module(module)
        for name in sorted(loaded.__all__):
            value = getattr(loaded, name)
            full = f"{module}.{name}"
            first = told.setdefault(id(value), full)
            if first == full:
                yield from _lines(full, value)
            else:
                yield f"{full} is {first}"


def _lines(name: str, value: object) -> Iterator[str]:
    if inspect.isclass(value):
        if issubclass(value, enum.Enum):
            yield from (f"{name}.{each.name} = {each.value!r}" for each in value)
            return
        yield f"{name}{_signature(value)}"
        for attribute, found in sorted(_own(value).items()):
            yield from _attribute(f"{name}.{attribute}", found)
    elif inspect.isfunction(value):
        yield f"{name}{_signature(value)}"
    else:
        yield f"{name} = {_HOME.sub('', str(value))}"


def _own(kind: type) -> dict[str, object]:
    """The public attributes of a class, those of the package's own bases included."""
    bases = [each for each in reversed(kind.__mro__) if each.__module__.startswith("extractor")]
    found: dict[str, object] = {}
    for base in bases:
        found |= {name: each for name, each in vars(base).items() if not name.startswith("_")}
        if hasattr(base, "model_fields"):
            found |= dict.fromkeys(base.model_fields)
    if dataclasses.is_dataclass(kind):
        for field in dataclasses.fields(kind):
            found.setdefault(field.name, None)
    found.pop("model_config", None)
    return found


def _attribute(name: str, found: object) -> Iterator[str]:
    if isinstance(found, classmethod | staticmethod):
        yield f"{name}{_signature(found.__func__)}"
    elif inspect.isfunction(found):
        yield f"{name}{_signature(found)}"
    else:
        yield name


def _signature(value: object) -> str:
    try:
        signature = inspect.signature(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return ""
    public = [each for each in signature.parameters.values() if not each.name.startswith("_")]
    said = str(signature.replace(parameters=public))
    return _HOME.sub("", said).replace("<factory>", "...")


if __name__ == "__main__":
    sys.stdout.write("".join(f"{line}\n" for line in names()))
