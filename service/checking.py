"""Everything that `bedside check` looks for, put together.

Three layers, each of which needs the one before: files and what is between them
(`service/library`), the words of each rendition (the guard), and the messages that the rules can
reach (`service/assemblies.py`, through the real pipeline).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from textwrap import shorten

from service.assemblies import Sample, Tried, refused_words, try_all, try_without
from service.deciding.composing import GuardLike
from service.domain.decision import Decision
from service.domain.vocabulary import UrgencyKind
from service.errors import BedsideError, Problem
from service.library.building import build
from service.library.checks import cross_check
from service.library.library import Library
from service.library.loader import load_library
from service.library.release import Release
from service.listening import Hit
from service.reading import check_words

Progress = Callable[[int, int], None]

#: Problems of these families leave nothing that could be assembled.
_UNBUILDABLE = ("L0", "L1", "L2", "L3")


def check_library(
    folder: Path, on: date, *, guard: GuardLike | None, progress: Progress | None = None
) -> list[Problem]:
    """Every problem of a library on a day, in the order of its files.

    Without a guard only files and references are checked. Raises `BedsideError` when there is no
    library in the folder.
    """
    library = load_library(folder)
    problems = [*library.problems, *cross_check(library, on)]
    if guard is not None:
        problems.extend(check_words(library, guard, progress))
        sound = not any(p.level == "error" and p.code[:2] in _UNBUILDABLE for p in problems)
        if sound:
            problems.extend(_check_assemblies(library, on, guard, progress))
    return sorted(set(problems))


def _check_assemblies(
    library: Library, on: date, guard: GuardLike, progress: Progress | None
) -> Iterator[Problem]:
    """Messages that would never go out, and content that no message can reach."""
    try:
        release = build(library, on, assume_approved=True).release
    except BedsideError as error:
        yield from error.problems
        return
    tried = try_all(release, guard, progress)
    yield from unsendable(
        library, tried.decisions, lambda sample: refused_words(release, sample, guard)
    )
    yield from lacking(library, try_without(release, tried, guard))
    yield from _unanswered(library, tried)
    yield from _unreached(library, release, tried)


def unsendable(
    library: Library,
    decisions: Iterable[tuple[Sample, Decision]],
    refused: Callable[[Sample], Sequence[Hit]],
) -> Iterator[Problem]:
    """One problem a trigger and cause, with the first case and how many there are.

    `refused` gives the words of a case that the guard stops: the first of them are told.
    """
    groups: dict[tuple[str, str, str], list[Sample]] = defaultdict(list)
    for sample, decision in decisions:
        if is_sound(decision):
            continue
        reason = decision.reasons[0]
        groups[sample.trigger_id, reason.code, reason.detail].append(sample)
    for (trigger_id, code, detail), cases in groups.items():
        channels = sorted({case.channel for case in cases})
        many = f" and {len(cases) - 1} more cases" if len(cases) > 1 else ""
        found = refused(cases[0])[:1] if code == "guardrail" else ()
        said = "".join(
            f', "{shorten(hit.finding.text, 80)}" in its {hit.part.replace("_", " ")}: '
            f"{hit.finding.message.rstrip('.')}"
            for hit in found
        )
        tried = [hit.finding.suggestion.rstrip(".") for hit in found if hit.finding.suggestion]
        yield library.triggers[trigger_id].problem(
            ("slots",),
            {"guardrail": "L602", "length_exceeded": "L502"}.get(code, "L501"),
            f"no message by {', '.join(channels)} ({cases[0].label}{many}): {code}, {detail}{said}",
            f"try: {tried[0]}"
            if tried
            else "add or mend content, or take the channel or audience out",
        )


def lacking(
    library: Library, decisions: Iterable[tuple[str, Sample, Decision]]
) -> Iterator[Problem]:
    """Messages that need a value that a signal may lack. A warning: it is silence, nothing wrong
    goes out, and somebody may want it so."""
    groups: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for name, sample, decision in decisions:
        if not is_sound(decision):
            reason = decision.reasons[0]
            groups[sample.trigger_id, name, reason.code, reason.detail].add(sample.channel)
    for (trigger_id, name, code, detail), channels in groups.items():
        trigger = library.triggers[trigger_id]
        yield trigger.problem(
            ("slots",),
            "L506",
            f"no message by {', '.join(sorted(channels))} without `{name}`, which a signal may "
            f"lack: {code}, {detail}",
            f"write `required: true` at it in {library.signals[trigger.value.on].file}, or add "
            "content that does not show it",
            level="warning",
        )


def is_sound(decision: Decision) -> bool:
    """Whether a sample came to a message, or to the silence without consent that is promised."""
    return (
        decision.outcome in ("send", "escalate")
        or decision.reasons[0].code == "sensitive_topic_consent_absent"
    )


def _unanswered(library: Library, tried: Tried) -> Iterator[Problem]:
    """Calls for help that would get no safety reply, or one in another language."""
    assert library.settings is not None
    groups: dict[tuple[UrgencyKind, str], list[str]] = defaultdict(list)
    for kind, audience, decision in tried.escalations:
        if decision.alert:
            detail = decision.alert.removeprefix("no safety reply").lstrip(": ")
            groups[kind, detail].append(f"{decision.channel} to {audience.replace('_', ' ')}")
    for (kind, detail), cases in groups.items():
        yield library.settings.problem(
            ("escalation", kind),
            "L503",
            f"no safety reply by {', '.join(sorted(set(cases)))}: {detail}",
            "give the module words for each channel and locale, and each channel a `safety` layout",
        )


def _unreached(library: Library, release: Release, tried: Tried) -> Iterator[Problem]:
    """Modules that were never chosen, and not even in the running."""
    reached = set(tried.modules)
    for layout in release.layouts.values():  # notices come with live words, which nothing tries
        reached.update(m for slot in layout.slots if slot.with_live_words for m in slot.modules)
    for _, decision in tried.decisions:
        reached.update(_rivals(decision))
    for module_id in release.modules:
        if module_id not in reached:
            yield library.modules[module_id].problem(
                ("id",),
                "L504",
                "no message can hold this module",
                "ask for its kind or id in a trigger's slot, widen its topics, or retire it",
                level="warning",
            )
    used = {
        (sample.trigger_id, choice.slot)
        for sample, decision in tried.decisions
        for choice in decision.receipt.choices
    }
    for trigger_id, trigger in release.triggers.items():
        for slot in trigger.slots:
            if (trigger_id, slot) not in used:
                yield library.triggers[trigger_id].problem(
                    ("slots", slot),
                    "L505",
                    f"nothing ever fills the slot `{slot}`",
                    "ask for kinds that the layout takes, or take the slot out",
                    level="warning",
                )


def _rivals(decision: Decision) -> set[str]:
    """Modules that would have stood in the message had the chosen one lapsed."""
    return {
        rival.module_id
        for choice in decision.receipt.choices
        for rival in choice.rivals
        if rival.lost.startswith("ranked lower")
    }
