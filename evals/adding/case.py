"""Makes the case: what the receipt says came of it is what is expected; the rest is made up.

The person is one of the golden set's people, keys and ids stay behind, dates are moved into the
golden week, and values and words are made up. The case is played before it is shown, so that it is
known whether it comes out as the receipt says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from evals.adding.choosing import (
    CALM_WORDS,
    STOP_WORDS,
    WORDS,
    Distance,
    Values,
    attribute_candidates,
    choose,
)
from evals.adding.facts import Facts, facts_of
from evals.adding.moving import Move, into_the_week, zone_of
from evals.adding.persons import persons
from evals.decisions.building import changed, standing_of
from evals.decisions.cases import DecisionCase
from evals.decisions.formats.cases import DecisionEntry
from evals.decisions.formats.people import Changes, Person
from evals.decisions.judging import judge
from evals.decisions.loading import FALLBACK_ZONE, tuples
from evals.decisions.playing import play
from evals.decisions.steps import History, build_step
from evals.faults import Fault
from evals.system import System
from service.domain.decision import Receipt

_ID: Final = re.compile(r"[^a-z0-9]+")
TODO: Final = "TODO say why people agree that this is right"


@dataclass(frozen=True, slots=True)
class Made:
    """A case of a receipt, what playing it showed, and what a reader must know about it."""

    entry: dict[str, Any]
    faults: tuple[Fault, ...]
    made_up: tuple[str, ...]
    lacks: tuple[str, ...]


def make_case(
    receipt: Receipt,
    system: System,
    people: Mapping[str, Person],
    *,
    zone: ZoneInfo | None = None,
    keep_dates: bool = False,
    reason: str = TODO,
) -> Made:
    """The case of a receipt, played on a release and a guard.

    Raises `BedsideError` where none of the people can stand for its recipient.
    """
    there = zone or zone_of(receipt) or ZoneInfo(system.release.settings.zone)
    move = Move(there) if keep_dates else into_the_week(receipt, there)
    at = move.wall(receipt.decided_at)
    candidates: dict[str, list[Any]] = {"person": persons(receipt, system.release, people)}
    attributes = attribute_candidates(system.release, receipt.signal_type, at)
    candidates.update({f"with.{name}": options for name, options in attributes.items()})
    kind = system.release.signals.get(receipt.signal_type)
    if kind is not None and kind.inbound_text:
        candidates["text"] = _texts(receipt)
    maker = _Maker(receipt, system, people, move, zone, reason)
    best = choose(candidates, maker.distance)
    entry, facts = maker.entry(best)
    made_up = [name.removeprefix("with.") for name in candidates if name != "person"]
    return Made(entry, maker.faults(entry), tuple(made_up), facts.lacks)


def _texts(receipt: Receipt) -> list[str | None]:
    if receipt.outcome == "escalate":
        stop = f"{STOP_WORDS} " if receipt.opt_out_words else ""
        return [stop + words for words in WORDS]
    return [STOP_WORDS] if receipt.opt_out_words else [None, CALM_WORDS]


@dataclass(frozen=True)
class _Maker:
    """One receipt's cases, by the values that are tried."""

    receipt: Receipt
    system: System
    people: Mapping[str, Person]
    move: Move
    zone: ZoneInfo | None
    reason: str

    def entry(self, values: Values) -> tuple[dict[str, Any], Facts]:
        """The case as it would stand in a file."""
        receipt = self.receipt
        facts = facts_of(receipt, self.system.release, self.people[values["person"]])
        entry: dict[str, Any] = {
            "id": _case_id(receipt),
            "reason": self.reason,
            "source": f"a decision of release {receipt.release[:12]}",
            "tags": ["from-life", receipt.outcome.replace("_", "-")],
            "person": values["person"],
        }
        if facts.but:
            entry["but"] = facts.but
        if self.zone is not None:
            entry["clock"] = self.zone.key
        entry["steps"] = [*self._steps(values, facts)]
        return entry, facts

    def _steps(self, values: Values, facts: Facts) -> list[dict[str, Any]]:
        receipt, move = self.receipt, self.move
        decided, happened = move.wall(receipt.decided_at), move.wall(receipt.signal_at)
        signal: dict[str, Any] = {"at": f"{decided:%Y-%m-%d %H:%M}"}
        if happened < decided:
            signal["happened"] = f"{happened:%Y-%m-%d %H:%M}"
        signal |= {"signal": receipt.signal_type, "by": receipt.channel}
        given = {k.removeprefix("with."): v for k, v in values.items() if k.startswith("with.")}
        if given:
            signal["with"] = given
        if values.get("text"):
            signal["text"] = values["text"]
        steps = [{"at": signal["at"], **step} for step in facts.before]
        if facts.earlier:
            before = max(happened, decided - timedelta(hours=1))
            first = {**signal, "at": f"{before:%Y-%m-%d %H:%M}", "expect": {"outcome": "send"}}
            steps.insert(0, first)
        expect = _expected(receipt, move)
        if facts.earlier == "answered":
            again = {"at": signal["at"], "again": receipt.signal_type, "expect": expect}
            return [*steps, again]
        return [*steps, {**signal, "expect": expect}]

    def distance(self, values: Values) -> Distance:
        """How far a case with these values comes out from what the receipt says."""
        entry, _ = self.entry(values)
        case = self._case(entry)
        seen = play(case, self.system.release, self.system.guard)
        got = seen[-1]
        wanted = {choice.module_id for choice in self.receipt.choices}
        here = {*got.get("modules", ()), *got.get("pinned", ())}
        wrong = got.get("outcome") != self.receipt.outcome
        faults = judge(case, seen, (), self.system.known)
        return (int(wrong), len(wanted ^ here), len(faults))

    def faults(self, entry: dict[str, Any]) -> tuple[Fault, ...]:
        """What differs from the receipt when the case is played."""
        case = self._case(entry)
        seen = play(case, self.system.release, self.system.guard)
        return judge(case, seen, (), self.system.known)

    def _case(self, data: dict[str, Any]) -> DecisionCase:
        entry = DecisionEntry.model_validate(tuples(data))
        person = changed(self.people[entry.person], entry.but)
        zone = ZoneInfo(entry.clock or person.zone or FALLBACK_ZONE)
        history = History(entry.id, zone)
        return DecisionCase(
            id=entry.id,
            reason=entry.reason,
            tags=entry.tags,
            source=entry.source or "",
            owner="",
            standing=standing_of(person, Changes(), zone),
            steps=tuple(build_step(step, history) for step in entry.steps),
            file="receipt",
            line=1,
            clock=zone,
        )


def _expected(receipt: Receipt, move: Move) -> dict[str, Any]:
    expected: dict[str, Any] = {"outcome": receipt.outcome}
    if receipt.reasons:
        expected["reasons"] = [reason.code for reason in receipt.reasons]
    if receipt.trigger_id:
        expected["trigger"] = receipt.trigger_id
    if receipt.considered:
        expected["considered"] = {c.trigger_id: c.outcome for c in receipt.considered}
    if receipt.layout_id and receipt.outcome in ("send", "escalate"):
        expected["layout"] = receipt.layout_id
        expected["modules"] = [c.module_id for c in receipt.choices if not c.required]
        expected["pinned"] = [c.module_id for c in receipt.choices if c.required]
        variants = {c.module_id: c.variant for c in receipt.choices if c.variant}
        if variants:
            expected["variants"] = variants
    if receipt.consent is not None and receipt.outcome == "send":
        expected["consent"] = {
            "purpose": receipt.consent.purpose,
            "channel": receipt.consent.channel,
        }
    if receipt.not_before is not None:
        expected["not_before"] = f"{move.wall(receipt.not_before):%Y-%m-%d %H:%M}"
    if receipt.experiments:
        expected["experiments"] = dict(receipt.experiments)
    if receipt.opt_out_words:
        expected["opt_out_words"] = True
    return expected


def _case_id(receipt: Receipt) -> str:
    words = f"{receipt.signal_type} {receipt.channel} {receipt.outcome}"
    if receipt.reasons:
        words += f" {receipt.reasons[0].code}"
    return _ID.sub("-", words.lower()).strip("-")
