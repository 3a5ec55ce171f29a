"""The JSON Schemas of the library's file formats, for completion and red underlines in editors.

Every YAML file's first line points at one of them. They are generated from the same classes that
read the files, so they cannot promise something else.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from service.domain.content import (
    Approval,
    Brand,
    ContentModule,
    LibrarySettings,
    PromptHeader,
    RenditionHeader,
    RewordingHeader,
    Value,
    Withdrawal,
)
from service.library.single_files import FOLDERS

_FORMATS: dict[str, Any] = {
    "library": LibrarySettings,
    "module": ContentModule,
    "rendition": RenditionHeader,
    "approval": Approval | Withdrawal,
    "rewording": RewordingHeader,
    **{prefix: format_ for format_, prefix, _ in FOLDERS.values()},
}


_PROMPT_FORMATS: dict[str, type[Value]] = {"brand": Brand, "prompt": PromptHeader}


def json_schemas() -> dict[str, str]:
    """File name to text, for every format of a library's own folder."""
    return {f"{name}.json": _schema(name, format_) for name, format_ in _FORMATS.items()}


def prompt_schemas() -> dict[str, str]:
    """File name to text, for the formats of `prompts/`."""
    return {f"{name}.json": _schema(name, format_) for name, format_ in _PROMPT_FORMATS.items()}


def _schema(name: str, format_: Any) -> str:
    schema: dict[str, Any] = TypeAdapter(format_).json_schema()
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": f"Bedside {name}",
    }
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
