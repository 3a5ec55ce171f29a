"""What leaves for a model over a real wire, from a whole call to the service: masked words.

Canaries are planted in everything that a signal and a standing can hold. Every byte that reaches
the model's server is looked at, headers included.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from guardrails import Guard
from service.domain.vocabulary import Channel
from service.library.release import Release
from service.rewording.providers.through_litellm import LitellmProvider, the_litellm
from service.serving import Addressee, Preferences
from service.store.store import Store
from tests.factories import NOW, make_signal
from tests.rewording.lives import live, politely
from tests.rewording.wire import Handler, Server, completion, server
from tests.stores import World, make_world, sqlite_template, store

__all__ = ["make_world", "server", "sqlite_template", "store"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.filterwarnings("ignore"),  # of a client that is not ours
]

RECIPIENT = Addressee("canary-recipient-7731")
#: As they are given, and in every form in which a message shows them.
CANARIES = (
    "canary", "7731", "Detroit", "detroit", "riverbend", "Riverbend", "17:42", "5:42", "16:42",
    "2026-12", "December", "Dec ", "2026-11-26", "November 26", "Nov 26", "k_tests",
    "appointment.booked", "appointment.upcoming",
    "care_operations",
    "consent", "standing", "recipient", "p_", "sig-",
)  # fmt: skip


@pytest.fixture
def url(sqlite_template: Path, tmp_path: Path) -> str:
    """One database is enough: what is asked does not depend on it."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'bedside.db')}"


def answering(handler: Handler) -> None:
    """Answers as a polite model would, from what it was sent."""
    body = json.loads(handler.server.seen[-1].split(b"\n\n", 1)[1])
    sentences, _ = json.loads(body["messages"][1]["content"])
    text = completion(json.dumps(politely(sentences)))
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(text.encode())))
    handler.end_headers()
    handler.wfile.write(text.encode())


@pytest.mark.parametrize(
    ("channel", "type_", "day"),
    [
        ("email", "appointment.booked", "2026-12-18"),
        ("portal", "appointment.booked", "2026-12-18"),
        # A text has no room for the notice on live words; a reminder is of a kind that needs none.
        ("sms", "appointment.upcoming", "2026-11-26"),
    ],
)
def test_no_canary_reaches_the_wire(
    channel: Channel,
    type_: str,
    day: str,
    server: Server,
    store: Store,
    make_world: Callable[..., World],
    release: Release,
    guard: Guard,
) -> None:
    the_litellm()  # imported before the clock of a call runs
    server.answers = [answering] * 100
    provider = LitellmProvider("openai/local", api_base=server.base, at_once=99)
    world = make_world(store, live(release, guard, provider))
    world.allow(to=RECIPIENT)
    world.service.standings.preferences(
        world.caller, RECIPIENT, Preferences(zone="America/Detroit")
    )
    signal = make_signal(
        type=type_,
        id="sig-canary-7731",
        subject="canary-booking-7731",
        at=NOW - timedelta(minutes=7),
        attributes={
            **make_signal().attributes,
            "starts_at": f"{day}T17:42:00-06:00",
            "place": "riverbend",
        },
    )
    answered = world.ask(signal=signal, channel=channel, recipient=RECIPIENT.id)
    assert answered.outcome == "send", answered.reasons
    message: Any = json.loads(answered.body)
    assert "Riverbend" in json.dumps(message)  # the message itself shows what no model saw
    assert server.seen
    for sent in server.seen:
        for canary in CANARIES:
            assert canary.encode() not in sent, canary


def test_an_ask_can_hold_nothing_else() -> None:
    """The files that ask know neither signal, standing, recipient nor store."""
    folder = Path(__file__).resolve().parents[2] / "service" / "rewording"
    for file in folder.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        for word in ("domain.signals", "domain.standing", "service.store", "service.calling"):
            assert word not in text, file
