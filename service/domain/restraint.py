"""How often, and at what time of day, somebody may be written to; and who is written to not at all,
so that an experiment has somebody to compare with.
"""

from __future__ import annotations

from datetime import datetime

from service.domain.case import Case, failed, moment, passed
from service.domain.channels import WRITTEN
from service.domain.content import Cap
from service.domain.days import count_within, next_open, next_place
from service.domain.decision import Check
from service.domain.experiments import HOLDOUT, assign
from service.domain.standing import SentMessage
from service.domain.vocabulary import OUTREACH

#: Days over which the most messages that somebody chose for themselves are counted.
OWN_CHOICE_DAYS = 7


def check_holdout(case: Case) -> Check:
    """The recipient is not in the group that an experiment writes nothing to."""
    for experiment in case.experiments:
        if assign(experiment, case.standing.recipient.key) == HOLDOUT:
            return failed("holdout", "holdout", f"held out by experiment `{experiment.id}`")
    return passed("holdout", "not held out")


def check_caps(case: Case) -> Check:
    """There is a place left under every cap that counts this message.

    Caps count by purpose, so care messages neither use nor need a place unless the library says
    so. Reserved places count; a place given back does not.
    """
    full = [(cap, times) for cap, times in _counted(case) if len(times) >= cap.max]
    if not full:
        return passed("frequency caps", "a place is left under each")
    not_before = None
    if case.trigger.on_cap == "hold":
        not_before = max(
            next_place(times, case.now, cap.max, cap.days, case.counting_zone)
            for cap, times in full
        )
    names = ", ".join(f"`{cap.id}` ({cap.max} in {cap.days} days)" for cap, _ in full)
    return failed("frequency caps", "frequency_cap", f"reached: {names}", not_before)


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
            days=OWN_CHOICE_DAYS,
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
        return passed(name, f"{case.channel} disturbs nobody")
    if case.answers_now:
        return passed(name, "answers the recipient's own action at once")
    if case.zone is None:
        return failed(
            name,
            "zone_unknown",
            "nobody knows what time it is for the recipient",
            case.now + case.settings.zone_unknown_retry,
        )
    opens = next_open(case.now, case.channel, hours, case.zone)
    if opens > case.now:
        return failed(
            name, "quiet_hours", f"closed until {moment(opens, case.zone)} in their zone", opens
        )
    return passed(name, f"open in {case.zone.key}")
