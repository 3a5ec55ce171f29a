"""Which words of the chosen modules go out: the approved ones, or others that keep every rule.

Other words come from a reworder and are believed in nothing. They must keep locks and values. Those
that claim to be approved must be of this release and in date; those that nobody has read must be
allowed, with the notice where the library asks for it. Whatever fails leaves the approved ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from service.channels import CompiledRendition, RenditionProblems, compile_rendition
from service.deciding.briefs import Brief
from service.domain.content import ContentModule, Rendition
from service.domain.decision import Choice, Reworded
from service.domain.rewording import (
    NO_REWORDING,
    UNREAD,
    Origin,
    Reworder,
    RewordingRequest,
    in_words,
)
from service.library.banked import BankReworder
from service.library.served import Served


@dataclass(frozen=True, slots=True)
class Placed:
    """One chosen module: its approved words, and those that it has in this message."""

    choice: Choice
    approved: Rendition
    compiled: CompiledRendition
    origin: Origin | None = None

    @property
    def unread(self) -> bool:
        """Whether no person has read these words."""
        return self.origin is not None and self.origin.mode == "live"


#: The slot of a notice and its modules.
Notice = tuple[str, tuple[Placed, ...]]


@dataclass(frozen=True)
class Words:
    """The words of a message, and why other ones were refused, by module."""

    placed: tuple[Placed, ...]
    refused: tuple[tuple[str, str], ...] = ()

    @cached_property
    def mark(self) -> tuple[object, ...]:
        """What tells these words from others, for as long as something holds them."""
        return tuple((p.choice.slot, p.choice.required, id(p.compiled)) for p in self.placed)

    @cached_property
    def unread(self) -> bool:
        """Whether some of them no person has read."""
        return any(one.unread for one in self.placed)

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """What stands in each slot."""
        return tuple(one.choice for one in self.placed)

    @cached_property
    def reworded(self) -> tuple[Reworded, ...]:
        """The modules in other than their approved words, and where those come from."""
        return tuple(
            Reworded(
                module_id=one.choice.module_id,
                mode=one.origin.mode,
                brand=one.origin.brand,
                brand_hash=one.origin.brand_hash,
                prompt_hash=one.origin.prompt_hash,
                model=one.origin.model,
                item=one.origin.item,
                item_hash=one.origin.item_hash,
            )
            for one in self.placed
            if one.origin is not None
        )


def approved_words(served: Served, brief: Brief, choices: tuple[Choice, ...]) -> Words:
    """The reviewed words of each chosen module; put together once for a choice."""
    made: Words | None = served.approved.get(choices)
    if made is None:
        made = Words(tuple(_approved(served, brief, choice) for choice in choices))
        served.approved.keep(choices, made)
    return made


def other_words(
    served: Served, brief: Brief, choices: tuple[Choice, ...], reworder: Reworder
) -> Words:
    """Other words where reviewers left them open, if the reworder has some that keep the rules."""
    if reworder is NO_REWORDING:
        return approved_words(served, brief, choices)
    if not isinstance(reworder, BankReworder):
        return _offered_words(served, brief, choices, reworder)
    # A bank's words follow from the release and the day, as a choice does.
    bank, kept = served.reworded.get(choices) or (None, None)
    if bank is reworder and isinstance(kept, Words):
        return kept
    made = _offered_words(served, brief, choices, reworder)
    served.reworded.keep(choices, (reworder, made))
    return made


def _offered_words(
    served: Served, brief: Brief, choices: tuple[Choice, ...], reworder: Reworder
) -> Words:
    notice = _notice(served, brief)
    placed: list[Placed] = []
    refused: list[tuple[str, str]] = []
    for choice in choices:
        approved = _approved(served, brief, choice)
        module = served.release.modules[choice.module_id]
        other, why_not = None, ""
        if not choice.required and module.rewording != "locked":
            live = module.rewording == "open" and (
                notice is not None or not _needs_notice(served, module)
            )
            other, why_not = _other(served, brief, approved, reworder, live=live)
        if why_not:
            refused.append((choice.module_id, why_not))
        placed.append(other or approved)
    words = Words(tuple(placed), tuple(refused))
    if notice is not None and any(
        one.unread and _needs_notice(served, served.release.modules[one.choice.module_id])
        for one in placed
    ):
        return replace(words, placed=_with_notice(brief, words.placed, notice))
    return words


def _approved(served: Served, brief: Brief, choice: Choice) -> Placed:
    return Placed(
        choice,
        *served.words(choice.module_id, brief.wish.layout.channel, brief.locale, choice.variant),
    )


def _other(
    served: Served, brief: Brief, approved: Placed, reworder: Reworder, *, live: bool
) -> tuple[Placed | None, str]:
    """Other words for one module; or None, and why the approved ones stay.

    A reworder that raises has no words.
    """
    request = RewordingRequest(
        approved.choice.module_id,
        approved.choice.module_hash,
        served.settings.brand,
        approved.approved,
        brief.wish.today,
        live,
    )
    origin = UNREAD
    try:
        answer = reworder.reword(request)
        if answer is None:
            return None, ""
        if answer.source is None:
            return None, in_words(answer.refused or ["RW-67"])
        origin = answer.origin
        if origin.mode == "banked":
            ready = _banked(served, brief, approved, answer.source, origin)
        elif live:
            ready = _checked(approved, answer.source)
        else:
            ready = "RW-66"
    except Exception:  # noqa: BLE001 - a model is optional: no failure of one stops a message
        ready = "RW-90"
    if isinstance(ready, str):
        return None, in_words([ready])
    return Placed(approved.choice, approved.approved, ready, origin), ""


def _banked(
    served: Served, brief: Brief, approved: Placed, source: str, origin: Origin
) -> CompiledRendition | str:
    """Words that claim to be banked: of this release, in date, and of these words; or a code."""
    item = served.release.rewordings.get(origin.item.partition(":")[2])
    if (
        item is None
        or item.source != source
        or item.brand != served.settings.brand
        or item.module != approved.choice.module_id
        or item.channel != brief.wish.layout.channel
        or item.locale != brief.locale
        or item.variant != approved.choice.variant
        or not served.release.in_date(origin.item, brief.wish.today)
        or served.release.stamps[origin.item].hash != origin.item_hash
    ):
        return "RW-68"
    ready = served.banked.get(origin.item)
    if ready is None:
        ready = served.banked[origin.item] = _checked(approved, source)
    return ready


def _checked(approved: Placed, source: str) -> CompiledRendition | str:
    """Other words ready to render, with the locks and values of the approved ones; or a code."""
    try:
        compiled = compile_rendition(approved.approved.model_copy(update={"source": source}))
    except RenditionProblems:
        return "RW-52"
    kept = (
        compiled.locked == approved.compiled.locked
        and compiled.variables == approved.compiled.variables
    )
    return compiled if kept else "RW-51"


# --- the notice on words that nobody has read --------------------------------------------------


def _needs_notice(served: Served, module: ContentModule) -> bool:
    return module.kind in served.settings.rewording.notice_for


def _notice(served: Served, brief: Brief) -> Notice | None:
    """The layout's notice on live words, if it has one whose words can be shown today."""
    key = (brief.wish.layout.id, brief.locale, brief.wish.today)
    if key not in served.notices:
        served.notices[key] = _find_notice(served, brief)
    found: Notice | None = served.notices[key]
    return found


def _find_notice(served: Served, brief: Brief) -> Notice | None:
    """A notice shows values of the library alone: it must not depend on who is written to."""
    slot = next((slot for slot in brief.wish.layout.slots if slot.with_live_words), None)
    if slot is None:
        return None
    candidates = served.candidates(brief.wish.layout.channel, brief.locale)
    placed = []
    for module_id in slot.modules:
        candidate = candidates.get(module_id)
        if candidate is None or candidate.until < brief.wish.today:
            return None
        default = next((offer for offer in candidate.variants if not offer.name), None)
        if default is None or default.needs:
            return None
        because = "words that no person has read stand in the message"
        choice = Choice(slot.id, module_id, candidate.hash, "", True, because)
        placed.append(_approved(served, brief, choice))
    return slot.id, tuple(placed)


def _with_notice(brief: Brief, placed: tuple[Placed, ...], notice: Notice) -> tuple[Placed, ...]:
    """The words with the notice at its slot's place in the layout."""
    order = {slot.id: index for index, slot in enumerate(brief.wish.layout.slots)}
    slot, added = notice
    before = tuple(one for one in placed if order[one.choice.slot] < order[slot])
    return (*before, *added, *placed[len(before) :])
