"""A release: an immutable, hashed snapshot of what is approved and in date.

The pipeline takes a release, never a folder. `build` freezes a library on a day and says what it
left out and why; the hash covers the content alone, so the same library gives the same hash on
any machine. `read` and `write` are its one file form, canonical JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
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
from service.errors import BedsideError, Problem
from service.library.approvals import last_day, states
from service.library.checks import cross_check, item_files
from service.library.checks.banking import approved_words, is_stale
from service.library.hashing import canonical_json, data_hash
from service.library.leaning import leans_on
from service.library.library import Item, Library
from service.library.voices import BrandVoice, make_voice

FORMAT = 2

#: Families of problems with which nothing is served; the others (approvals, dates) leave out.
_FAULTS = ("L0", "L1", "L2", "L3")


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


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item that a release does not hold, and why."""

    key: str
    why: str


@dataclass(frozen=True, slots=True)
class Built:
    """A release and what it leaves out."""

    release: Release
    left_out: tuple[LeftOut, ...]


def build(library: Library, on: date, *, assume_approved: bool = False) -> Built:
    """Freeze what is approved and in date on a day.

    `assume_approved` is for trying a library before its reviewers have seen it: the result is
    never served.

    Raises `BedsideError` when the settings are not, when a file could not be read, when what is
    approved has a fault such as naming what is not there, or when a call for help would have no
    answer: such a library must not be served. A fault of what is left out anyway stops nothing.
    """
    _refuse(library.problems)
    assert library.settings is not None  # a library without settings has a problem saying so
    stamps, left_out = _stamped(library, on, assume_approved)
    _settle(library, stamps, left_out)
    drafts, faults = _faults(library, on, {} if assume_approved else left_out)
    _refuse(faults)
    for key, told in drafts.items():
        left_out[key] += f"; to mend: {told}"
    settings = library.settings
    unservable = list(_unservable(settings, stamps))
    if unservable:
        raise BedsideError(unservable)

    def kept(items: Mapping[str, Item[Any]]) -> dict[str, Any]:
        return {name: items[name].value for name in sorted(items) if items[name].key in stamps}

    modules = kept(library.modules)
    release = Release.model_construct(
        settings=settings.value,
        signals=kept(library.signals),
        triggers=kept(library.triggers),
        layouts=kept(library.layouts),
        claims=kept(library.claims),
        directories=kept(library.directories),
        experiments=kept(library.experiments),
        modules=modules,
        renditions={
            name: tuple(file.value for file in library.renditions[name]) for name in modules
        },
        brands=kept(library.brands),
        prompts=kept({name: file.item for name, file in library.prompts.items()}),
        rewordings=kept({name: file.item for name, file in library.rewordings.items()}),
        stamps={key: stamps[key] for key in sorted(stamps)},
    )
    return Built(release, tuple(LeftOut(key, left_out[key]) for key in sorted(left_out)))


def _refuse(problems: Iterable[Problem]) -> None:
    """Raises `BedsideError` where there are errors with which nothing is served."""
    errors = [p for p in problems if p.level == "error" and p.code[:2] in _FAULTS]
    if errors:
        raise BedsideError(errors)


def _faults(
    library: Library, on: date, left_out: Mapping[str, str]
) -> tuple[dict[str, str], list[Problem]]:
    """The first fault of each item that is left out anyway, and all the others.

    Whoever takes an approval back needs a release without it now, whatever an editor has begun
    elsewhere. What was approved with a fault is left out by nobody but its reviewers; and what
    needs no role, as its kind is unknown, is not left out for want of an approval.
    """
    approval = states(library, on)
    drafts = {
        item.file: item.key
        for item in library.items()
        if item.key in left_out and approval[item.key].roles and item != library.settings
    }
    told: dict[str, str] = {}
    others = []
    for problem in cross_check(library, on):
        keys = [drafts[file] for file in item_files(problem.file) if file in drafts]
        if keys and problem.level == "error" and problem.code[:2] in _FAULTS:
            place = f"{problem.file}:{problem.line}"
            told.setdefault(keys[0], f"{place} {problem.code} {problem.what}")
        else:
            others.append(problem)
    return told, others


def _stamped(
    library: Library, on: date, assume_approved: bool
) -> tuple[dict[str, Stamp], dict[str, str]]:
    """Stamps of what is approved and in date by itself, and why the rest is not."""
    stamps: dict[str, Stamp] = {}
    left_out: dict[str, str] = {}
    approval = states(library, on)
    stale = _stale(library)
    for item in library.items():
        if item.key in stale:
            left_out[item.key] = "the approved words have changed since"
            continue
        if assume_approved:
            stamps[item.key] = Stamp(hash=item.hash, until=date.max)
            continue
        until = last_day(item, approval[item.key])
        if until is None:
            lacks = ", ".join(f"{lack.role} ({lack.cause})" for lack in approval[item.key].lacks)
            left_out[item.key] = f"approval lacking: {lacks}"
        elif until < on:
            left_out[item.key] = f"expired on {until}"
        else:
            stamps[item.key] = Stamp(hash=item.hash, until=until)
    return stamps, left_out


def _stale(library: Library) -> frozenset[str]:
    """Banked rewordings of words that are not the approved ones any more."""
    return frozenset(
        file.item.key
        for file in library.rewordings.values()
        if (source := approved_words(library, file)) is None or is_stale(file, source)
    )


def _settle(library: Library, stamps: dict[str, Stamp], left_out: dict[str, str]) -> None:
    """Take out what leans on something left out, until nothing does; shorten what leans on less."""
    changed = True
    while changed:
        changed = False
        for item in library.items():
            if item.key not in stamps:
                continue
            for needed in leans_on(item.value):
                if needed not in stamps:
                    del stamps[item.key]
                    left_out[item.key] = f"needs `{needed}`, which is left out"
                    changed = True
                    break
                if stamps[needed].until < stamps[item.key].until:
                    stamps[item.key] = Stamp(hash=stamps[item.key].hash, until=stamps[needed].until)
                    changed = True


def _unservable(settings: Item[LibrarySettings], stamps: Mapping[str, Stamp]) -> Iterator[Problem]:
    if settings.key not in stamps:
        yield settings.problem(
            (), "L701", "the library's settings are not approved", "have them approved"
        )
    for kind, path in settings.value.escalation.items():
        if f"module:{path.module}" not in stamps:
            yield settings.problem(
                ("escalation", kind, "module"),
                "L702",
                f"the answer to a call for help (`{path.module}`) is not approved or in date",
                "have it approved first",
            )


# --- the file ----------------------------------------------------------------------------------


def to_json(release: Release) -> str:
    """The release's file: its format, its hash, and its content, as canonical JSON."""
    whole = {"format": FORMAT, "hash": release.hash, "release": release.content}
    return canonical_json(whole) + "\n"


def read(path: Path) -> Release:
    """A release from its file. Raises `BedsideError` when it is not one, or was altered."""
    try:
        text = path.read_bytes()
    except OSError as error:
        what, fix = f"cannot be read ({error.strerror})", "name a release"
        raise BedsideError([Problem(str(path), 0, 0, "L703", what, fix)]) from None
    return from_json(text, str(path))


def from_json(text: str | bytes, place: str) -> Release:
    """A release from the text of its file, which problems call `place`.

    Raises `BedsideError` when it is not one, or was altered.
    """

    def refuse(code: str, what: str, fix: str) -> BedsideError:
        return BedsideError([Problem(place, 0, 0, code, what, fix)])

    rebuild = "build one: bedside release build"
    try:
        data = json.loads(text)
        if not isinstance(data, dict) or "release" not in data:
            raise ValueError("not a release")
        if data.get("format") != FORMAT:
            what = f"a release of another format than {FORMAT}, which this Bedside reads"
            raise refuse("L703", what, rebuild)
        content = data["release"]
        release = Release.model_validate_json(json.dumps(content))
        found = data_hash(content)
    except (ValueError, RecursionError):  # of JSON, of its text, of its fields
        raise refuse("L703", "not a release file", rebuild) from None
    if found != data.get("hash"):
        what = "the content does not have the hash that the file states"
        raise refuse("L704", what, "build the release again; never edit one")
    if release.hash != found:
        # A field came since with a default. What was approved, and what receipts name, stays so.
        release.__dict__ |= {"hash": found, "read_as": (found, content)}
    if not release.is_whole:
        raise refuse("L704", "the release leans on items that it does not hold", rebuild)
    return release
