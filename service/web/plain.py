"""What was used, in words that a recipient reads: no field names, no codes, no values."""

from __future__ import annotations

from collections.abc import Iterable

from service.domain.channels import TRAITS
from service.domain.vocabulary import Channel, Purpose
from service.library.release import Release

_STANDING = {
    "consents": "what you agreed to receive",
    "opt-outs": "what you asked us to stop",
    "suppression list": "our list of addresses we must not write to",
    "locale": "your language",
    "zone": "your time zone",
    "chosen channels": "how you prefer to hear from us",
    "recent messages": "which messages we sent you lately",
    "later events": "what happened since",
    "reading level": "how you like our words",
}
_PURPOSES: dict[Purpose, str] = {
    "care_operations": "messages about things you ask us for",
    "treatment": "messages that are part of your care",
    "education": "health information",
    "marketing": "news about services and events",
    "professional": "professional updates",
    "safety": "safety messages",
}


def data_used(names: Iterable[str], signal_type: str, release: Release) -> tuple[str, ...]:
    """Each kind of data in words. An attribute goes by its title in its own type of signal."""
    kind = release.signals.get(signal_type)
    titles = {
        name: attribute.title[:1].lower() + attribute.title[1:]
        for name, attribute in (kind.attributes if kind is not None else {}).items()
    }
    words = (_STANDING.get(name) or titles.get(name, name.replace("_", " ")) for name in names)
    return tuple(dict.fromkeys(words))


def channel_words(channel: Channel) -> str:
    """A channel as people call it."""
    return TRAITS[channel].spoken_of


def purpose_words(purpose: Purpose) -> str:
    """A purpose as people call it, behind "part of our"."""
    return _PURPOSES[purpose]
