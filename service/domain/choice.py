"""Which modules stand in a message: slot by slot, the best that fits, with its rivals recorded.

`choose` works through a layout's slots in their order. A pinned slot takes its modules or the
choice fails; an open one takes what the trigger asks for, ranked. Nothing here reads words: what
a module needs to be shown is part of its `Candidate`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from service.domain.candidates import Candidate, Fit, Loss, Selection, Wish
from service.domain.combining import clash_of, in_order
from service.domain.content import Slot
from service.domain.decision import Choice, Reason, Rival
from service.domain.fitting import FARTHEST, weigh
from service.domain.vocabulary import ReasonCode

#: How many losers a receipt names for one slot; a library may hold thousands of modules.
RIVALS_KEPT = 12

#: How many named modules a reason tells of.
NAMED_TOLD = 3


def choose(wish: Wish, candidates: Mapping[str, Candidate]) -> Selection:
    """Fill every slot of the layout that can be filled.

    A module whose required companion turned out not to fit is set aside and the choice is made
    again, so that no message holds one without the other.
    """
    kept = dict(candidates)
    while True:
        selection = _attempt(wish, kept)
        lonely = _without_companion(selection, kept)
        if not lonely:
            return selection
        for module_id in lonely:
            del kept[module_id]


def _attempt(wish: Wish, candidates: Mapping[str, Candidate]) -> Selection:
    placed: list[Choice] = []
    forced: dict[str, list[str]] = {}
    for slot in wish.layout.slots:
        if slot.with_live_words:  # filled once it is known whether there are any
            continue
        if slot.modules:
            pinned = _pinned(slot, wish, candidates)
            if isinstance(pinned, Reason):
                return Selection((), pinned)
            placed.extend(pinned)
            continue
        filled, failure = _fill(slot, wish, candidates, placed, forced)
        if failure is not None:
            return Selection((), failure)
        placed.extend(filled)
    return Selection(tuple(placed))


def _without_companion(selection: Selection, candidates: Mapping[str, Candidate]) -> list[str]:
    """Chosen modules that require one which is not in the message."""
    present = {choice.module_id for choice in selection.choices}
    return [
        choice.module_id
        for choice in selection.choices
        if not choice.required
        and not present.issuperset(candidates[choice.module_id].module.requires)
    ]


# --- pinned slots ------------------------------------------------------------------------------


def _pinned(slot: Slot, wish: Wish, candidates: Mapping[str, Candidate]) -> list[Choice] | Reason:
    """Required modules, word for word: each must be there, approved and in date."""
    choices = []
    for module_id in slot.modules:
        candidate = candidates.get(module_id)
        if candidate is None or candidate.until < wish.today:
            return Reason("not_approved", f"required module `{module_id}` is not served today")
        default = next((offer for offer in candidate.variants if not offer.name), None)
        if default is None or not default.needs <= wish.available:
            return Reason("no_content", f"required module `{module_id}` cannot be shown here")
        choices.append(
            Choice(slot.id, module_id, candidate.hash, "", True, f"required by `{wish.layout.id}`")
        )
    return choices


# --- open slots --------------------------------------------------------------------------------


def _fill(
    slot: Slot,
    wish: Wish,
    candidates: Mapping[str, Candidate],
    placed: list[Choice],
    forced: dict[str, list[str]],
) -> tuple[list[Choice], Reason | None]:
    """The best modules for one open slot; a Reason when it is required and stays empty.

    `forced` collects modules that an earlier choice requires, by the slot that will take them.
    """
    ask = wish.trigger.slots.get(slot.id)
    must = forced.get(slot.id, [])
    if ask is None and not must:
        missing = Reason("no_content", f"the trigger fills no `{slot.id}` slot")
        return [], missing if slot.required else None
    fits, unsuited = weigh(slot, ask, wish, candidates, must)
    chosen: list[Fit] = []
    losses: list[tuple[Candidate, Loss]] = []
    room = min(slot.max, max(ask.pick if ask else 0, len(must)))
    for may_echo in (False, True):
        if chosen or (may_echo and not slot.required):
            break
        losses = []  # rather a claim twice than no message, and in one module
        room = 1 if may_echo else room
        for fit in fits:
            if len(chosen) == room:
                losses.append((fit.candidate, ("no_content", f"ranked lower: {fit.because}")))
                continue
            clash = clash_of(
                fit.candidate, slot, wish, candidates, placed, chosen, forced, may_echo=may_echo
            )
            if clash:
                losses.append((fit.candidate, ("no_content", clash)))
            else:
                chosen.append(fit)
    losses += sorted(unsuited, key=lambda loss: FARTHEST.get(loss[1][1], 0))
    if not chosen:
        named = (*must, *(ask.modules if ask else ()))
        return [], _empty(slot, losses, named) if slot.required else None
    rivals = tuple(Rival(candidate.module.id, why) for candidate, (_, why) in losses[:RIVALS_KEPT])
    ordered = in_order([fit.candidate.module for fit in chosen])
    by_id = {fit.candidate.module.id: fit for fit in chosen}
    choices = [
        Choice(
            slot.id,
            module.id,
            by_id[module.id].candidate.hash,
            by_id[module.id].variant.name,
            False,
            by_id[module.id].because,
        )
        for module in ordered
    ]
    return [replace(choices[0], rivals=rivals), *choices[1:]], None


# --- when nothing fits -------------------------------------------------------------------------

_TELLING: tuple[ReasonCode, ...] = (
    "sensitive_topic_consent_absent",
    "variable_missing",
    "not_approved",
)


def _empty(slot: Slot, losses: list[tuple[Candidate, Loss]], named: Collection[str]) -> Reason:
    """Why a required slot is empty: the most telling loss, or simply no content.

    Of modules that the trigger asks for by name it is said what stands in their way.
    """
    for code in _TELLING:
        for candidate, (reason, why) in losses:
            if reason == code:
                return Reason(code, f"`{candidate.module.id}`: {why}")
    near = [f"; `{c.module.id}`: {why}" for c, (_, why) in losses if c.module.id in named]
    words = "".join(near[:NAMED_TOLD])
    return Reason("no_content", f"no approved module fits the `{slot.id}` slot{words}")
