"""A decision and its receipt: the outcome for one signal on one channel, and what it rests on.

The receipt holds everything that an explanation says and nothing that identifies a person: no
name, contact detail, free text or value of a variable. Both explanations are made from it, so they
cannot disagree with it or with each other (`service/domain/explanation.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from service.domain.message import Message
from service.domain.vocabulary import (
    Channel,
    Outcome,
    Purpose,
    ReasonCode,
    RecipientKind,
    UrgencyKind,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why nothing goes out now: a code from the closed vocabulary and one plain sentence."""

    code: ReasonCode
    detail: str


@dataclass(frozen=True, slots=True)
class Check:
    """One eligibility check as it came out. `detail` says what it found, in words.

    `not_before` is set where waiting would help.
    """

    name: str
    passed: bool
    detail: str
    reason: ReasonCode | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rival:
    """A module that might have filled a slot, and why it did not."""

    module_id: str
    lost: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands in one slot: the module, its content hash, the variant, and its rivals."""

    slot: str
    module_id: str
    module_hash: str
    variant: str
    required: bool
    because: str
    rivals: tuple[Rival, ...] = ()


@dataclass(frozen=True, slots=True)
class Reworded:
    """A module in other than its approved words: whether people read them, and who made them.

    `banked` words people approved ahead (`item` and `item_hash` name what they approved); `live`
    ones a model made on the spot.
    """

    module_id: str
    mode: Literal["banked", "live"]
    brand: str
    brand_hash: str
    prompt_hash: str
    model: str
    item: str = ""
    item_hash: str = ""


@dataclass(frozen=True, slots=True)
class FindingNote:
    """A guard finding without its text: what a receipt may keep of it."""

    rule: str
    severity: str
    part: str


@dataclass(frozen=True, slots=True)
class Considered:
    """A trigger that matched, and what came of it."""

    trigger_id: str
    priority: int
    outcome: Outcome
    reasons: tuple[ReasonCode, ...]


@dataclass(frozen=True, slots=True)
class ConsentNote:
    """The consent that a message rests on: for what, over what, since when, from where."""

    purpose: Purpose
    channel: str
    given_at: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was used, what was available and left unused, versions, consent, checks, text hash."""

    id: str
    release: str
    guard: str
    decided_at: datetime
    signal_id: str
    signal_type: str
    signal_at: datetime
    channel: Channel
    recipient_key: str
    recipient_kind: RecipientKind
    outcome: Outcome
    reasons: tuple[Reason, ...]
    trigger_id: str | None = None
    purpose: Purpose | None = None
    because: str = ""
    considered: tuple[Considered, ...] = ()
    consent: ConsentNote | None = None
    used: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    layout_id: str | None = None
    choices: tuple[Choice, ...] = ()
    experiments: tuple[tuple[str, str], ...] = ()
    findings: tuple[FindingNote, ...] = ()
    guarded_parts: int = 0
    reworded: tuple[Reworded, ...] = ()
    reword_refused: tuple[tuple[str, str], ...] = ()
    text_hash: str = ""
    fingerprint: str = ""
    facts: str = ""
    size: int = 0
    segments: int = 0
    warnings: tuple[str, ...] = ()
    opt_out_words: bool = False
    not_before: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class HandOff:
    """What people are told when somebody asks for help: who, how fast, and when it was written.

    It carries no word of the message; the caller holds the words and passes them on. `unread`:
    nobody could read them here, so that people find out first what they ask.
    """

    kind: UrgencyKind
    team: str
    respond_within_minutes: int
    written_at: datetime
    signal_id: str
    recipient_key: str
    channel: Channel
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome for one signal on one channel, and the message if there is one.

    `alert` is set where approved content failed a check: somebody must look at the library.
    `opt_out_words` says that the inbound text asked to stop; the caller's store must honour it.
    `opt_out_unclear` says that a person must read how much, or whether, that is.
    `opt_in_words` and `help_words` say that it was START or HELP alone; they change nothing here.
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    channel: Channel
    message: Message | None
    why: str
    receipt: Receipt
    not_before: datetime | None = None
    valid_until: datetime | None = None
    hand_off: HandOff | None = None
    opt_out_words: bool = False
    opt_out_unclear: bool = False
    opt_in_words: bool = False
    help_words: bool = False
    alert: str = ""
