"""The generated parts of pages: what code and library already say, as Markdown tables.

Each function here is one table, called by its name in a page's `<!-- table: name -->`.
"""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Callable, Container, Iterable
from copy import copy
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, get_args

import click
from pydantic import BaseModel

from evals.baseline import read_baseline
from evals.pages.headline import headline_lines
from guardrails import Context
from service.cli import COMMANDS, cli
from service.domain import vocabulary
from service.domain.content import (
    Approval,
    Brand,
    ContentModule,
    LibrarySettings,
    PromptHeader,
    Rendition,
    RenditionHeader,
    RewordingHeader,
    Trigger,
    Value,
    Withdrawal,
    show_period,
)
from service.domain.eligibility import CHECKS
from service.domain.rewording import REFUSALS
from service.library.loader import load_library
from service.library.prompt_templates import VARIABLES
from service.library.single_files import FOLDERS
from service.rewording.proposing import propose
from service.settings import STARTER_LIBRARY, Settings
from service.store.words import SOURCES
from service.studio.failing import FAILURES
from service.webhooks.events import EVENTS
from service.wiring import the_guard
from tests.docs import endpoints
from tests.docs.reasons import REASONS
from tests.docs.watching import alert_rows, metric_rows
from tests.rewording.hostile import hostile_answers, provider_of
from tests.rewording.voices import PlainVoice
from tests.studio.vendored import FILES
from tests.webhooks.fields import fields_of

#: Each file format by the words of its heading: its class, and where such a file stands.
FORMATS: dict[str, tuple[type[Value], str]] = {
    "Library settings": (LibrarySettings, "library.yaml"),
    "Content module": (ContentModule, "content/SERVICE/NAME/module.yaml"),
    "Rendition header": (RenditionHeader, "content/SERVICE/NAME/LOCALE/CHANNEL.md"),
    **{
        {"signal": "Signal type"}.get(prefix, prefix.capitalize()): (
            format_,
            f"{folder}/{name.upper()}.yaml",
        )
        for folder, (format_, prefix, name) in FOLDERS.items()
    },
    "Approval": (Approval, "approvals.jsonl"),
    "Withdrawal": (Withdrawal, "approvals.jsonl"),
    "Brand": (Brand, "prompts/BRAND/brand.yaml"),
    "Prompt template header": (PromptHeader, "prompts/BRAND/NAME.j2"),
    "Banked rewording header": (
        RewordingHeader,
        "content/SERVICE/NAME/bank/BRAND/LOCALE/CHANNEL.N.md",
    ),
}


def table(name: str) -> list[str]:
    """The lines of one generated table."""
    if name not in TABLES:
        raise ValueError(f"no table is called `{name}`; there are {', '.join(sorted(TABLES))}")
    return TABLES[name]()


def _rows(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *(list(row) for row in rows)]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def _codes(names: Iterable[object]) -> str:
    return ", ".join(f"`{name}`" for name in names)


# --- file formats ------------------------------------------------------------------------------


#: What a person looks up together, each on a page of its own.
GROUPS: dict[str, tuple[str, ...]] = {
    "settings": ("Library settings",),
    "content": ("Content module", "Rendition header", "Claim", "Directory"),
    "rules": ("Signal type", "Trigger", "Layout", "Experiment"),
    "approvals": ("Approval", "Withdrawal"),
    "brands": ("Brand", "Prompt template header", "Banked rewording header"),
}

#: Fields that say the same in every file that has them; they are told once.
_EVERYWHERE = {
    "id": "The file's name.",
    "title": "A name for editors.",
    "owner": "Team address for questions about it.",
    "written_by": "Handles of who wrote it; they may not approve it.",
}


def _formats(group: str) -> list[str]:
    lines: list[str] = []
    shown: set[type[BaseModel]] = set()
    for title in GROUPS[group]:
        format_, place = FORMATS[title]
        lines += [f"## {title}: `{place}`", "", *_about(format_), ""]
        if format_ is Withdrawal:
            lines += _beside(format_, Approval, "an approval")
        else:
            lines += _own_fields(format_)
        for inner in inner_formats(format_):
            if inner in shown or inner in {known for known, _ in FORMATS.values()}:
                continue
            shown.add(inner)
            lines += ["", f"### {_spaced(inner.__name__)}", "", *_about(inner), "", *_fields(inner)]
        lines.append("")
    return lines[:-1]


def _own_fields(format_: type[BaseModel]) -> list[str]:
    """The fields of a file, those that every file has named in one line below."""
    same = [
        name
        for name, info in format_.model_fields.items()
        if _EVERYWHERE.get(name) == info.description
    ]
    lines = _fields(format_, leave_out=same)
    if same:
        link = "[as every item](library-format.md#fields-of-every-item)"
        lines += ["", f"Also required, {link}: {_codes(same)}."]
    return lines


def _beside(format_: type[BaseModel], other: type[BaseModel], name: str) -> list[str]:
    """The fields of a format that are not those of another one, word for word."""
    same = [
        field
        for field, info in format_.model_fields.items()
        if field in other.model_fields and other.model_fields[field].description == info.description
    ]
    lines = _fields(format_, leave_out=same)
    return [*lines, "", f"Also, as {name}: {_codes(same)}."]


def _every_item() -> list[str]:
    return _fields(Trigger, leave_out=Trigger.model_fields.keys() - _EVERYWHERE.keys())


def _spaced(name: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return words[0] + words[1:].lower()


def _about(format_: type[BaseModel]) -> list[str]:
    return (inspect.getdoc(format_) or "").split("\n")


def _fields(format_: type[BaseModel], leave_out: Container[str] = ()) -> list[str]:
    schema = format_.model_json_schema()
    required = set(schema.get("required", ()))
    rows = []
    for name, info in format_.model_fields.items():
        if name in leave_out:
            continue
        shape = _shape(schema["properties"][name], schema.get("$defs", {}))
        if name in required:
            left_out = "required"
        else:
            left_out = _default(info.get_default(call_default_factory=True))
        rows.append((f"`{name}`", shape, left_out, info.description or ""))
    return _rows(("field", "holds", "left out", "what it says"), rows)


def _default(value: object) -> str:
    if value is None or value == () or value == {} or value == "" or isinstance(value, BaseModel):
        return "nothing"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{show_period(value) if isinstance(value, timedelta) else value}`"


#: A vocabulary of so few words is written out where it is used.
_FEW = 3

#: The length of any line; only a shorter one is worth a word.
_LINE = 500

#: Patterns of `service/domain/content/` in words. A new pattern has to be named here.
_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"(?:/", "module id"),
    (r"(?:\.", "signal type"),
    (r")*/[a-z]", "template id"),
    (r"(?:[-_]", "name"),
    (r"^[a-z][a-z0-9_]*$", "variable name"),
    (r"^[a-z]{2}-", "locale"),
    (r"^\S", "line"),
    (r"^[^\s\x00", "line of visible words"),
    (r"^[^@", "address"),
    (r"^[a-z][a-z0-9.-]", "handle"),
    (r"minute|hour", "period"),
    (r"^[A-Z]{2}-", "rule id"),
    (r"^[a-z0-9-]{8,64}$", "8 to 64 letters, digits and dashes"),
    (r"^[a-z]+:", "item key"),
    (r"^[0-9a-f]{64}$", "hash"),
)


def _shape(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    """A JSON Schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return f"[{_spaced(name).lower()}](#{_anchor(name)})"
    if "anyOf" in schema:
        shapes = [_shape(part, definitions) for part in schema["anyOf"]]
        return " or ".join(shape for shape in shapes if shape != "nothing")
    if "enum" in schema:
        words = tuple(schema["enum"])
        for name, vocabulary_ in _VOCABULARIES.items():
            if words == get_args(vocabulary_) and len(words) > _FEW:
                return f"[{name}](library-format.md#vocabularies)"
        return " or ".join(f"`{word}`" for word in words)
    if "const" in schema:
        return f"`{str(schema['const']).lower()}`" if schema["const"] != "" else "nothing"
    match schema.get("type"):
        case "array":
            return f"list of {_plural(_shape(schema['items'], definitions))}"
        case "object":
            return _mapping(schema, definitions)
        case "string":
            return _text(schema)
        case "integer":
            return f"whole number{_range(schema)}"
        case "number":
            return f"number{_range(schema)}"
        case "boolean":
            return "`true` or `false`"
        case "null":
            return "nothing"
    raise ValueError(f"nobody has put {schema} into words yet")


def _plural(shape: str) -> str:
    """The word of a shape in the plural; shapes that are lists of words stay as they are."""
    if shape.startswith("`"):
        return shape
    word, bracket, rest = shape.partition("]")
    many = word if word.endswith(("s", "known`")) else f"{word}s"
    return (f"{word}es" if word == "address" else many) + bracket + rest


def _mapping(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "patternProperties" in schema:
        ((pattern, held),) = schema["patternProperties"].items()
        keys = _text({"pattern": pattern})
    else:
        keys = _shape(schema["propertyNames"], definitions)
        held = schema["additionalProperties"]
    return f"for each {keys}: {_shape(held, definitions)}"


def _text(schema: dict[str, Any]) -> str:
    if "pattern" in schema:
        for part, words in _PATTERNS:
            if part in schema["pattern"]:
                most = schema.get("maxLength", _LINE)
                return (
                    f"{words}, at most {most} characters"
                    if words == "line" and most < _LINE
                    else words
                )
        raise ValueError(f"nobody has put the pattern {schema['pattern']} into words yet")
    return {"date": "day", "time": "time of day"}.get(schema.get("format", ""), "text")


def _range(schema: dict[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    return "" if low is None else f", {low} to {high}"


def _anchor(name: str) -> str:
    """The heading of a class, as GitHub links to it."""
    for title, (format_, place) in FORMATS.items():
        if format_.__name__ == name:
            slug = f"{title}: {place}".lower().replace(" ", "-")
            return re.sub(r"[^a-z0-9_-]", "", slug)
    return _spaced(name).lower().replace(" ", "-")


def inner_formats(format_: type[BaseModel]) -> list[type[BaseModel]]:
    """The classes that stand inside a format, each once, in the order in which they are met."""
    found: list[type[BaseModel]] = []

    def look(kind: object) -> None:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if kind not in found:
                found.append(kind)
                for info in kind.model_fields.values():
                    look(info.annotation)
            return
        for part in get_args(kind):
            look(part)

    for info in format_.model_fields.values():
        look(info.annotation)
    return found


#: Vocabularies that file formats and signals use, with the name that pages give them.
_VOCABULARIES = {
    "channel": vocabulary.Channel,
    "audience": vocabulary.Audience,
    "kind of recipient": vocabulary.RecipientKind,
    "stage": vocabulary.Stage,
    "purpose": vocabulary.Purpose,
    "sensitivity": vocabulary.Sensitivity,
    "reading level": vocabulary.ReadingLevel,
    "kind of urgency": vocabulary.UrgencyKind,
}


def _vocabularies() -> list[str]:
    return _rows(
        ("vocabulary", "its words"),
        ((name, _codes(get_args(words))) for name, words in _VOCABULARIES.items()),
    )


# --- commands and settings ---------------------------------------------------------------------


def commands() -> dict[str, click.Command]:
    """Every command by its full name, groups before what is in them."""
    found: dict[str, click.Command] = {"bedside": cli}

    def look(name: str, group: click.Group) -> None:
        with click.Context(group) as context:
            for part in group.list_commands(context):
                command = group.get_command(context, part)
                assert command is not None
                found[f"{name} {part}"] = command
                if isinstance(command, click.Group):
                    look(f"{name} {part}", command)

    look("bedside", cli)
    return found


def _summary() -> list[str]:
    rows = ((f"`bedside {name}`", words) for name, (_, words) in COMMANDS.items())
    return _rows(("command", "what it does"), rows)


def _untouched(command: click.Command) -> click.Command:
    """The command as if nothing had run it. click keeps the help option of the first run, which
    has no `-h` where a test ran the command by itself."""
    fresh = copy(command)
    fresh._help_option = None
    return fresh


def _commands() -> list[str]:
    lines: list[str] = []
    known = commands()
    for name, command in known.items():
        first, *rest = name.split()
        context = click.Context(cli, info_name=first, **cli.context_settings)
        for place, part in enumerate(rest, 1):
            own = known[" ".join([first, *rest[:place]])]
            context = click.Context(own, info_name=part, parent=context)
        help_text = _untouched(command).get_help(context)
        lines += [f"## {name}", "", "```text", *help_text.split("\n"), "```", ""]
    return lines[:-1]


#: A target of the Makefile with the words that `make help` shows.
_TARGET = re.compile(r"^([a-z-]+):.*?## (.+)$", re.MULTILINE)
MAKEFILE = Path(__file__).resolve().parent.parent.parent / "Makefile"


def targets() -> dict[str, str]:
    """Every target of the Makefile that `make help` lists, with its words."""
    return dict(_TARGET.findall(MAKEFILE.read_text(encoding="utf-8")))


def _targets() -> list[str]:
    rows = ((f"`make {name}`", words) for name, words in targets().items())
    return _rows(("target", "what it does"), rows)


def _settings() -> list[str]:
    prefix = Settings.model_config.get("env_prefix", "")
    rows = [
        (f"`{prefix}{name.upper()}`", _setting(info.default), info.description or "")
        for name, info in Settings.model_fields.items()
    ]
    return _rows(("setting", "default", "what it says"), rows)


def _setting(default: object) -> str:
    """A setting's default in words."""
    if default == STARTER_LIBRARY:
        return "the starter library"
    if isinstance(default, timedelta):
        whole = default % timedelta(minutes=1) == timedelta(0)
        return show_period(default) if whole else f"{default.total_seconds():g} seconds"
    return "none" if default is None else f"`{default}`"


# --- dependencies ------------------------------------------------------------------------------

_PROJECT = MAKEFILE.with_name("pyproject.toml")


def dependencies() -> dict[str, list[str]]:
    """The packages of `pyproject.toml`: those to run under an empty name, then each extra."""
    project = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    return {
        extra: sorted((re.split(r"[<>=~\[; ]", line)[0] for line in lines), key=str.lower)
        for extra, lines in groups.items()
    }


def _dependencies() -> list[str]:
    lines: list[str] = []
    for extra, names in dependencies().items():
        lines += [f"## Extra `{extra}`" if extra else "## What Bedside runs on", ""]
        rows = ((f"`{name}`", *REASONS[name]) for name in names)
        lines += [*_rows(("package", "why", "licence"), rows), ""]
    return lines[:-1]


def _vendored() -> list[str]:
    """Scripts of others that lie in the repository."""
    rows = (
        (f"`{file.path}`", f"`{file.package}`", file.licence, f"`{file.sha256[:16]}`")
        for file in FILES
    )
    return _rows(("file", "npm package", "licence", "SHA-256 begins"), rows)


def _refusals() -> list[str]:
    """Every way in which the studio refuses."""
    rows = (
        (f"`{code}`", str(failure.status), failure.title, failure.fix)
        for code, failure in FAILURES.items()
    )
    return _rows(("code", "status", "page", "what to do"), rows)


def _webhook_events() -> list[str]:
    """Every event that a webhook can be told of; data like those of the row above is said once."""
    rows, above = [], ""
    for type_, when in EVENTS.items():
        data = _codes(sorted(fields_of(type_))) or "nothing more"
        rows.append((f"`{type_}`", when, "the same" if data == above else data))
        above = data
    return _rows(("type", "when", "its data, besides what all have"), rows)


# --- how it decides ----------------------------------------------------------------------------


def _checks() -> list[str]:
    return [
        f"{number}. {_name_of(check)}. {' '.join((inspect.getdoc(check) or '').split())}"
        for number, check in enumerate(CHECKS, 1)
    ]


def _name_of(check: Callable[..., object]) -> str:
    words = check.__name__.removeprefix("check_").replace("_", " ")
    return f"**{words[0].upper()}{words[1:]}**"


@cache
def _starter() -> LibrarySettings:
    settings = load_library(STARTER_LIBRARY).settings
    assert settings is not None
    return settings.value


def _defaults() -> list[str]:
    library = _starter()
    hours = library.quiet_hours
    rows = [
        (
            "quiet hours",
            f"closed from {hours.closes:%H:%M} to {hours.opens:%H:%M} for "
            f"{_codes(hours.channels)}; on Saturday and Sunday for "
            f"{_codes(hours.weekend_channels)}",
        ),
        ("zone not known", f"wait {show_period(library.zone_unknown_retry)}, then ask again"),
        *(
            (
                f"cap `{cap.id}`",
                f"{cap.max} in {cap.days} days for {_codes(cap.purposes)} "
                f"over {_codes(cap.channels)} together",
            )
            for cap in library.caps
        ),
        *(
            (
                "near-repeat",
                f"{rule.similarity:.0%} alike within {_days(rule.days)} "
                f"for {_codes(rule.purposes)}"
                + (", against the last on the same subject" if rule.against == "last" else ""),
            )
            for rule in library.near_repeats
        ),
        *(
            (f"call for help, `{kind}`", f"{path.team}, within {show_period(path.respond_within)}")
            for kind, path in library.escalation.items()
        ),
    ]
    return _rows(("what", "the starter library's value"), rows)


def _days(count: int) -> str:
    return "one day" if count == 1 else f"{count} days"


def _roles() -> list[str]:
    library = _starter()
    modules = [
        (f"module of kind `{name}`", kind.title, _codes(kind.roles))
        for name, kind in library.kinds.items()
    ]
    titles = {
        name: info.description or "" for name, info in type(library.item_roles).model_fields.items()
    }
    items = [
        (name.replace("_", " "), titles[name].rstrip("."), _codes(roles))
        for name, roles in library.item_roles
    ]
    return _rows(("item", "what it is", "roles that must all approve"), [*modules, *items])


def _prompt_variables() -> list[str]:
    return _rows(
        ("name", "what it is"), ((f"`{name}`", words) for name, words in VARIABLES.items())
    )


def _headline() -> list[str]:
    baseline = read_baseline()
    return ["No baseline has been accepted yet."] if baseline is None else headline_lines(baseline)


def _reworded() -> list[str]:
    rows = (
        (f"`{code}`", refusal.what, "all of it" if refusal.whole else "the sentence")
        for code, refusal in sorted(REFUSALS.items())
    )
    return _rows(("code", "what is wrong", "what it costs"), rows)


def _hostile() -> list[str]:
    """Of each kind of hostile answer two, with the codes that refuse them on one reminder."""
    guard = the_guard()
    rendition = Rendition(
        channel="email",
        locale="en-US",
        source="Please be there by {{ starts_at.time }} if you can.",
    )
    kinds: dict[str, list[tuple[str, str]]] = {}
    for one in hostile_answers():
        made = propose(
            rendition, voice=PlainVoice(), provider=provider_of(one), guard=guard, context=Context()
        )
        assert made.source is None, one
        words = one.words.encode("ascii", "backslashreplace").decode().replace("\n", "\\n")
        kinds.setdefault(one.kind, []).append((f"`` {words} ``", _codes(made.codes)))
    rows = []
    for kind, answers in kinds.items():
        (first, codes), (last, others) = answers[0], answers[-1]
        rows += [(kind, str(len(answers)), first, codes), ("", "", last, others)]
    return _rows(("it", "answers", "such as", "refused with"), rows)


TABLES: dict[str, Callable[[], list[str]]] = {
    **{f"formats-{group}": partial(_formats, group) for group in GROUPS},
    "every-item": _every_item,
    "vocabularies": _vocabularies,
    "summary": _summary,
    "commands": _commands,
    "make": _targets,
    "settings": _settings,
    "dependencies": _dependencies,
    "vendored": _vendored,
    "studio": _refusals,
    "checks": _checks,
    "defaults": _defaults,
    "roles": _roles,
    "metrics": lambda: _rows(("metric", "labels", "what it counts"), metric_rows()),
    "alerts": lambda: _rows(("alert", "severity", "means", "do"), alert_rows()),
    "webhook_events": _webhook_events,
    "api-decide": lambda: endpoints.endpoints("Decide"),
    "api-events": lambda: endpoints.endpoints("Events"),
    "api-standing": lambda: endpoints.endpoints("Standing"),
    "api-explain": lambda: endpoints.endpoints("Explain"),
    "api-open": lambda: _rows(
        ("endpoint", "what for"), endpoints.brief_rows("Recipient", "Operate")
    ),
    "sources": lambda: [_codes(SOURCES)],
    "shared-problems": endpoints.shared_codes,
    "problems": lambda: _rows(
        ("code", "status", "type", "what is wrong", "what to do"), endpoints.problem_rows()
    ),
    "prompt-variables": _prompt_variables,
    "headline": _headline,
    "refusals": _reworded,
    "hostile": _hostile,
}
