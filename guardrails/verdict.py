"""What the guard is asked and what it answers: contexts, findings, verdicts, urgency.

Plain frozen values with no behaviour beyond small questions about themselves, so that a caller
can build, compare, cache and store them. What decides them is in `guard.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Channel = Literal["email", "sms", "portal", "web", "call"]
Audience = Literal["patient", "caregiver", "clinician", "care_team"]
Format = Literal["text", "html", "markdown"]
Severity = Literal["block", "review", "warn", "info"]
#: The consent purposes of triggers. A context may name another, a policy may not.
Purpose = Literal[
    "care_operations", "treatment", "education", "marketing", "professional", "safety"
]  # fmt: skip

Part = Literal[
    "body",  # everything a recipient reads once the message is open
    "subject",
    "preheader",
    "sender",
    "first_line",  # what a lock screen shows of an SMS
    "link_text",
    "link_url",
    "message",  # sender, subject, preheader and body together, one paragraph each
]

#: Audiences for whom "your patients with asthma" speaks of others.
PROFESSIONALS: frozenset[str] = frozenset({"clinician", "care_team"})

#: Parts that somebody standing next to the recipient can see without opening the message.
BYSTANDER_PARTS: frozenset[str] = frozenset(
    {"subject", "preheader", "sender", "first_line", "link_text", "link_url"}
)

#: Severities that stop a message, unless a person accepted a `review` on this exact text.
STOPPING: frozenset[str] = frozenset({"block", "review"})


@dataclass(frozen=True, slots=True)
class Context:
    """Where a text will stand. A verdict is about a text in a context, never about a text alone.

    purpose: the trigger's consent purpose, for example `education`, `marketing`,
        `care_operations`, `treatment`, `safety`. Policy files set severities by it.
    authenticated: the reader has signed in (a portal), so no bystander sees the text.
    claims: the exact wording of registered, approved claims; a claims rule passes on these.
    public_terms: conditions, treatments or departments that the library marks public, which may
        therefore stand where a bystander sees them. Compared without case.
    own_contacts: phone numbers, e-mail addresses and web hosts of the organisation itself.
    accepted: (rule id, exact matched text) pairs that a reviewer accepted; they lower `review`
        findings to `info`, and never touch a `block`.
    template: the text is an unrendered rendition, so `{{ name }}` is ours and not foreign; the
        variable names in it are read by the rule on variables that can hold a condition.
    """

    channel: Channel = "email"
    part: Part = "body"
    purpose: str = "education"
    audience: Audience = "patient"
    format: Format = "text"
    locale: str = "en-US"
    authenticated: bool = False
    template: bool = False
    claims: frozenset[str] = field(default_factory=frozenset)
    public_terms: frozenset[str] = field(default_factory=frozenset)
    own_contacts: frozenset[str] = field(default_factory=frozenset)
    accepted: frozenset[tuple[str, str]] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Finding:
    """One hit of one rule.

    `start` and `end` are character offsets in the text as it was given, before any cleaning.
    `subject` is who the text speaks about: reader, linked, third_party, group, none.
    `trigger` holds the words that made the rule fire; `condition` what it fired about, if named.
    """

    rule: str
    kind: str
    severity: Severity
    start: int
    end: int
    text: str
    message: str
    why: str
    link: str
    subject: str = "none"
    condition: str = ""
    trigger: str = ""
    suggestion: str = ""

    @property
    def stops(self) -> bool:
        """Whether this finding alone keeps the text from going out."""
        return self.severity in STOPPING


@dataclass(frozen=True, slots=True)
class Verdict:
    """The guard's answer for one text in one context; findings are ordered by start, then rule."""

    passed: bool
    findings: tuple[Finding, ...] = ()

    @property
    def stopping(self) -> tuple[Finding, ...]:
        """The findings that made this a reject."""
        return tuple(finding for finding in self.findings if finding.stops)


@dataclass(frozen=True, slots=True)
class Urgency:
    """Whether inbound words ask for help that cannot wait.

    `kind` is `emergency` (body: chest pain, stroke signs, severe bleeding), `crisis` (self-harm,
    suicide, being hurt by somebody) or `poison` (overdose, poisoning); empty when not urgent.
    When several are there, `crisis` wins over `poison`, and `poison` over `emergency`, because
    the safety reply for the former also names the emergency number.
    `language` is that of the patterns that heard it; empty where a weight alone speaks.
    `trigger` is what was read as urgent; it stays in memory and is never stored or logged.
    """

    urgent: bool
    kind: Literal["", "emergency", "crisis", "poison"] = ""
    trigger: str = ""
    language: str = "en"


NOT_URGENT = Urgency(urgent=False)
#: What a text counts as of which all or a part could not be read.
UNREAD = Urgency(urgent=True, kind="emergency")
