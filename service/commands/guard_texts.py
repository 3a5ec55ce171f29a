"""Reads a text for `bedside guard`, or says why there is none to be had."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read as text: why, and from which place on if there is one."""

    name: str
    why: str
    line: int = 0
    column: int = 0

    @property
    def what(self) -> str:
        """The file, the place and why, in one line."""
        place = f":{self.line}:{self.column}" if self.line else ""
        return f"{self.name}{place}: {self.why}"


def read_text(file: str) -> tuple[str, str] | Unread:
    """The text and what to call it, or why there is no text to be had."""
    name = "<stdin>" if file == "-" else file
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        return Unread(name, f"cannot be read: {(error.strerror or str(error)).lower()}")
    try:
        return raw.decode("utf-8-sig"), name
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        byte = f"byte 0x{raw[error.start]:02x}"
        return Unread(name, f"not UTF-8 text ({byte})", line, column)
