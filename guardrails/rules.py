"""Reads rule files and refuses those that cannot be trusted.

One YAML file is one rule: what it finds, how bad that is, why, what to write instead, and its own
proof: texts that it must reject and texts that it must allow. A rule without both, or that gets
one of them wrong, does not load.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from guardrails.errors import GuardDataError, read_data, refuse_all
from guardrails.grammar import FAST_LOADER
from guardrails.verdict import Severity
from guardrails.yaml_faults import NOT_YAML, not_yaml

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
FactName = Literal[
    "conditional", "introduced", "introduced_other", "provided", "postposed", "modal", "generic",
    "conditional_sentence", "advice", "reported", "licensed",
]  # fmt: skip
DetectorName = Literal[
    "words", "text", "reading", "leak", "contacts", "variables", "characters", "evasion", "names",
    "second", "promise",
]  # fmt: skip


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Differs(_Shape):
    """What may differ from pattern to pattern of one rule.

    confirm: the pattern is wide, so it only notes where the second reader sees little in the
    sentence; of any other pattern only where it sees nothing at all. firm: no reader of whole
    sentences lowers it, since it is about something else than they judge ("stop taking your
    tablets" neither promises nor says what the reader has).
    """

    when: tuple[FactName, ...] = ()
    unless: tuple[FactName, ...] | None = None
    severity: Severity | None = None
    confirm: bool = False
    firm: bool = False
    subject: str | None = None
    suggestion: str | None = None


class PatternSpec(_Differs):
    """One pattern in the language of `patterns.py`, with what differs from its rule."""

    match: Text


class TokenSpec(_Differs):
    """One pattern in spaCy's token format (`token_patterns.py`), with what differs."""

    match: Annotated[tuple[dict[str, Any], ...], Field(min_length=1)]


class ExpressionSpec(_Shape):
    """An expression over characters. `needs` lists words, in lower case, without one of which it
    cannot match: it is not tried on a text that holds none of them."""

    match: Text
    needs: tuple[str, ...] = ()


class Case(_Shape):
    """A text that a rule must reject or allow, in a context that is the default where not given."""

    text: str
    context: dict[str, Any] = Field(default_factory=dict)


class RuleSpec(_Shape):
    """A rule as its file says it. `severity` is the default; policies may set another."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-\d{2}[a-z]?$")]
    kind: Text
    severity: Severity
    subject: Literal["reader", "linked", "third_party", "group", "none"] = "reader"
    message: Text
    why: Text
    link: str = ""
    suggestion: str = ""
    source: Text
    detector: DetectorName = "words"
    patterns: tuple[PatternSpec, ...] = ()
    tokens: Annotated[tuple[TokenSpec, ...], Field(min_length=1)] = ()
    exceptions: tuple[Text, ...] = ()
    unless: tuple[FactName, ...] = ()
    expressions: tuple[ExpressionSpec, ...] = ()
    settings: dict[str, Any] = Field(default_factory=dict)
    reject: tuple[Case, ...] = ()
    allow: tuple[Case, ...] = ()

    @property
    def code(self) -> str:
        """What findings, policies and documents call it: PI-01a is a part of PI-01."""
        return self.id[:5]


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A rule and where it stands, so that an error can say the line."""

    path: Path
    source: str
    spec: RuleSpec

    def line_of(self, text: str, field: str = "") -> int:
        """The line on which a text of a field begins; the field's own if it is folded."""
        first = _line(self.source, field)
        head = text[:24].split("\n", maxsplit=1)[0]
        for number, line in enumerate(self.source.splitlines(), start=1):
            if number >= first and head and head in line:
                return number
        return first

    def line_of_entry(self, field: str, number: int) -> int:
        """The line on which an entry of a list begins."""
        root = yaml.compose(self.source, Loader=FAST_LOADER)
        assert isinstance(root, yaml.MappingNode)  # or it would not have been read
        entries = next(value for key, value in root.value if key.value == field)
        return int(entries.value[number].start_mark.line) + 1


#: Files that may lie beside rules: notes on them, and lists of terms.
_BESIDE = (".md", ".txt")


def read_rules(folder: Path) -> list[RuleFile]:
    """The rules of a folder by id. Raises GuardDataError with all that cannot be read, and
    whatever lies there and would be left out: a rule that is not applied stops nothing."""
    entries = _entries(folder)
    rules: list[RuleFile] = []
    wrong: list[GuardDataError] = []
    for path in entries:
        try:
            _refuse_unread(path)
            if path.suffix == ".yaml":
                rules.append(read_rule(path))
        except GuardDataError as error:
            wrong += error.every
    refuse_all(wrong)
    if not rules:
        raise GuardDataError(folder, 0, "the folder holds no rules; a rule is a file `NAME.yaml`")
    return rules


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder of rules. Hidden files that are no rules belong to other tools."""
    if not folder.exists():
        raise GuardDataError(folder, 0, "no such folder of rules")
    if not folder.is_dir():
        raise GuardDataError(folder, 0, "this is a file; name the folder that holds the rules")
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        raise GuardDataError(folder, 0, f"cannot be read: {error.strerror}") from None
    return [path for path in found if path.suffix == ".yaml" or not path.name.startswith(".")]


def _refuse_unread(path: Path) -> None:
    """Raises GuardDataError for what no rule is read from, and says what to do with it."""
    if path.is_dir():
        what = "a folder inside of a folder of rules is not read; name it as one of its own"
        raise GuardDataError(path, 0, f"{what}, or move its rules up")
    if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml":
        what = "not read, for rules are files `NAME.yaml`; rename it to"
        raise GuardDataError(path, 0, f"{what} `{path.with_suffix('.yaml').name}`")
    if path.suffix != ".yaml" and path.suffix.lower() not in _BESIDE:
        what = "not read, for rules are files `NAME.yaml`; rename it, or move it elsewhere"
        raise GuardDataError(path, 0, what)


def read_rule(path: Path) -> RuleFile:
    """One rule. Raises GuardDataError with the line, the field and what is wrong."""
    source = read_data(path)
    try:
        data = yaml.load(source, Loader=FAST_LOADER)  # noqa: S506 - a safe loader
    except NOT_YAML as error:
        raise not_yaml(path, error) from None
    if not isinstance(data, dict):
        raise GuardDataError(path, 1, "a rule is a mapping with id, kind, message and so on")
    try:
        spec = RuleSpec.model_validate(_widened(data))
    except ValidationError as error:
        # a field that does not exist explains the one that is missing
        first = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
        field = str(first["loc"][0]) if first["loc"] else ""
        what = first["msg"]
        if field == "tokens" and (len(first["loc"]) < 3 or "match" in first["loc"]):
            what = "give a list of patterns, each a list of words: [{LOWER: our}, {LOWER: victims}]"
        raise GuardDataError(path, _line(source, field), f"{field}: {what}") from None
    rule = RuleFile(path, source, spec)
    _needs_proof(rule)
    _fills_all(rule)
    return rule


#: Fields whose entries may be a bare string (or list), and what that is then.
_SHORT = (
    *(("patterns", "match"), ("tokens", "match"), ("expressions", "match")),
    *(("reject", "text"), ("allow", "text")),
)


def _widened(data: dict[str, Any]) -> dict[str, Any]:
    """Short forms written out: a bare string is a pattern, an expression, or a case in the
    default context."""
    wide = dict(data)
    for field, key in _SHORT:
        entries = wide.get(field)
        if isinstance(entries, list):
            wide[field] = tuple({key: e} if isinstance(e, str | list) else e for e in entries)
    for field in ("exceptions", "unless"):
        if isinstance(wide.get(field), list):
            wide[field] = tuple(wide[field])
    return wide


def _needs_proof(rule: RuleFile) -> None:
    for field in ("reject", "allow"):
        if not getattr(rule.spec, field):
            raise GuardDataError(
                rule.path,
                _line(rule.source, field),
                f"{field}: give at least one text; a rule proves itself",
            )


#: What a message and a suggestion may name in braces.
FILLED = ("text", "condition", "trigger", "detail")
_BRACED = re.compile(r"\{+\s*([^{}]*?)\s*\}+")


def _fills_all(rule: RuleFile) -> None:
    """A name in braces that nothing is put in place of would be shown as it stands."""
    own = [(p.suggestion or "", "patterns") for p in rule.spec.patterns]
    own += [(p.suggestion or "", "tokens") for p in rule.spec.tokens]
    said = [(rule.spec.message, "message"), (rule.spec.suggestion, "suggestion"), *own]
    for text, field in said:
        for found in _BRACED.finditer(text):
            if found.group() not in [f"{{{name}}}" for name in FILLED]:
                raise GuardDataError(
                    rule.path,
                    rule.line_of(found.group(), field),
                    f"{field}: nothing is put in place of {found.group()}; write one of "
                    + ", ".join(f"{{{name}}}" for name in FILLED),
                )


def _line(source: str, field: str) -> int:
    found = re.search(rf"^{re.escape(field)}:", source, re.MULTILINE) if field else None
    return source.count("\n", 0, found.start()) + 1 if found else 1
