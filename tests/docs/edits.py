"""What pages do to a copy of the starter library before they show what Bedside says of it.

Each function takes the folder that holds `my-library`. The pages say the same in words. What one
gives back holds until the page's end.
"""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import Any
from unittest import mock

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


def mended_brand(folder: Path) -> None:
    """The example that changed nothing says something else."""
    _swap(
        folder / "my-library/prompts/river-clinic/brand.yaml",
        "before: Do not lift the box if",
        "before: Please refrain from lifting the box if",
    )


def own_brand(folder: Path) -> None:
    """The library speaks in the new brand's voice."""
    _swap(folder / "my-library/library.yaml", "brand: cedar-valley", "brand: river-clinic")


def retired(folder: Path) -> None:
    """A claim, the module that cites it and a trigger are taken out, with what names them."""
    library = folder / "my-library"
    shutil.rmtree(library / "content/nutrition/plate-in-three-parts")
    (library / "claims/half-the-plate.yaml").unlink()
    (library / "triggers/newsletter-welcome.yaml").unlink()


def no_email(folder: Path) -> None:
    """The new version of a library sends no e-mail about a visit that is booked."""
    _swap(
        folder / "new-library/triggers/visit-preparation.yaml", "channels: [email, ", "channels: ["
    )


def scripted_model(folder: Path) -> contextlib.AbstractContextManager[Any]:
    """A stand-in that changes one phrase takes the model's place until the page's end."""
    del folder
    from service.bank.asking import ModelMaker
    from service.rewording.providers.scripted import word_for_word
    from service.wiring import the_guard

    maker = ModelMaker(word_for_word({"Pick a time": "Choose a time"}), the_guard())
    return mock.patch("service.rewriters.the_maker", return_value=maker)


def _swap(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise ValueError(f"{path.name} holds no `{old}` any more: choose another edit")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
