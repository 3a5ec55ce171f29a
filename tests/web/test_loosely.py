"""What a refused body says: read without guessing, and without a fault of our own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web.loosely import data_in

JSON = "application/json"


@pytest.mark.parametrize(
    ("raw", "data"),
    [
        (b'{"a": 1, "a": 1}', {"a": 1}),
        (b'{"a": 1, "a": 2}', {"a": {}}),
        (b'{"a": 1, "a": true}', {"a": {}}),
        (b'{"text": "one", "text": "two"}', {"text": "one\ntwo"}),
        (b'{"a": {"b": 1, "c": 2}, "a": {"b": 1, "d": 3}}', {"a": {"b": 1, "c": 2, "d": 3}}),
        (b'{"a": [{"b": 1}], "a": [{"b": 2}]}', {"a": [{"b": 1}, {"b": 2}]}),
        (b'{"a": ["x"], "a": []}', {"a": {}}),
        (b"\xef\xbb\xbf[]", []),
        (b'{"id": "Jos\xe9", "text": "Jos\xe9"}', {"id": {}, "text": "Jos\ufffd"}),
        (b'{"id": "\\ud83d", "text": "\\ud83d STOP"}', {"id": {}, "text": "\ufffd STOP"}),
        (b"a=1&b=&a=1", {"a": "1"}),
        (b'{"text": "STOP"', None),
        (b"STOP", None),
        (b"[" * 100_000, None),
        (b"{" + b",".join([b'"messages":[{}]'] * 50) + b"}", None),
    ],
)
def test_what_two_readers_would_read_alike_is_read(raw: bytes, data: Any) -> None:
    assert data_in(raw, JSON) == data


@given(
    st.binary(max_size=200)
    | st.text(max_size=80).map(str.encode)
    | st.lists(
        st.sampled_from([b"--x", b"\r\n", b"\r\n\r\n", b'; name="a"', b"Content-Type: "])
    ).map(b"".join),
    st.sampled_from([JSON, "", "multipart/form-data", "multipart/mixed; boundary=x"])
    | st.text(max_size=40).map(lambda charset: f"text/plain; charset={charset}"),
)
def test_whatever_comes_is_data_or_nothing(raw: bytes, content_type: str) -> None:
    data = data_in(raw, content_type)
    json.dumps(data).encode()
