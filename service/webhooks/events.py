"""What others can be told of: every type of event, and which ones an entry of the log amounts to.

An event is thin. It names a receipt, the log's pseudonym for the recipient, and words of closed
vocabularies. Reasons, causes, triggers and topics stay in the log: whoever may know them asks for
them by the receipt's id, with a key, and is seen doing it. That a yes or a no names some topic is
told (`part`), for it is none to the whole purpose; which topic is not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.domain.channels import stopped_with
from service.store.canonical import canonical

#: Every type, and when it happens.
EVENTS: Mapping[str, str] = {
    "decision.send": "A message was decided on and given to its caller.",
    "decision.hold": "A message has to wait.",
    "decision.suppress": "No message goes.",
    "decision.escalate": "A person's own words ask for help, or cannot be read; its caller got the "
    "hand-off.",
    "decision.blocked": "Approved content failed a check; no message goes.",
    "delivery.sent": "A caller reported that it sent a message.",
    "delivery.not_sent": "A caller reported that it did not send a message.",
    "delivery.bounced": "A caller reported that a message came back.",
    "delivery.complained": "A caller reported that its recipient called a message spam.",
    "recipient.opted_out": "A recipient asked to stop.",
    "recipient.opted_in": "A recipient took a stop back.",
    "recipient.suppressed": "A channel of a recipient went on the suppression list.",
    "recipient.unsuppressed": "An entry came off the suppression list.",
    "recipient.consented": "A recipient said yes to a purpose.",
    "recipient.withdrew": "A recipient took a yes back.",
    "recipient.erased": "A recipient was erased; delete what you keep under this pseudonym.",
}

#: Sent by `bedside webhooks test` alone, whatever an endpoint asked for.
TEST = "webhook.test"

#: The kind of log entry behind each family of types.
_KINDS: Mapping[str, str] = {
    "recipient.opted_out": "opt_out",
    "recipient.opted_in": "opt_in",
    "recipient.suppressed": "suppression",
    "recipient.unsuppressed": "unsuppression",
    "recipient.consented": "consent",
    "recipient.withdrew": "consent",
    "recipient.erased": "erasure",
}
_CONSENTS = {"given": "recipient.consented", "withdrawn": "recipient.withdrew"}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: its type, when, and its data. `number` counts within an entry."""

    type: str
    at: str
    data: Mapping[str, Any]
    number: int = 0

    @property
    def body(self) -> str:
        """The exact words that are sent and signed."""
        return canonical({"type": self.type, "timestamp": self.at, "data": dict(self.data)})


def kinds_behind(types: frozenset[str]) -> frozenset[str]:
    """The kinds of log entries that events of these types are made from."""
    kinds = {_KINDS.get(type_, type_.partition(".")[0]) for type_ in types}
    # A stop in a person's own words stands in the decision that heard it.
    return frozenset(kinds | ({"decision"} if "recipient.opted_out" in types else set()))


def events_of(entry: str) -> Iterator[Event]:
    """What an entry of the log, as its canonical JSON, tells the outside."""
    data = json.loads(entry)
    about = {"chain": data["chain"], "entry": data["seq"], "recipient": data["recipient_key"]}
    at, body = data["at"], data["body"]
    match data["kind"]:
        case "decision":
            yield from _decided(at, about, body)
        case "delivery":
            told = {"receipt_id": body["receipt"], "suppressed": body["suppressed"]}
            yield Event(f"delivery.{body['report']}", at, {**about, **told})
        case "opt_out":
            told = {name: body[name] for name in ("channel", "purposes", "source")}
            told["receipt_id"] = body.get("receipt")
            yield Event("recipient.opted_out", at, {**about, **told})
        case "opt_in":
            told = {name: body[name] for name in ("channel", "source")}
            told["purposes"] = body.get("purposes", [])
            yield Event("recipient.opted_in", at, {**about, **told})
        case "suppression" | "unsuppression" as kind:
            told = {name: body[name] for name in ("channel", "source")}
            (type_,) = (name for name, behind in _KINDS.items() if behind == kind)
            yield Event(type_, at, {**about, **told})
        case "consent":
            told = {name: body[name] for name in ("purpose", "channel", "source")}
            # Without this, a word on one topic would read like one on the whole purpose.
            told["part"] = body["names_a_topic"]
            yield Event(_CONSENTS[body["status"]], at, {**about, **told})
        case "erasure":
            yield Event("recipient.erased", at, about)


def _decided(at: str, about: dict[str, Any], body: dict[str, Any]) -> Iterator[Event]:
    receipt = body["receipt"]
    channel, id_ = receipt["channel"], receipt["id"]
    told = {
        "receipt_id": id_,
        "channel": channel,
        "outcome": receipt["outcome"],
        "caller": body["caller"],
        "repeats": body["repeats"],
    }
    yield Event(f"decision.{receipt['outcome']}", at, {**about, **told})
    if receipt["opt_out_words"]:
        stop = {"purposes": [], "source": "own_words", "receipt_id": id_}
        for number, stopped in enumerate(stopped_with(channel), 1):
            stopping = {**about, "channel": stopped, **stop}
            yield Event("recipient.opted_out", at, stopping, number)
