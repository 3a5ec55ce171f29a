"""How content modules stand together: what excludes, requires and precedes what in a message."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.candidates import Candidate, Fit, Wish
from service.domain.content import ContentModule, Slot
from service.domain.decision import Choice
from service.domain.fitting import fit_for


def clash_of(
    candidate: Candidate,
    slot: Slot,
    wish: Wish,
    candidates: Mapping[str, Candidate],
    placed: list[Choice],
    chosen: list[Fit],
    forced: dict[str, list[str]],
    *,
    may_echo: bool = False,
) -> str:
    """Why combination rules keep a module out, or nothing. Notes what it requires in `forced`.

    With `may_echo` it may cite a claim that the message has already.
    """
    module = candidate.module
    here = [fit.candidate.module for fit in chosen]
    earlier = [candidates[choice.module_id].module for choice in placed]
    later = [
        candidates[pinned].module
        for following in wish.layout.slots[wish.layout.slots.index(slot) + 1 :]
        for pinned in following.modules
        if pinned in candidates
    ]
    present = [*earlier, *here]
    if any(other.id == module.id for other in present):
        return "stands in the message already"
    for other in (*present, *later):
        if other.id in module.excludes or module.id in other.excludes:
            return f"may not stand with `{other.id}`"
    may_echo = may_echo or any(module.id in waiting for waiting in forced.values())
    for other in (*present, *later):
        shared = sorted({*module.claims} & {*other.claims})
        if shared and not may_echo and other.id not in module.requires:
            return f"says what `{other.id}` says: claim `{shared[0]}`"
    for other in earlier:
        if module.id in other.order.after or other.id in module.order.before:
            return f"must stand before `{other.id}`"
    for other in later:
        if _precedes(other, module):
            return f"must stand after `{other.id}`"
    present_ids = {other.id for other in (*present, *later)}
    places: dict[str, str] = {}
    for needed in module.requires:
        if needed in present_ids or any(needed in waiting for waiting in forced.values()):
            continue
        place = _place_for(needed, slot, wish, candidates, forced)
        if place is None:
            return f"requires `{needed}`, which cannot stand in this message"
        places[needed] = place
    for needed, place in places.items():
        forced.setdefault(place, []).append(needed)
    return ""


def _place_for(
    needed: str,
    slot: Slot,
    wish: Wish,
    candidates: Mapping[str, Candidate],
    forced: dict[str, list[str]],
) -> str | None:
    """A later slot with room that takes a required module and in which it fits."""
    candidate = candidates.get(needed)
    if candidate is None:
        return None
    slots = wish.layout.slots
    for later in slots[slots.index(slot) + 1 :]:
        if candidate.module.kind not in later.kinds or len(forced.get(later.id, ())) >= later.max:
            continue
        if isinstance(fit_for(candidate, later, None, wish, [needed]), Fit):
            return later.id
    return None


def in_order(modules: list[ContentModule]) -> list[ContentModule]:
    """Modules of one slot in rank order, moved only as far as their order rules ask.

    Rules that contradict each other are refused by `bedside check`; here rank order wins then.
    """
    ordered: list[ContentModule] = []
    waiting = list(modules)
    while waiting:
        free = next(
            (
                module
                for module in waiting
                if not any(_precedes(other, module) for other in waiting if other is not module)
            ),
            waiting[0],
        )
        waiting.remove(free)
        ordered.append(free)
    return ordered


def _precedes(first: ContentModule, second: ContentModule) -> bool:
    return first.id in second.order.after or second.id in first.order.before
