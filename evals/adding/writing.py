"""Writes a made case as YAML: on its own, or at the end of a file of cases. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any, Final

_PLAIN: Final = re.compile(r"^[A-Za-z_][A-Za-z0-9_./@ -]*$|^\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?$")
_HEAD: Final = (
    "# yaml-language-server: $schema=.schema.json\n"
    "about: decisions from life\nowner: evaluation\nsource: receipts\ncases:\n"
)


def case_yaml(entry: dict[str, Any]) -> str:
    """One case, as the files of cases write them: a line a field, and a line a step."""
    lines = []
    for key, value in entry.items():
        if key == "steps":
            lines.append("    steps:")
            lines += [f"      - {_flow(step)}" for step in value]
        else:
            lines.append(f"    {key}: {_flow(value)}")
    lines[0] = "  - " + lines[0].strip()
    return "\n".join(lines) + "\n"


def appended(file: str, entry: dict[str, Any], others: Collection[str] = ()) -> str:
    """The file with the case at its end, under an id that no case of it, and no other, has yet."""
    taken = {*others, *re.findall(r"^  - id: (\S+)$", file, re.MULTILINE)}
    name, number = entry["id"], 2
    while name in taken:
        name, number = f"{entry['id']}-{number}", number + 1
    before = file.rstrip("\n") + "\n" if file.strip() else _HEAD
    return before + case_yaml({**entry, "id": name})


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if _PLAIN.match(str(value)) and str(value).lower() not in (
        "true",
        "false",
        "null",
        "yes",
        "no",
    ):
        return str(value)
    return json.dumps(str(value), ensure_ascii=False)
