"""Which modules stand in a message: slot by slot, the best that fits, with its rivals recorded.

`choose` works through a layout's slots in their order. A pinned slot takes its modules or the
choice fails; an open one takes what the trigger asks for, ranked. Nothing here reads words: what
a module needs to be shown is part of its `Candidate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from service.domain.content import ContentModule, Layout, Slot, SlotChoice, Trigger
from service.domain.decision import Choice, Reason, Rival
from service.domain.vocabulary import Audience, ReadingLevel, ReasonCode

#: The topic of content that suits any subject; it steps in where nothing specific may.
GENERAL = "general"

#: How many losers a receipt names for one slot; a library may hold thousands of modules.
RIVALS_KEPT = 12


@dataclass(frozen=True, slots=True)
class VariantOffer:
    """One rendition of a module in the wanted channel and locale.

    `needs` are the signal's attributes it shows; `headline` says that it can give the message its
    subject or title.
    """

    name: str
    grade: int
    needs: frozenset[str]
    headline: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A released module as a choice sees it, for one channel and locale.

    `until` is the last day on which the module and its approvals hold. `sensitive_topics` are the
    topics it may name only with their own consent.
    """

    module: ContentModule
    hash: str
    until: date
    variants: tuple[VariantOffer, ...]
    sensitive_topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a message is wanted for; hashable, so that equal wishes are answered once."""

    trigger: Trigger
    layout: Layout
    topics: frozenset[str]
    audience: Audience
    reading_level: ReadingLevel
    available: frozenset[str]
    consented: frozenset[str]
    today: date
    arms: tuple[tuple[str, str, str, str], ...] = ()  # (experiment, slot, variant, module id)


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen modules in reading order, or the reason why a required place stays empty."""

    choices: tuple[Choice, ...]
    failure: Reason | None = None


@dataclass(frozen=True, slots=True)
class _Fit:
    """A candidate that may stand in a slot, its best variant, and its rank (lowest is best)."""

    candidate: Candidate
    variant: VariantOffer
    rank: tuple[int | str, ...]
    because: str


_Loss = tuple[ReasonCode, str]

_OTHER_TOPIC = "another topic"
_OTHER_STAGE = "written for another stage"

#: Losers that were hardly in the running are named last, so that the near ones are kept.
_FARTHEST = {_OTHER_STAGE: 1, _OTHER_TOPIC: 2}


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
    fits, unsuited = _weigh(slot, ask, wish, candidates, must)
    chosen: list[_Fit] = []
    losses: list[tuple[Candidate, _Loss]] = []
    room = min(slot.max, max(ask.pick if ask else 0, len(must)))
    for fit in fits:
        if len(chosen) == room:
            losses.append((fit.candidate, ("no_content", f"ranked lower: {fit.because}")))
            continue
        clash = _clash(fit.candidate, slot, wish, candidates, placed, chosen, forced)
        if clash:
            losses.append((fit.candidate, ("no_content", clash)))
        else:
            chosen.append(fit)
    losses += sorted(unsuited, key=lambda loss: _FARTHEST.get(loss[1][1], 0))
    if not chosen:
        return [], _empty(slot, losses) if slot.required else None
    rivals = tuple(Rival(candidate.module.id, why) for candidate, (_, why) in losses[:RIVALS_KEPT])
    ordered = _in_order([fit.candidate.module for fit in chosen])
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


def _weigh(
    slot: Slot,
    ask: SlotChoice | None,
    wish: Wish,
    candidates: Mapping[str, Candidate],
    must: list[str],
) -> tuple[list[_Fit], list[tuple[Candidate, _Loss]]]:
    """The candidates that may stand here, best first, and why each other one may not."""
    fits, losses = [], []
    arm = _arm(slot, wish)
    named = {*must, *((arm[3],) if arm else ()), *(ask.modules if ask else ())}
    for candidate in _asked_for(slot, ask, candidates, named):
        outcome = _fit(candidate, slot, ask, wish, must)
        if isinstance(outcome, _Fit):
            fits.append(outcome)
        else:
            losses.append((candidate, outcome))
    fits.sort(key=lambda fit: fit.rank)
    return fits, losses


def _asked_for(
    slot: Slot, ask: SlotChoice | None, candidates: Mapping[str, Candidate], named: set[str]
) -> Iterable[Candidate]:
    """Candidates of a kind that the slot takes and the trigger asks for, or that are named."""
    kinds = set(ask.kinds if ask else ()) & set(slot.kinds)
    return (
        candidate
        for module_id, candidate in candidates.items()
        if candidate.module.kind in kinds
        or (module_id in named and candidate.module.kind in slot.kinds)
    )


def _arm(slot: Slot, wish: Wish) -> tuple[str, str, str, str] | None:
    """The experiment's arm that varies this slot; nothing varies one that is not low-risk."""
    if not slot.low_risk:
        return None
    return next((arm for arm in wish.arms if arm[1] == slot.id), None)


def _fit(
    candidate: Candidate, slot: Slot, ask: SlotChoice | None, wish: Wish, must: list[str]
) -> _Fit | _Loss:
    """Whether one candidate may stand in this slot, and how well it suits."""
    module = candidate.module
    arm = _arm(slot, wish)
    named = (*must, *((arm[3],) if arm and arm[3] else ()), *(ask.modules if ask else ()))
    loss = _unsuitable(candidate, wish, is_named=module.id in named)
    if loss:
        return loss
    offers = [offer for offer in candidate.variants if offer.needs <= wish.available]
    if not offers:
        lacking = min((offer.needs - wish.available for offer in candidate.variants), key=len)
        return "variable_missing", f"needs {', '.join(sorted(lacking))}"
    if slot.id == wish.layout.headline:
        offers = [offer for offer in offers if offer.headline]
        if not offers:
            return "no_content", f"has no headline for {wish.layout.channel}"
    variant = _best_variant(offers, wish.reading_level, arm[2] if arm else "")
    place = named.index(module.id) if module.id in named else len(named)
    on_topic = not wish.topics.isdisjoint(set(module.topics) - {GENERAL})
    on_stage = wish.trigger.stage in module.stages
    suits = [
        "required by another module" if module.id in must else "",
        "named by the trigger" if module.id in named else "",
        "on the topic" if on_topic else "suits any topic",
        "written for this stage" if on_stage else "suits any stage",
        f"grade {variant.grade}",
    ]
    funded = module.third_party_funded is not False
    rank = (place, not on_topic, not on_stage, _distance(variant, wish), funded, module.id)
    return _Fit(candidate, variant, rank, ", ".join(filter(None, suits)))


def _unsuitable(candidate: Candidate, wish: Wish, *, is_named: bool) -> _Loss | None:
    """Why a module may not stand in this message at all, or None."""
    module = candidate.module
    if wish.audience not in module.audience:
        return "no_content", f"not written for {wish.audience.replace('_', ' ')}"
    if wish.trigger.purpose not in module.purposes:
        return "no_content", f"not for {wish.trigger.purpose.replace('_', ' ')}"
    if wish.topics.isdisjoint(module.topics) and GENERAL not in module.topics:
        return "no_content", _OTHER_TOPIC
    if candidate.until < wish.today:
        return "not_approved", "its approval or the module itself has expired"
    if not candidate.sensitive_topics <= wish.consented:
        return "sensitive_topic_consent_absent", "sensitive topic without its own consent"
    if module.stages and wish.trigger.stage not in module.stages and not is_named:
        return "no_content", _OTHER_STAGE
    return None


def _best_variant(offers: list[VariantOffer], level: ReadingLevel, wanted: str) -> VariantOffer:
    """The arm's variant if there is one, else the easiest for `simple`, else the default words."""
    if wanted:
        for offer in offers:
            if offer.name == wanted:
                return offer
    if level == "simple":
        return min(offers, key=lambda offer: (offer.grade, offer.name))
    return min(offers, key=lambda offer: offer.name)


def _distance(variant: VariantOffer, wish: Wish) -> int:
    """How far from the wanted level. Only `simple` readers rank by it: easier is better."""
    return variant.grade if wish.reading_level == "simple" else 0


# --- combination rules -------------------------------------------------------------------------


def _clash(
    candidate: Candidate,
    slot: Slot,
    wish: Wish,
    candidates: Mapping[str, Candidate],
    placed: list[Choice],
    chosen: list[_Fit],
    forced: dict[str, list[str]],
) -> str:
    """Why combination rules keep a module out, or nothing. Notes what it requires in `forced`."""
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
        if isinstance(_fit(candidate, later, None, wish, [needed]), _Fit):
            return later.id
    return None


def _in_order(modules: list[ContentModule]) -> list[ContentModule]:
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


# --- when nothing fits -------------------------------------------------------------------------

_TELLING: tuple[ReasonCode, ...] = (
    "sensitive_topic_consent_absent",
    "variable_missing",
    "not_approved",
)


def _empty(slot: Slot, losses: list[tuple[Candidate, _Loss]]) -> Reason:
    """Why a required slot is empty: the most telling loss, or simply no content."""
    for code in _TELLING:
        for candidate, (reason, why) in losses:
            if reason == code:
                return Reason(code, f"`{candidate.module.id}`: {why}")
    return Reason("no_content", f"no approved module fits the `{slot.id}` slot")
