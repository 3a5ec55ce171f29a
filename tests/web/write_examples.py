"""Writes the answers that the API's documentation shows: `python -m tests.web.write_examples`.

They are what the starter library answers to the demo's calls.
"""

from __future__ import annotations

import json
from typing import Any

from service.answers import answer
from service.demonstrating import run
from service.settings import STARTER_LIBRARY
from service.web import examples

TITLES = {
    "send": ("A visit was booked", "sms"),
    "send on the portal": ("Settings were changed", "portal"),
    "hold": ("Booked late in the evening", "sms"),
    "suppress": ("Opted out of texts", "sms"),
    "escalate": ("A call for help by text", "sms"),
    "blocked": ("A careless sentence was approved", "email"),
}


def made() -> dict[str, Any]:
    by_call = {(s.title, s.channel): answer(decision) for s, decision in run(STARTER_LIBRARY)}
    return {name: by_call[call] for name, call in TITLES.items()}


if __name__ == "__main__":
    text = json.dumps(made(), indent=2, ensure_ascii=False) + "\n"
    examples._FILE.write_text(text, encoding="utf-8")
