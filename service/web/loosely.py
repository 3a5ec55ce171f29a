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
from typing import Any
from urllib.parse import parse_qsl

#: Where a person's words stand, in bodies and in forms, and where it stands whose they are.
_WORDS, _WHO = frozenset({"text", "Body"}), "recipient"
_MOST_FIELDS = 100
#: Entries and characters that are looked at again, in the whole of a body, for keys that are there
#: twice: without an end, a megabyte of keys within keys would hold up everybody.
_MOST_AGAIN = 1_000_000
_CHARSETS = frozenset(
    {"utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-16", "utf-16le"}
)
#: Those in which any bytes are text, be it another one than was written.
_ANY_BYTES = frozenset({"iso-8859-1", "iso-8859-15", "windows-1252"})
_CHARSET = re.compile(r";\s*charset=\"?([^\s;\"]+)", re.IGNORECASE)
_BOUNDARY = re.compile(r";\s*boundary=(?:\"([^\"]+)\"|([^\s;\"]+))", re.IGNORECASE)
_NAME = re.compile(
    r"^content-disposition:[^\n]*;[ \t]*name=\"?([^\";\n]+)", re.IGNORECASE | re.MULTILINE
)
_ENCODED = re.compile(
    r"^content-transfer-encoding:(?![ \t]*(?:7bit|8bit|binary))", re.IGNORECASE | re.MULTILINE
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_DAMAGED = "\ufffd"


def data_in(raw: bytes, content_type: str) -> Any:
    """The JSON document in a body, or the fields of a form; None where it is neither.

    A value that cannot be read is an empty object, which is in no place what is asked for.
    """
    merge = _Merge()
    try:
        text = _decoded(raw, content_type)
        try:
            return _readable("", json.loads(text, object_pairs_hook=merge.once_each))
        except ValueError:
            return _readable("", merge.once_each(_fields(text, content_type))) or None
    except (ValueError, RecursionError):
        return None


def _decoded(raw: bytes, content_type: str) -> str:
    """The text; where it is another one in UTF-8, what both read alike."""
    named = _CHARSET.search(content_type)
    for charset in ((named[1].lower() if named else "utf-8"), "utf-8"):
        if charset in _CHARSETS:
            with suppress(UnicodeDecodeError):
                text = raw.decode(charset).removeprefix("\ufeff")
                return _alike(raw, text) if charset in _ANY_BYTES else text
    return raw.decode("utf-8", "replace")


def _alike(raw: bytes, text: str) -> str:
    try:
        return text if raw.decode("utf-8") == text else raw.decode("ascii", "replace")
    except UnicodeDecodeError:
        return text


def _fields(text: str, content_type: str) -> list[tuple[str, Any]]:
    if content_type.strip().lower().startswith("multipart/"):
        return list(_parts(text, content_type))
    return list(parse_qsl(text, max_num_fields=_MOST_FIELDS))


def _parts(text: str, content_type: str) -> Iterable[tuple[str, str]]:
    """The fields of a form in parts. One without its end has none: what was cut may be an id."""
    named = _BOUNDARY.search(content_type)
    if named is None:
        return
    lines = "\n" + text.replace("\r\n", "\n")
    _, *parts, end = lines.split(f"\n--{named[1] or named[2]}", _MOST_FIELDS + 1)
    for part in parts if end.startswith("--") else ():
        head, _, content = part.partition("\n\n")
        name = _NAME.search(head)
        if name is not None and _ENCODED.search(head) is None:
            yield name[1], content


class _Merge:
    """One object of two values under one key, within one body."""

    def __init__(self) -> None:
        self._left = _MOST_AGAIN

    def once_each(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object whose keys are there once: of two values, what both say."""
        data: dict[str, Any] = dict(pairs)
        if len(data) == len(pairs):
            return data
        data = {}
        for key, value in pairs:
            data[key] = self._both(key, data[key], value) if key in data else value
        return data

    def _both(self, key: str, one: Any, other: Any) -> Any:
        if type(one) is not type(other):
            return {}
        if isinstance(one, dict | list | str):
            self._left -= len(one) + len(other)
        if self._left < 0:
            raise ValueError("too much is there twice")
        if one == other:
            return one
        if isinstance(one, dict) and key != _WHO:
            return self.once_each([*one.items(), *other.items()])
        if isinstance(one, list) and key not in _WORDS:
            alike = all(isinstance(item, dict) for item in (*one, *other))
            return [*one, *other] if alike else {}
        if key in _WORDS and isinstance(one, str):
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
