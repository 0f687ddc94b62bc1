"""The pages that are made from the code, and the files of the repository that are pages, too.

mkdocs runs this when the site is built; nothing of it needs a network or a model. Run by itself
(`make followed`) it writes anew what pages of the repository keep of it.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer.main
from reference_http import http  # beside this file, where mkdocs looks while it loads a hook

from extractor.forms.registry import form_by_name

if TYPE_CHECKING:
    from pydantic_settings import BaseSettings

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
REFERENCE_FILING = ROOT / "evals/datasets/abs-8-k/filings/new-century-2002-1.txt"
ANSWERS = ROOT / "evals/answers/abs-8-k.jsonl"
FIELD = "deal.pool_balance"
"""The field that is followed through the stages."""
_SECTIONS = dict.fromkeys(("accuracy.md", "performance.md", "reliability.md"), "Figures")
_LINK = re.compile(r"(?<=\]\()(?!https?:|#|mailto:)([^)#\s]+)")
_CODE = re.compile(r"`{1,3}")
_MADE = re.compile(
    r"(?<=<!-- made by docs/reference.py: )(\w+)( -->\n).*?(?=<!-- end of what is made -->)",
    re.DOTALL,
)


def commands() -> str:
    """Every command with its options, as `--help` says them."""
    from extractor.cli.app import app

    group = typer.main.get_command(app)
    about = (
        "Every command takes `--help`. Data goes to standard output, messages to standard error."
    )
    lines = ["# Commands", "", about]
    for path, command in _walk(group, ()):
        usage = " ".join(each.metavar or each.name.upper() for each in _arguments(command))
        about = inspect.cleandoc(command.help or "")
        lines += ["", f"## extractor {' '.join(path)}", "", about, ""]
        lines += ["```text", f"extractor {' '.join(path)} {usage}".rstrip(), "```", ""]
        options = [_option(each) for each in command.params if each not in _arguments(command)]
        if options:
            lines += ["| option | what it does |", "|---|---|", *options]
    return "\n".join(lines) + "\n"


def settings() -> str:
    """Every setting with its default and meaning."""
    lines = ["# Settings", "", "Environment variables; each has a default that works."]
    for title, model in _settings().items():
        prefix = model.model_config.get("env_prefix", "")
        units = inspect.cleandoc(model.__doc__ or "").partition(". ")[2]
        lines += ["", f"## {title}", "", *([units, ""] if units else [])]
        lines += ["| variable | default | meaning |", "|---|---|---|"]
        for name, about in _documented(model).items():
            field = model.model_fields[name]
            default = "" if field.default_factory else _shown(field.default)
            lines.append(f"| `{prefix}{name.upper()}` | {default} | {_cell(about)} |")
    return "\n".join(lines) + "\n"


def _settings() -> dict[str, type["BaseSettings"]]:
    """What can be set, by what it is for."""
    from extractor.edgar.settings import EdgarSettings
    from extractor.jobs.settings import JobSettings
    from extractor.review.settings import ReviewSettings
    from extractor.service.api.settings import ApiSettings
    from extractor.service.settings import ServiceSettings
    from extractor.settings import Settings
    from extractor.store.address import StoreSettings
    from extractor.telemetry.settings import TelemetrySettings

    return {
        "Extracting": Settings,
        "Filings from EDGAR": EdgarSettings,
        "The store": StoreSettings,
        "The review queue": ReviewSettings,
        "Batches and workers": JobSettings,
        "What is served": ServiceSettings,
        "HTTP API": ApiSettings,
        "Traces, metrics and logs": TelemetrySettings,
    }


def sdk() -> str:
    """The public names of the package and of the kit for forms."""
    import extractor
    from extractor.forms import kit

    lines = ["# SDK", "", "What can be imported from `extractor`, and what forms are made of."]
    for module in (extractor, kit):
        lines += ["", f"## {module.__name__}"]
        for name in sorted(module.__all__, key=str.lower):
            lines += ["", f"### {name}", "", *_object(name, getattr(module, name))]
    return "\n".join(lines) + "\n"


def reasons() -> str:
    """The table of reason codes, the outcomes and what a policy makes of them."""
    from extractor.reasons import SENTENCES
    from extractor.records import Decision, Outcome

    outcomes = ", ".join(f"`{each}`" for each in Outcome)
    decisions = ", ".join(f"`{each}`" for each in Decision)
    lines = [
        "# Reason codes",
        "",
        "Every field of an extraction carries an outcome, a decision and the reasons for both.",
        "",
        f"Outcomes, how the readers' answers relate: {outcomes}. Decisions: {decisions}.",
        "",
        "| reason | means |",
        "|---|---|",
    ]
    lines += [f"| `{reason}` | {sentence} |" for reason, sentence in SENTENCES.items()]
    return "\n".join(lines) + "\n"


def forms() -> str:
    """The fields of the package's own forms."""
    from extractor.forms.registry import own_forms

    lines = ["# Forms", "", "The forms of the package; [others may be added](../your-own-form.md)."]
    for form in own_forms():
        lines += ["", f"## {form.name}", "", f"{form.title}.", "",
                  "| field | read as | compared as | meaning |", "|---|---|---|---|"]  # fmt: skip
        for path, leaf in form.spec.leaves.items():
            kind = "choice" if leaf.choices else leaf.leaf.grammar
            about = leaf.description + (f" ({', '.join(leaf.choices)})" if leaf.choices else "")
            lines.append(f"| `{path}` | {kind} | {leaf.leaf.compare} | {_cell(about)} |")
    return "\n".join(lines) + "\n"


def followed() -> str:
    """One field of the reference filing through all stages, as the code has it now."""
    from extractor.readers import questions, uncued

    extraction = _extracted()
    filing, found = extraction.filing, extraction.fields[FIELD]
    form, document = form_by_name(extraction.form), filing.main_document
    at = found.evidence[0].start
    line = document.text.rfind("\n", 0, document.text.rfind("\n", 0, at)) + 1
    shown = document.text[line : document.text.find("\n", at)]
    place = document.reading.position(at) or 0
    sections = [
        f"{each.kind} {each.label}".strip()
        for each in form.sections_of(FIELD, document)
        if each.start <= place < each.end
    ]
    put = next(
        each
        for each in questions(form, document, uncued(form, document))
        if FIELD in each.schema.leaves
    )
    lines = [f"**Read.** Line {document.line(line)} and what follows, as filed:", ""]
    lines += ["```text", shown, "```", ""]
    lines += [f"**Find.** The form states `{FIELD}` in {' and '.join(sections)}.", ""]
    size = f"{len(put.chunk.text):,} characters"
    about = f"explains the field as: {form.spec.leaves[FIELD].description}"
    lines += [
        f"**Ask.** The question `{put.question.name}` has {size} of the filing; it {about}.",
        "",
    ]
    lines += ["**Ground.** What each reader says, looked up in the text and read:", ""]
    lines += [f"- {_quoted(filing, each)}." for each in found.candidates]
    reasons_ = ", ".join(f"`{each}`" for each in found.reasons)
    lines += ["", f"**Reconcile.** Outcome `{found.outcome}`; reasons: {reasons_}.", ""]
    said = [check for check in extraction.checks if FIELD in (*check.confirms, *check.doubts)]
    lines += ["**Check.** What the rules say of the field:", ""]
    lines += [f"- `{check.name}`: {check.status}. {check.message}" for check in said]
    decided = f"`{found.decision}`, by the policy `{extraction.assessment.policy}`"
    lines += ["", f"**Decide.** The value {found.value:,} is {decided}."]
    return "\n".join(lines) + "\n"


def _extracted() -> Any:
    """The reference filing, from the answers that were recorded; without them by code alone."""
    from extractor import Extractor, Filing
    from extractor.llm.recorded import MissingAnswer, RecordedAnswers

    filing = Filing.from_path(REFERENCE_FILING)
    try:
        with Extractor(form="abs-8-k", answers=RecordedAnswers(ANSWERS)) as extractor:
            return extractor.extract(filing)
    except MissingAnswer:
        with Extractor(model="none", form="abs-8-k") as extractor:
            return extractor.extract(filing)


def _quoted(filing: Any, said: Any) -> str:
    """What one reader says of a field, and where."""
    where = f"line {filing.line(said.evidence)}" if said.evidence else "nowhere in the text"
    role = f"`{_one_line(filing.quote(said.anchor))}`" if said.anchor else "nothing"
    quote = _one_line(said.quote) or "nothing"
    return (
        f"**{said.reader}** quotes `{quote}`, {where}; read as `{said.value}`; its role comes from "
        f"{role}"
    )


PAGES: Mapping[str, Callable[[], str]] = {
    "reference/commands.md": commands,
    "reference/settings.md": settings,
    "reference/sdk.md": sdk,
    "reference/http.md": http,
    "reference/forms.md": forms,
    "reference/reasons.md": reasons,
}
"""The pages that are made whole."""
PARTS: Mapping[str, Callable[[], str]] = {"followed": followed}
"""What stands behind a comment `<!-- made by docs/reference.py: NAME -->`, to that of its end."""


def repository_pages() -> dict[str, Path]:
    """Files outside of `docs` that pages link to, by the page that each becomes."""
    found: dict[str, Path] = {}
    waiting = [*DOCS.rglob("*.md")]
    while waiting:
        page = waiting.pop()
        for target in linked(page):
            inside = target.is_relative_to(DOCS)
            if target.is_dir() or inside or target in found.values() or not target.is_file():
                continue
            place = target.relative_to(ROOT).as_posix().lower()
            found[f"repository/{place.removesuffix('.md').replace('.', '-')}.md"] = target
            if target.suffix == ".md":
                waiting.append(target)
    return found


def linked(page: Path) -> Iterator[Path]:
    """The files that a page links to."""
    for link in _LINK.findall(_prose(page.read_text(encoding="utf-8"))):
        yield (page.parent / link).resolve()


def on_config(config: Any) -> Any:
    """Put the pages that the navigation does not name into it, and the decisions."""
    for title, pages in unnamed(str(config.nav)).items():
        section = next((each[title] for each in config.nav if title in each), None)
        if section is None:
            config.nav.append({title: pages})
        else:
            section += pages
    return config


def unnamed(named: str) -> dict[str, list[str]]:
    """The pages of `docs` that are not in `named`, by the section where they belong."""
    found: dict[str, list[str]] = {}
    for page in sorted(DOCS.rglob("*.md")):
        place = page.relative_to(DOCS).as_posix()
        decision = place.startswith("decisions/")
        if place not in named:
            title = "Decisions" if decision else _SECTIONS.get(place, "Use")
            found.setdefault(title, []).append(place)
    return found


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are made, and those that stand elsewhere in the repository."""
    from mkdocs.structure.files import File

    for place, make in PAGES.items():
        files.append(File.generated(config, place, content=make()))
    for place, source in repository_pages().items():
        files.append(File.generated(config, place, content=_as_page(source)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Put in what is made, and turn links into the repository into links to its pages."""
    return relinked(filled(markdown), page.file.src_uri)


def filled(markdown: str) -> str:
    """The text of a page with the parts that are made, as the code makes them now."""
    return _MADE.sub(lambda at: f"{at[1]}{at[2]}\n{PARTS[at[1]]()}\n", markdown)


def relinked(markdown: str, place: str) -> str:
    """The text of the page at `place` with links that lead to pages of the site."""
    pages = {source: page for page, source in repository_pages().items()}
    origin = repository_pages().get(place)
    base = origin.parent if origin else (DOCS / place).parent

    def link(match: re.Match[str]) -> str:
        target = (base / match[1]).resolve()
        if target in pages:
            page = pages[target]
        elif target.is_relative_to(DOCS) and target != DOCS:
            page = target.relative_to(DOCS).as_posix()
        else:
            return match[1]
        up = "../" * place.count("/")
        return f"{up}{page}" if not target.is_dir() else f"{up}index.md"

    return _LINK.sub(link, markdown)


def _as_page(source: Path) -> str:
    text = source.read_text(encoding="utf-8")
    if source.suffix == ".md":
        return text
    return f"# {source.name}\n\n```text\n{text}```\n"


def _prose(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def _walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, inner in sorted(getattr(command, "commands", {}).items()):
        if getattr(inner, "commands", None):
            yield from _walk(inner, (*path, name))
        else:
            yield (*path, name), inner


def _arguments(command: Any) -> list[Any]:
    return [each for each in command.params if each.param_type_name == "argument"]


def _option(option: Any) -> str:
    flags = ", ".join(f"`{flag}`" for flag in (*option.opts, *option.secondary_opts))
    return f"| {flags} | {_cell(option.help or '')} |"


def _documented(model: type) -> dict[str, str]:
    """The sentences that stand below the fields of a class."""
    source = inspect.getsource(model)
    found = re.finditer(r'^    (\w+): [^\n]+\n    """(.*?)"""', source, re.MULTILINE | re.DOTALL)
    return {each[1]: " ".join(each[2].split()) for each in found}


def _object(name: str, given: object) -> Iterator[str]:
    if inspect.isclass(given) or inspect.isfunction(given):
        yield from ("```text", f"{name}{_signature(given)}", "```", "")
    about = inspect.getdoc(given) if inspect.isclass(given) or callable(given) else ""
    yield from (about or "").splitlines()
    members = inspect.getmembers(given) if inspect.isclass(given) else []
    for member, value in members:
        if not member.startswith("_") and member in vars(given) and inspect.isroutine(value):
            yield from ("", f"- `{member}`: {_first(inspect.getdoc(value))}")


def _signature(given: Any) -> str:
    try:
        return re.sub(r"'|\b(?:[a-z_]+\.)+(?=[A-Z])", "", str(inspect.signature(given)))
    except (TypeError, ValueError):
        return ""


def _first(text: str | None) -> str:
    return _cell((text or "").partition("\n\n")[0])


def _shown(default: object) -> str:
    return "" if default in (None, "") else f"`{default}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _one_line(text: str) -> str:
    return " ".join(_CODE.sub("'", text).split())


if __name__ == "__main__":
    for each in DOCS.glob("*.md"):
        each.write_text(filled(each.read_text(encoding="utf-8")), encoding="utf-8")
