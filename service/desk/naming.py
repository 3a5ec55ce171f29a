"""Which sensitive topics the words of an earlier message may name."""

from __future__ import annotations

from service.domain.content import Trigger
from service.domain.decision import Receipt
from service.library.release import Release
from service.library.served import Served, serve


def topics_named(
    first: Receipt, trigger: Trigger | None, about: frozenset[str], release: Release
) -> frozenset[str]:
    """The sensitive topics that `first` may have named; none where it went in neutral words.

    `about` is what its signal was about. Words show it where a chosen module is on the topic or
    shows the attribute. A module that is no longer there counts as one that does.
    """
    served = serve(release)
    sensitive = about & served.sensitive_topics
    named: set[str] = set()
    for choice in first.choices:
        module = release.modules.get(choice.module_id)
        if module is not None:
            named |= served.needed_topics(module)
        if module is None or _shows(served, choice.module_id, first.channel, trigger):
            named |= sensitive
    return frozenset(named)


def _shows(served: Served, module_id: str, channel: str, trigger: Trigger | None) -> bool:
    """Whether any of a module's words on the channel show the attribute that names the topic."""
    if trigger is None or trigger.topics_from is None:
        return False
    return any(
        trigger.topics_from in served.shown(module_id, rendition)
        for rendition in served.release.renditions.get(module_id, ())
        if rendition.channel == channel
    )
