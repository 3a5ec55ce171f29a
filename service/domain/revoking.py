"""Whether an answer given earlier may still be repeated, or something came in between.

An opt-out beats a replay, and so do an entry on the suppression list and a withdrawn consent: who
said no after the first answer is not written to on the strength of it. A message that says nothing
any more is not repeated either.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from service.domain import consent as consents
from service.domain.content import Trigger
from service.domain.decision import Decision, Reason, Receipt
from service.domain.occasion import stopped_by
from service.domain.signals import Signal
from service.domain.standing import Standing


def revoked(
    first: Receipt,
    standing: Standing,
    now: datetime,
    topics: frozenset[str] = frozenset(),
    named: frozenset[str] = frozenset(),
) -> Decision | None:
    """The silence that takes the place of `first`, or None while it may be repeated.

    `topics` are what it was about, and `named` the sensitive ones that its words name. Of `topics`
    it may be repeated while any is left; of `named` none may have been switched off.

    A call for help is repeated whatever anybody said since.
    """
    if first.outcome not in ("send", "hold") or first.purpose is None:
        return None
    reason = _no(first, standing, now, topics, named)
    if reason is None:
        return None
    digest = blake2b(
        f"{first.id}\0{now.isoformat()}".encode(), digest_size=16, person=b"bedside-revoked"
    )
    receipt = replace(
        first,
        id=f"r_{digest.hexdigest()}",
        decided_at=now,
        outcome="suppress",
        reasons=(reason,),
        consent=None,
        checks=(),
        layout_id=None,
        choices=(),
        findings=(),
        guarded_parts=0,
        reworded=(),
        reword_refused=(),
        text_hash="",
        fingerprint="",
        facts="",
        size=0,
        segments=0,
        warnings=(),
        not_before=None,
    )
    return Decision(
        outcome="suppress",
        reasons=(reason,),
        channel=first.channel,
        message=None,
        why="",
        receipt=receipt,
        valid_until=first.valid_until,
    )


def outlived(
    first: Receipt, trigger: Trigger, signal: Signal, standing: Standing, now: datetime
) -> bool:
    """Whether a message that was sent once says nothing any more, or not on this channel.

    Its time is over, a later event made it pointless, or the recipient chose other channels since.
    """
    if first.valid_until is not None and now > first.valid_until:
        return True
    if standing.channels is not None and first.channel not in standing.channels:
        return True
    return stopped_by(trigger, signal, standing.events) is not None


def _no(
    first: Receipt,
    standing: Standing,
    now: datetime,
    topics: frozenset[str],
    named: frozenset[str],
) -> Reason | None:
    """The most final no that stands now against what was answered then."""
    assert first.purpose is not None
    after = "; the first answer is void"
    for entry in standing.suppressions:
        if entry.channel in (first.channel, "any"):
            cause = entry.cause.replace("_", " ")
            return Reason("suppression_list", f"on the list: {cause}{after}")
    for opt_out in standing.opt_outs:
        names_channel = opt_out.channel in (first.channel, "any")
        if names_channel and (not opt_out.purposes or first.purpose in opt_out.purposes):
            return Reason("opted_out", f"stopped on {opt_out.at:%Y-%m-%d}{after}")
    moments = {"signal_at": first.signal_at, "now": now}
    off = consents.withdrawn_topics(standing, first.purpose, first.channel, **moments)
    # One that its words name counts like all that it is about.
    told = named & off or topics
    finding = consents.find(standing, first.purpose, first.channel, **moments, topics=told)
    if finding.reason == "consent_withdrawn":
        return Reason("consent_withdrawn", finding.detail + after)
    return None
