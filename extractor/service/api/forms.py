"""Forms: what filings can be read as, and the schema of what comes out."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse

from extractor.forms.base import Form
from extractor.forms.registry import known_forms
from extractor.service.api.gate import Reader
from extractor.service.api.problems import Unknown, declared
from extractor.service.api.shapes import FormShape, Json, Page

_Name = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$", description="A form's name.")]


def add_forms(router: APIRouter) -> None:
    """Add the operations on forms."""

    @router.get(
        "/v1/forms",
        operation_id="list_forms",
        tags=["forms"],
        summary="The forms that filings can be read as",
        responses=declared(401, 403, 429, 500, 503),
    )
    def listed(caller: Reader) -> Page[FormShape]:  # noqa: ARG001
        return Page[FormShape](items=list(map(_shape, known_forms())), next=None)

    @router.get(
        "/v1/forms/{name}/schema",
        operation_id="get_form_schema",
        tags=["forms"],
        summary="The JSON Schema of a form's record",
        response_model=Json,
        responses=declared(401, 403, 404, 429, 500, 503),
    )
    def schema(caller: Reader, name: _Name) -> JSONResponse:  # noqa: ARG001
        return JSONResponse(_form(name).schema.model_json_schema(mode="serialization"))


def _form(name: str) -> Form:
    """A form by its name alone: what names a file is code, and is not run for a request."""
    for form in known_forms():
        if form.name == name:
            return form
    raise Unknown(f"there is no form {name!r}: see /v1/forms")


def _shape(form: Form) -> FormShape:
    return FormShape(name=form.name, title=form.title, fields=len(form.spec.leaves))
