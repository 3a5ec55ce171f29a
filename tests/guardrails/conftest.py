"""One guard for all tests here: building it takes a second, and it holds no state."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrails import Context, Guard, Verdict


@pytest.fixture(scope="session")
def stops(guard: Guard) -> Callable[..., set[str]]:
    """The rules that stop a text in a context."""

    def check(text: str, **context: object) -> set[str]:
        verdict: Verdict = guard.check(text, Context(**context))  # type: ignore[arg-type]
        return {finding.rule for finding in verdict.stopping}

    return check
