"""Where an item's words are used, and which finished messages a change to them changes.

The rules tell which triggers could use the item; calls to those are decided before and after, by
the real pipeline with the guard on, and compared as finished messages. With more calls than may
be tried at once the most telling are tried first, and the answer says how many were. Those whose
message holds the item are tried once more without what their signals may lack.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from service.assemblies import Sample, Tried, refused_words, try_sample, try_without
from service.checking import lacking
from service.deciding.composing import GuardLike
from service.domain.decision import Decision
from service.editing.calls import calls_of, offered, understood
from service.editing.passed_over import PassedOver, passed_over
from service.errors import Problem
from service.library.library import Library
from service.library.places import Place
from service.library.release import Release
from service.listening import Hit

#: Calls tried for one look, each decided twice; and where nothing was changed yet. Both are where
#: a look begins: whoever asks for all calls gets all.
MOST, UNCHANGED = 60, 12


@dataclass(frozen=True, slots=True)
class Changed:
    """One call whose message the change alters. `before` is None for what was not possible: a
    trigger, channel, audience or value that the rules did not have. `refused` are the words of it
    that the guard stops after the change."""

    sample: Sample
    title: str
    before: Decision | None
    after: Decision
    refused: tuple[Hit, ...] = ()

    @property
    def worse(self) -> bool:
        """Whether a message went out before and does not now."""
        return (
            self.before is not None
            and self.before.message is not None
            and self.after.message is None
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """What a change reaches: how many calls could, how many were tried, which messages change.

    `holding` are calls whose message holds the item after the change, changed or not; `silent`
    those that lead to no message after it. `compared` says whether there was a before. `lacking` is
    what `bedside check` would say of calls that need a value which their signal may lack.
    `passed_over` says why, where no message holds a module.
    """

    possible: int
    tried: int
    changed: tuple[Changed, ...]
    holding: tuple[Changed, ...] = ()
    silent: tuple[Changed, ...] = ()
    compared: bool = True
    lacking: tuple[Problem, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()

    @property
    def pool(self) -> tuple[Changed, ...]:
        """The calls worth a look; where no call leads to a message, those, with the reasons why."""
        nothing_goes = len(self.silent) == self.tried
        return self.changed or self.holding or (self.silent if nothing_goes else ())

    @property
    def different(self) -> tuple[Changed, ...]:
        """The pool with each message once: calls that lead to the same words are one to read."""
        return _once(self.pool, lambda found: _told(found.after))

    @property
    def changes(self) -> tuple[Changed, ...]:
        """What changes, each change once, however many calls it is made in."""
        return _once(self.changed, lambda found: (_told(found.before), _told(found.after)))

    @property
    def reasons(self) -> tuple[tuple[str, str, str, int], ...]:
        """Why nothing goes out: outcome, code and detail with how many calls, the most first."""
        counted = Counter(
            (found.after.outcome, reason.code, reason.detail)
            for found in self.silent
            for reason in found.after.reasons[:1]
        )
        return tuple((*why, count) for why, count in counted.most_common())


def reach(
    before: Release,
    after: Release,
    libraries: tuple[Library, Library],
    place: Place,
    guard: GuardLike,
    most: int | None = MOST,
) -> Reach:
    """Decide the calls that an item could reach, before and after a change to it.

    `libraries` are those that `before` and `after` were made from; `most` None tries every call,
    whether anything was changed or not.
    """
    calls = calls_of(before, after, libraries, place)
    changed: list[Changed] = []
    holding: list[Changed] = []
    silent: list[Changed] = []
    others: list[tuple[Sample, Decision]] = []
    unchanged = before.stamps == after.stamps
    chosen = calls[: UNCHANGED if unchanged and most is not None else most]
    for sample in chosen:
        then = understood(before, sample) if offered(before, sample) else None
        was = _before(before, then, cast(Hashable, guard)) if then is not None else None
        made = was if unchanged and was is not None else try_sample(after, sample, guard)
        title = after.triggers[sample.trigger_id].title
        found = Changed(sample, title, was, made, _refused(after, made, sample, guard))
        if was is None or _differ(was, made):
            changed.append(found)
        if made.message is None:
            silent.append(found)
        elif _holds(made, place, libraries[1]):
            holding.append(found)
        else:
            others.append((sample, made))
    changed.sort(key=lambda found: not found.worse)
    held = Tried([(found.sample, found.after) for found in holding])
    return Reach(
        possible=len(calls),
        tried=len(chosen),
        changed=tuple(changed),
        holding=tuple(holding),
        silent=tuple(silent),
        lacking=tuple(lacking(libraries[1], try_without(after, held, guard))),
        passed_over=passed_over(after, place.name, others)
        if place.sort == "module" and not holding and (others or not chosen)
        else (),
    )


def _refused(release: Release, made: Decision, sample: Sample, guard: GuardLike) -> tuple[Hit, ...]:
    """The words of a message that the guard stops; a decision keeps none."""
    blocked = any(reason.code == "guardrail" for reason in made.reasons)
    return refused_words(release, sample, guard) if blocked else ()


@lru_cache(maxsize=4096)
def _before(release: Release, sample: Sample, guard: Hashable) -> Decision:
    """What went out before the change; the same for every look at one text."""
    return try_sample(release, sample, cast(GuardLike, guard))


def _once(found: Iterable[Changed], told: Callable[[Changed], Hashable]) -> tuple[Changed, ...]:
    """The first of those of which the same is told; what no longer goes out stays beside."""
    first: dict[Hashable, Changed] = {}
    for one in found:
        first.setdefault((one.sample.channel, one.worse, told(one)), one)
    return tuple(first.values())


def _told(decision: Decision | None) -> Hashable:
    """What there is to read of a decision: its message, or why there is none."""
    if decision is None:
        return None
    if decision.message is None:
        return decision.outcome, decision.reasons
    return _seen(decision)


def _differ(one: Decision, other: Decision) -> bool:
    if one.outcome != other.outcome or (one.message is None) != (other.message is None):
        return True
    if one.message is None or other.message is None:
        return one.reasons != other.reasons
    return _seen(one) != _seen(other)


def _seen(decision: Decision) -> tuple[object, ...]:
    """Everything that a recipient sees of a message."""
    message = decision.message
    assert message is not None
    return (message.readables, message.html, message.text, message.sms, message.web, decision.why)


def _holds(decision: Decision, place: Place, library: Library) -> bool:
    """Whether a message that there is holds an item."""
    chosen = {choice.module_id for choice in decision.receipt.choices}
    if place.sort == "module":
        return place.name in chosen
    if place.sort == "claim":
        return any(place.name in library.modules[name].value.claims for name in chosen)
    if place.sort == "layout":
        return decision.receipt.layout_id == place.name
    return True
