"""`bedside serve` tells a webhook what callers were answered, once, from workers and replicas."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.stores import new_database
from tests.web.processes import Replica, booking, consents, replicas
from tests.webhooks.receiver import Receiver

pytestmark = [
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.usefixtures("socket_enabled"),
]


def bedside(replica: Replica, *words: str) -> str:
    """A command beside the running service, on its store."""
    done = subprocess.run(
        [sys.executable, "-m", "service", *words],
        env=replica.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@contextmanager
def stopped_in_the_end(starting: AbstractContextManager[list[Replica]]) -> Iterator[list[Replica]]:
    """Replicas that end by themselves, and their workers with them."""
    with starting as running:
        try:
            yield running
        finally:
            for replica in running:
                replica.stop()


@pytest.mark.parametrize("kind", ["two workers", "two replicas"])
def test_each_answer_is_told_once(
    kind: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    make_receiver: Callable[..., Receiver],
) -> None:
    receiver = make_receiver(503, 204)
    receiver.headers["retry-after"] = "1"
    database = ""
    if kind == "two replicas":
        template = request.getfixturevalue("postgres_template")
        database = new_database(request.getfixturevalue("postgres"), template)
    options = ("--workers", "2") if kind == "two workers" else ()
    count = 1 if kind == "two workers" else 2
    with stopped_in_the_end(replicas(count, tmp_path, database, *options)) as running:
        first = running[0]
        key = bedside(first, "keys", "create", "crm", "--scope", "decide", "--scope", "standing")
        secret = bedside(
            first, "webhooks", "add", "crm", receiver.url, "--type", "decision.send",
            "--type", "recipient.opted_out",
        )  # fmt: skip
        receipts = []
        for number in range(12):
            replica = running[number % count]
            who = f"canary-{number}@example.org"
            assert replica.post("/v1/consents", consents(who, "care_operations"), key).is_success
            answer = replica.post("/v1/messages", booking(f"visit-{number}", who), key).json()
            assert answer["outcome"] == "send"
            receipts.append(answer["receipt_id"])
        stop = {"recipient": {"id": "canary-0@example.org"}, "source": "portal"}
        assert first.post("/v1/opt-outs", stop, key).is_success
        receiver.wait_for(14, 60)
        time.sleep(1)  # in which one that is sent twice would come
        events = [call.verified(secret) for call in receiver.got]
        told = Counter(event["type"] for event in events[1:])
        assert told == {"decision.send": 12, "recipient.opted_out": 1}
        assert receiver.got[0].id in receiver.ids[1:]  # the one that was refused came again
        sent = {e["data"]["receipt_id"] for e in events if e["type"] == "decision.send"}
        assert sent == set(receipts)
        figures = "".join(httpx.get(f"{one.url}/metrics").text for one in running)
        assert 'bedside_webhook_calls_total{result="delivered",webhook="crm"}' in figures
        assert 'bedside_webhook_calls_total{result="status",webhook="crm"} 1.0' in figures
    logged = "".join(one.log.read_text() for one in running)
    lines = [json.loads(line) for line in logged.splitlines() if line.startswith("{")]
    calls = [line for line in lines if line["event"] == "webhook"]
    assert len(calls) == 14
    assert {"webhook", "type", "attempt", "result", "status", "ms"} <= set(calls[0])
    body = "".join(call.body.decode() for call in receiver.got)
    for kept_back in (secret, receiver.url, "canary"):
        assert kept_back not in logged
        assert kept_back not in body
