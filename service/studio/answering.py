"""A reviewer's answer to an item: refused with its reasons, or written down and told its writer."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from service.domain.content import Value
from service.editing.recording import recorded
from service.editing.reviewing import Remark, What, inbox
from service.errors import BedsideError, Problem
from service.library.approvals import own_end, states
from service.library.approving import approve
from service.library.library import Item, Library
from service.library.signatures import authors
from service.library.withdrawing import withdraw
from service.studio.accounts import Account
from service.studio.desk import Desk
from service.studio.failing import Refused
from service.studio.signers import signers
from service.studio.typed import Typed
from service.studio.unasked import said_already, unasked

_SAID: dict[str, What] = {"approve": "approved", "withdraw": "withdrew", "back": "sent back"}


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer: what counts as said, or why nothing was written."""

    said: What
    problems: tuple[Problem, ...] = ()
    status: int = 303


def answered(desk: Desk, account: Account, given: Typed, now: datetime) -> Answered:
    """Check an answer and write it down. Raises `Refused` where there is no such item."""
    # Inside from the look at how the item stands to the last byte: a button that is pressed twice
    # must not count twice.
    with desk.answering:
        library = desk.workspace.library(now=True)
        item = library.item(given.key)
        if item is None:
            raise Refused("W601")
        return _answered(desk, account, library, item, given, now)


def _answered(
    desk: Desk, account: Account, library: Library, item: Item[Value], given: Typed, now: datetime
) -> Answered:
    said = _SAID.get(given.answer, "said")
    if given.hash != item.hash:
        what, fix = "the text was changed since this page was made", "read it again, then decide"
        return Answered(said, (Problem(item.key, 0, 0, "C143", what, fix),), 409)
    until, today = _day(given.until), now.date()
    state = states(library, today).get(item.key)
    if state is None:
        raise BedsideError(library.problems)  # no settings, so nobody knows who must approve it
    signing = signers(library, item, state, account, today)
    held = min(until, own_end(item.value) or until) if until else None
    if said == "approved" and said_already(given.role, held, signing, account.name, today):
        return Answered(said)
    found = inbox(library, desk.remarks.all(), account.reviews, account.name, today)
    asked = [waits.role for waits in found if waits.item.key == item.key and not waits.own]
    own = account.name in authors(item.value)
    if problems := unasked(given.answer, given.role, asked, signing, held, own=own):
        return Answered(said, problems, 409)
    try:
        _write(desk, account, given, said, today, until)
    except BedsideError as error:
        return Answered(said, tuple(map(_in_the_form, error.problems)), 422)
    remark = Remark(item.key, item.hash, said, account.name, given.role, given.words, now)
    desk.remarks.add([remark])
    _keep(desk, item, said)
    return Answered(said)


def _write(
    desk: Desk, account: Account, given: Typed, said: What, today: date, until: date | None
) -> None:
    """Add the line that an answer is to the library, if it is one. Raises `BedsideError`."""
    folder, name = desk.workspace.folder, account.name
    subjects = {"approved": "Approve", "withdrew": "Withdraw an approval of"}

    def recording(path: Path) -> AbstractContextManager[None]:
        return recorded(path, name, f"{subjects[said]} {given.key}")

    match said:
        case "approved":
            if until is None:
                problem = Problem("--until", 0, 0, "L104", "it does not fit", "use a date")
                raise BedsideError([problem])
            names, role = [given.key], given.role
            approve(folder, names, role, name, today, until, written=today, recording=recording)
        case "withdrew":
            reason = " ".join(given.words.split())
            key, role = given.key, given.role
            withdraw(folder, key, role, name, reason, today, written=today, recording=recording)
        case "sent back" if not given.words:
            what, fix = "a text goes back with a reason", "say what to change"
            raise BedsideError([Problem("Words to the writer", 0, 0, "C144", what, fix)])


def _keep(desk: Desk, item: Item[Value], said: What) -> None:
    """Keep the text that was approved, and let the next page show what was just written."""
    if said in ("approved", "withdrew"):
        library = desk.workspace.library(now=True)
        if said == "approved":
            desk.earlier.keep(desk.workspace.folder, library, item)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


#: The form's fields by the options of `bedside library approve` and `withdraw`, which do the same.
_FIELDS = {
    "--reason": "Why you withdraw it",
    "--until": "The approval holds until",
    "--role": "As",
    "--by": "Your account's name",
}


def _in_the_form(problem: Problem) -> Problem:
    """A problem with an option, told as one with what stands on the page."""
    return replace(problem, file=_FIELDS.get(problem.file, problem.file))
