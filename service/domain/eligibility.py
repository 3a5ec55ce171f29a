"""The checks between a signal and a message. Every one runs and is recorded.

Each check is a small function from a `Case` to a `Check`; `CHECKS` is the whole list, in the
order in which an auditor reads them. `settle` turns their results into go, hold or suppress: the
most final reason decides, and a hold must be keepable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from service.domain import consent as consents
from service.domain.channels import WAKING, WRITTEN
from service.domain.content import Cap, Experiment, LibrarySettings, Trigger, show_period
from service.domain.days import count_within, next_open, next_place, zone_or_none
from service.domain.decision import Check, Reason
from service.domain.experiments import HOLDOUT, assign
from service.domain.signals import Signal, TypedValue
from service.domain.standing import PastEvent, SentMessage, Standing
from service.domain.times import Times
from service.domain.vocabulary import OUTREACH, Channel, ReasonCode

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


@dataclass(frozen=True)
class Case:
    """Everything the checks may look at: one trigger for one signal on one channel."""

    trigger: Trigger
    signal: Signal
    values: dict[str, TypedValue]
    standing: Standing
    channel: Channel
    now: datetime
    settings: LibrarySettings
    locale: str | None
    experiments: tuple[Experiment, ...] = ()

    @cached_property
    def zone(self) -> ZoneInfo | None:
        """The recipient's own zone, or None when nobody knows it."""
        return zone_or_none(self.standing.zone)

    @cached_property
    def counting_zone(self) -> ZoneInfo:
        """Whose days a cap counts: the recipient's, or the library's while theirs is unknown."""
        return self.zone or ZoneInfo(self.settings.zone)

    @cached_property
    def consent(self) -> consents.ConsentFinding:
        """The consent that the message would rest on, or why none stands."""
        return consents.find(
            self.standing,
            self.trigger.purpose,
            self.channel,
            signal_at=self.signal.at,
            now=self.now,
            topics=self.settings.ordinary(self.trigger.about(self.values)),
        )

    @cached_property
    def answers_now(self) -> bool:
        """Whether it answers the recipient's own action at once, in quiet hours too.

        A text or a call at night wakes people whatever it answers, so it is never one of those.
        """
        return self.trigger.answers_at_once and self.channel not in WAKING

    @cached_property
    def times(self) -> Times:
        """From when and until when the signal says something."""
        return Times(
            self.trigger,
            self.signal,
            self.values,
            self.counting_zone,
            ZoneInfo(self.settings.zone),
        )


@lru_cache(maxsize=1024)  # most checks pass in the same words
def _passed(name: str, detail: str) -> Check:
    return Check(name, True, detail)


def _failed(
    name: str, reason: ReasonCode, detail: str, not_before: datetime | None = None
) -> Check:
    return Check(name, False, detail, reason, not_before)


def check_suppression_list(case: Case) -> Check:
    """The recipient, or this channel of theirs, must not be written to at all."""
    for entry in case.standing.suppressions:
        if entry.channel in (case.channel, "any"):
            return _failed(
                "suppression list", "suppression_list", f"on the list: {_words(entry.cause)}"
            )
    return _passed("suppression list", "not on it")


def check_opt_out(case: Case) -> Check:
    """An opt-out holds in every channel and for every purpose that it names."""
    for opt_out in case.standing.opt_outs:
        names_channel = opt_out.channel in (case.channel, "any")
        if names_channel and (not opt_out.purposes or case.trigger.purpose in opt_out.purposes):
            return _failed("opt-out", "opted_out", f"stopped on {opt_out.at:%Y-%m-%d}")
    return _passed("opt-out", f"none for {case.channel}")


def check_consent(case: Case) -> Check:
    """Absent or unknown consent is no consent; outreach needs it at the signal's time too."""
    finding = case.consent
    if finding.reason is None:
        return _passed("consent", finding.detail)
    return _failed("consent", finding.reason, finding.detail)


def check_channel(case: Case) -> Check:
    """The trigger offers this channel, to this kind of recipient, who chose it or chose none."""
    standing, trigger = case.standing, case.trigger
    if case.channel not in trigger.channels or case.channel not in case.settings.channels:
        return _failed("channel", "no_channel", f"this message is not written for {case.channel}")
    if standing.recipient.kind not in trigger.recipients:
        return _failed(
            "channel", "no_channel", f"not meant for {standing.recipient.kind} recipients"
        )
    if standing.channels is not None and case.channel not in standing.channels:
        return _failed("channel", "no_channel", f"the recipient did not choose {case.channel}")
    return _passed("channel", f"{case.channel} is offered and not declined")


def check_locale(case: Case) -> Check:
    """The library has the recipient's language."""
    if case.locale is None:
        return _failed(
            "locale", "locale_unavailable", f"no words in {case.standing.locale} in this library"
        )
    return _passed("locale", case.locale)


def check_stop_rules(case: Case) -> Check:
    """A later event about the same thing made the message pointless."""
    event = stopped_by(case.trigger, case.signal, case.standing.events)
    if event is not None:
        return _failed("stop rules", "stop_rule", f"`{event.type}` came after the signal")
    stops = ", ".join(case.trigger.stop_when) or "none declared"
    return _passed("stop rules", f"none met ({stops})")


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
        return _failed(
            "timing",
            "not_yet",
            f"it waits for {_moment(case.times.opens_at, case.counting_zone)}",
            case.times.opens_at,
        )
    return _passed("timing", "nothing to wait for")


def check_happened(case: Case) -> Check:
    """What the signal reports lay behind it, and what it calls near is: nobody missed a visit that
    is yet to come.
    """
    happens, near = case.times.happens_at, case.times.near_from
    # Waiting mends nothing: what was reported too early stays a slip of its sender.
    if happens is not None and min(case.signal.at, case.now) < happens:
        return _failed(
            "happened",
            "signal_premature",
            f"what it reports still lay ahead: {_moment(happens, case.counting_zone)}",
        )
    if near is not None and case.now < near:
        return _failed(
            "happened",
            "signal_premature",
            f"what it calls near is far off until {_moment(near, case.counting_zone)}, "
            f"{_distance(case.trigger.near, 'before', case.trigger.before)}",
        )
    return _passed("happened", "it reports nothing that lies ahead")


def check_lifetime(case: Case) -> Check:
    """The signal still says something."""
    if case.now > case.times.valid_until:
        return _failed(
            "lifetime",
            "signal_expired",
            f"it said something until {_moment(case.times.valid_until, case.counting_zone)}"
            + _bound(case),
        )
    return _passed("lifetime", f"within {show_period(case.trigger.within)} of the signal")


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
            return _failed("duplicate", "duplicate_signal", "this signal was answered already")
    return _passed("duplicate", "first time on this channel")


def check_holdout(case: Case) -> Check:
    """The recipient is not in the group that an experiment writes nothing to."""
    for experiment in case.experiments:
        if assign(experiment, case.standing.recipient.key) == HOLDOUT:
            return _failed("holdout", "holdout", f"held out by experiment `{experiment.id}`")
    return _passed("holdout", "not held out")


def check_caps(case: Case) -> Check:
    """There is a place left under every cap that counts this message.

    Caps count by purpose, so care messages neither use nor need a place unless the library says
    so. Reserved places count; a place given back does not.
    """
    full = [(cap, times) for cap, times in _counted(case) if len(times) >= cap.max]
    if not full:
        return _passed("frequency caps", "a place is left under each")
    not_before = None
    if case.trigger.on_cap == "hold":
        not_before = max(
            next_place(times, case.now, cap.max, cap.days, case.counting_zone)
            for cap, times in full
        )
    names = ", ".join(f"`{cap.id}` ({cap.max} in {cap.days} days)" for cap, _ in full)
    return _failed("frequency caps", "frequency_cap", f"reached: {names}", not_before)


def _counted(case: Case) -> list[tuple[Cap, list[datetime]]]:
    """Each cap that limits this message, with the messages inside its window."""
    trigger, zone = case.trigger, case.counting_zone
    taken = [sent for sent in case.standing.recent if sent.status != "not_sent"]
    caps: list[tuple[Cap, list[SentMessage]]] = [
        (cap, [s for s in taken if s.purpose in cap.purposes and s.channel in cap.channels])
        for cap in case.settings.caps
        if trigger.purpose in cap.purposes and case.channel in cap.channels
    ]
    if trigger.cap is not None:
        own = Cap(
            id=trigger.id,
            purposes=(trigger.purpose,),
            channels=trigger.channels,
            max=trigger.cap.max,
            days=trigger.cap.days,
        )
        caps.append((own, [sent for sent in taken if sent.trigger == trigger.id]))
    limit = case.standing.weekly_limit
    # What somebody comes to look at on a page is not being written to.
    if limit is not None and trigger.purpose in OUTREACH and case.channel in WRITTEN:
        own = Cap(
            id="own-choice",
            purposes=tuple(sorted(OUTREACH)),
            channels=WRITTEN,
            max=limit,
            days=7,
        )
        caps.append(
            (own, [s for s in taken if s.purpose in OUTREACH and s.channel in own.channels])
        )
    return [
        (cap, [s.at for s in sent if count_within([s.at], case.now, cap.days, zone)])
        for cap, sent in caps
    ]


def check_quiet_hours(case: Case) -> Check:
    """It is a time of day, and a day, when this channel may disturb the recipient.

    Only channels that disturb are held; an unknown zone holds and never sends. An answer to the
    recipient's own action may come at once, but never by SMS or call.
    """
    hours = case.settings.quiet_hours
    name = "quiet hours"
    if case.channel not in hours.channels and case.channel not in hours.weekend_channels:
        return _passed(name, f"{case.channel} disturbs nobody")
    if case.answers_now:
        return _passed(name, "answers the recipient's own action at once")
    if case.zone is None:
        return _failed(
            name,
            "zone_unknown",
            "nobody knows what time it is for the recipient",
            case.now + case.settings.zone_unknown_retry,
        )
    opens = next_open(case.now, case.channel, hours, case.zone)
    if opens > case.now:
        return _failed(
            name, "quiet_hours", f"closed until {_moment(opens, case.zone)} in their zone", opens
        )
    return _passed(name, f"open in {case.zone.key}")


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


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %Y-%m-%d %H:%M}"


def _words(name: str) -> str:
    return name.replace("_", " ")
