"""`bedside guard`: checks files or standard input and prints findings like a good compiler.

Exit codes: 0 every text passes, 1 one is rejected, 2 one could not be read as text at all. The
report over several texts is `guard_reports.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from service.commands.guard_texts import Unread, read_text
from service.domain.vocabulary import CHANNELS, Audience, Purpose

if TYPE_CHECKING:
    from guardrails.report import Checked

_BY_SUFFIX = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".xht"), "html"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
}
_PARTS = [
    "body", "subject", "preheader", "sender", "first_line", "link_text", "link_url", "message",
]  # fmt: skip


@click.command("guard")
@click.argument("files", nargs=-1, metavar="[FILE|-]...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text"
)
@click.option(
    "--as", "read_as", type=click.Choice(["text", "html", "markdown"]), help="How to read it."
)
@click.option("--channel", type=click.Choice(CHANNELS), default="email", show_default=True)
@click.option("--part", type=click.Choice(_PARTS), default="body", show_default=True)
@click.option(
    "--purpose",
    type=click.Choice(get_args(Purpose)),
    default="education",
    show_default=True,
    help="The consent purpose.",
)
@click.option(
    "--audience", type=click.Choice(get_args(Audience)), default="patient", show_default=True
)
@click.option("--authenticated", is_flag=True, help="The reader has signed in.")
@click.option("--template", is_flag=True, help="The text still holds our own {{ variables }}.")
@click.option("--locale", default="en-US", show_default=True)
@click.option("--rules", multiple=True, help="A folder with further rules; may be repeated.")
@click.option("--terms", multiple=True, help="A file with further terms; may be repeated.")
@click.option("--policy", help="A policy file in place of the default one.")
def guard(files: tuple[str, ...], form: str, read_as: str | None, **options: Any) -> None:
    """Check texts for claims about a reader's health.

    Reads each FILE, or standard input for `-` and where none is named; HTML and Markdown are known
    by their file name, and on standard input by --as. Several files make one report.

    Exit codes: 0 every text passes, 1 one is rejected, 2 one could not be read; the others are
    reported all the same.
    """
    names = tuple(dict.fromkeys(files)) or ("-",)
    texts, unread = [], []
    for file in names:
        read = read_text(file)
        if isinstance(read, Unread):
            click.echo(f"bedside guard: {read.what}", err=True)
            unread.append(read)
        else:
            texts.append((file, *read))
    checked = _check(texts, read_as, form, options) if texts else []
    if len(names) > 1 or checked or form != "text":
        click.echo(_report(checked, unread, form), nl=False)
    passed = all(one.verdict.passed for one in checked)
    raise click.exceptions.Exit(2 if unread else int(not passed))


def _check(
    texts: Sequence[tuple[str, str, str]], read_as: str | None, form: str, options: dict[str, Any]
) -> list[Checked]:
    """The verdict on each text. Ends with code 2 where the guard's own files have a fault."""
    from guardrails import Context, Guard  # builds spaCy: only once a text is there
    from guardrails.errors import GuardDataError
    from guardrails.report import Checked
    from service.commands.guard_reports import OF_NO_GUARD

    extra = {key: options.pop(key) for key in ("rules", "terms", "policy")}
    try:
        reader = Guard(**extra)
    except GuardDataError as error:
        for one in error.every:
            click.echo(f"bedside guard: {one.text}", err=True)
        click.echo(OF_NO_GUARD[form](error), nl=False)
        raise click.exceptions.Exit(2) from None
    checked = []
    for file, text, name in texts:
        kind = read_as or _BY_SUFFIX.get(Path(file).suffix.lower(), "text")
        context = Context(format=kind, **options)  # type: ignore[arg-type]
        checked.append(Checked(name, text, reader.check(text, context)))
    return checked


def _report(checked: Sequence[Checked], unread: Sequence[Unread], form: str) -> str:
    """What is printed: of one text as ever, of several one after another."""
    from guardrails.report import FORMATS, as_text
    from service.commands.guard_reports import OF_ALL, json_of_unread, summary

    alone = len(checked) + len(unread) == 1
    if form == "text":
        told = "\n".join(as_text(one, colour=sys.stdout.isatty()) for one in checked)
        return told if alone else "\n".join(filter(None, [told, summary(checked, unread)]))
    if alone and checked:
        return FORMATS[form](checked[0])
    return json_of_unread(unread[0]) if alone and form == "json" else OF_ALL[form](checked, unread)
