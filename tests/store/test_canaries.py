"""After a run with planted names and words, no table, file, log line or error holds any of them."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from sqlalchemy import select

from guardrails.verdict import Urgency
from service.domain.standing import OptOut, PastEvent
from service.serving import Addressee, IdempotencyConflict, Overrides, SignalRefused
from service.store.importing import import_standing
from service.store.proving import export
from service.store.pseudonyms import LIVE, SANDBOX
from service.store.schema import metadata
from tests.factories import BOOKING, NOW, make_signal
from tests.stores import World

NAME, MAIL, PHONE = "Xochitl-Canary", "canary@example.org", "319-555-0199"
WORDS = "canary-chemotherapy"
PLANTED = (NAME, MAIL, PHONE, WORDS)


def everything(world: World, folder: Path) -> bytes:
    """Every row of every table, both logs as exported, and every byte of the store's files."""
    parts: list[bytes] = []
    with world.store.reading() as connection:
        for table in metadata.tables.values():
            for row in connection.execute(select(table)):
                parts.extend(
                    value if isinstance(value, bytes) else str(value).encode() for value in row
                )
    for chain in (LIVE, SANDBOX):
        parts.extend(line.encode() for line in export(world.store, chain))
    parts.extend(file.read_bytes() for file in folder.glob("bedside.db*"))
    return b"\0".join(parts).lower()


def test_no_planted_word_is_found_anywhere(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    errors: list[str] = []
    person = Addressee(MAIL)
    world.allow(to=person)
    world.service.standings.event(
        world.caller, person, PastEvent(type="article.read", at=NOW, subject=NAME)
    )
    signal = make_signal(id=PHONE, subject=NAME)
    sent = world.ask(signal=signal, recipient=MAIL, idempotency_key=f"{NAME} {PHONE}")
    assert sent.outcome == "send"
    assert NAME.encode() not in sent.body
    world.service.standings.delivery(world.caller, sent.receipt_id, "sent")
    for bad in (
        make_signal(attributes={**BOOKING, "place": WORDS}),
        make_signal(attributes={**BOOKING, WORDS: NAME}),
        make_signal(type=WORDS),
    ):
        with pytest.raises(SignalRefused) as refused:
            world.ask(signal=bad, recipient=PHONE)
        errors.append(f"{refused.value} {refused.value.faults}")
    with pytest.raises(IdempotencyConflict) as conflict:
        world.ask(recipient=MAIL, idempotency_key=f"{NAME} {PHONE}", channel="email")
    errors.append(str(conflict.value))
    world.guard.urgency = Urgency(True, "crisis")
    inbound = make_signal(id="in-1", type="message.received", attributes={}, text=f"{WORDS} {NAME}")
    assert world.ask(signal=inbound, recipient=NAME).outcome == "escalate"
    world.guard.urgency = Urgency(False, None)
    world.hear(f"STOP. {WORDS} {NAME}", person)
    world.service.standings.opt_out(world.caller, person, OptOut(at=NOW), "portal")
    world.ask(signal=signal, recipient=MAIL, idempotency_key=f"{NAME} {PHONE}")
    rows = f"recipient,record,at,source\n{NAME},consent,{PHONE},{WORDS}\n{MAIL},opt_out,{NOW},sms\n"
    errors.append(str(import_standing(world.store, LIVE, rows.encode(), NOW).bad))
    with pytest.raises(ValueError, match="locale") as refused_overrides:
        Overrides(locale=NAME)
    errors.append(str(refused_overrides.value))
    held = "\n".join(errors) + caplog.text + repr(person) + repr(signal_request())
    stored = everything(world, tmp_path)
    for planted in PLANTED:
        assert planted.lower().encode() not in stored
        assert planted.lower() not in held.lower()


def signal_request() -> object:
    from tests.stores import make_request

    return make_request(recipient=MAIL, idempotency_key=NAME)


def test_an_erased_recipient_leaves_no_byte_of_their_row_in_the_file(
    world: World, tmp_path: Path
) -> None:
    if not world.store.is_sqlite:
        pytest.skip("PostgreSQL rewrites its pages when it vacuums; see docs/store.md")
    person = Addressee(MAIL)
    world.allow(to=person)
    with world.store.reading() as connection:
        row = connection.execute(metadata.tables["recipients"].select()).one()
    assert row.salt in (tmp_path / "bedside.db-wal").read_bytes()
    world.service.standings.erase(world.caller, person)
    for file in tmp_path.glob("bedside.db*"):
        assert row.salt not in file.read_bytes()
        assert row.lookup.encode() not in file.read_bytes()
