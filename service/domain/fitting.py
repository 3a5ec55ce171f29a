"""Whether one candidate may stand in a slot, which of its variants, and how well it suits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from service.domain.candidates import GENERAL, Candidate, Fit, Loss, VariantOffer, Wish
from service.domain.content import Slot, SlotChoice
from service.domain.vocabulary import ReadingLevel

_OTHER_TOPIC = "another topic"
_OTHER_STAGE = "written for another stage"

#: Losers that were hardly in the running are named last, so that the near ones are kept.
FARTHEST = {_OTHER_STAGE: 1, _OTHER_TOPIC: 2}


def weigh(
    slot: Slot,
    ask: SlotChoice | None,
    wish: Wish,
    candidates: Mapping[str, Candidate],
    must: list[str],
) -> tuple[list[Fit], list[tuple[Candidate, Loss]]]:
    """The candidates that may stand here, best first, and why each other one may not."""
    fits, losses = [], []
    arm = _arm(slot, wish)
    named = {*must, *((arm[3],) if arm else ()), *(ask.modules if ask else ())}
    for candidate in _asked_for(slot, ask, candidates, named):
        outcome = fit_for(candidate, slot, ask, wish, must)
        if isinstance(outcome, Fit):
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


def fit_for(
    candidate: Candidate, slot: Slot, ask: SlotChoice | None, wish: Wish, must: list[str]
) -> Fit | Loss:
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
    return Fit(candidate, variant, rank, ", ".join(filter(None, suits)))


def _unsuitable(candidate: Candidate, wish: Wish, *, is_named: bool) -> Loss | None:
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
    if not wish.withdrawn.isdisjoint(module.topics):
        return "consent_withdrawn", "on a topic without consent"
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
