"""The form `abs-8-k` with its question on classes alone: a table states nothing else."""

from dataclasses import replace

from extractor.forms.abs_8k.form import ABS_8K

FORM = replace(
    ABS_8K,
    name="abs-classes",
    # It is asked for by its name, and claims no filing.
    matches=lambda _: 0,
    questions=tuple(each for each in ABS_8K.questions if each.name == "classes"),
)
