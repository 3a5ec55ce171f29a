"""What one trigger comes to for a call: whether its message may go, and in which words.

Pure, like `pipeline.py`, which tries the triggers one after the other. Words are composed only for
what may go now (`composing.py`); then the message is held against what was sent lately.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.deciding.arguments import Call
from service.deciding.briefs import Brief
from service.deciding.composing import Composed, compose
from service.domain import consent as consents
from service.domain.candidates import Wish
from service.domain.case import Case
from service.domain.clocks import clock_for
from service.domain.content import Trigger
from service.domain.decision import Check, Reason
from service.domain.eligibility import Eligibility, check_all
from service.domain.experiments import assign
from service.domain.repeats import said_before
from service.domain.standing import SentMessage
from service.domain.variables import show_signal
from service.domain.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one trigger came to."""

    trigger: Trigger
    case: Case
    outcome: Outcome
    reasons: tuple[Reason, ...]
    checks: tuple[Check, ...]
    composed: Composed | None = None
    layout_id: str | None = None
    not_before: datetime | None = None


def try_trigger(trigger: Trigger, call: Call) -> Attempt:
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
        experiments=served.experiments_on(trigger.id, call.today),
    )
    eligible = check_all(case)
    if eligible.outcome != "send":
        return _stopped(trigger, case, eligible)
    composed, layout_id = _compose(trigger, case, call)
    if composed.message is None:
        assert composed.failure is not None
        code = composed.failure.code
        outcome: Outcome = "blocked" if code == "guardrail" else "suppress"
        return Attempt(
            trigger, case, outcome, (composed.failure,), eligible.checks, composed, layout_id
        )
    repeat = check_repeat(case, composed)
    checks = (*eligible.checks, repeat)
    if not repeat.passed:
        reason = Reason("near_duplicate", repeat.detail)
        return Attempt(trigger, case, "suppress", (reason,), checks, composed, layout_id)
    return Attempt(trigger, case, "send", (), checks, composed, layout_id)


def _stopped(trigger: Trigger, case: Case, eligible: Eligibility) -> Attempt:
    return Attempt(
        trigger,
        case,
        eligible.outcome,
        eligible.reasons,
        eligible.checks,
        not_before=eligible.not_before,
    )


def _compose(trigger: Trigger, case: Case, call: Call) -> tuple[Composed, str | None]:
    served, standing = call.served, call.standing
    today, audience = call.today, standing.recipient.audience
    if not served.release.in_date("settings:library", today):
        expired = "the approval of the library's settings has expired"
        return Composed(None, Reason("not_approved", expired), expired), None
    layout = served.layout_for(call.channel, audience, trigger.purpose, today)
    if layout is None:
        reason = Reason("no_content", f"no layout for {trigger.purpose} by {call.channel}")
        return Composed(None, reason), None
    assert call.locale is not None  # the locale check passed
    topics = trigger.about(call.values)
    consented = consents.consented_topics(
        standing,
        trigger.purpose,
        call.channel,
        served.sensitive_topics,
        signal_at=call.signal.at,
        now=call.now,
    )
    withdrawn = consents.withdrawn_topics(
        standing, trigger.purpose, call.channel, signal_at=call.signal.at, now=call.now
    )
    withheld = trigger.topics_from if topics & served.sensitive_topics - consented else None
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
        today,
        clock_for(served.settings.zone, trigger.clock, case.zone),
    )
    wish = Wish(
        trigger=trigger,
        layout=layout,
        topics=topics,
        audience=audience,
        reading_level=standing.reading_level,
        available=frozenset(shown),
        consented=consented,
        today=today,
        withdrawn=withdrawn,
        arms=_arms(case, standing.recipient.key),
    )
    brief = Brief(wish, call.locale, shown, call.receipt_id)
    return compose(served, brief, call.guard, call.reworder), layout.id


def _arms(case: Case, recipient_key: str) -> tuple[tuple[str, str, str, str], ...]:
    """The arm of each running experiment that the recipient is in."""
    arms = []
    for experiment in case.experiments:
        arm = experiment.arms[assign(experiment, recipient_key)]
        arms.append((experiment.id, experiment.slot, arm.variant, arm.module or ""))
    return tuple(arms)


def check_repeat(case: Case, composed: Composed) -> Check:
    """Not the same facts in nearly the same words again on this channel."""
    new = SentMessage.model_construct(
        at=case.now,
        channel=case.channel,
        trigger=case.trigger.id,
        purpose=case.trigger.purpose,
        subject=case.signal.subject,
        fingerprint=composed.fingerprint,
        facts=composed.facts,
    )
    for rule in case.settings.near_repeats:
        if case.trigger.purpose not in rule.purposes:
            continue
        sent = said_before(new, case.standing.recent, rule, case.counting_zone)
        if sent is not None:
            found = f"much the same as the message of {sent.at:%Y-%m-%d}"
            return Check("near repeat", False, found, "near_duplicate")
    return Check("near repeat", True, "nothing alike was sent lately")
