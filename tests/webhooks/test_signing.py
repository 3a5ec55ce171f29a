"""Signatures, held against those of the standard's own authors."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from service.webhooks.signing import headers_for, new_secret, show_secret

AT = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


@given(secret=st.binary(min_size=24, max_size=64), body=st.text(max_size=200))
def test_a_signature_is_the_one_that_the_standard_makes(secret: bytes, body: str) -> None:
    shown = show_secret(secret)
    ours = headers_for("msg_1", AT, body.encode(), [secret])
    assert ours["webhook-signature"] == Webhook(shown).sign("msg_1", AT, body)
    assert ours["webhook-timestamp"] == "1795536000"
    assert b64decode(shown.removeprefix("whsec_"), validate=True) == secret


def test_a_receiver_with_either_secret_verifies_while_one_replaces_the_other() -> None:
    new, old = new_secret(), new_secret()
    now = datetime.now(UTC)
    headers = headers_for("msg_1", now, b'{"a":1}', [new, old])
    for secret in (new, old):
        assert Webhook(show_secret(secret)).verify(b'{"a":1}', headers) == {"a": 1}
    with pytest.raises(WebhookVerificationError):
        Webhook(show_secret(new_secret())).verify(b'{"a":1}', headers)


@pytest.mark.parametrize("change", ["body", "id", "time"])
def test_a_call_that_was_changed_or_kept_for_later_is_refused(change: str) -> None:
    secret, now = new_secret(), datetime.now(UTC)
    at = now - timedelta(minutes=6) if change == "time" else now
    headers = headers_for("msg_1", at, b"{}", [secret])
    headers["webhook-id"] = "msg_2" if change == "id" else "msg_1"
    body = b'{"a":1}' if change == "body" else b"{}"
    with pytest.raises(WebhookVerificationError):
        Webhook(show_secret(secret)).verify(body, headers)
