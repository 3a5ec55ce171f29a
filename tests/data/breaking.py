"""Cases of broken files: what is changed in a whole library or input, and the exact report.

`tests/data/broken/<format>.yaml` names the file that is broken and lists cases. Each case is a
list of edits and the report that they lead to, line by line. After a change of words run
`UPDATE_REPORTS=1 pytest tests/library/test_broken_files.py tests/cli/test_broken_inputs.py` and
review the diff: every line is what an editor will read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

BROKEN = Path(__file__).resolve().parent / "broken"


@dataclass(frozen=True)
class Case:
    """One way to break a format, and what is said about it."""

    format: str
    name: str
    file: str
    edits: tuple[dict[str, Any], ...]
    report: tuple[str, ...]

    def apply(self, folder: Path) -> None:
        for edit in self.edits:
            _apply(folder / edit.get("file", self.file), edit)

    def judge(self, report: list[str]) -> None:
        """Compare with what is expected; or rewrite that, when asked to."""
        assert not any(line.startswith("C199") for line in report), report
        if os.environ.get("UPDATE_REPORTS"):
            _rewrite(self.format, self.name, report)
        else:
            assert report == list(self.report)


def _apply(path: Path, edit: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if "find" in edit:
        raw = path.read_bytes().decode()
        assert edit["find"] in raw, f"{path.name} does not hold {edit['find']!r}"
        path.write_bytes(raw.replace(edit["find"], edit["replace"], 1).encode())
    elif "write" in edit:
        path.write_bytes((edit["write"] * edit.get("times", 1)).encode())
    elif "append" in edit:
        path.write_bytes(path.read_bytes() + (edit["append"] * edit.get("times", 1)).encode())
    elif "sign" in edit:
        path.write_bytes(path.read_bytes() + _line(path, edit["sign"]).encode())
    elif "hex" in edit:
        path.write_bytes(bytes.fromhex(edit["hex"]) + path.read_bytes())
    elif "line_ends" in edit:
        path.write_bytes(path.read_bytes().replace(b"\n", edit["line_ends"].encode()))
    elif "move_to" in edit:
        target = path.parent / edit["move_to"]
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
    elif edit.get("folder"):
        path.unlink(missing_ok=True)
        path.mkdir()
    else:
        assert edit["delete"]
        path.unlink()


def _line(path: Path, words: dict[str, str]) -> str:
    """One more line about an item of `approvals.jsonl`, with the hash that is approved there."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    known = {line["item"]: line["hash"] for line in lines}
    return json.dumps({"hash": known.get(words["item"], "a" * 64), **words}) + "\n"


def read_cases(format_: str) -> Iterator[Case]:
    data = yaml.safe_load((BROKEN / f"{format_}.yaml").read_text(encoding="utf-8"))
    for name, case in data["cases"].items():
        report = tuple((case.get("report") or "").splitlines())
        yield Case(format_, name, data["file"], tuple(case["edits"]), report)


def _rewrite(format_: str, name: str, report: list[str]) -> None:
    path = BROKEN / f"{format_}.yaml"
    text = path.read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    data["cases"][name]["report"] = "\n".join(report)
    comment = "".join(line for line in text.splitlines(keepends=True) if line.startswith("#"))
    path.write_text(comment + "".join(_lines(data)), encoding="utf-8")


def _lines(data: dict[str, Any]) -> Iterator[str]:
    yield f"file: {data['file']}\ncases:\n"
    for name, case in data["cases"].items():
        yield f"  {name}:\n    edits:\n"
        for edit in case["edits"]:
            pairs = ", ".join(f"{key}: {_scalar(value)}" for key, value in edit.items())
            yield f"      - {{{pairs}}}\n"
        lines = (case.get("report") or "").splitlines()
        yield "    report: |-\n" if lines else '    report: ""\n'
        yield from (f"      {line}\n" for line in lines)


def _scalar(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
