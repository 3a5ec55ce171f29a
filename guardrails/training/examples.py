"""The texts that the second reader learns from, as sentences with what people said of them.

Four sources: the files in `texts/` (ours, one text a line), golden sets (YAML), a library's
approved renditions, and sentences of public health education (JSONL) that lie outside the
repository and stand for good text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from guardrails.errors import GuardDataError
from guardrails.grammar import FAST_LOADER
from guardrails.verdict import Format

TEXTS = Path(__file__).with_name("texts")
INBOUND = Path(__file__).with_name("inbound")
_VARIABLE = re.compile(r"\{\{.*?\}\}")
_MARK = re.compile(r"\[\[.*?\]\]")
_MARKED = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_FRONT = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
#: Keys of a library's files whose values reach recipients.
_READ = frozenset(
    {"subject", "preheader", "title", "label", "because", "bring", "parking", "entrance", "place"}
    | {"length", "sender_name", "question", "voice", "examples", "say", "before", "after", "good"}
)
#: Who wrote a golden case, by its number: from which number on each writer's are.
_WRITERS = (
    *((0, "first"), (200, "third"), (400, "second"), (600, "fourth"), (800, "fifth")),
    *((1000, "sixth"), (1200, "seventh"), (1400, "eighth"), (1600, "ninth"), (1800, "tenth")),
    *((2000, "eleventh"), (2200, "twelfth"), (2300, "thirteenth")),
)
#: Kinds that the second reader is not for: they are about letters, variables and whole texts.
_OTHERS = ("DX-14", "DX-15", "EV-", "TM-", "RD-")


@dataclass(frozen=True, slots=True)
class Example:
    """One text. `kind` is empty for good text; examples of one `group` never part in a test."""

    text: str
    kind: str
    source: str
    group: str
    format: Format = "text"
    span: str = ""
    tier: str = field(default="", compare=False)


def own_examples(folder: Path = TEXTS) -> Iterator[Example]:
    """The texts of our own; a blank line or a new claim begins a group."""
    for path in sorted(folder.glob("*.txt")):
        group = 0
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            kind, bar, text = line.partition(" | ")
            if not bar or not text.strip():
                raise GuardDataError(path, number, "not `KIND | text`, nor `- | text`")
            if kind != "-":
                group = number
            near = kind != "-" or number - group < 2
            written = text.strip().replace("\\n", "\n")
            marked = _MARKED.search(written)
            yield Example(
                _MARKED.sub(r"\1", written),
                "" if kind == "-" else kind.strip(),
                "own",
                f"{path.name}:{group if near else number}",
                span=marked.group(1) if marked else "",
            )


def golden_examples(folder: Path, claims: tuple[str, ...] = ("DX-",)) -> Iterator[Example]:
    """The cases of golden sets whose kind begins with one of `claims`, and all good texts."""
    for path in sorted(folder.glob("*.yaml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=FAST_LOADER)  # noqa: S506 - safe
        kind = str(data.get("kind", ""))
        for case in data.get("cases", ()):
            example = _golden(case, kind, claims)
            if example is not None:
                yield example


def _golden(case: dict[str, Any], kind: str, claims: tuple[str, ...]) -> Example | None:
    stops = case.get("expect") == "stop"
    context = case.get("context", {})
    if case.get("expect") not in {"stop", "pass"} or kind.startswith(_OTHERS[1:]):
        return None
    if stops and (not kind.startswith(claims) or kind.startswith(_OTHERS)):
        return None
    if context.get("authenticated") or context.get("audience") == "clinician":
        return None
    return Example(
        case["text"],
        kind if stops else "",
        f"golden {_writer(int(case['id'].rpartition('-')[2]))}",
        str(case.get("pair", case["id"])),
        context.get("format", "text"),
        case.get("span", ""),
        case.get("tier", ""),
    )


def _writer(number: int) -> str:
    """Who wrote the golden case of this number."""
    return [name for first, name in _WRITERS if first <= number][-1]


def inbound_examples(golden: Path) -> Iterator[Example]:
    """What people write to a clinic: calls for help by kind, and calm words."""
    yield from own_examples(INBOUND)
    for path in sorted(golden.glob("urgency*.yaml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=FAST_LOADER)  # noqa: S506 - safe
        for case in data["cases"]:
            kind = "" if case["expect"] == "none" else case["expect"]
            yield Example(case["text"], kind, "golden", case["id"])


def library_examples(folder: Path) -> Iterator[Example]:
    """The renditions of a library, with their subjects and titles, and what its files say to
    recipients: approved words, so good text."""
    for path in sorted([*folder.rglob("*.md"), *folder.rglob("*.txt")]):
        written = path.read_text(encoding="utf-8")
        front = _FRONT.match(written)
        body = written[front.end() :] if front else written
        yield Example(_filled(body), "", "library", path.parent.parent.name, "markdown")
        if front:
            head = yaml.load(_MARK.sub("", front[1]), Loader=FAST_LOADER)  # noqa: S506 - safe
            for line in _shown(head):
                yield Example(_filled(line), "", "library", path.parent.parent.name)
    for path in sorted(folder.rglob("*.yaml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=FAST_LOADER)  # noqa: S506 - safe
        for line in _shown(data):
            yield Example(_filled(line), "", "library", path.stem)


def _filled(text: str) -> str:
    return _MARK.sub("", _VARIABLE.sub("Monday", text))


def _shown(value: object, key: str = "") -> Iterator[str]:
    """The strings under keys whose words recipients read."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _shown(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _shown(inner, key)
    elif isinstance(value, str) and key in _READ and value.strip():
        yield value


def education_examples(path: Path) -> Iterator[Example]:
    """Sentences of public health education: good text, read by nobody one by one."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if line.strip():
            yield Example(json.loads(line)["text"], "", "education", f"education:{number}")
