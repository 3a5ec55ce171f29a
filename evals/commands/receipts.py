"""Finds a receipt by its file or its id: in the store, where there is one, or in a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from service.commands.common import read_input
from service.errors import BedsideError, Problem

_ID: Final = re.compile(r"^r_[0-9a-f]{32}$")


def receipt_text(name: str) -> str:
    """The receipt's JSON. Raises `BedsideError` when there is none of that name."""
    if not _ID.match(name):
        return read_input(name)
    for folder in (Path("out") / "receipts", Path()):
        file = folder / f"{name}.json"
        if file.is_file():
            return read_input(str(file))
    what = "no file holds this receipt here"
    fix = "save the answer of `bedside decide --format json`, and name the file"
    raise BedsideError([Problem(name, 0, 0, "E171", what, fix)])
