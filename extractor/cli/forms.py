"""`extractor forms`: what can be extracted, whether it is sound, and how a form is begun."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extractor.forms.base import Form
    from extractor.forms.schema import LeafSpec

forms_app = typer.Typer(help="The forms that are known.", rich_markup_mode=None)

_NAMED = "A form, as `forms list` names it, or FILE.py:NAME."
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help=_NAMED)]
SomeNames = Annotated[
    list[str] | None, typer.Argument(metavar="NAME", help=f"{_NAMED} [default: all]")
]


@forms_app.command("list")
def list_forms() -> None:
    """List the known forms, and what is wrong with those that cannot be used."""
    from extractor.cli.messages import complain
    from extractor.forms.registry import announced_forms, known_forms

    forms = known_forms()
    packages = {each.name: each.package for each in announced_forms() if each.form is not None}
    width = max(len(form.name) for form in forms)
    for form in forms:
        origin = f"  (package {packages[form.name]})" if form.name in packages else ""
        typer.echo(f"{form.name:{width}}  {form.title}{origin}")
    for each in announced_forms():
        if each.form is None:
            complain(each.problem)


@forms_app.command("show")
def show_form(name: NameArgument) -> None:
    """Show a form's fields: path, kind, and what the filing is searched for."""
    form = _form(name)
    typer.echo(f"{form.name}: {form.title}")
    typer.echo(f"schema {form.schema_version}")
    typer.echo()
    lines = list(_lines(form))
    widths = [max(len(line[column]) for line in lines) for column in (0, 1)]
    for path, kind, description in lines:
        typer.echo(f"{path:{widths[0]}}  {kind:{widths[1]}}  {description}")


@forms_app.command("check")
def check_forms(names: SomeNames = None) -> int:
    """Say what is wrong with forms, or weaker than it could be.

    Faults make a form blind or unusable: the exit code is then 1. Hints do not.
    """
    from extractor.cli.forms_check import Weight, remarks_on
    from extractor.cli.messages import complain
    from extractor.forms.registry import announced_forms, known_forms

    forms = [_form(name) for name in names] if names else list(known_forms())
    broken = [] if names else [each for each in announced_forms() if each.form is None]
    faults = len(broken)
    for form in forms:
        remarks = remarks_on(form)
        for each in remarks:
            typer.echo(f"{form.name}: {each.weight}: {each.where}: {each.sentence}")
        of_form = sum(each.weight is Weight.FAULT for each in remarks)
        faults += of_form
        if not of_form:
            asked = ", ".join(question.name for question in form.questions) or "nothing"
            typer.echo(f"{form.name}: sound; {len(form.spec.leaves)} fields; asks for {asked}")
    for announced in broken:
        complain(announced.problem)
    return 1 if faults else 0


@forms_app.command("new")
def new_form(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The form's name: small letters, digits and -.")
    ],
    into: Annotated[
        Path, typer.Option("--into", metavar="DIR", help="The folder to make the form's folder in.")
    ] = Path(),
) -> None:
    """Begin a form of your own: a folder with its module, prompt, guide, dataset and a test."""
    from extractor.cli.forms_new import begin

    made = begin(name, into)
    for path in made.files:
        typer.echo(str(path))
    typer.echo(f"extractor: next: edit {made.module}, then `{made.command}`", err=True)


def form_of_file(name: str) -> "Form":
    """The form of a file (FILE.py:NAME), which this process then knows by its name."""
    if ".py" not in name:
        raise typer.BadParameter(
            f"{name} is no file; the dataset says by itself of which form it is",
            param_hint="'--form'",
        )
    return _form(name, "'--form'")


def _form(name: str, hint: str = "'NAME'") -> "Form":
    from extractor.forms.registry import UnknownForm, form_by_name

    try:
        return form_by_name(name)
    except UnknownForm as error:
        raise typer.BadParameter(str(error), param_hint=hint) from error


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
