"""What a report needs of each log entry: decisions as plain values, and who had asked to stop.

Entries are read as the JSON that the log holds. No person is named in one, so none is here: `who`
is the pseudonym of the log, which serves to count people and goes no further.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from service.domain.channels import stopped_with
from service.domain.lifts import Lifted, counts_from, outlasting
from service.domain.vocabulary import Channel


class Entry(Protocol):
    """One row of the log."""

    kind: str
    entry: str


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision, as far as a report is concerned.

    `missing` are modules that its layout requires and that it does not hold; None where its layout
    is not known any more. `after_stop` says that the recipient had asked to stop before.
    """

    at: datetime
    who: str
    kind: str
    channel: Channel
    outcome: str
    reasons: tuple[str, ...]
    trigger: str
    caller: str
    purpose: str
    consented: bool
    after_stop: bool
    findings: tuple[tuple[str, str], ...]
    modules: tuple[str, ...]
    missing: tuple[str, ...] | None
    repeat: bool


#: The modules that each layout of a release requires, by release and layout.
Required = Mapping[tuple[str, str], frozenset[str]]


@dataclass(slots=True)
class _Stops:
    """Who asked to stop on which channel, for which purposes, as the log tells it up to now."""

    of: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)
    lifts: dict[str, list[Lifted]] = field(default_factory=dict)

    def stop_in_words(self, who: str, channel: str, at: datetime) -> None:
        """A stop in a text, which may come late: what was lifted since it was written stays so."""
        left = outlasting(channel, (), at, self.lifts.get(who, ()))
        if left is not None:
            self.stop(who, channel, left)

    def stop(self, who: str, channel: str, purposes: Iterable[str]) -> None:
        named = frozenset(purposes)
        mine = self.of.setdefault(who, {})
        earlier = mine.get(channel)
        everything = not named or (earlier is not None and not earlier)
        mine[channel] = frozenset() if everything else named | (earlier or frozenset())

    def lift(self, who: str, channel: str) -> None:
        if channel == "any":
            self.of.pop(who, None)
        else:
            self.of.get(who, {}).pop(channel, None)

    def leave(self, who: str, left: Iterable[Mapping[str, Any]]) -> None:
        """Only these stops of theirs are left."""
        self.of.pop(who, None)
        for stop in left:
            self.stop(who, stop["channel"], stop["purposes"])

    def hold(self, who: str, channel: str, purpose: str) -> bool:
        mine = self.of.get(who)
        if not mine:
            return False
        return any(
            stopped in mine and (not mine[stopped] or purpose in mine[stopped])
            for stopped in (channel, "any")
        )


def read_facts(entries: Iterable[Entry], required: Required) -> Iterator[Decided]:
    """The decisions among a log's entries, which come in their order from the log's beginning."""
    stops = _Stops()
    for row in entries:
        if row.kind not in ("decision", "opt_out", "opt_in", "erasure"):
            continue
        data = json.loads(row.entry)
        who, body = data["recipient_key"], data["body"]
        match row.kind:
            case "opt_out":
                stops.stop(who, body["channel"], body["purposes"])
            case "opt_in" if "left" in body:
                stops.leave(who, body["left"])
                if "at" in body:  # of a version that keeps lifts
                    said = datetime.fromisoformat(body["at"])
                    lift = Lifted(body["channel"], tuple(body["purposes"]), said)
                    stops.lifts.setdefault(who, []).append(lift)
            case "opt_in":  # of a version that lifted whole channels
                stops.lift(who, body["channel"])
            case "erasure":
                stops.lift(who, "any")
            case _:
                fact = _decided(body, stops, required)
                yield fact
                if body["receipt"]["opt_out_words"]:
                    for channel in stopped_with(fact.channel):
                        written = datetime.fromisoformat(body["receipt"]["signal_at"])
                        stops.stop_in_words(who, channel, counts_from(written, fact.at))


def _decided(body: dict[str, Any], stops: _Stops, required: Required) -> Decided:
    receipt = body["receipt"]
    who, channel = receipt["recipient_key"], receipt["channel"]
    modules = tuple(choice["module_id"] for choice in receipt["choices"])
    wanted = required.get((receipt["release"], receipt["layout_id"] or ""))
    consent = receipt["consent"]
    return Decided(
        at=datetime.fromisoformat(receipt["decided_at"]),
        who=who,
        kind=receipt["recipient_kind"],
        channel=channel,
        outcome=receipt["outcome"],
        reasons=tuple(reason["code"] for reason in receipt["reasons"]),
        trigger=receipt["trigger_id"] or "",
        caller=body["caller"],
        purpose=receipt["purpose"] or "",
        consented=consent is not None and consent["given_at"] is not None,
        after_stop=stops.hold(who, channel, receipt["purpose"] or ""),
        findings=tuple((note["rule"], note["severity"]) for note in receipt["findings"]),
        modules=modules,
        missing=None if wanted is None else tuple(sorted(wanted.difference(modules))),
        repeat=body["repeats"] is not None,
    )
