"""The checks between a signal and a message. Every one runs and is recorded.

Each check is a small function from a `Case` to a `Check`; `CHECKS` is the whole list, in the
order in which an auditor reads them. They lie by what they ask: `permission.py` (may this person be
written to), `occasion.py` (is there something to say), `restraint.py` (how often, and when).
`settle` turns their results into go, hold or suppress: the most final reason decides, and a hold
must be keepable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from service.domain.case import Case
from service.domain.days import next_open
from service.domain.decision import Check, Reason
from service.domain.occasion import (
    check_duplicate,
    check_happened,
    check_lifetime,
    check_stop_rules,
    check_timing,
)
from service.domain.permission import (
    check_channel,
    check_consent,
    check_locale,
    check_opt_out,
    check_suppression_list,
)
from service.domain.restraint import check_caps, check_holdout, check_quiet_hours
from service.domain.vocabulary import ReasonCode

#: The most final reason first. A list entry or an opt-out outlives any single signal; quiet hours
#: are over in the morning.
FINALITY: tuple[ReasonCode, ...] = (
    "suppression_list",
    "opted_out",
    "consent_withdrawn",
    "consent_absent",
    "no_channel",
    "locale_unavailable",
    "stop_rule",
    "signal_expired",
    "signal_premature",
    "duplicate_signal",
    "holdout",
    "frequency_cap",
    "not_yet",
    "zone_unknown",
    "quiet_hours",
)

CHECKS: tuple[Callable[[Case], Check], ...] = (
    check_consent,
    check_opt_out,
    check_suppression_list,
    check_channel,
    check_locale,
    check_stop_rules,
    check_timing,
    check_happened,
    check_lifetime,
    check_duplicate,
    check_holdout,
    check_caps,
    check_quiet_hours,
)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What all checks together say. `reasons` are ordered from the most final on."""

    outcome: Literal["send", "hold", "suppress"]
    checks: tuple[Check, ...]
    reasons: tuple[Reason, ...] = ()
    not_before: datetime | None = None


def check_all(case: Case) -> Eligibility:
    """Run every check and settle them."""
    return settle(tuple(check(case) for check in CHECKS), case)


def settle(checks: tuple[Check, ...], case: Case) -> Eligibility:
    """Go, hold until a time that can be kept, or suppress."""
    failed = sorted(
        (check for check in checks if not check.passed),
        key=lambda check: FINALITY.index(check.reason) if check.reason else -1,
    )
    if not failed:
        return Eligibility("send", checks)
    reasons = tuple(Reason(check.reason, check.detail) for check in failed if check.reason)
    waits = [check.not_before for check in failed]
    if None in waits:
        return Eligibility("suppress", checks, reasons)
    earliest = max(wait for wait in waits if wait is not None)
    if case.zone is not None and not case.answers_now:
        earliest = next_open(earliest, case.channel, case.settings.quiet_hours, case.zone)
    if earliest > case.times.valid_until:
        late = "; the signal says nothing any more by then"
        kept = (Reason(reasons[0].code, reasons[0].detail + late), *reasons[1:])
        return Eligibility("suppress", checks, kept)
    return Eligibility("hold", checks, reasons, earliest.astimezone(UTC))
