"""What the tests of eligibility's checks share."""

from __future__ import annotations

from datetime import timedelta

from service.domain.decision import Check

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def failed(check: Check) -> str | None:
    """The reason of a failed check, None of one that passed."""
    assert check.passed == (check.reason is None)
    return check.reason
