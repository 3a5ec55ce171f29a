"""Writes every generated part of the pages: `python -m tests.docs.generate`.

It follows each page that this folder's tests follow, writes what the commands print now, and
writes the library's JSON Schemas and the guard's pages of rules. `test_readme.py`, `test_how_to.py`
and `test_pages.py` compare. With names of pages (`how-to/release.md`, or `release.md`) only these.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from guardrails.docs import main as rule_pages
from service.codes import errors_page
from service.library.json_schemas import json_schemas, prompt_schemas
from service.library.prompts_folder import prompts_of
from service.settings import STARTER_LIBRARY
from tests.docs.transcripts import ROOT, follow

DOCS = ROOT / "docs"

#: Pages that write themselves elsewhere: the guard's and the evaluator's.
_ELSEWHERE = ("rules", "reports")


def pages() -> list[Path]:
    """The README and every page whose outputs are generated here."""
    found = sorted(
        page
        for page in DOCS.rglob("*.md")
        if page.relative_to(DOCS).parts[0] not in _ELSEWHERE and _is_followed(page)
    )
    return [ROOT / "README.md", *found]


def _is_followed(page: Path) -> bool:
    text = page.read_text(encoding="utf-8")
    return "```console" in text or "<!-- table: " in text


def main(names: Sequence[str] = ()) -> int:
    """Write all pages, or those of these names; say which changed and what went wrong."""
    problems: list[str] = []
    if not names:
        rule_pages([])
        _write(DOCS / "errors.md", errors_page())
        for name, text in json_schemas().items():
            _write(STARTER_LIBRARY / ".schemas" / name, text)
        prompts = prompts_of(STARTER_LIBRARY)
        assert prompts is not None
        for name, text in prompt_schemas().items():
            _write(prompts / ".schemas" / name, text)
    wanted = {
        page: {page.name, page.as_posix().removeprefix(f"{DOCS.as_posix()}/")} for page in pages()
    }
    problems += [
        f"no followed page is called {name}"
        for name in names
        if not any(name in called for called in wanted.values())
    ]
    for page, called in wanted.items():
        if names and called.isdisjoint(names):
            continue
        followed = follow(page)
        _write(page, followed.text)
        problems += followed.problems
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


def _write(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"written: {path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
