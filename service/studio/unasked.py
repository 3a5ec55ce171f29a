"""Refuses an answer that nothing waits for, and says what there is to do instead."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from service.errors import Problem
from service.studio.signers import Signer


def unasked(
    answer: str,
    role: str,
    asked: Collection[str],
    signers: Sequence[Signer],
    until: date | None,
    *,
    own: bool,
) -> tuple[Problem, ...]:
    """Why a role's answer is not wanted; empty where it is.

    `asked` are the roles in which the reviewer may answer. A yes where the role is lacking is left
    to `approve`, which says more of why it may not be given; so is one that holds longer (`until`)
    than the one there is.
    """
    signer = next((signer for signer in signers if signer.role == role), None)
    lacking = signer is None or signer.approval is None
    if (
        answer not in ("approve", "back")
        or role in asked
        or (answer == "approve" and (lacking or (signer is not None and _is_longer(signer, until))))
    ):
        return ()
    what = f"nothing here waits for an answer as {role}"
    return (Problem("Your answer", 0, 0, "C145", what, _instead(answer, role, signer, own=own)),)


def _is_longer(signer: Signer, until: date | None) -> bool:
    """Whether a yes renews the one that holds; one without a day is asked for its day."""
    held = signer.until
    return signer.renews and held is not None and (until is None or until > held)


def _instead(answer: str, role: str, signer: Signer | None, *, own: bool) -> str:
    if own:
        return "you wrote it: change it in the editor"
    if answer == "approve" and signer is not None and signer.renews:
        return f"it is approved until {signer.until}; to renew that, give a later day"
    if signer is None:
        return "its approval is the business of other roles"
    if signer.mine:
        return f"you approved it; to take that back, use “Withdraw your approval as {role}”"
    if signer.approval is not None:
        by = signer.approval.by
        return f"{by} approved it until {signer.until}; only {by} can withdraw that"
    return "somebody else answers in this role"


def said_already(
    role: str, until: date | None, signers: Sequence[Signer], reviewer: str, today: date
) -> bool:
    """Whether this very yes was given today, as by a button that is pressed twice."""
    return any(
        signer.role == role
        and signer.approval is not None
        and (signer.approval.by, signer.approval.on) == (reviewer, today)
        and signer.approval.until == until
        for signer in signers
    )
