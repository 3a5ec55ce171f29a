"""One way to write a value as JSON, so that the same value is the same bytes everywhere."""

from __future__ import annotations

import json
from typing import Any


def canonical(value: Any) -> str:
    """Sorted keys, no spaces, no escapes but those JSON asks for."""
    return _ENCODE(value)


_ENCODE = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode


def joined(**members: str) -> str:
    """An object of members that are canonical JSON already."""
    return "{" + ",".join(f'"{name}":{members[name]}' for name in sorted(members)) + "}"
