"""`bedside check`: every problem of a library in one run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from service.commands.common import (
    chosen_library,
    echo_json,
    on_option,
    progress,
    today,
)
from service.errors import Problem

_COLOURS = {"error": "red", "warning": "yellow"}


@click.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text")
@click.option(
    "--files-only",
    is_flag=True,
    help="Check files and references alone: quick, without the guard and without messages.",
)
@on_option
def check(directory: Path | None, form: str, files_only: bool, on: date | None) -> int:
    """Report every problem of the library in DIRECTORY (default: the starter library).

    Each line is `file:line:column CODE what is wrong; what would be right`. The codes are
    explained in docs/errors.md. Exit code 0 when nothing but warnings is found, 2 otherwise.
    """
    from service.checking import check_library

    folder = chosen_library(directory)
    day = on or today()
    if files_only:
        problems = check_library(folder, day, guard=None)
    else:
        from service.wiring import the_guard

        with progress("checking") as report:
            problems = check_library(folder, day, guard=the_guard(), progress=report)
    {"text": _text, "json": _json, "github": _github}[form](problems, folder)
    return 2 if any(problem.level == "error" for problem in problems) else 0


def _text(problems: list[Problem], folder: Path) -> None:
    for problem in problems:
        code = click.style(problem.code, fg=_COLOURS[problem.level], bold=True)
        tail = f"; {problem.fix}" if problem.fix else ""
        mark = "warning: " if problem.level == "warning" else ""
        click.echo(f"{click.style(problem.where, bold=True)} {code} {mark}{problem.what}{tail}")
    errors = sum(problem.level == "error" for problem in problems)
    warnings = len(problems) - errors
    click.echo(f"{folder.name or folder}: {_count(errors, 'error')}, {_count(warnings, 'warning')}")


def _count(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")


def _json(problems: list[Problem], folder: Path) -> None:
    del folder
    echo_json(
        {
            "problems": [
                {
                    "file": problem.file,
                    "line": problem.line,
                    "column": problem.column,
                    "code": problem.code,
                    "level": problem.level,
                    "what": problem.what,
                    "fix": problem.fix,
                }
                for problem in problems
            ]
        }
    )


def _github(problems: list[Problem], folder: Path) -> None:
    """Workflow commands that GitHub shows beside the changed lines."""
    from service.library.prompts_folder import file_of

    for problem in problems:
        file = file_of(folder, problem.file).as_posix()
        place = f"file={_property(file)},line={max(problem.line, 1)},col={max(problem.column, 1)}"
        text = _message(problem.what + (f"; {problem.fix}" if problem.fix else ""))
        click.echo(f"::{problem.level} {place},title={_property(problem.code)}::{text}")


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
