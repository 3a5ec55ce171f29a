"""What the pages call things, for people who are not engineers."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.channels import TITLES
from service.domain.vocabulary import Audience, Outcome, Purpose, ReadingLevel, ReasonCode

CHANNEL_NAMES = TITLES
AUDIENCE_NAMES: Mapping[Audience, str] = {
    "patient": "Patient",
    "caregiver": "Caregiver",
    "clinician": "Clinician",
    "care_team": "Care team",
}
LEVEL_NAMES: Mapping[ReadingLevel, str] = {
    "simple": "Simple",
    "standard": "Standard",
    "professional": "Professional",
}
PURPOSE_NAMES: Mapping[Purpose, str] = {
    "care_operations": "Care that was asked for",
    "treatment": "Treatment",
    "education": "Health education",
    "marketing": "Services and events",
    "professional": "To clinicians",
    "safety": "Safety",
}
PEOPLE_NAMES: Mapping[str, str] = {
    "regular": "Patient who said yes to messages",
    "easy_reader": "Patient who wants simple words",
    "caregiver": "Caregiver in Denver",
    "clinician": "Clinician",
    "visitor": "Visitor who is not signed in",
    "no_consent": "Patient without a consent",
    "stopped": "Patient who stopped texts",
    "unknown_zone": "Patient in an unknown time zone",
    "often_written": "Patient with two messages this week",
    "cancelled": "Patient who cancelled since",
}
#: An outcome's name, its colour, and what it means.
OUTCOMES: Mapping[Outcome, tuple[str, str, str]] = {
    "send": ("Would be sent", "good", "The message below goes out as it stands."),
    "hold": ("Held for later", "wait", "It goes out later, if it still may then."),
    "suppress": ("Not sent", "calm", "Nothing goes out, and that is right."),
    "escalate": ("Handed to people", "bad", "Somebody asks for help: people are told at once."),
    "blocked": ("Blocked", "bad", "A check stopped approved words. Somebody must mend them."),
}
REASONS: Mapping[ReasonCode, str] = {
    "urgent": "The person's own words ask for help, or cannot be read",
    "no_trigger": "No trigger answers this signal for this reader",
    "signal_expired": "The signal is too old to answer",
    "signal_premature": "What it tells of has not happened yet, or is far off",
    "duplicate_signal": "This signal was answered already",
    "suppression_list": "This address must not be written to",
    "opted_out": "The person asked us to stop",
    "consent_absent": "There is no consent for this",
    "consent_withdrawn": "The consent was withdrawn",
    "sensitive_topic_consent_absent": "A sensitive topic needs its own consent",
    "stop_rule": "Something happened since that makes it pointless",
    "frequency_cap": "The person has had enough messages",
    "not_yet": "It is too early",
    "near_duplicate": "Nearly the same was sent lately",
    "quiet_hours": "It is night where the person lives",
    "zone_unknown": "Nobody knows what time it is there",
    "holdout": "The person is in the group that an experiment leaves out",
    "no_channel": "No message is written for this channel",
    "no_content": "There is no approved content for it",
    "locale_unavailable": "There is nothing in this language",
    "variable_missing": "A value that the words show is missing",
    "length_exceeded": "The message is too long for its channel",
    "not_approved": "Something it needs is not approved",
    "guardrail": "The guard refused the words",
}


def detail_of(code: ReasonCode, detail: str) -> str:
    """What a reason's detail adds to its words; nothing where it says the same again."""
    said, told = REASONS[code].lower(), detail.lower()
    if said.startswith(told):
        return ""
    return detail[len(said) :].lstrip(" :;,") if told.startswith(said) else detail


def reason_of(code: ReasonCode, detail: str) -> str:
    """A reason in one line: its words, and what its detail adds."""
    return ": ".join(filter(None, (REASONS[code], detail_of(code, detail))))
