"""Two replicas on one PostgreSQL: what one did holds for the other, and either may be away."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from service.library.release_files import to_json
from service.store import api_keys
from service.store.checking import check_store
from service.store.opening import open_store
from service.store.proving import verify
from service.store.schema import log
from service.store.store import Store
from tests.faults.common import CAP, capped_release
from tests.stores import new_database
from tests.web.processes import EVERYTHING, SECRET, Replica, booking, consents, replicas

pytestmark = [
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.usefixtures("socket_enabled"),
]


class Pair:
    """Two replicas, their store, and a key that both take."""

    def __init__(self, own: list[Replica], store: Store) -> None:
        self.one, self.other = own
        self.own, self.store = own, store
        self.key = api_keys.create(store, "replicas", EVERYTHING, datetime.now(UTC))


@pytest.fixture(scope="module")
def pair(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    data = tmp_path_factory.mktemp("replicas")
    url = new_database(postgres)
    store = open_store(url, data, SECRET, datetime.now(UTC))
    # The starter library, its care messages under one cap and under no near-repeat rule.
    (data / "release.json").write_text(to_json(capped_release()))
    with replicas(2, data, url, BEDSIDE_RELEASE=str(data / "release.json")) as own:
        yield Pair(own, store)
    store.close()


def test_a_key_given_to_one_replica_gets_the_same_bytes_from_the_other(pair: Pair) -> None:
    pair.one.post("/v1/consents", consents("twice", "care_operations"), pair.key)
    body = booking("twice", "twice")
    first = pair.one.post("/v1/messages", body, pair.key, **{"idempotency-key": "twice"})
    again = pair.other.post("/v1/messages", body, pair.key, **{"idempotency-key": "twice"})
    assert (first.status_code, first.json()["outcome"]) == (200, "send")
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    changed = booking("changed", "twice")
    refused = pair.other.post("/v1/messages", changed, pair.key, **{"idempotency-key": "twice"})
    assert (refused.status_code, refused.json()["code"]) == (422, "W303")


def test_an_opt_out_at_one_holds_from_the_next_call_of_the_other(pair: Pair) -> None:
    pair.one.post("/v1/consents", consents("stops", "care_operations"), pair.key)
    body = booking("stops", "stops")
    assert pair.one.post("/v1/messages", body, pair.key).json()["outcome"] == "send"
    pair.other.post("/v1/opt-outs", {"recipient": {"id": "stops"}, "channel": "any"}, pair.key)
    again = pair.one.post("/v1/messages", body, pair.key).json()
    assert (again["outcome"], again["reasons"][0]["code"]) == ("suppress", "opted_out")


def test_a_crowd_over_both_takes_the_places_of_the_cap_and_no_more(pair: Pair) -> None:
    pair.one.post("/v1/consents", consents("crowd", "care_operations"), pair.key)

    def ask(number: int) -> str:
        body = booking(f"crowd-{number}", "crowd")
        answer = pair.own[number % 2].post("/v1/messages", body, pair.key)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["outcome"])

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(ask, range(60)))
    assert outcomes.count("send") == CAP
    assert verify(pair.store, "live").valid


def test_a_revoked_key_ends_at_both_within_seconds(pair: Pair) -> None:
    api_keys.create(pair.store, "leaves", EVERYTHING, datetime.now(UTC))
    key = api_keys.rotate(pair.store, "leaves", datetime.now(UTC), timedelta(0))
    body = {**booking("leaves", "leaves"), "dry_run": True}
    assert [r.post("/v1/messages", body, key).status_code for r in pair.own] == [200, 200]
    done = subprocess.run(
        [sys.executable, "-m", "service", "keys", "revoke", "leaves"],
        env=pair.one.environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    until = time.monotonic() + 30
    while [r.post("/v1/messages", body, key).status_code for r in pair.own] != [401, 401]:
        assert time.monotonic() < until
        time.sleep(0.5)


def test_a_rolling_restart_loses_no_call_and_no_answer(pair: Pair) -> None:
    """A caller that asks the other replica when one does not take its call, as a balancer does."""
    pair.one.post("/v1/consents", consents("rolls", "care_operations"), pair.key)
    stop, answered, failed = threading.Event(), set[str](), list[str]()

    def ask(place: int) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            body = booking(f"roll-{place}-{number}", "rolls")
            for attempt in range(4):
                replica = pair.own[(place + number + attempt) % 2]
                try:
                    answer = replica.post("/v1/messages", body, pair.key)
                except httpx.TransportError:
                    continue
                if answer.status_code == 200:
                    answered.add(answer.json()["receipt_id"])
                    break
            else:
                failed.append(f"{place}-{number}")

    callers = [threading.Thread(target=ask, args=(place,)) for place in range(4)]
    for caller in callers:
        caller.start()
    for replica in pair.own:
        replica.stop()
        replica.start()
    stop.set()
    for caller in callers:
        caller.join()
    assert failed == []
    with pair.store.reading() as connection:
        logged = set(connection.execute(select(log.c.receipt_id)).scalars())
    assert answered
    assert answered <= logged
    assert verify(pair.store, "live").valid
    assert check_store(pair.store) == []


def test_a_replica_with_another_secret_does_not_start(pair: Pair, tmp_path: Path) -> None:
    environment = {**pair.one.environment, "BEDSIDE_SECRET": SECRET[::-1]}
    done = subprocess.run(
        [sys.executable, "-m", "service", "serve", "--port", "0"],
        env=environment, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    assert "D106" in done.stderr
    assert os.linesep not in done.stderr.strip() or "Traceback" not in done.stderr
