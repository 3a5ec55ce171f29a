"""Whether what a signal reports still calls for its message, and calls for it now."""

from __future__ import annotations

from datetime import timedelta

from service.domain.case import Case, failed, moment, passed
from service.domain.content import Trigger, show_period
from service.domain.decision import Check
from service.domain.signals import Signal
from service.domain.standing import PastEvent


def check_stop_rules(case: Case) -> Check:
    """A later event about the same thing made the message pointless."""
    event = stopped_by(case.trigger, case.signal, case.standing.events)
    if event is not None:
        return failed("stop rules", "stop_rule", f"`{event.type}` came after the signal")
    stops = ", ".join(case.trigger.stop_when) or "none declared"
    return passed("stop rules", f"none met ({stops})")


def stopped_by(trigger: Trigger, signal: Signal, events: tuple[PastEvent, ...]) -> PastEvent | None:
    """The first of these events that makes the trigger's message about this signal pointless.

    The signal itself is no later event: a trigger that stops on its own type stops on the next one.
    """
    own = (signal.type, signal.subject, signal.at)
    for event in events:
        if event.type not in trigger.stop_when or (event.type, event.subject, event.at) == own:
            continue
        # An event without a subject may be about anything, and so may a signal without one.
        may_be_this = None in (event.subject, signal.subject) or event.subject == signal.subject
        if (may_be_this or event.type in trigger.stop_any_subject) and event.at >= signal.at:
            return event
    return None


def check_timing(case: Case) -> Check:
    """The day that the trigger waits for has come."""
    if case.now < case.times.opens_at:
        return failed(
            "timing",
            "not_yet",
            f"it waits for {moment(case.times.opens_at, case.counting_zone)}",
            case.times.opens_at,
        )
    return passed("timing", "nothing to wait for")


def check_happened(case: Case) -> Check:
    """What the signal reports lay behind it, and what it calls near is: nobody missed a visit that
    is yet to come.
    """
    happens, near = case.times.happens_at, case.times.near_from
    # Waiting mends nothing: what was reported too early stays a slip of its sender.
    if happens is not None and min(case.signal.at, case.now) < happens:
        return failed(
            "happened",
            "signal_premature",
            f"what it reports still lay ahead: {moment(happens, case.counting_zone)}",
        )
    if near is not None and case.now < near:
        return failed(
            "happened",
            "signal_premature",
            f"what it calls near is far off until {moment(near, case.counting_zone)}, "
            f"{_distance(case.trigger.near, 'before', case.trigger.before)}",
        )
    return passed("happened", "it reports nothing that lies ahead")


def check_lifetime(case: Case) -> Check:
    """The signal still says something."""
    if case.now > case.times.valid_until:
        return failed(
            "lifetime",
            "signal_expired",
            f"it said something until {moment(case.times.valid_until, case.counting_zone)}"
            + _bound(case),
        )
    return passed("lifetime", f"within {show_period(case.trigger.within)} of the signal")


def _bound(case: Case) -> str:
    """What ended it, where that was not its lifetime alone."""
    trigger = case.trigger
    if trigger.margin is not None and case.times.useful_until == case.times.valid_until:
        return f", {_distance(trigger.margin, 'before', trigger.before)}"
    if case.times.fresh_until == case.times.valid_until:
        return f", {_distance(trigger.fresh, 'after', trigger.after)}"
    return ""


def _distance(period: timedelta | None, side: str, name: str | None) -> str:
    return f"{show_period(period or timedelta(0))} {side} `{name}`"


def check_duplicate(case: Case) -> Check:
    """This signal has not led to a message on this channel yet."""
    for handled in case.standing.handled:
        if (handled.id, handled.channel) == (case.signal.id, case.channel):
            return failed("duplicate", "duplicate_signal", "this signal was answered already")
    return passed("duplicate", "first time on this channel")
