"""Whether a release may be served: every message that it can make passes the guard."""

from __future__ import annotations

from collections.abc import Callable

from service.assemblies import Tried, try_all
from service.deciding.composing import GuardLike
from service.errors import BedsideError, Problem
from service.library.release import Release


def verify(
    release: Release, guard: GuardLike, progress: Callable[[int, int], None] | None = None
) -> Tried:
    """Try every assembly. Raises `BedsideError` naming each that the guard refuses."""
    tried = try_all(release, guard, progress)
    refused = {
        (sample.trigger_id, decision.reasons[0].detail): sample
        for sample, decision in reversed(tried.decisions)
        if decision.outcome == "blocked"
    }
    silent = [
        f"{kind} by {decision.channel}"
        for kind, _, decision in tried.escalations
        if decision.message is None
    ]
    problems = [
        Problem(
            f"triggers/{trigger_id}.yaml",
            0,
            0,
            "L705",
            f"a message would be blocked ({sample.label}): {detail}",
            "see `bedside check`",
        )
        for (trigger_id, detail), sample in refused.items()
    ]
    if silent:
        problems.append(
            Problem(
                "library.yaml",
                0,
                0,
                "L706",
                f"calls for help would get no reply: {', '.join(sorted(set(silent)))}",
                "see `bedside check`",
            )
        )
    if problems:
        raise BedsideError(problems)
    return tried
