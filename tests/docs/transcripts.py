"""Pages whose examples are run: what a page shows is what the commands print.

`follow` does what a reader would. It goes through a page from top to bottom in a folder of its
own: a fenced block below a line with only a path in backticks is written to that path; each
`$ bedside ...` line of a `console` block is run. It returns the page as it should be, with every
output and every generated part written anew. Generating is writing that; testing is comparing it.

A comment above a block says what is special about it:

    <!-- shown: last 1 -->             the last line only (also `first N`)
    <!-- shown: lines with a | b -->   the lines that hold one of these words
    <!-- shown: before X -->           the lines up to the first that holds X (also `from X`)
    <!-- exit code 2 -->               the last command ends with this code, not 0
    <!-- first: careless -->           an edit of `tests/docs/edits.py`, made before the block
    <!-- table: settings --> ... <!-- end of table -->   a table of `tests/docs/tables.py`

Hashes and what is made of them are shown as `...`, because they change with every edit of content.
The clock that commands read stands at `READ`.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from service.cli import main
from service.hosting import the_store
from tests.docs import edits, tables

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "docs" / "examples"

#: When a page is read: some days after the one for which its examples are made.
READ = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)

_PATH_LINE = re.compile(r"`([\w./-]+)`:?")
_COMMENT = re.compile(r"<!-- (.+) -->")
_FENCE = re.compile(r"(`{3,})(\w*)")
_TABLE = re.compile(r"<!-- table: (\S+) -->")
_HASH = re.compile(
    r"\br_[0-9a-f]{32}\b"  # a receipt's id
    r"|\b(?:[0-9a-f]{64}|[0-9a-f]{16}|(?=[a-f]*[0-9])[0-9a-f]{12})\b"  # whole, guard, shortened
    r"|(?<= )[0-9a-f]{8}(?=: |, | by |\n|$)"  # a module's or a brand's, in an explanation
)


@dataclass(slots=True)
class Page:
    """A followed page: its text as it should be, the commands run, and what ended otherwise."""

    text: str
    commands: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Notes:
    """What the comments above a block said."""

    shown: str = "all"
    exit_code: int = 0
    first: str = ""


def follow(page: Path) -> Page:
    """Follow a page in a new folder that holds `docs/examples`, as a checkout does."""
    with tempfile.TemporaryDirectory(prefix="bedside-docs-") as folder:
        shutil.copytree(EXAMPLES, Path(folder) / "docs" / "examples")
        with _inside(Path(folder)), contextlib.ExitStack() as stack:
            return _Follower(page.name, stack).follow(page.read_text(encoding="utf-8"))


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Work in a folder, without settings of one's own and in a terminal 80 columns wide."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("BEDSIDE_")}
    with (
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, {**kept, "COLUMNS": "80", "NO_COLOR": "1"}, clear=True),
    ):
        try:
            yield
        finally:
            _leave_the_store()


def _leave_the_store() -> None:
    """A process opens one store, once; the next page has one of its own."""
    if the_store.cache_info().currsize:
        the_store().close()
        the_store.cache_clear()


class _Follower:
    """Walks the lines of one page."""

    def __init__(self, name: str, stack: contextlib.ExitStack) -> None:
        self.name = name
        self.stack = stack
        self.commands: list[str] = []
        self.problems: list[str] = []

    def follow(self, text: str) -> Page:
        lines = text.split("\n")
        out: list[str] = []
        notes = _Notes()
        target = ""
        at = 0
        while at < len(lines):
            line = lines[at]
            table = _TABLE.fullmatch(line)
            fence = _FENCE.match(line)
            if table:
                end = lines.index("<!-- end of table -->", at)
                out += [line, "", *tables.table(table[1]), "", lines[end]]
                at = end + 1
            elif fence:
                end = lines.index(fence[1], at + 1)
                body = lines[at + 1 : end]
                if notes.first:
                    until_the_end = getattr(edits, notes.first)(Path())
                    if until_the_end is not None:
                        self.stack.enter_context(until_the_end)
                if fence[2] == "console":
                    body = self._console(body, notes)
                elif target:
                    _write(Path(target), body)
                out += [line, *body, lines[end]]
                at = end + 1
                notes, target = _Notes(), ""
            else:
                comment = _COMMENT.fullmatch(line)
                path = _PATH_LINE.fullmatch(line)
                if comment:
                    _note(comment[1], notes)
                elif path:
                    target = path[1]
                elif line:
                    notes, target = _Notes(), ""
                out.append(line)
                at += 1
        return Page("\n".join(out), self.commands, self.problems)

    def _console(self, body: list[str], notes: _Notes) -> list[str]:
        """The commands of a block, each with what it prints now.

        A command that ends otherwise than expected keeps what the page says, so that a passing
        fault is never written into a page.
        """
        out: list[str] = []
        commands = list(_commands(body))
        for number, (shown_as, before) in enumerate(commands):
            command = " ".join(line.rstrip("\\").strip() for line in shown_as)[2:]
            self.commands.append(command)
            code, printed = run(command)
            expected = notes.exit_code if number == len(commands) - 1 else 0
            if code == expected:
                out += [*shown_as, *_shown(_lines(printed), notes.shown)]
            else:
                out += [*shown_as, *before]
                self.problems.append(f"{self.name}: `{command}` ended with {code}:\n{printed}")
        return out


def _lines(printed: str) -> list[str]:
    """An output's lines as a page shows them."""
    text = _HASH.sub("...", printed).rstrip("\n")
    return [line.rstrip() for line in text.split("\n")] if text else []


def _commands(body: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """The lines of each command, from `$ ` on, and those of its output."""
    starts = [at for at, line in enumerate(body) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        at = start
        while body[at].endswith("\\"):
            at += 1
        yield body[start : at + 1], body[at + 1 : end]


def _note(text: str, notes: _Notes) -> None:
    key, _, rest = text.partition(":")
    if key == "shown":
        notes.shown = rest.strip()
    elif key == "first":
        notes.first = rest.strip()
    elif text.startswith("exit code "):
        notes.exit_code = int(text.removeprefix("exit code "))
    else:
        raise ValueError(f"no page comment is called `{text}`")


def _shown(lines: list[str], rule: str) -> list[str]:
    """The part of an output that a page shows; `...` stands for what is left out."""
    word, _, rest = rule.partition(" ")
    kept = dict(_KEEP)[word](lines, rest)
    out: list[str] = []
    for number, line in enumerate(lines):
        if number in kept:
            out.append(line)
        elif not out or out[-1] != "...":
            out.append("...")
    while (out and out[-1] == "") or (len(out) > 1 and out[-1] == "..." and out[-2] == ""):
        del out[-2 if out[-1] == "..." else -1]
    return out


def _first_with(lines: list[str], words: str) -> int:
    return next((n for n, line in enumerate(lines) if words in line), len(lines))


_KEEP: tuple[tuple[str, Callable[[list[str], str], set[int]]], ...] = (
    ("all", lambda lines, _: set(range(len(lines)))),
    ("first", lambda lines, count: set(range(int(count)))),
    ("last", lambda lines, count: set(range(len(lines) - int(count), len(lines)))),
    ("before", lambda lines, words: set(range(_first_with(lines, words)))),
    ("from", lambda lines, words: set(range(_first_with(lines, words), len(lines)))),
    (
        "lines",
        lambda lines, words: {
            number
            for number, line in enumerate(lines)
            if any(word in line for word in words.removeprefix("with ").split(" | "))
        },
    ),
)


def _write(path: Path, body: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(body) + "\n", encoding="utf-8")


# --- commands ----------------------------------------------------------------------------------


def run(line: str) -> tuple[int, str]:
    """Run `bedside` commands as a shell would: variables before, `|` between, `>` at the end."""
    given = b""
    code = 0
    printed = ""
    for part in line.split(" | "):
        command, _, file = part.partition(" > ")
        code, printed = _run_one(shlex.split(command), given)
        given = printed.encode()
        if file:
            Path(file.strip()).parent.mkdir(parents=True, exist_ok=True)
            Path(file.strip()).write_text(printed, encoding="utf-8")
            printed = ""
    return code, printed


def _run_one(words: list[str], given: bytes) -> tuple[int, str]:
    settings: dict[str, str] = {}
    while "=" in words[0]:
        name, _, text = words.pop(0).partition("=")
        settings[name] = text
    if words[0] != "bedside":
        raise ValueError(f"a page runs `bedside` and nothing else, not `{words[0]}`")
    stdin = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
    screen = io.StringIO()
    with (
        _set(settings),
        mock.patch.object(sys, "stdin", stdin),
        mock.patch("service.commands.common.now", return_value=READ),
        contextlib.redirect_stdout(screen),
        contextlib.redirect_stderr(screen),
    ):
        try:
            code = main(words[1:])
        except SystemExit as end:
            code = int(end.code or 0)
    return code, screen.getvalue()


def _set(settings: Mapping[str, str]) -> contextlib.AbstractContextManager[object]:
    return mock.patch.dict(os.environ, settings)
