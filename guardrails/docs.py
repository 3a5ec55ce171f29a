"""Writes the page of every rule from the rule's own file: `python -m guardrails.docs [FOLDER]`.

One page for each id that a finding can carry. Never edit them; a test fails when they are stale.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from guardrails.build import DATA
from guardrails.failures import FAILURES
from guardrails.rules import Case, RuleFile, RuleSpec, read_rules

_NOTE = "<!-- Written by `python -m guardrails.docs` from the rule's own file. Do not edit. -->"
_SHOWN = 12


def pages() -> dict[str, str]:
    """Every page by its file name."""
    grouped: dict[str, list[RuleFile]] = defaultdict(list)
    for rule in read_rules(DATA / "rules"):
        grouped[rule.spec.code].append(rule)
    out = {f"{code}.md": _page(code, files) for code, files in sorted(grouped.items())}
    out |= {f"{code}.md": _failure(code) for code in FAILURES}
    out["README.md"] = _index(grouped)
    return out


def write(folder: Path) -> int:
    """Writes all pages and removes pages of rules that are gone. Returns how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for old in folder.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")
    return len(wanted)


def _page(code: str, files: Sequence[RuleFile]) -> str:
    first = files[0].spec
    lines = [_NOTE, "", f"# {code}: {first.kind}", ""]
    lines += [first.why, "", f"**Severity** {_severity(files)}. **About** {first.subject}.", ""]
    if first.suggestion:
        lines += [f"**Write instead** {first.suggestion}", ""]
    for file in files:
        if len(files) > 1:
            lines += [f"## {file.spec.id}", "", file.spec.message, ""]
        lines += _cases("Rejected", file.spec.reject) + _cases("Allowed", file.spec.allow)
        lines += _how(file.spec)
        lines += [f"Rule file: `guardrails/rules/{file.path.name}`. Source: {file.spec.source}", ""]
    return "\n".join(lines).rstrip() + "\n"


def _severity(files: Sequence[RuleFile]) -> str:
    found = list(dict.fromkeys(file.spec.severity for file in files))
    return " or ".join(f"`{severity}`" for severity in found)


def _cases(title: str, cases: Sequence[Case]) -> list[str]:
    lines = [f"### {title}", ""]
    for case in cases[:_SHOWN]:
        where = ", ".join(f"{key} {value}" for key, value in case.context.items())
        text = " ".join(case.text.encode("unicode_escape").decode().replace("\\n", " ").split())
        lines.append(f"- `{text}`" + (f" ({where})" if where else ""))
    return [*lines, ""]


def _how(rule: RuleSpec) -> list[str]:
    if rule.detector != "words":
        return [f"Found by the `{rule.detector}` detector.", ""]
    facts = f" Not under: {', '.join(rule.unless)}." if rule.unless else ""
    patterns, exceptions = len(rule.patterns), len(rule.exceptions)
    return [f"Found by {patterns} word patterns, with {exceptions} exceptions.{facts}", ""]


def _failure(code: str) -> str:
    kind, message = FAILURES[code]
    shown = message.replace("{detail}", "...")
    return (
        f"{_NOTE}\n\n# {code}: {kind}\n\n{shown}\n\n"
        "A text that was not read cannot be known to be safe, so the guard refuses it. "
        "No policy can change this.\n"
    )


def _index(grouped: Mapping[str, Sequence[RuleFile]]) -> str:
    lines = [_NOTE, "", "# Rules of the guard", ""]
    lines += ["`block` rejects. `review` rejects until a person accepts this exact text."]
    lines += ["`warn` and `info` never stop a message.", ""]
    lines += ["| rule | finds | severity |", "|---|---|---|"]
    for code, files in sorted(grouped.items()):
        lines.append(f"| [{code}]({code}.md) | {files[0].spec.kind} | {_severity(files)} |")
    for code, (kind, _) in FAILURES.items():
        lines.append(f"| [{code}]({code}.md) | the guard's own failure: {kind} | `block` |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Writes to the folder given, or to `docs/rules` beside the package."""
    folder = Path(arguments[0]) if arguments else DATA.parent / "docs" / "rules"
    sys.stdout.write(f"{write(folder)} pages in {folder}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
