"""Stand-ins for what `decide` is given: a guard that does as told, and releases with one change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from guardrails import Context, Verdict
from guardrails.verdict import NOT_URGENT, Finding, Severity, Urgency
from service.domain.content import Rendition
from service.domain.decision import Decision
from service.domain.message import parts
from service.domain.rewording import NO_REWORDING, Reworder
from service.domain.signals import Signal
from service.domain.standing import Standing
from service.domain.vocabulary import Channel
from service.library.release import Release
from service.pipeline import decide
from tests.factories import NOW, make_signal, make_standing

Refuses = Callable[[str, Context], bool]


def make_finding(rule: str = "XX-01", severity: Severity = "block") -> Finding:
    """One hit that stops a message unless told otherwise."""
    return Finding(
        rule=rule,
        kind="test",
        severity=severity,
        start=0,
        end=1,
        text="x",
        message="refused by the test",
        why="the test says so",
        link="",
    )


@dataclass
class ScriptedGuard:
    """Passes what `refuses` does not name, and remembers every text and context it was shown."""

    refuses: Refuses = lambda text, context: False
    urgency: Urgency = NOT_URGENT
    version: str = "scripted"
    shown: list[tuple[str, Context]] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    inbound: list[str] = field(default_factory=list)

    def check(self, text: str, context: Context) -> Verdict:
        self.shown.append((text, context))
        if self.refuses(text, context):
            return Verdict(passed=False, findings=(make_finding(),))
        self.passed.append(text)
        return Verdict(passed=True)

    def read_urgency(self, text: str) -> Urgency:
        self.inbound.append(text)
        return self.urgency


class BrokenGuard(ScriptedGuard):
    """Fails to read anything, inbound words too."""

    def check(self, text: str, context: Context) -> Verdict:
        raise RuntimeError("out of order")

    def read_urgency(self, text: str) -> Urgency:
        raise RuntimeError("out of order")


def call(
    release: Release,
    *,
    signal: Signal | None = None,
    standing: Standing | None = None,
    channel: Channel = "email",
    guard: Any = None,
    reworder: Reworder = NO_REWORDING,
    now: Any = NOW,
) -> Decision:
    """`decide` for a visit booked by a known patient, unless something else is said."""
    return decide(
        release,
        signal or make_signal(),
        standing or make_standing(),
        now,
        channel=channel,
        guard=guard or ScriptedGuard(),
        reworder=reworder,
    )


def altered(release: Release, **changes: Any) -> Release:
    """The release with some of its fields replaced: another release, with a hash of its own."""
    other = release.model_copy(update=changes)
    other.__dict__.pop("hash", None)
    return other


def without(release: Release, **items: str) -> Release:
    """The release without one item of each named field: `without(release, layouts="sms-care")`."""
    return altered(
        release,
        **{
            name: {key: value for key, value in getattr(release, name).items() if key != left_out}
            for name, left_out in items.items()
        },
    )


def with_words(
    release: Release, module_id: str, change: Callable[[Rendition], Rendition]
) -> Release:
    """The release as it would be had reviewers approved other words in one module."""
    key = f"module:{module_id}"
    renditions = tuple(change(rendition) for rendition in release.renditions[module_id])
    # other words, another hash: what is compiled is kept under it for the whole process
    changed = hashlib.sha256(repr((module_id, renditions)).encode()).hexdigest()
    stamp = release.stamps[key].model_copy(update={"hash": changed})
    return altered(
        release,
        renditions={**release.renditions, module_id: renditions},
        stamps={**release.stamps, key: stamp},
    )


def in_two_languages(release: Release, *without_words: str) -> Release:
    """The release with a second locale, and words in it but for those of some modules.

    They are the same words: it is the message that says which locale it is in.
    """
    for module_id, renditions in release.renditions.items():
        if module_id not in without_words:
            second = tuple(
                rendition.model_copy(update={"locale": "es-US"}) for rendition in renditions
            )
            release = altered(
                release, renditions={**release.renditions, module_id: renditions + second}
            )
    settings = release.settings.model_copy(update={"locales": (*release.settings.locales, "es-US")})
    return altered(release, settings=settings)


#: What a portal card or a script holds besides words.
_NOT_WORDS = frozenset({"locale", "dir", "kind"})


def words_of(decision: Decision) -> Iterator[str]:
    """Every text that leaves with a decision for somebody to read."""
    yield from _leaves(parts(decision.message))
    if decision.why:
        yield decision.why


def _leaves(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for key, inner in value.items():
                if key not in _NOT_WORDS:
                    yield from _leaves(inner)
        case list() | tuple():
            for inner in value:
                yield from _leaves(inner)
