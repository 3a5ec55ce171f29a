"""The page on receiving webhooks: its example call is genuine, its receiver runs and verifies."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.webhooks.posting import post
from service.webhooks.signing import PREFIX, headers_for, new_secret, show_secret
from tests.webhooks.fields import COMMON, fields_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "integrations" / "webhooks.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_call_on_the_page_is_signed_with_the_secret_on_the_page() -> None:
    block = re.search(r"```http\n(.*?)\n\n(.*?)\n```", TEXT, re.DOTALL)
    assert block
    shown = dict(line.split(": ", 1) for line in block[1].splitlines()[1:])
    secret = re.search(r"`(whsec_\S+)`", TEXT)
    assert secret
    at = datetime.fromtimestamp(int(shown["webhook-timestamp"]), UTC)
    made = headers_for(
        shown["webhook-id"], at, block[2].encode(), [b64decode(secret[1].removeprefix(PREFIX))]
    )
    assert made["webhook-signature"] == shown["webhook-signature"]
    event = json.loads(block[2])
    assert set(event["data"]) == COMMON | fields_of(event["type"])


@pytest.mark.enable_socket
@pytest.mark.usefixtures("socket_enabled")
def test_the_receiver_on_the_page_verifies_and_passes_over_what_it_had(tmp_path: Path) -> None:
    code = re.search(r"`receive.py`:\n\n```python\n(.*?)```", TEXT, re.DOTALL)
    assert code
    (tmp_path / "receive.py").write_text(code[1], encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    old, new = new_secret(), new_secret()
    with subprocess.Popen(
        [sys.executable, tmp_path / "receive.py"],
        env={**os.environ, "PORT": str(port), "WEBHOOK_SECRETS": show_secret(old)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        try:
            url = f"http://127.0.0.1:{port}/"
            body = b'{"data":{"entry":1},"timestamp":"","type":"recipient.erased"}'
            now = datetime.now(UTC)
            good = headers_for("msg_1", now, body, [new, old])
            until = time.monotonic() + 20
            while (first := post(url, body, good)).result == "unreachable":
                assert time.monotonic() < until
                time.sleep(0.05)
            assert first.status == 204
            assert post(url, body, good).status == 204
            for bad in (
                headers_for("msg_2", now, body, [new]),
                headers_for("msg_2", now - timedelta(minutes=6), body, [old]),
                headers_for("msg_2", now, body + b" ", [old]),
            ):
                assert post(url, body, bad).status == 401
            assert post(url, body, headers_for("msg_3", now, body, [old])).status == 204
            # It answers first and prints later; the second call of one message prints nothing.
            assert running.stdout is not None
            printed = [running.stdout.readline() for _ in range(2)]
        finally:
            running.kill()
        assert printed == ["recipient.erased {'entry': 1}\n"] * 2
        assert running.stdout.read() == ""
