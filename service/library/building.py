"""Freezes a library on a day into a release, and says what it left out and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.domain.content import LibrarySettings
from service.errors import BedsideError, Problem
from service.library.approvals import last_day, states
from service.library.checks import cross_check, item_files
from service.library.checks.banking import approved_words, is_stale
from service.library.leaning import holds_up_all, leaning_on, leans_on, users
from service.library.library import Item, Library
from service.library.release import Release, Stamp

#: Families of problems with which nothing is served; the others (approvals, dates) leave out.
_FAULTS = ("L0", "L1", "L2", "L3")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item that a release does not hold, and why: in a draft, what is to be mended in it too."""

    key: str
    why: str
    is_faulty: bool = False

    def __str__(self) -> str:
        return f"left out {self.key}: {self.why}"


@dataclass(frozen=True, slots=True)
class Built:
    """A release and what it leaves out."""

    release: Release
    left_out: tuple[LeftOut, ...]

    @property
    def faulty(self) -> tuple[LeftOut, ...]:
        """What is left out with a fault: whoever decides without it learns of that nowhere else."""
        return tuple(one for one in self.left_out if one.is_faulty)


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
    for key, fault in drafts.items():
        left_out[key] += f"; to mend: {fault.file}:{fault.line} {fault.code} {fault.what}"
    settings = library.settings
    unservable = list(_unservable(settings, stamps))
    if unservable:  # an answer with a fault is not approved before that is mended
        raise BedsideError([*unservable, *_under_answers(library, drafts)])

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
    out = (LeftOut(key, left_out[key], key in drafts) for key in sorted(left_out))
    return Built(release, tuple(out))


def _refuse(problems: Iterable[Problem]) -> None:
    """Raises `BedsideError` where there are errors with which nothing is served."""
    errors = [p for p in problems if p.level == "error" and p.code[:2] in _FAULTS]
    if errors:
        raise BedsideError(errors)


def _faults(
    library: Library, on: date, left_out: Mapping[str, str]
) -> tuple[dict[str, Problem], list[Problem]]:
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
    told: dict[str, Problem] = {}
    others = []
    for problem in cross_check(library, on):
        keys = [drafts[file] for file in item_files(problem.file) if file in drafts]
        if keys and problem.level == "error" and problem.code[:2] in _FAULTS:
            told.setdefault(keys[0], problem)
        else:
            others.append(problem)
    return told, others


def _under_answers(library: Library, drafts: Mapping[str, Problem]) -> Iterator[Problem]:
    """The faults of drafts without which a call for help has no answer."""
    direct = users(library)
    for key, fault in drafts.items():
        if any(holds_up_all(library, other) for other in (key, *leaning_on(key, direct))):
            yield fault


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
