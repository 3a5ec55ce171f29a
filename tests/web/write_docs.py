"""Writes `docs/api.md` from the code: `python -m tests.web.write_docs`."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from service.web.app import create_app
from service.web.openapi import describe
from service.web.reference import as_markdown

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def _never() -> NoReturn:
    raise RuntimeError("only the description is asked for")


def write() -> None:
    PAGE.write_text(as_markdown(describe(create_app(_never))), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
