"""What a body says that is refused as it was sent: under another content type, in another encoding,
with a key twice.

Only for what holds whatever is wrong with its call: a stop, a call for help. Nothing is guessed.
What two readers would read differently, or what was damaged on its way, is left unreadable; of
several texts every one is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from email.message import Message
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

#: Where a person's words stand, in bodies and in forms.
_WORDS = frozenset({"text", "Body"})
_MOST_FIELDS = 100
#: Bytes of a form in parts, which is slow to read: one text, not a batch.
_MOST_IN_PARTS = 64 * 1024
#: Keys that an object may have again; each costs a look at what both hold.
_MOST_TWICE = 20
_CHARSETS = frozenset(
    {"utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-16", "utf-16le"}
)
_CHARSET = re.compile(r";\s*charset=\"?([^\s;\"]+)", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_DAMAGED = "\ufffd"


def data_in(raw: bytes, content_type: str) -> Any:
    """The JSON document in a body, or the fields of a form; None where it is neither.

    A value that cannot be read is an empty object, which is in no place what is asked for.
    """
    try:
        text = _decoded(raw, content_type)
        try:
            return _readable("", json.loads(text, object_pairs_hook=_once_each))
        except ValueError:
            return _readable("", _once_each(_fields(raw, text, content_type))) or None
    except (ValueError, RecursionError):
        return None


def _decoded(raw: bytes, content_type: str) -> str:
    named = _CHARSET.search(content_type)
    for charset in ((named[1].lower() if named else "utf-8"), "utf-8"):
        if charset in _CHARSETS:
            with suppress(UnicodeDecodeError):
                return raw.decode(charset).removeprefix("\ufeff")
    return raw.decode("utf-8", "replace")


def _fields(raw: bytes, text: str, content_type: str) -> list[tuple[str, Any]]:
    if content_type.strip().lower().startswith("multipart/"):
        if len(raw) > _MOST_IN_PARTS:
            return []
        head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
        return list(_parts(BytesParser().parsebytes(head + raw)))
    return list(parse_qsl(text, max_num_fields=_MOST_FIELDS))


def _parts(form: Message) -> Iterable[tuple[str, str]]:
    for part in form.walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            yield name, content.decode("utf-8", "replace")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are there once: of two values, what both say."""
    data: dict[str, Any] = dict(pairs)
    if len(data) == len(pairs):
        return data
    if len(pairs) > len(data) + _MOST_TWICE:
        raise ValueError("too many keys are there twice")
    data = {}
    for key, value in pairs:
        data[key] = _both(key, data[key], value) if key in data else value
    return data


def _both(key: str, one: Any, other: Any) -> Any:
    if type(one) is type(other) and one == other:
        return one
    if isinstance(one, dict) and isinstance(other, dict):
        return _once_each([*one.items(), *other.items()])
    if isinstance(one, list) and isinstance(other, list) and key not in _WORDS:
        alike = all(isinstance(item, dict) for item in (*one, *other))
        return [*one, *other] if alike else {}
    if key in _WORDS and isinstance(one, str) and isinstance(other, str):
        return f"{one}\n{other}"
    return {}


def _readable(key: str, value: Any) -> Any:
    """The value without what was damaged. In words, a damaged character hides no other one."""
    if isinstance(value, dict):
        return {name: _readable(name, inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_readable(key, inner) for inner in value]
    if isinstance(value, str):
        whole = _SURROGATE.sub(_DAMAGED, value)
        return {} if _DAMAGED in whole and key not in _WORDS else whole
    return value
