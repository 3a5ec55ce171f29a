"""The one path from a signal to a decision.

`decide` is pure: same arguments, same bytes. It reads no file, clock, network or database. API,
studio, batch, evaluations and release verification all call this function. Its steps live next
door: `domain/eligibility.py` (may it go), `composing.py` (what goes), `domain/decision.py` (the
record).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any, get_args
from zoneinfo import ZoneInfo

from service.composing import Brief, Composed, GuardLike, compose, text_hash
from service.domain import consent as consents
from service.domain.choice import GENERAL
from service.domain.content import EscalationPath, SlotChoice, Trigger
from service.domain.days import count_within
from service.domain.decision import (
    Check,
    ConsentNote,
    Considered,
    Decision,
    HandOff,
    Reason,
    Receipt,
)
from service.domain.eligibility import Case, Eligibility, check_all
from service.domain.experiments import assign
from service.domain.explanation import for_recipient
from service.domain.inbound import asks_to_stop
from service.domain.message import Message
from service.domain.repeats import similarity
from service.domain.rewording import NO_REWORDING, Reworder
from service.domain.signals import Signal, TypedValue, understand
from service.domain.standing import Standing
from service.domain.variables import show_signal
from service.domain.vocabulary import Channel, Outcome, UrgencyKind
from service.library.release import Release
from service.library.served import Served, serve


@dataclass(frozen=True, slots=True)
class _Call:
    """The arguments of one `decide`, with what is looked up once."""

    served: Served
    signal: Signal
    standing: Standing
    values: dict[str, TypedValue]
    now: datetime
    channel: Channel
    guard: GuardLike
    reworder: Reworder
    locale: str | None
    opt_out_words: bool

    @property
    def receipt_id(self) -> str:
        """The same for the same call; it cannot be guessed without the recipient's key."""
        digest = blake2b(digest_size=16, person=b"bedside-receipt")
        for part in (
            self.served.release.hash,
            self.signal.id,
            self.standing.recipient.key,
            self.channel,
            self.now.isoformat(),
        ):
            digest.update(part.encode() + b"\0")
        return f"r_{digest.hexdigest()}"


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What one trigger came to."""

    trigger: Trigger
    case: Case
    outcome: Outcome
    reasons: tuple[Reason, ...]
    checks: tuple[Check, ...]
    composed: Composed | None = None
    layout_id: str | None = None
    not_before: datetime | None = None


def decide(
    release: Release,
    signal: Signal,
    standing: Standing,
    now: datetime,
    *,
    channel: Channel,
    guard: GuardLike,
    reworder: Reworder = NO_REWORDING,
) -> Decision:
    """The outcome for one signal on one channel, with its receipt.

    `now` is aware. Raises `SignalRefused`, with every fault, for a signal that is not of a
    registered type with allow-listed attributes; nothing goes out then. A registered signal whose
    text asks for help is answered whatever else is wrong with it.
    """
    if now.tzinfo is None:
        raise ValueError("`now` needs a time zone")
    served = serve(release)
    call = _Call(
        served=served,
        signal=signal,
        standing=standing,
        values={},
        now=now,
        channel=channel,
        guard=guard,
        reworder=reworder,
        locale=served.locale_for(standing.locale),
        opt_out_words=signal.text is not None and asks_to_stop(signal.text),
    )
    # A call for help is answered before anything else about the signal is asked, a fault in its
    # attributes or its clock included.
    if signal.text is not None and signal.type in release.signals:
        urgency = _urgency(guard, signal.text)
        if urgency:
            return _escalate(call, urgency)
    values = understand(signal, release.signals, release.directories, release.settings, now)
    call = replace(call, values=values)
    if call.opt_out_words:
        return _silence(call, Reason("opted_out", "the inbound text asks to stop"))
    return _settle(call)


_URGENCY_KINDS: tuple[UrgencyKind, ...] = get_args(UrgencyKind)


def _urgency(guard: GuardLike, text: str) -> UrgencyKind | None:
    """What kind of help the words ask for. A guard that fails to read them asks for a person."""
    try:
        urgency = guard.read_urgency(text)
        if urgency.urgent is False:
            return None
        return next((kind for kind in _URGENCY_KINDS if kind == urgency.kind), "emergency")
    except Exception:  # noqa: BLE001 - unread words may be a call for help
        return "emergency"


# --- triggers ----------------------------------------------------------------------------------


def _settle(call: _Call) -> Decision:
    """Try the matching triggers, the strongest first, until one may go or wait.

    A stronger one that may not go does not silence a weaker one that may; each stands on its own
    consent, and the receipt shows both.
    """
    attempts: list[_Attempt] = []
    for trigger in call.served.triggers_on(call.signal.type, _today(call)):
        if not _matches(trigger, call):
            continue
        attempts.append(_attempt(trigger, call))
        if attempts[-1].outcome in ("send", "hold"):
            break
    if not attempts:
        return _silence(call, Reason("no_trigger", "no trigger answers this signal"))
    return _decision(call, _winner(attempts), attempts)


def _winner(attempts: list[_Attempt]) -> _Attempt:
    """The one that may go or wait; else a block, which somebody must see; else the strongest.

    A trigger that is not written for the channel gives the reason only where none is.
    """
    if attempts[-1].outcome in ("send", "hold"):
        return attempts[-1]

    def far_from_going(attempt: _Attempt) -> tuple[bool, bool]:
        codes = {reason.code for reason in attempt.reasons}
        return attempt.outcome != "blocked", "no_channel" in codes

    return min(attempts, key=far_from_going)


def _matches(trigger: Trigger, call: _Call) -> bool:
    """Whether a trigger answers this signal, for this kind of reader."""
    if call.standing.recipient.audience not in trigger.audience:
        return False
    return all(call.values.get(name) in allowed for name, allowed in trigger.when.items())


def _attempt(trigger: Trigger, call: _Call) -> _Attempt:
    """Eligibility first, then words. Words are composed only for what may go now."""
    served = call.served
    case = Case(
        trigger=trigger,
        signal=call.signal,
        values=call.values,
        standing=call.standing,
        channel=call.channel,
        now=call.now,
        settings=served.settings,
        locale=call.locale,
        experiments=served.experiments_on(trigger.id, _today(call)),
    )
    eligible = check_all(case)
    if eligible.outcome != "send":
        return _stopped(trigger, case, eligible)
    composed, layout_id = _compose(trigger, case, call)
    if composed.message is None:
        assert composed.failure is not None
        code = composed.failure.code
        outcome: Outcome = "blocked" if code == "guardrail" else "suppress"
        return _Attempt(
            trigger, case, outcome, (composed.failure,), eligible.checks, composed, layout_id
        )
    repeat = _check_repeat(case, composed)
    checks = (*eligible.checks, repeat)
    if not repeat.passed:
        reason = Reason("near_duplicate", repeat.detail)
        return _Attempt(trigger, case, "suppress", (reason,), checks, composed, layout_id)
    return _Attempt(trigger, case, "send", (), checks, composed, layout_id)


def _stopped(trigger: Trigger, case: Case, eligible: Eligibility) -> _Attempt:
    return _Attempt(
        trigger,
        case,
        eligible.outcome,
        eligible.reasons,
        eligible.checks,
        not_before=eligible.not_before,
    )


def _compose(trigger: Trigger, case: Case, call: _Call) -> tuple[Composed, str | None]:
    served, standing = call.served, call.standing
    today, audience = _today(call), standing.recipient.audience
    if not served.release.in_date("settings:library", today):
        expired = "the approval of the library's settings has expired"
        return Composed(None, Reason("not_approved", expired), expired), None
    layout = served.layout_for(call.channel, audience, trigger.purpose, today)
    if layout is None:
        reason = Reason("no_content", f"no layout for {trigger.purpose} by {call.channel}")
        return Composed(None, reason), None
    assert call.locale is not None  # the locale check passed
    topics = _topics(trigger, call)
    sensitive = frozenset(
        name for name, topic in served.settings.topics.items() if topic.sensitivity == "sensitive"
    )
    consented = consents.consented_topics(
        standing,
        trigger.purpose,
        call.channel,
        sensitive,
        signal_at=call.signal.at,
        now=call.now,
    )
    withheld = trigger.topics_from if topics & sensitive - consented else None
    shown = show_signal(
        {
            name: value
            for name, value in call.values.items()
            if name in trigger.uses and name != withheld
        },
        served.release.signals[call.signal.type].attributes,
        served.release.directories,
        served.settings,
        call.locale,
    )
    brief = Brief(
        trigger=trigger,
        layout=layout,
        channel=call.channel,
        locale=call.locale,
        audience=audience,
        reading_level=standing.reading_level,
        topics=topics,
        consented=consented,
        values=shown,
        today=today,
        now=call.now,
        receipt_id=call.receipt_id,
        arms=_arms(case, standing.recipient.key),
    )
    return compose(served, brief, call.guard, call.reworder), layout.id


def _topics(trigger: Trigger, call: _Call) -> frozenset[str]:
    if trigger.topics_from is None:
        return frozenset(trigger.topics)
    value = call.values.get(trigger.topics_from)
    return frozenset((str(value),)) if value is not None else frozenset()


def _arms(case: Case, recipient_key: str) -> tuple[tuple[str, str, str, str], ...]:
    """The arm of each running experiment that the recipient is in."""
    arms = []
    for experiment in case.experiments:
        arm = experiment.arms[assign(experiment, recipient_key)]
        arms.append((experiment.id, experiment.slot, arm.variant, arm.module or ""))
    return tuple(arms)


def _check_repeat(case: Case, composed: Composed) -> Check:
    """Not the same facts in nearly the same words again on this channel."""
    for rule in case.settings.near_repeats:
        if case.trigger.purpose not in rule.purposes:
            continue
        for sent in case.standing.recent:
            if (
                sent.status != "not_sent"
                and sent.channel == case.channel
                and count_within([sent.at], case.now, rule.days, case.counting_zone)
                and sent.facts == composed.facts
                and similarity(sent.fingerprint, composed.fingerprint) >= rule.similarity
            ):
                found = f"much the same as the message of {sent.at:%Y-%m-%d}"
                return Check("near repeat", False, found, "near_duplicate")
    return Check("near repeat", True, "nothing alike was sent lately")


# --- outcomes ----------------------------------------------------------------------------------


def _decision(call: _Call, winner: _Attempt, attempts: list[_Attempt]) -> Decision:
    composed = winner.composed or Composed(None)
    sent = winner.outcome == "send"
    message = composed.message if sent else None
    trigger = winner.trigger
    receipt = _receipt(
        call,
        winner.outcome,
        winner.reasons,
        message,
        used=_used(call, trigger, composed),
        trigger_id=trigger.id,
        purpose=trigger.purpose,
        because=trigger.because,
        considered=tuple(
            Considered(
                attempt.trigger.id,
                attempt.trigger.priority,
                attempt.outcome,
                tuple(reason.code for reason in attempt.reasons),
            )
            for attempt in attempts
        ),
        consent=_consent_note(call, trigger),
        checks=winner.checks,
        layout_id=winner.layout_id,
        choices=composed.choices,
        experiments=tuple(
            (experiment.id, assign(experiment, call.standing.recipient.key))
            for experiment in winner.case.experiments
        ),
        findings=composed.findings,
        guarded_parts=composed.guarded_parts,
        reworded=composed.reworded if sent else (),
        reword_refused=composed.reword_refused,
        fingerprint=composed.fingerprint,
        facts=composed.facts,
        not_before=winner.not_before,
        valid_until=winner.case.valid_until,
    )
    alerts = [a.composed.alert for a in attempts if a.composed and a.composed.alert]
    return Decision(
        outcome=winner.outcome,
        reasons=winner.reasons,
        channel=call.channel,
        message=message,
        why=for_recipient(receipt),
        receipt=receipt,
        not_before=winner.not_before,
        valid_until=winner.case.valid_until,
        opt_out_words=call.opt_out_words,
        alert="; ".join(alerts),
    )


def _silence(call: _Call, reason: Reason) -> Decision:
    """Nothing goes out, and no trigger was tried."""
    receipt = _receipt(call, "suppress", (reason,), None)
    return Decision(
        outcome="suppress",
        reasons=(reason,),
        channel=call.channel,
        message=None,
        why="",
        receipt=receipt,
        opt_out_words=call.opt_out_words,
    )


def _escalate(call: _Call, kind: UrgencyKind) -> Decision:
    """One safety reply to the person's own words, and a hand-off to people.

    Nothing else counts: no consent, cap, quiet hour or lifetime. When the reply cannot be made,
    the hand-off still goes.
    """
    path = call.served.settings.escalation[kind]
    trigger = _safety_trigger(call, kind, path)
    composed, layout_id = _compose_safety(trigger, call)
    reason = Reason("urgent", f"the person's own words ask for help ({kind})")
    receipt = _receipt(
        call,
        "escalate",
        (reason,),
        composed.message,
        used=("locale",),
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
        ),
        opt_out_words=call.opt_out_words,
        alert=f"no safety reply: {composed.failure.detail}" if composed.failure else "",
    )


def _safety_trigger(call: _Call, kind: UrgencyKind, path: EscalationPath) -> Trigger:
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


def _compose_safety(trigger: Trigger, call: _Call) -> tuple[Composed, str | None]:
    served, audience = call.served, call.standing.recipient.audience
    today = _today(call)
    layout = served.layout_for(call.channel, audience, "safety", today)
    if layout is None:
        return Composed(None, Reason("no_content", "no safety layout for this channel")), None
    brief = Brief(
        trigger=trigger,
        layout=layout,
        channel=call.channel,
        # A safety reply in the library's first language beats none at all.
        locale=call.locale or served.settings.locales[0],
        audience=audience,
        reading_level="standard",
        topics=frozenset(trigger.topics),
        consented=frozenset(),
        values={},
        today=today,
        now=call.now,
        receipt_id=call.receipt_id,
    )
    return compose(served, brief, call.guard, NO_REWORDING), layout.id


# --- the receipt -------------------------------------------------------------------------------


def _receipt(
    call: _Call,
    outcome: Outcome,
    reasons: tuple[Reason, ...],
    message: Message | None,
    *,
    used: tuple[str, ...] = (),
    **more: Any,
) -> Receipt:
    """The record of this call; `more` are the fields that only some outcomes have."""
    if call.signal.text is not None:
        used = tuple(sorted({*used, "inbound text"}))
    if message is not None:
        more |= {
            "text_hash": text_hash(message),
            "size": message.size,
            "segments": message.segments,
            "warnings": tuple(f"{code} {sentence}" for code, sentence in message.warnings),
        }
    return Receipt(
        id=call.receipt_id,
        release=call.served.release.hash,
        guard=call.guard.version,
        decided_at=call.now,
        signal_id=call.signal.id,
        signal_type=call.signal.type,
        signal_at=call.signal.at,
        channel=call.channel,
        recipient_key=call.standing.recipient.key,
        recipient_kind=call.standing.recipient.kind,
        outcome=outcome,
        reasons=reasons,
        used=used,
        unused=_unused(call, used),
        opt_out_words=call.opt_out_words,
        **more,
    )


def _consent_note(call: _Call, trigger: Trigger) -> ConsentNote | None:
    finding = consents.find(
        call.standing, trigger.purpose, call.channel, signal_at=call.signal.at, now=call.now
    )
    if finding.record is None:
        return None
    record = finding.record
    return ConsentNote(record.purpose, record.channel, record.at, record.source)


def _used(call: _Call, trigger: Trigger, composed: Composed) -> tuple[str, ...]:
    """The data that shaped this decision: shown, chosen by, or checked against."""
    names = set(composed.used) | set(trigger.when)
    names.update(filter(None, (trigger.topics_from, trigger.before, trigger.not_before)))
    names &= set(call.values)
    names.update({"consents", "opt-outs", "suppression list", "locale"})
    standing = call.standing
    for name, known in (
        ("zone", standing.zone),
        ("chosen channels", standing.channels),
        ("recent messages", standing.recent),
        ("later events", standing.events),
        ("reading level", standing.reading_level != "standard"),
    ):
        if known:
            names.add(name)
    return tuple(sorted(names))


def _unused(call: _Call, used: tuple[str, ...]) -> tuple[str, ...]:
    """Data that was at hand and left alone."""
    standing = call.standing
    at_hand = set(call.values)
    for name, known in (
        ("zone", standing.zone),
        ("chosen channels", standing.channels),
        ("recent messages", standing.recent),
        ("later events", standing.events),
        ("consents", standing.consents),
        ("reading level", standing.reading_level != "standard"),
    ):
        if known:
            at_hand.add(name)
    return tuple(sorted(at_hand - set(used)))


def _today(call: _Call) -> date:
    """The library's own day: approvals are given and end where its reviewers are."""
    return call.now.astimezone(ZoneInfo(call.served.settings.zone)).date()
