"""Mutants of what holds for the whole library: quiet hours, caps, topics, escalation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from evals.mutation.mutant import Mutant, by_copy
from evals.patching import changed
from evals.system import System
from service.domain.content import LibrarySettings
from service.library.release import Release


def settings_mutants(release: Release) -> Iterator[Mutant]:
    """Every setting that protects somebody, weakened."""
    settings = release.settings
    yield from _quiet_hours(settings)
    yield from _limits(settings)
    yield from _escalation(settings)
    yield from _topics(settings)
    yield from _experiments(release)


def _quiet_hours(settings: LibrarySettings) -> Iterator[Mutant]:
    hours = settings.quiet_hours
    weakened: tuple[tuple[str, dict[str, Any]], ...] = (
        ("all night", {"opens": time(0, 0), "closes": time(23, 59)}),
        ("an hour earlier", {"opens": _shift(hours.opens, -60)}),
        ("a minute earlier", {"opens": _shift(hours.opens, -1)}),
        ("an hour later", {"closes": _shift(hours.closes, 60)}),
        ("a minute later", {"closes": _shift(hours.closes, 1)}),
        ("calls on weekends", {"weekend_channels": ()}),
        *((f"not for {c}", _without(settings, c)) for c in hours.channels),
    )
    for what, update in weakened:
        other = hours.model_copy(update=update)
        if other != hours:  # hours that open at midnight cannot open earlier
            yield _mutant("open-quiet-hours", what, quiet_hours=other)
    yield _mutant(
        "retry-unknown-zone", "four times later", zone_unknown_retry=settings.zone_unknown_retry * 4
    )


def _without(settings: LibrarySettings, channel: str) -> dict[str, Any]:
    hours = settings.quiet_hours
    return {"channels": tuple(c for c in hours.channels if c != channel)}


def _shift(clock: time, minutes: int) -> time:
    """So much later or earlier, and not beyond the day."""
    total = min(max(clock.hour * 60 + clock.minute + minutes, 0), 24 * 60 - 1)
    return time(total // 60, total % 60)


def _limits(settings: LibrarySettings) -> Iterator[Mutant]:
    for cap in settings.caps:
        others = tuple(c for c in settings.caps if c.id != cap.id)
        same = ""
        if cap.id == "professional-month":
            same = (
                "the one trigger that it counts has a stricter cap of its own (2 in 30 days), so "
                "no history reaches it"
            )
        raised = cap.model_copy(update={"max": cap.max + 1})
        yield _mutant("raise-library-cap", cap.id, same, caps=(*others, raised))
        if cap.days > 1:
            shorter = cap.model_copy(update={"days": cap.days - 1})
            yield _mutant("shorten-library-cap", cap.id, same, caps=(*others, shorter))
        yield _mutant("drop-library-cap", cap.id, same, caps=others)
    for place, rule in enumerate(settings.near_repeats):
        others_ = tuple(r for i, r in enumerate(settings.near_repeats) if i != place)
        name = rule.purposes[0]
        yield _mutant("drop-near-repeat", name, near_repeats=others_)
        if rule.days > 1:
            shorter_ = rule.model_copy(update={"days": rule.days // 2})
            yield _mutant("shorten-near-repeat", name, near_repeats=(*others_, shorter_))


def _escalation(settings: LibrarySettings) -> Iterator[Mutant]:
    for kind, path in settings.escalation.items():
        others = [p.module for k, p in settings.escalation.items() if k != kind]
        ways: tuple[tuple[str, dict[str, Any]], ...] = (
            ("slow-escalation", {"respond_within": path.respond_within + timedelta(minutes=30)}),
            *(("swap-safety-reply", {"module": other}) for other in others[:1]),
            ("swap-team", {"team": "front desk"}),
        )
        for operator, update in ways:
            changed_ = path.model_copy(update=update)
            yield _mutant(operator, kind, escalation={**settings.escalation, kind: changed_})
    for group, field in (
        ("emergency", "number"),
        ("crisis_line", "phone"),
        ("poison_line", "phone"),
        ("nurse_line", "phone"),
    ):
        if field not in settings.values.get(group, {}):
            continue  # a library of somebody's own may call it otherwise
        values = {**settings.values, group: {**settings.values[group], field: "319-555-0199"}}
        yield _mutant("wrong-number", f"{group}.{field}", values=values)


def _topics(settings: LibrarySettings) -> Iterator[Mutant]:
    for name, topic in settings.topics.items():
        if topic.sensitivity == "sensitive":
            other = topic.model_copy(update={"sensitivity": "general"})
            yield _mutant("open-topic", name, topics={**settings.topics, name: other})


def _experiments(release: Release) -> Iterator[Mutant]:
    for experiment in release.experiments.values():
        arms = dict(reversed(experiment.arms.items()))
        first, *rest = experiment.arms.items()
        all_in = first[1].model_copy(update={"share": first[1].share + experiment.holdout})
        for what, update in (
            ("swap arms", {"arms": arms}),
            ("no holdout", {"holdout": 0, "arms": {first[0]: all_in, **dict(rest)}}),
            ("another seed", {"seed": "some-other-seed"}),
            ("begin earlier", {"starts": experiment.starts - timedelta(days=30)}),
            ("end later", {"ends": experiment.ends + timedelta(days=30)}),
        ):
            other = experiment.model_copy(update=update)

            def change(system: System, other: Any = other) -> System:
                experiments = {**system.release.experiments, other.id: other}
                return replace(system, release=changed(system.release, experiments=experiments))

            yield Mutant("experiment", f"experiment:{experiment.id}", what, by_copy(change))


def _mutant(operator: str, what: str, same_because: str = "", **update: Any) -> Mutant:
    def change(system: System) -> System:
        settings = system.release.settings.model_copy(update=update)
        return replace(system, release=changed(system.release, settings=settings))

    return Mutant(operator, "settings", what, by_copy(change), same_because=same_because)
