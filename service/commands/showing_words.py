"""What a message said, read again for a receipt, as people and programs read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from service.domain.decision import Receipt
    from service.evidence import Evidence

_NOT_KEPT = (
    "the release that it names is not kept here: these are of the library as it is now, and what "
    "stands round its modules may be newer"
)
_SPOILED = (
    "the copy of the release that it names was altered or damaged after it was kept, and proves "
    "nothing: bring it back from a backup, or name another copy with `--release FILE`"
)
_UNTOLD = "the library's approvals do not tell"
_NO_LIBRARY = "not to be had: there is no library to read its approvals from"


def show_words(receipt: Receipt, behind: Evidence) -> None:
    """The message with names where values stood, and who had approved each of its modules."""
    from service.commands.showing import message_lines, step_line
    from service.domain.explanation import Step

    if behind.approved is None:
        click.echo(step_line(Step("approved", _NO_LIBRARY)))
    for item, lines in behind.approved or ():
        click.echo(step_line(Step("approved", f"{item}  {'; '.join(lines) or _UNTOLD}")))
    if behind.spoiled:
        click.echo(step_line(Step("kept copy", _SPOILED)))
    click.echo(step_line(Step("words", _where(receipt, behind))))
    if behind.rebuilt is None or not receipt.text_hash:
        return
    click.echo()
    if behind.rebuilt.message is not None:
        for line in message_lines(behind.rebuilt.message):
            click.echo(f"  {line}".rstrip())
        return
    for piece in behind.rebuilt.pieces:
        click.echo(f"  {piece.choice.module_id}{f': {piece.gone}' if piece.gone else ''}")
        for line in piece.words.splitlines():
            click.echo(f"    {line}".rstrip())


def _where(receipt: Receipt, behind: Evidence) -> str:
    """Where the words that follow come from, or why there are none."""
    if not receipt.text_hash:
        return "nothing was written for this decision"
    if behind.rebuilt is None:
        return (
            "not to be had: the release that it names is not kept here, and none can be made of "
            "the library as it is now (see `bedside check`)"
        )
    if not behind.exact:
        return _NOT_KEPT
    return f"out of the release {receipt.release[:12]}; what was not kept has its name in [ ]"


def words_json(behind: Evidence) -> dict[str, Any]:
    """The same as data: `exact` says that they are of the release that the receipt names, and
    `spoiled` that a copy of it was kept and is not that release any more.

    `approved` is null where there is no library to read its approvals from.
    """
    from service.commands.showing import message_lines

    rebuilt, approved = behind.rebuilt, behind.approved
    message = rebuilt.message if rebuilt is not None else None
    return {
        "exact": behind.exact,
        "spoiled": behind.spoiled,
        "message": message_lines(message) if message is not None else None,
        "modules": [
            {"module": piece.choice.module_id, "words": piece.words, "gone": piece.gone}
            for piece in (rebuilt.pieces if rebuilt is not None else ())
        ],
        "approved": (
            {item: list(lines) for item, lines in approved} if approved is not None else None
        ),
    }
