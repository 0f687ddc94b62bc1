"""The page of the HTTP API, made from the description that the service gives of itself."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

_METHODS = ("get", "post", "put", "delete")
_ABOUT = """
Every operation of `/v1`, as the service itself describes it in `/v1/openapi.json`. How they are \
used together, with keys, webhooks and a client, is said in [HTTP API](../api.md).

A request carries its key as `Authorization: Bearer KEY`, save those that need none. Beside the \
answer named first, each may be answered by a problem with one of the other codes: its `detail` \
is one sentence.
""".strip()


def http() -> str:
    """Every operation with what it takes and answers, and the shapes of both."""
    told = description()
    lines = ["# HTTP operations", "", _ABOUT]
    for tag in told["tags"]:
        lines += ["", f"## {tag['name'].capitalize()}"]
        for path, method, operation in operations(told):
            if tag["name"] in operation["tags"]:
                lines += ["", f"### {method.upper()} {path}", "", *_operation(operation)]
    lines += ["", "## Shapes"]
    for name, shape in sorted(told["components"]["schemas"].items()):
        lines += ["", f"### {name}", "", *_shape(shape)]
    return "\n".join(lines) + "\n"


def description() -> Mapping[str, Any]:
    """What the service says of itself, without serving anything."""
    from extractor.review.desk import Desk
    from extractor.review.queue import Queue
    from extractor.service.api.app import create_api
    from extractor.settings import Settings
    from extractor.store.database import Store

    with Store.open("sqlite://") as store:
        api = create_api(Queue(Desk(store)), "", _no_archives, reading=Settings(model="none"))
        return api.openapi()


def operations(told: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Path, method and description of each operation."""
    for path, methods in told["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield path, method, methods[method]


def _no_archives(*_: Any) -> Any:
    raise AssertionError("nothing is handed in where only the description is read")


def _operation(operation: Mapping[str, Any]) -> Iterator[str]:
    yield f"{operation['summary']}."
    about = _sentence(operation.get("description", ""))
    if about:
        yield from ("", about)
    if not operation.get("security"):
        yield from ("", "It needs no key.")
    given = [*_parameters(operation), *_body(operation)]
    if given:
        yield from ("", "| given | in | type | meaning |", "|---|---|---|---|", *given)
    answers = operation["responses"]
    first = next(code for code in answers if code.startswith("2"))
    others = ", ".join(f"`{code}`" for code in sorted(answers) if code != first)
    yield from ("", f"Answers `{first}`{_answered(answers[first])}; else {others}.")


def _parameters(operation: Mapping[str, Any]) -> Iterator[str]:
    for each in operation.get("parameters", ()):
        name = f"`{each['name']}`" + (", required" if each.get("required") else "")
        yield f"| {name} | {each['in']} | {_type(each['schema'])} | {_said(each)} |"


def _body(operation: Mapping[str, Any]) -> Iterator[str]:
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"| the body | `{kind}` | {_type(content['schema'])} | |"


def _answered(answer: Mapping[str, Any]) -> str:
    types = [_type(each.get("schema", {})) for each in answer.get("content", {}).values()]
    shown = " or ".join(each for each in types if each)
    return f" with {shown}" if shown else ""


def _shape(shape: Mapping[str, Any]) -> Iterator[str]:
    about = _sentence(shape.get("description", ""))
    if about:
        yield from (about, "")
    if "properties" not in shape:
        yield f"{_type(shape)}."
        return
    required = shape.get("required", ())
    yield from ("| field | type | meaning |", "|---|---|---|")
    for name, field in shape["properties"].items():
        needed = ", required" if name in required else ""
        yield f"| `{name}`{needed} | {_type(field)} | {_said(field)} |"


def _type(schema: Mapping[str, Any]) -> str:
    """A type in words; a shape of the API links to its table."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    several = schema.get("anyOf") or schema.get("oneOf")
    if several:
        return " or ".join(_type(each) for each in several)
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {})) or 'anything'}"
    if isinstance(schema.get("additionalProperties"), Mapping):
        return f"object of {_type(schema['additionalProperties']) or 'anything'}"
    plain = schema.get("type", "")
    named = schema.get("format") or schema.get("contentMediaType")
    return f"{plain} ({named})" if named and plain else plain


def _said(field: Mapping[str, Any]) -> str:
    default = field.get("schema", field).get("default")
    about = _sentence(field.get("description", "")).replace("|", "\\|")
    return about + (f" [{json.dumps(default)}]" if default is not None else "")


def _sentence(text: str) -> str:
    return " ".join(text.split())
