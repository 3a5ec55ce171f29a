"""A release made ready to serve: what a decision looks up, built once per release.

Everything here follows from the release alone and never changes, so looking things up through
caches keeps `decide` pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from functools import cached_property, lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from guardrails import Context
from guardrails.verdict import Audience, Format, Part
from service.channels import CompiledRendition, RenditionProblems
from service.domain.candidates import Candidate, Selection, VariantOffer, Wish
from service.domain.channels import TRAITS
from service.domain.choice import choose
from service.domain.content import ContentModule, Experiment, Layout, Rendition, Trigger
from service.domain.experiments import running
from service.domain.quoting import OurWords
from service.domain.variables import WHY, Shown, show_library
from service.domain.vocabulary import Channel, Purpose
from service.library.compiling import compiled_once
from service.library.contacts import own_contacts
from service.library.our_words import words_of
from service.library.release import Release

#: Selections of a release that are kept, and what is made of them.
_KEPT = 4096

#: What the starter library calls the type of a person's words alone.
_WORDS = "message.received"

#: Every field of a wish, so that none is forgotten. Ids stand for the trigger and the layout of
#: this release: hashing those whole is slow.
_told_apart = attrgetter(
    "trigger.id",
    "layout.id",
    *(one.name for one in fields(Wish) if one.name not in ("trigger", "layout")),
)


class OfEach:
    """What was made of each of some tuples, found by which tuple it is and not by its items."""

    def __init__(self, most: int = _KEPT) -> None:
        self._most = most
        self._made: dict[int, tuple[tuple[object, ...], Any]] = {}

    def get(self, of: tuple[object, ...]) -> Any:
        """What was made of this very tuple, or None."""
        held, made = self._made.get(id(of), (None, None))
        return made if held is of else None

    def keep(self, of: tuple[object, ...], made: Any) -> None:
        """Keep what was made, and the tuple with it, so that its id stays its own."""
        if len(self._made) >= self._most:
            self._made.clear()
        self._made[id(of)] = (of, made)


class Served:
    """The look-ups of one release."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.settings = release.settings
        self.library_values: Mapping[str, Shown] = MappingProxyType(show_library(release.settings))
        self._offers: dict[tuple[Channel, str], Mapping[str, Candidate]] = {}
        self._selections: dict[tuple[object, ...], Selection] = {}
        self._contexts: dict[tuple[object, ...], Context] = {}
        #: The approved words of a selection's choices, put together.
        self.approved = OfEach()
        #: The bank's words for them, with the bank that gave them.
        self.reworded = OfEach()
        self._words: dict[tuple[str, str, str, str], tuple[Rendition, CompiledRendition]] = {}
        #: Banked rewordings by key: ready to render, or the code of what is wrong with them.
        self.banked: dict[str, CompiledRendition | str] = {}
        #: The notice on live words of a layout, in a locale, on a day.
        self.notices: dict[tuple[str, str, date], Any] = {}

    @cached_property
    def sensitive_topics(self) -> frozenset[str]:
        """The topics that need a consent of their own."""
        return frozenset(
            name for name, topic in self.settings.topics.items() if topic.sensitivity == "sensitive"
        )

    @cached_property
    def inbound_type(self) -> str:
        """The type of a person's words that come with nothing else, as a text message does.

        Of the types that take words the one that needs the fewest attributes, `message.received`
        before others; that one too where there is none, and then it is refused.
        """
        needed = {
            name: sum(attribute.required for attribute in kind.attributes.values())
            for name, kind in self.release.signals.items()
            if kind.inbound_text
        }
        return min(needed, key=lambda name: (needed[name], name != _WORDS, name), default=_WORDS)

    # --- triggers and layouts ------------------------------------------------------------------

    @cached_property
    def _triggers(self) -> Mapping[str, tuple[Trigger, ...]]:
        by_type: dict[str, list[Trigger]] = {}
        for trigger in self.release.triggers.values():
            by_type.setdefault(trigger.on, []).append(trigger)
        return {
            name: tuple(sorted(triggers, key=lambda t: (-t.priority, t.id)))
            for name, triggers in by_type.items()
        }

    def triggers_on(self, signal_type: str, today: date) -> tuple[Trigger, ...]:
        """The triggers that a type of signal may pull today, the strongest first."""
        return tuple(
            trigger
            for trigger in self._triggers.get(signal_type, ())
            if self.release.in_date(f"trigger:{trigger.id}", today)
        )

    @cached_property
    def _layouts(self) -> Mapping[tuple[str, str, str], Layout]:
        return {
            (layout.channel, audience, purpose): layout
            for layout in self.release.layouts.values()
            for audience in layout.audience
            for purpose in layout.purposes
        }

    def layout_for(
        self, channel: Channel, audience: Audience, purpose: Purpose, today: date
    ) -> Layout | None:
        """The one layout for a channel, audience and purpose, if there is one in date."""
        layout = self._layouts.get((channel, audience, purpose))
        if layout is None or not self.release.in_date(f"layout:{layout.id}", today):
            return None
        return layout

    def experiments_on(self, trigger_id: str, today: date) -> tuple[Experiment, ...]:
        """The experiments that vary a trigger's messages today."""
        return tuple(
            experiment
            for experiment in self.release.experiments.values()
            if running(experiment, trigger_id, today)
            and self.release.in_date(f"experiment:{experiment.id}", today)
        )

    def locale_for(self, wanted: str) -> str | None:
        """The library's locale for a recipient: theirs, or another country's of their language."""
        locales = self.settings.locales
        if wanted in locales:
            return wanted
        return next((have for have in locales if have[:2] == wanted[:2]), None)

    # --- modules -------------------------------------------------------------------------------

    def rendition(
        self, module_id: str, channel: Channel, locale: str, variant: str
    ) -> Rendition | None:
        """A module's words in one channel, locale and variant."""
        for rendition in self.release.renditions.get(module_id, ()):
            if (rendition.channel, rendition.locale, rendition.variant) == (
                channel,
                locale,
                variant,
            ):
                return rendition
        return None

    def compiled(self, module_id: str, rendition: Rendition) -> CompiledRendition:
        """A module's rendition ready to render; compiled once."""
        ready = compiled_once(self.release.stamps[f"module:{module_id}"].hash, rendition)
        if isinstance(ready, RenditionProblems):
            raise ready
        return ready

    def words(
        self, module_id: str, channel: Channel, locale: str, variant: str
    ) -> tuple[Rendition, CompiledRendition]:
        """The approved words of a choice, as they were written and ready to render."""
        key = (module_id, channel, locale, variant)
        found = self._words.get(key)
        if found is None:
            rendition = self.rendition(module_id, channel, locale, variant)
            assert rendition is not None  # a candidate's variants are the renditions that it has
            found = self._words[key] = rendition, self.compiled(module_id, rendition)
        return found

    def candidates(self, channel: Channel, locale: str) -> Mapping[str, Candidate]:
        """Every module that has words in a channel and locale, by id."""
        if self.release.whole is not None:  # a part of a release has all of its modules
            return serve(self.release.whole).candidates(channel, locale)
        ready = self._offers.get((channel, locale))
        if ready is None:
            ready = {
                module_id: candidate
                for module_id, module in self.release.modules.items()
                if (candidate := self._candidate(module, channel, locale)) is not None
            }
            self._offers[channel, locale] = ready
        return ready

    def _candidate(self, module: ContentModule, channel: Channel, locale: str) -> Candidate | None:
        offers = tuple(
            self._offer(module, rendition)
            for rendition in self.release.renditions[module.id]
            if (rendition.channel, rendition.locale) == (channel, locale)
        )
        if not offers:
            return None
        stamp = self.release.stamps[f"module:{module.id}"]
        return Candidate(module, stamp.hash, stamp.until, offers, self.needed_topics(module))

    def _offer(self, module: ContentModule, rendition: Rendition) -> VariantOffer:
        return VariantOffer(
            name=rendition.variant,
            grade=rendition.reading_grade or module.reading_grade,
            needs=self.shown(module.id, rendition),
            headline=can_headline(rendition),
        )

    def shown(self, module_id: str, rendition: Rendition) -> frozenset[str]:
        """The signal's attributes that a module's rendition shows."""
        names = {path[0] for path in self.compiled(module_id, rendition).variables}
        return frozenset(names - self.library_values.keys() - {WHY})

    def needed_topics(self, module: ContentModule) -> frozenset[str]:
        """The topics whose own consent a module needs: its sensitive ones, or all if it says so."""
        topics = self.settings.topics
        sensitive = {name for name in module.topics if topics[name].sensitivity == "sensitive"}
        if module.sensitivity == "sensitive" and not sensitive:
            sensitive = set(module.topics)
        return frozenset(sensitive)

    def select(self, wish: Wish, locale: str) -> Selection:
        """The modules for a wish; equal wishes are answered once."""
        key = (*_told_apart(wish), locale)
        selection = self._selections.get(key)
        if selection is None:
            if len(self._selections) >= _KEPT:
                self._selections.clear()
            selection = choose(wish, self.candidates(wish.layout.channel, locale))
            self._selections[key] = selection
        return selection

    @cached_property
    def our_words(self) -> OurWords:
        """What may have been written to somebody, to be told from their own words in a reply."""
        if self.release.whole is not None:
            return serve(self.release.whole).our_words
        return words_of(self._readable(), self.release, self.library_values)

    def _readable(self) -> Iterator[CompiledRendition]:
        """Every rendition that can be rendered; what cannot was never sent."""
        for module_id, renditions in self.release.renditions.items():
            for rendition in renditions:
                try:
                    yield self.compiled(module_id, rendition)
                except RenditionProblems:
                    continue

    # --- what the guard is told ----------------------------------------------------------------

    @cached_property
    def _claims(self) -> frozenset[str]:
        return frozenset(claim.text for claim in self.release.claims.values())

    @cached_property
    def _contacts(self) -> frozenset[str]:
        return own_contacts(self.settings, self.release.directories.values())

    def context(
        self,
        channel: Channel,
        audience: Audience,
        purpose: Purpose,
        locale: str,
        part: Part,
        format_: Format,
        accepted: frozenset[tuple[str, str]],
    ) -> Context:
        """The guard's context for one text of a message."""
        key = (channel, audience, purpose, locale, part, format_, accepted)
        context = self._contexts.get(key)
        if context is None:
            context = self._contexts[key] = Context(
                channel=channel,
                part=part,
                purpose=purpose,
                audience=audience,
                format=format_,
                locale=locale,
                authenticated=TRAITS[channel].signed_in,
                claims=self._claims,
                public_terms=frozenset(self.settings.public_terms),
                own_contacts=self._contacts,
                accepted=accepted,
            )
        return context


def can_headline(rendition: Rendition) -> bool:
    """Whether a rendition can give its message a subject or title."""
    return all(getattr(rendition, name) for name in TRAITS[rendition.channel].opens_with)


@lru_cache(maxsize=8)
def serve(release: Release) -> Served:
    """The look-ups of a release, built at its first use."""
    return Served(release)
