"""A call for help: one safety reply to the person's own words, and a hand-off to people.

It beats everything else: consent, opt-outs, caps, quiet hours and lifetimes. The words are read in
memory; nothing here keeps or passes them on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import get_args

from guardrails.verdict import Urgency
from service.deciding.arguments import Call
from service.deciding.briefs import Brief
from service.deciding.composing import Composed, GuardLike, compose
from service.deciding.recording import receipt_for
from service.domain.candidates import GENERAL, Wish
from service.domain.content import EscalationPath, SlotChoice, Trigger
from service.domain.decision import Decision, HandOff, Reason
from service.domain.explanation import for_recipient
from service.domain.rewording import NO_REWORDING
from service.domain.tongues import in_another_script, is_english, is_foreign
from service.domain.vocabulary import UrgencyKind

_URGENCY_KINDS: tuple[UrgencyKind, ...] = get_args(UrgencyKind)


#: The languages in which the guard reads a person's own words.
READ_IN = frozenset({"en"})
#: What a receipt says of the words, by whether they went unread: it must not claim to know them.
_SAID = {False: "ask for help", True: "could not be read, and may ask for help"}


@dataclass(frozen=True, slots=True)
class AskedHelp:
    """What kind of help words ask for; `unread` where nobody here could tell whether they do."""

    kind: UrgencyKind
    unread: bool = False


_UNREAD = AskedHelp("emergency", unread=True)


def urgency_of(guard: GuardLike, text: str, locale: str) -> AskedHelp | None:
    """What kind of help the words ask for.

    A guard that fails to read them asks for a person, and so do words that it does not read: what
    it finds in them, or does not find, says nothing of what they ask, and the kind is the general
    one.
    """
    try:
        urgency = guard.read_urgency(text)
        if not _was_read(urgency, text, locale):
            return _UNREAD
        if urgency.urgent is False:
            return None
        kind: UrgencyKind = next(
            (known for known in _URGENCY_KINDS if known == urgency.kind), "emergency"
        )
        return AskedHelp(kind, unread=urgency.urgent is not True)
    except Exception:  # noqa: BLE001 - unread words may be a call for help
        return _UNREAD


def _was_read(urgency: Urgency, text: str, locale: str) -> bool:
    """Whether what the guard says of words can be meant, in the language that they are in.

    Its patterns for the gravest calls in Spanish always can, and those in English but for words
    that are plainly of another tongue ("die Tabletten"). Where no pattern heard a call, it has
    weighed the words as English ones, whatever they are.
    """
    heard = urgency.urgent is not False and urgency.trigger and urgency.language
    if heard == "es":
        return True
    if is_foreign(text):
        return bool(heard) and in_another_script(text)
    if heard:
        return True
    of_no_language = not any(letter.isalpha() for letter in text)
    plain = urgency.urgent is not False and is_english(text)
    return locale[:2] in READ_IN or of_no_language or plain


def escalate(call: Call, asked: AskedHelp) -> Decision:
    """One safety reply to the person's own words, and a hand-off to people.

    Nothing else counts: no consent, cap, quiet hour or lifetime. When the reply cannot be made,
    the hand-off still goes.
    """
    kind = asked.kind
    path = call.served.settings.escalation[kind]
    trigger = _safety_trigger(call, kind, path)
    composed, layout_id = _compose_in_a_language(trigger, call)
    reason = Reason("urgent", f"the person's own words {_SAID[asked.unread]} ({kind})")
    receipt = receipt_for(
        call,
        "escalate",
        (reason,),
        composed.message,
        used=("locale",),
        text_hash=composed.text_hash,
        purpose="safety",
        because=trigger.because,
        layout_id=layout_id,
        choices=composed.choices,
        findings=composed.findings,
        guarded_parts=composed.guarded_parts,
    )
    return Decision(
        outcome="escalate",
        reasons=(reason,),
        channel=call.channel,
        message=composed.message,
        why=for_recipient(receipt),
        receipt=receipt,
        hand_off=HandOff(
            kind=kind,
            team=path.team,
            respond_within_minutes=int(path.respond_within.total_seconds() // 60),
            written_at=call.signal.at,
            signal_id=call.signal.id,
            recipient_key=call.standing.recipient.key,
            channel=call.channel,
            unread=asked.unread,
        ),
        opt_out_words=call.opt_out_words,
        alert=(
            f"no safety reply: {composed.failure.detail}" if composed.failure else composed.alert
        ),
    )


def _safety_trigger(call: Call, kind: UrgencyKind, path: EscalationPath) -> Trigger:
    """The rule that a call for help follows; the library's settings are its approved source."""
    settings = call.served.settings
    return Trigger(
        id=f"escalation-{kind}",
        title="The answer to a call for help",
        on=call.signal.type,
        because=path.because,
        reason="A person's own words ask for help that cannot wait.",
        owner=settings.organisation.email,
        written_by=settings.written_by,
        source="the person's own words, read in memory",
        purpose="safety",
        stage="safety",
        audience=(call.standing.recipient.audience,),
        recipients=(call.standing.recipient.kind,),
        channels=(call.channel,),
        topics=(GENERAL,),
        within=timedelta(days=1),
        stop_when=(),
        priority=100,
        uses=(),
        slots={_SAFETY_SLOT: SlotChoice(modules=(path.module,))},
    )


#: The slot of every safety layout that holds the reply; `bedside check` asks for it.
_SAFETY_SLOT = "lead"


def _compose_in_a_language(trigger: Trigger, call: Call) -> tuple[Composed, str | None]:
    """The reply in the recipient's language, or in the next one of the library that has it.

    A safety reply in another language beats none at all; why it is in another is an alert.
    """
    spoken = call.served.settings.locales
    first = call.locale or spoken[0]
    own = _compose_safety(trigger, call, first)
    if own[0].failure is None:
        return own
    for other in (locale for locale in spoken if locale != first):
        composed, layout_id = _compose_safety(trigger, call, other)
        if composed.failure is None:
            alert = f"no safety reply in {first}, one in {other} goes: {own[0].failure.detail}"
            return replace(composed, alert=alert), layout_id
    return own


def _compose_safety(trigger: Trigger, call: Call, locale: str) -> tuple[Composed, str | None]:
    served, audience = call.served, call.standing.recipient.audience
    today = call.today
    layout = served.layout_for(call.channel, audience, "safety", today)
    if layout is None:
        return Composed(None, Reason("no_content", "no safety layout for this channel")), None
    wish = Wish(
        trigger=trigger,
        layout=layout,
        topics=frozenset(trigger.topics),
        audience=audience,
        reading_level="standard",
        available=frozenset(),
        consented=frozenset(),
        today=today,
    )
    brief = Brief(wish, locale, {}, call.receipt_id)
    return compose(served, brief, call.guard, NO_REWORDING), layout.id
