"""`extractor forms`: what can be extracted."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extractor.forms.base import Form
    from extractor.forms.schema import LeafSpec

forms_app = typer.Typer(help="The forms that are known.", rich_markup_mode=None)


@forms_app.command("list")
def list_forms() -> None:
    """List the known forms."""
    from extractor.forms.registry import known_forms

    forms = known_forms()
    width = max(len(form.name) for form in forms)
    for form in forms:
        typer.echo(f"{form.name:{width}}  {form.title}")


@forms_app.command("show")
def show_form(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A form, as `forms list` names it.")],
) -> None:
    """Show a form's fields: path, kind, and what the filing is searched for."""
    from extractor.forms.registry import UnknownForm, form_by_name

    try:
        form = form_by_name(name)
    except UnknownForm as error:
        raise typer.BadParameter(str(error), param_hint="'NAME'") from error
    typer.echo(f"{form.name}: {form.title}")
    typer.echo(f"schema {form.schema_version}")
    typer.echo()
    lines = list(_lines(form))
    widths = [max(len(line[column]) for line in lines) for column in (0, 1)]
    for path, kind, description in lines:
        typer.echo(f"{path:{widths[0]}}  {kind:{widths[1]}}  {description}")


def _lines(form: "Form") -> Iterator[tuple[str, str, str]]:
    """Path, kind and description of each list and leaf; a list stands before its leaves."""
    lists = dict(form.spec.lists)
    for path, leaf in form.spec.leaves.items():
        rows = lists.pop(leaf.rows, None) if leaf.rows is not None else None
        if rows is not None and rows.path != path:
            key = ", ".join(each.rpartition(".")[2] for each in rows.key)
            yield f"{rows.path}[]", f"rows by {key}", rows.description
        shown = path if leaf.rows is None else f"{leaf.rows}[]{path.removeprefix(leaf.rows)}"
        yield shown, "choice" if leaf.choices else leaf.leaf.grammar, _description(leaf)


def _description(leaf: "LeafSpec") -> str:
    return f"{leaf.description} ({', '.join(leaf.choices)})" if leaf.choices else leaf.description
