"""What pages do to a copy of the starter library before they show what Bedside says of it.

Each function takes the folder that holds `my-library`. The pages say the same in words.
"""

from __future__ import annotations

from pathlib import Path

CARELESS = "This is one of the best ways of managing your high blood pressure."


def careless_sentence(folder: Path) -> None:
    """An editor adds a sentence that takes for granted that the reader has a condition."""
    path = folder / "my-library/content/heart/walking-basics/en-US/email.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text.rstrip()}\n\n{CARELESS}\n", encoding="utf-8")


def slips(folder: Path) -> None:
    """One changed word, and a misspelt field, topic, variable and file name."""
    library = folder / "my-library"
    _swap(library / "content/heart/walking-basics/en-US/web.md", "after lunch", "after dinner")
    _swap(library / "content/visit/missed/en-US/email.md", "preheader:", "preheadr:")
    _swap(
        library / "content/heart/stand-up-often/module.yaml", "topics: [heart]", "topics: [hearts]"
    )
    _swap(library / "content/visit/upcoming/en-US/sms.txt", "{{ starts_at", "{{ start_at")
    old = library / "content/visit/missed/en-US/portal.md"
    old.rename(old.with_name("portall.md"))


def _swap(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise ValueError(f"{path.name} holds no `{old}` any more: choose another edit")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
