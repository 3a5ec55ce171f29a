"""What a receipt still says of the standing it was decided on: pure, a receipt in, facts out.

A receipt names the checks that failed and the consent that stood. It does not hold the standing:
messages before, words taken back for other purposes, settings that decided nothing. Each thing
that a case needs and a receipt lacks is named in `lacks`, so that nobody takes a guess for a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from evals.decisions.formats.people import Person
from service.domain.decision import Check, Receipt
from service.domain.experiments import HOLDOUT, assign
from service.domain.vocabulary import CHANNELS
from service.library.release import Release

Step = dict[str, Any]
#: A language that no library of ours has, in place of the recipient's own.
_OTHER_LOCALE: Final = "fi-FI"
_QUOTED: Final = re.compile(r"`([^`]+)`")
_ABSENT: Final = ("consent_absent", "sensitive_topic_consent_absent")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is different about the person, what happened before, and what nobody can know."""

    but: dict[str, Any] = field(default_factory=dict)
    before: tuple[Step, ...] = ()
    earlier: str = ""
    lacks: tuple[str, ...] = ()


def facts_of(receipt: Receipt, release: Release, person: Person) -> Facts:
    """The facts that a receipt holds, for a person of the golden sets."""
    failed = {check.reason: check for check in receipt.checks if not check.passed and check.reason}
    codes: set[str] = {reason.code for reason in receipt.reasons}
    but = dict(_differences(receipt, release, person, failed))
    before = tuple(_steps(receipt, failed))
    earlier = "answered" if "duplicate_signal" in codes else ""
    if "near_duplicate" in codes:
        earlier = "alike"
    return Facts(but, before, earlier, tuple(_lacks(receipt, codes)))


def _differences(
    receipt: Receipt, release: Release, person: Person, failed: dict[Any, Check]
) -> Iterator[tuple[str, Any]]:
    consents = _consents(receipt, release, person, failed)
    if consents is not None:
        yield "consents", consents
    if "zone_unknown" in failed:
        yield "zone", False
    if "locale_unavailable" in failed:
        yield "locale", _OTHER_LOCALE
    if "no_channel" in failed and "did not choose" in failed["no_channel"].detail:
        yield "channels", [name for name in CHANNELS if name != receipt.channel]
    if any(choice.variant == "simple" for choice in receipt.choices):
        yield "reading_level", "simple"
    key = _key(receipt, release, person, failed.get("holdout"))
    if key is not None:
        yield "key", key


def _consents(
    receipt: Receipt, release: Release, person: Person, failed: dict[Any, Check]
) -> list[dict[str, Any]] | None:
    """The person's words of consent, as far as the receipt shows that the recipient's differ."""
    absent = set()
    for tried in receipt.considered:
        trigger = release.triggers.get(tried.trigger_id)
        if trigger is not None and not set(_ABSENT).isdisjoint(tried.reasons):
            absent.add(trigger.purpose)
    if receipt.purpose is not None and "consent_absent" in failed:
        absent.add(receipt.purpose)
    stands = receipt.consent
    if not absent and stands is None:
        return None
    kept = [
        {k: v for k, v in word.model_dump(exclude_defaults=True).items() if k != "at"}
        for word in person.consents
        if word.purpose not in absent
        and (word.topic is not None or stands is None or word.purpose != stands.purpose)
    ]
    if stands is not None:
        first: dict[str, Any] = {"purpose": stands.purpose, "channel": stands.channel}
        if stands.source:
            first["source"] = stands.source
        kept.insert(0, first)
    return kept


def _key(receipt: Receipt, release: Release, person: Person, held_out: Check | None) -> str | None:
    """A made-up key that falls into the same arms; None where any will do, or none does."""
    wanted = dict(receipt.experiments)
    if held_out is not None:
        wanted.update(dict.fromkeys(_QUOTED.findall(held_out.detail), HOLDOUT))
    known = {name: arm for name, arm in wanted.items() if name in release.experiments}
    if not known:
        return None
    for number in range(400):
        key = person.key if number == 0 else f"p_life{number:03}"
        if all(assign(release.experiments[name], key) == arm for name, arm in known.items()):
            return None if number == 0 else key
    return None


def _steps(receipt: Receipt, failed: dict[Any, Check]) -> Iterator[Step]:
    """What the recipient, or those who keep the lists, did before."""
    if "consent_withdrawn" in failed and receipt.purpose is not None:
        yield {"withdraw": receipt.purpose}
    if "opted_out" in failed:
        step: Step = {"opt_out": receipt.channel}
        if len({tried.outcome for tried in receipt.considered}) > 1 and receipt.purpose:
            step["purposes"] = [receipt.purpose]
        yield step
    if "suppression_list" in failed:
        cause = failed["suppression_list"].detail.removeprefix("on the list: ")
        yield {"listed": cause.replace(" ", "_")}
    if "stop_rule" in failed:
        yield {"event": _QUOTED.findall(failed["stop_rule"].detail)[0]}


def _lacks(receipt: Receipt, codes: set[str]) -> Iterator[str]:
    """What a receipt does not hold, of what this decision leaned on."""
    if "frequency_cap" in codes:
        yield "the messages that used up the cap: add the signals that led to them, before this one"
    if "near_duplicate" in codes:
        yield "the message that it would have repeated: an earlier signal of the type is made up"
    if codes & {"opted_out", "consent_withdrawn", "suppression_list", "stop_rule"}:
        yield "when the word that stopped it was said, and how much more it covered"
    if receipt.outcome == "escalate" or receipt.opt_out_words:
        yield "the person's own words: others are made up that are read the same way"
    if receipt.outcome == "blocked" or codes & {"no_content", "not_approved", "variable_missing"}:
        yield "the library as it was then: break it with `library:` as the reason says"
    yield "the values of the signal: made up, so that the same modules are chosen if they can be"
    yield "consents, settings and messages that decided nothing: those of the case's person stand"
