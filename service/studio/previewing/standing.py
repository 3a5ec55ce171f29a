"""The standing that a preview is decided on: a ready-made person, changed as the page asks."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.domain.signals import Signal
from service.domain.standing import Consent, OptOut, SentMessage, Standing
from service.scenarios import people
from service.studio.previewing.asking import AGES, NO_ZONE, TEXTS, Ask, scenarios


def signal_of(ask: Ask, *, inbound: bool) -> Signal:
    """The signal of a question. A scenario's subject stays, because stop rules ask for it."""
    scenario = scenarios().get(ask.scenario)
    same = scenario is not None and scenario.signal.type == ask.signal
    text = TEXTS[ask.text][1] if inbound else ""
    return Signal(
        id="preview",
        type=ask.signal,
        at=ask.now - AGES[ask.age][1],
        attributes=dict(ask.attributes) | _numbers(ask),
        subject=scenario.signal.subject if same and scenario else None,
        text=text or None,
    )


def _numbers(ask: Ask) -> dict[str, int]:
    return {name: int(value) for name, value in ask.attributes if value.isdecimal()}


def standing_of(ask: Ask) -> Standing:
    """The person's standing with what the page changes in it."""
    base = people()[ask.person]
    recipient = base.recipient
    if ask.audience is not None:
        recipient = recipient.model_copy(update={"audience": ask.audience})
    if ask.key:
        recipient = recipient.model_copy(update={"key": ask.key})
    zone = {"": base.zone, NO_ZONE: None}.get(ask.zone, ask.zone)
    stops = tuple(OptOut(channel=channel, at=_ago(ask, days=1)) for channel in ask.stops)
    return base.model_copy(
        update={
            "recipient": recipient,
            "reading_level": ask.level or base.reading_level,
            "locale": ask.locale or base.locale,
            "zone": zone,
            "consents": _consents(base, ask),
            "opt_outs": (*base.opt_outs, *stops),
            "recent": (*base.recent, *_recent(ask)),
        }
    )


def _consents(base: Standing, ask: Ask) -> tuple[Consent, ...]:
    chosen = dict(ask.consents)
    kept = [consent for consent in base.consents if consent.purpose not in chosen]
    for purpose, choice in chosen.items():
        if choice == "none":
            continue
        status = "withdrawn" if choice == "withdrawn" else "given"
        at = _ago(ask, minutes=1) if choice == "new" else _ago(ask, days=30)
        kept.append(
            Consent.model_validate(
                {
                    "purpose": purpose,
                    "channel": "any",
                    "status": status,
                    "at": at,
                    "source": "preview",
                }
            )
        )
    return tuple(kept)


def _recent(ask: Ask) -> tuple[SentMessage, ...]:
    """Messages about education on the days before, the latest yesterday."""
    return tuple(
        SentMessage(
            at=_ago(ask, days=day),
            channel=ask.sent_channel,
            trigger="preview",
            purpose="education",
        )
        for day in range(ask.sent, 0, -1)
    )


def _ago(ask: Ask, **time: int) -> datetime:
    return ask.now - timedelta(**time)
