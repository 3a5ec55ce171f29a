"""Mutants of layouts, modules and signals: what must stand in a message, and in what words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from evals.mutation.mutant import Mutant, by_copy
from evals.patching import changed, with_layout, with_module, with_words
from evals.system import System
from service.domain.content import Attribute, ContentModule, Layout, SignalType
from service.library.release import Release

#: A required module, a channel, and weaker words that a careless edit could leave.
_SOFTENED = (
    ("legal/not-medical-advice", "email", "This message is information."),
    ("legal/not-medical-advice", "portal", "This is information."),
    ("legal/not-medical-advice", "web", "This is information."),
    ("legal/for-professionals", "email", "Written for clinicians."),
    ("legal/for-professionals", "portal", "For clinicians."),
    ("legal/opt-out-email", "email", "**You can change your settings** at any time."),
    ("legal/opt-out-portal", "portal", "You can change your settings."),
    ("legal/opt-out-sms", "sms", "Reply HELP for help."),
    ("legal/privacy-notice", "email", "We care about your privacy."),
    ("legal/privacy-notice", "web", "We care about your privacy."),
    ("call/ground-rules", "call", "## Must say\n\n- Be kind.\n"),
    ("legal/opt-out-call", "call", "## Must say\n\n- You can call us any time.\n"),
    ("safety/crisis", "sms", "We are glad you wrote. Someone will call you back."),
    ("safety/emergency", "sms", "A nurse answers any time: {{ nurse_line.phone }}."),
    ("safety/poison", "portal", "Please wait for our call."),
    ("visit/missed", "email", "## Missed\n\nYou failed to come on {{ starts_at.date }}."),
    ("portal/result-posted", "email", "## Your test result\n\nSign in to {{ portal.name }}."),
    ("brand/sms-sender", "sms", "Hello:"),
)  # fmt: skip


def content_mutants(release: Release) -> Iterator[Mutant]:
    """Every layout, module and signal, broken in every way that applies to it."""
    for layout in release.layouts.values():
        yield from _layout(layout)
    for module in release.modules.values():
        yield from _module(module)
    for module_id, channel, words in _SOFTENED:
        if any(
            (r.channel, r.variant) == (channel, "") for r in release.renditions.get(module_id, ())
        ):
            yield _worded(module_id, channel, words)
    for kind in release.signals.values():
        yield from _signal(kind)


def _layout(layout: Layout) -> Iterator[Mutant]:
    for slot in layout.slots:
        if slot.modules:
            rest = tuple(other for other in layout.slots if other.id != slot.id)
            yield _layout_mutant("drop-required", layout, slot.modules[0], slots=rest)
    if layout.unsubscribe:
        yield _layout_mutant("drop-unsubscribe", layout, "", unsubscribe=False)


def _module(module: ContentModule) -> Iterator[Mutant]:
    if module.sensitivity == "sensitive":
        yield _module_mutant("not-sensitive", module, "", sensitivity="general")
    for other in module.requires:
        rest = tuple(name for name in module.requires if name != other)
        yield _module_mutant("drop-requires", module, other, requires=rest)
    if module.excludes:
        yield _module_mutant("drop-excludes", module, "", excludes=())
    if module.third_party_funded:
        yield _module_mutant(
            "widen-funded", module, "to education", purposes=("marketing", "education")
        )


def _signal(kind: SignalType) -> Iterator[Mutant]:
    required = [name for name, attribute in kind.attributes.items() if attribute.required]
    if kind.type in ("appointment.booked", "article.read") and required:
        name = required[0]
        loose = kind.attributes[name].model_copy(update={"required": False})
        yield _signal_mutant(
            "drop-required-attribute", kind, name, attributes={**kind.attributes, name: loose}
        )
    if kind.type == "article.read":
        health = Attribute(
            type="choice", title="What the person has", choices={"some": "something"}
        )
        yield _signal_mutant(
            "allow-health-fact", kind, "", attributes={**kind.attributes, "diagnosis": health}
        )
        yield _signal_mutant("allow-inbound-text", kind, "", inbound_text=True)


def _layout_mutant(operator: str, layout: Layout, what: str, **update: Any) -> Mutant:
    def change(system: System) -> System:
        other = system.release.layouts[layout.id].model_copy(update=update)
        return replace(system, release=with_layout(system.release, other))

    return Mutant(operator, f"layout:{layout.id}", what, by_copy(change))


def _module_mutant(operator: str, module: ContentModule, what: str, **update: Any) -> Mutant:
    def change(system: System) -> System:
        other = system.release.modules[module.id].model_copy(update=update)
        return replace(system, release=with_module(system.release, other))

    return Mutant(operator, f"module:{module.id}", what, by_copy(change))


def _worded(module_id: str, channel: str, words: str) -> Mutant:
    def change(system: System) -> System:
        return replace(system, release=with_words(system.release, module_id, channel, words))

    return Mutant("soften-words", f"module:{module_id}", f"@{channel}", by_copy(change))


def _signal_mutant(operator: str, kind: SignalType, what: str, **update: Any) -> Mutant:
    def change(system: System) -> System:
        other = system.release.signals[kind.type].model_copy(update=update)
        signals = {**system.release.signals, kind.type: other}
        return replace(system, release=changed(system.release, signals=signals))

    return Mutant(operator, f"signal:{kind.type}", what, by_copy(change))
