"""`bedside guard`: checks a file or standard input and prints findings like a good compiler.

Exit codes: 0 the text passes, 1 it is rejected, 2 it could not be read as text at all.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NoReturn, get_args

import click

from service.domain.vocabulary import Purpose

_BY_SUFFIX = {".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown"}
_CHANNELS = ["email", "sms", "portal", "web", "call"]
_PARTS = [
    "body", "subject", "preheader", "sender", "first_line", "link_text", "link_url", "message",
]  # fmt: skip
_AUDIENCES = ["patient", "caregiver", "clinician", "care_team"]


@click.command("guard")
@click.argument("file", default="-", metavar="[FILE|-]")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text"
)
@click.option(
    "--as", "read_as", type=click.Choice(["text", "html", "markdown"]), help="How to read it."
)
@click.option("--channel", type=click.Choice(_CHANNELS), default="email", show_default=True)
@click.option("--part", type=click.Choice(_PARTS), default="body", show_default=True)
@click.option(
    "--purpose",
    type=click.Choice(get_args(Purpose)),
    default="education",
    show_default=True,
    help="The consent purpose.",
)
@click.option("--audience", type=click.Choice(_AUDIENCES), default="patient", show_default=True)
@click.option("--authenticated", is_flag=True, help="The reader has signed in.")
@click.option("--template", is_flag=True, help="The text still holds our own {{ variables }}.")
@click.option("--locale", default="en-US", show_default=True)
@click.option("--rules", multiple=True, help="A folder with further rules; may be repeated.")
@click.option("--terms", multiple=True, help="A file with further terms; may be repeated.")
@click.option("--policy", help="A policy file in place of the default one.")
def guard(file: str, form: str, read_as: str | None, **options: Any) -> None:
    """Check a text for claims about a reader's health.

    Reads FILE, or standard input for `-`; HTML and Markdown are known by their file name, and on
    standard input by --as.

    Exit codes: 0 the text passes, 1 it is rejected, 2 it could not be read.
    """
    text, name = _read(file)
    read_as = read_as or _BY_SUFFIX.get(Path(file).suffix.lower(), "text")
    raise click.exceptions.Exit(_check(text, name, form, read_as, options))


def _read(file: str) -> tuple[str, str]:
    """The text and what to call it. Ends with code 2 when there is no text to be had."""
    name = "<stdin>" if file == "-" else file
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        _fail(f"{name}: cannot be read: {(error.strerror or str(error)).lower()}")
    try:
        return raw.decode("utf-8-sig"), name
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        _fail(f"{name}:{line}:{column}: not UTF-8 text (byte 0x{raw[error.start]:02x})")


def _check(text: str, name: str, form: str, read_as: str, options: dict[str, Any]) -> int:
    from guardrails import Context, Guard  # builds spaCy: only once a text is there
    from guardrails.report import FORMATS, Checked, as_text

    extra = {key: options.pop(key) for key in ("rules", "terms", "policy")}
    try:
        reader = Guard(**extra)
    except ValueError as error:
        _fail(str(error))
    verdict = reader.check(text, Context(format=read_as, **options))  # type: ignore[arg-type]
    checked = Checked(name, text, verdict)
    if form == "text":
        click.echo(as_text(checked, colour=sys.stdout.isatty()), nl=False)
    else:
        click.echo(FORMATS[form](checked), nl=False)
    return 0 if verdict.passed else 1


def _fail(message: str) -> NoReturn:
    click.echo(f"bedside guard: {message}", err=True)
    raise click.exceptions.Exit(2)
