"""A library of thousands of approved modules: `python -m tests.bench.make_library FOLDER [COUNT]`.

It takes the starter's frame (settings, signals, triggers, layouts, safety content) and adds
modules with varied text, so that loading, checking and choosing are measured on what a large
organisation would have. The same count gives the same files.
"""

from __future__ import annotations

import random
import shutil
import sys
from datetime import date
from pathlib import Path

from service.library.approvals import roles_for
from service.library.hashing import canonical_json
from service.library.loader import load_library

STARTER = Path(__file__).resolve().parents[2] / "modules"

_TOPICS = (
    "primary_care",
    "heart",
    "orthopedics",
    "womens_health",
    "nutrition",
    "childrens_health",
    "digestive_health",
)
_KINDS = ("education", "prevention", "service", "checklist", "support", "event")
_THINGS = (
    "a short walk",
    "a quiet hour",
    "a list of questions",
    "a glass of water",
    "a bag for the day",
    "a calm morning",
    "a simple breakfast",
    "an early night",
    "a warm coat",
    "a notebook",
)
_PLACES = (
    "by the front door",
    "near the desk",
    "in the kitchen",
    "in the garden",
    "on the bus",
    "at the table",
    "in the park",
    "at work",
)
_TIMES = ("in the morning", "after lunch", "before you leave", "on the way home", "each week")
_STARTS = ("Plan", "Make room for", "Begin with", "Try", "Think of", "Ask a friend about")
_CLOSES = (
    "Keep it short and easy to keep up.",
    "Small steps are easier to keep.",
    "Write down what worked and what did not.",
    "Ask us when something is not clear.",
    "Bring your notes when you come to see us.",
)


def make_library(folder: Path, count: int, *, on: date) -> int:
    """Write a library with about `count` modules, all approved on a day; how many it has."""
    shutil.copytree(STARTER, folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    words = random.Random(count)
    existing = len(load_library(folder).modules)
    for number in range(max(count - existing, 0)):
        _module(folder, number, words)
    return _approve(folder, on)


def _module(folder: Path, number: int, words: random.Random) -> None:
    topic = _TOPICS[number % len(_TOPICS)]
    kind = _KINDS[number // len(_TOPICS) % len(_KINDS)]
    name = f"big-{topic.replace('_', '-')}/{kind}-{number:05}"
    home = folder / "content" / name
    (home / "en-US").mkdir(parents=True)
    title = f"{words.choice(_STARTS)} {words.choice(_THINGS)} {words.choice(_TIMES)}"
    (home / "module.yaml").write_text(
        "# yaml-language-server: $schema=../../../.schemas/module.json\n"
        f"id: {name}\nkind: {kind}\ntitle: {title}, {number}\ntopics: [{topic}]\n"
        "audience: [patient, caregiver]\nsensitivity: general\n"
        "purposes: [care_operations, treatment, education, marketing]\n"
        f"reading_grade: {words.randint(4, 8)}\nrewording: open\n"
        "owner: content@cedarvalley.example.org\nwritten_by: [ed.library]\nexpires: 2029-06-30\n",
        encoding="utf-8",
    )
    for channel in ("email", "portal", "web"):
        (home / "en-US" / f"{channel}.md").write_text(
            _rendition(channel, title, number, words), encoding="utf-8"
        )


def _rendition(channel: str, title: str, number: int, words: random.Random) -> str:
    head = (
        f"subject: {title}\npreheader: A few ideas for you, number {number}.\n"
        if channel == "email"
        else f"title: {title}\n"
    )
    paragraphs = [_sentences(words) for _ in range(2 if channel == "email" else 1)]
    items = "\n".join(f"- {words.choice(_STARTS)} {words.choice(_THINGS)}." for _ in range(3))
    call = "Call {{ scheduling.phone }}, {{ scheduling.hours }}."
    return f"---\n{head}---\n" + "\n\n".join([*paragraphs, items, f"Idea {number}. {call}"]) + "\n"


def _sentences(words: random.Random) -> str:
    return " ".join(
        f"{words.choice(_STARTS)} {words.choice(_THINGS)} {words.choice(_PLACES)} "
        f"{words.choice(_TIMES)}. {words.choice(_CLOSES)}"
        for _ in range(2)
    )


def _approve(folder: Path, on: date) -> int:
    """Every approval that is needed, written at once: signing one by one is not measured here."""
    library = load_library(folder)
    assert library.settings is not None
    lines = [
        canonical_json(
            {
                "item": item.key,
                "hash": item.hash,
                "role": role,
                "by": f"rev.{role}",
                "on": str(on),
                "until": "2029-01-31",
            }
        )
        for item in library.items()
        for role in roles_for(item, library.settings.value)
    ]
    (folder / "approvals.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(library.modules)


if __name__ == "__main__":
    made = make_library(
        Path(sys.argv[1]),
        int(sys.argv[2]) if len(sys.argv) > 2 else 5_000,
        on=date(2026, 11, 20),
    )
    sys.stdout.write(f"{made} modules\n")
