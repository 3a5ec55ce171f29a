"""Every way in which the studio refuses: what happened and what to do, with its code.

`docs/studio.md` lists them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.errors import BedsideError, Problem


@dataclass(frozen=True, slots=True)
class Failure:
    """One way to be refused: the status, what happened, what to do."""

    status: int
    title: str
    fix: str


FAILURES: Mapping[str, Failure] = {
    "W601": Failure(
        404, "There is no such page", "Use the navigation above; the address may be mistyped."
    ),
    "W602": Failure(
        403,
        "The form did not come from this page",
        "You may have signed out or in elsewhere since. Load the page again, and repeat what you "
        "did. Nothing was changed.",
    ),
    "W603": Failure(
        421,
        "The studio is not served under this name",
        "Open the address that `bedside studio` printed, or set BEDSIDE_STUDIO_ORIGIN.",
    ),
    "W604": Failure(413, "The form is too large", "Send less than two million bytes."),
    "W605": Failure(400, "The form cannot be read", "Load the page again and repeat."),
    "W606": Failure(
        403,
        "Your roles do not allow this",
        "Ask whoever runs the studio for the role; `bedside studio accounts roles` gives it.",
    ),
    "W607": Failure(
        405, "The page does not take this kind of call", "Go back and use the page's own buttons."
    ),
    "W608": Failure(
        500,
        "A fault of Bedside's own",
        "Go back and try again. If it comes back, report it with its code and the time.",
    ),
    "W609": Failure(
        503, "The library cannot be read", "Mend what is listed, then load the page again."
    ),
    "W610": Failure(
        503,
        "The decision log does not answer",
        "Check that the database is there and that BEDSIDE_DATABASE_URL names it; then load again.",
    ),
    "W611": Failure(
        404,
        "The log has no such receipt",
        "It may have been tidied away, or mistyped. Find the decision by its day and channel.",
    ),
    "W612": Failure(
        409,
        "This part of the library cannot be read",
        "Mend what is listed, then load the page again. Drafts of it are kept.",
    ),
}


class Refused(Exception):
    """Raised anywhere in a route: the call ends with this code's page.

    `back` is the path of the page whose form was refused.
    """

    def __init__(self, code: str, problems: tuple[Problem, ...] = (), back: str = "") -> None:
        super().__init__(code)
        self.code, self.problems, self.back = code, problems, back


def unreadable(error: BedsideError) -> Refused:
    """The library's problems, as a page that lists them."""
    return Refused("W609", error.problems)
