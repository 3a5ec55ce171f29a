"""A release: an immutable, hashed snapshot of what is approved and in date.

The pipeline takes a release, never a folder. The hash covers the content alone, so the same
library gives the same hash on any machine. `building.py` freezes a library into one;
`release_files.py` reads and writes its file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from service.domain.content import (
    BankedRewording,
    Brand,
    Claim,
    ContentModule,
    Directory,
    Experiment,
    Layout,
    LibrarySettings,
    PromptTemplate,
    Rendition,
    SignalType,
    Trigger,
    Value,
)
from service.library.hashing import data_hash
from service.library.leaning import leans_on
from service.library.voices import BrandVoice, make_voice


class Stamp(Value):
    """What was approved: the item's content hash, and the last day on which it may be used."""

    hash: str
    until: date


class Release(Value):
    """Everything that may be served, with its stamps by item key."""

    settings: LibrarySettings
    signals: dict[str, SignalType]
    triggers: dict[str, Trigger]
    layouts: dict[str, Layout]
    claims: dict[str, Claim]
    directories: dict[str, Directory]
    experiments: dict[str, Experiment]
    modules: dict[str, ContentModule]
    renditions: dict[str, tuple[Rendition, ...]]
    brands: dict[str, Brand]
    prompts: dict[str, PromptTemplate]
    rewordings: dict[str, BankedRewording]
    stamps: dict[str, Stamp]

    @property
    def content(self) -> Any:
        """What its file says: as it was read, or as this version of Bedside writes it."""
        digest, content = self.__dict__.get("read_as", ("", None))
        return content if digest == self.hash else self.model_dump(mode="json")

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the release's canonical JSON."""
        return data_hash(self.model_dump(mode="json"))

    def __hash__(self) -> int:
        return hash(self.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Release) and self.hash == other.hash

    def only(self, trigger_id: str) -> Release:
        """This release with one trigger, for trying it without its stronger rivals.

        It is never served: its hash says that it is a part.
        """
        part = self.model_copy(
            update={"triggers": {trigger_id: self.triggers[trigger_id]}, "experiments": {}}
        )
        part.__dict__["hash"] = f"{self.hash}/{trigger_id}"
        part.__dict__["whole"] = self
        return part

    @cached_property
    def whole(self) -> Release | None:
        """The release that this one is a part of, if it is one."""
        return None

    def sorts(self) -> dict[str, Mapping[str, Value]]:
        """All that it stamps, by the sort that begins an item's key, and by name."""
        return {
            "settings": {"library": self.settings},
            "signal": self.signals,
            "trigger": self.triggers,
            "layout": self.layouts,
            "claim": self.claims,
            "directory": self.directories,
            "experiment": self.experiments,
            "module": self.modules,
            "brand": self.brands,
            "prompt": self.prompts,
            "rewording": self.rewordings,
        }

    @property
    def is_whole(self) -> bool:
        """Whether it stamps exactly what it holds, and holds what that leans on."""
        values = {
            f"{sort}:{name}": value
            for sort, items in self.sorts().items()
            if sort != "settings"
            for name, value in items.items()
        }
        answers = {f"module:{path.module}" for path in self.settings.escalation.values()}
        needed = answers.union(*(leans_on(value) for value in values.values()))
        return (
            self.stamps.keys() - values.keys() == {"settings:library"}
            and values.keys() <= self.stamps.keys()
            and needed <= values.keys()
            and self.renditions.keys() == self.modules.keys()
        )

    def voice(self, brand_id: str) -> BrandVoice | None:
        """A brand, ready to speak; None where this release does not hold it."""
        brand = self.brands.get(brand_id)
        if brand is None:
            return None
        ids = brand.prompts.ids()
        return make_voice(
            brand,
            self.stamps[f"brand:{brand_id}"].hash,
            {name: self.prompts[name] for name in ids},
            {name: self.stamps[f"prompt:{name}"].hash for name in ids},
        )

    def in_date(self, key: str, day: date) -> bool:
        """Whether an item is of this release and may be used on a day."""
        stamp = self.stamps.get(key)
        return stamp is not None and day <= stamp.until
