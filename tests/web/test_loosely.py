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
        (b"{" + b",".join([b'"messages":[{}]'] * 50) + b"}", {"messages": [{}]}),
        (b'{"recipient": {"id": "a"}, "recipient": {"kind": "known"}}', {"recipient": {}}),
        (b'{"recipient": 1, "recipient": 2, "recipient": {"id": "a"}}', {"recipient": {}}),
    ],
)
def test_what_two_readers_would_read_alike_is_read(raw: bytes, data: Any) -> None:
    assert data_in(raw, JSON) == data


def test_keys_within_keys_are_read_to_an_end() -> None:
    """Each of forty levels would look at all of the innermost again, nineteen times."""
    wide = "{" + ",".join(f'"{key}":1' for key in range(5000)) + "}"
    for level in range(40):
        again = '{"a":' * level + "{}" + "}" * level
        wide = f'{{"a":{wide}' + f',"a":{again}' * 19 + "}"
    assert data_in(wide.encode(), JSON) is None


@pytest.mark.parametrize(
    ("written", "named", "data"),
    [
        ("iso-8859-1", "ISO-8859-1", {"id": "Jos\u00e9", "text": "STOP \u00e9"}),
        ("utf-8", "iso-8859-1", {"id": {}, "text": "STOP \ufffd\ufffd"}),
        ("utf-8", "windows-1252", {"id": {}, "text": "STOP \ufffd\ufffd"}),
        ("utf-16", "utf-16", {"id": "Jos\u00e9", "text": "STOP \u00e9"}),
        ("utf-8", "utf-8", {"id": "Jos\u00e9", "text": "STOP \u00e9"}),
    ],
)
def test_what_an_encoding_may_have_misnamed_is_nobodys_id(
    written: str, named: str, data: Any
) -> None:
    body = json.dumps({"id": "Jos\u00e9", "text": "STOP \u00e9"}, ensure_ascii=False)
    assert data_in(body.encode(written), f"{JSON}; charset={named}") == data


FORM = (
    '--x\r\nContent-Disposition: form-data; name="From"\r\n\r\ncrm-1\r\n'
    "--x\r\ncontent-disposition: form-data; name=Body\r\n\r\nplease\r\nSTOP\r\n--x--"
)
FIELDS = {"From": "crm-1", "Body": "please\nSTOP"}


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        (f"{FORM}\r\n", FIELDS),
        (FORM.replace("\r\n", "\n"), FIELDS),
        (FORM.removesuffix("--"), None),
        (FORM[:60], None),
        (FORM.replace("name=Body", "Content-Transfer-Encoding: base64"), {"From": "crm-1"}),
        (
            FORM.replace("name=Body", "name=Body\r\nContent-Transfer-Encoding: base64"),
            {"From": "crm-1"},
        ),
        (FORM.replace("name=Body", "name=Body\r\nContent-Transfer-Encoding: 8bit"), FIELDS),
        (FORM.replace("name=Body", "name=Body" + ';";' * 30_000), FIELDS),
    ],
    ids=[
        "whole",
        "with plain line ends",
        "without its end",
        "cut",
        "no name",
        "encoded",
        "as it is",
        "long",
    ],
)
@pytest.mark.parametrize("boundary", ["x", '"x"', "x; charset=utf-8"])
def test_a_form_in_parts_is_read_whole_or_not_at_all(
    form: str, fields: dict[str, str] | None, boundary: str
) -> None:
    assert data_in(form.encode(), f"multipart/form-data; boundary={boundary}") == fields


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
