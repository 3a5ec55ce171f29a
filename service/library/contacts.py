"""The organisation's own phone numbers, addresses and hosts, wherever a library declares them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.domain.content import Directory, LibrarySettings

_PHONE = re.compile(r"\+?[\d(][\d ().-]{5,}\d")
_HOST = re.compile(r"https?://([^/\s]+)")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def own_contacts(settings: LibrarySettings, directories: Iterable[Directory]) -> frozenset[str]:
    """What the guard may see in a message without taking it for a person's contact detail."""
    organisation = settings.organisation
    lines = [
        *(organisation.phone, organisation.email, organisation.website),
        *(line for group in settings.values.values() for line in group.values()),
        *(
            line
            for directory in directories
            for entry in directory.entries.values()
            for line in entry.values()
        ),
    ]
    found = {*organisation.contacts, settings.email.sender_address}
    for line in lines:
        if _PHONE.fullmatch(line) or _EMAIL.fullmatch(line):
            found.add(line)
        found.update(_HOST.findall(line))
    return frozenset(found)
