"""The closed vocabularies that files, signals, standings and decisions share.

A word that is not here does not exist in Bedside. Kinds of module, topics, roles and places are
a library's own data (`library.yaml`), because a health system may add to them without code.
"""

from __future__ import annotations

from typing import Literal, get_args

Channel = Literal["email", "sms", "portal", "web", "call"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)

Audience = Literal["patient", "caregiver", "clinician", "care_team"]

#: Known recipients are keyed by a pseudonym that outlives a session; anonymous ones by one that
#: does not. Neither key is a name or a contact detail.
RecipientKind = Literal["known", "anonymous"]

#: Where somebody stands on the way from a first question to the time after a visit.
Stage = Literal[
    "inquiry",
    "scheduling",
    "preparation",
    "after_visit",
    "prevention",
    "events",
    "preferences",
    "missed_visit",
    "portal",
    "referral",
    "professional",
    "safety",
]

#: What a message is for, as consent is asked and given. US rules treat care messages and
#: outreach differently, and third-party payment differently again, so it is never guessed.
Purpose = Literal[
    "care_operations",  # something the recipient asked for: a booking, an answer, a setting
    "treatment",  # part of care now being given
    "education",  # health information that nobody asked for by name
    "marketing",  # services and events
    "professional",  # to clinicians, about their work
    "safety",  # the reply to a call for help; needs no consent and is never counted
]

#: Consent for these is not retroactive: it must stand when the signal happened too.
OUTREACH: frozenset[Purpose] = frozenset({"education", "marketing", "professional"})

Sensitivity = Literal["general", "sensitive"]
ReadingLevel = Literal["simple", "standard", "professional"]

UrgencyKind = Literal["emergency", "crisis", "poison"]

Outcome = Literal["send", "hold", "suppress", "escalate", "blocked"]

ReasonCode = Literal[
    "urgent",
    "no_trigger",
    "signal_expired",
    "signal_premature",
    "duplicate_signal",
    "suppression_list",
    "opted_out",
    "consent_absent",
    "consent_withdrawn",
    "sensitive_topic_consent_absent",
    "stop_rule",
    "frequency_cap",
    "not_yet",
    "near_duplicate",
    "quiet_hours",
    "zone_unknown",
    "holdout",
    "no_channel",
    "no_content",
    "locale_unavailable",
    "variable_missing",
    "length_exceeded",
    "not_approved",
    "guardrail",
]
REASON_CODES: tuple[ReasonCode, ...] = get_args(ReasonCode)
