"""Folders that hold words in one locale: what they are called, and what a misspelt one means."""

from __future__ import annotations

import re
from collections.abc import Collection

from service.domain.nearest import did_you_mean

LOCALE = re.compile(r"[a-z]{2}-[A-Z]{2}")
#: `en`, `en_US`, `en-us`: what people write for `en-US`.
_ALIKE = re.compile(r"([A-Za-z]{2})(?:[-_]?([A-Za-z]{2}))?")


def like_locale(name: str) -> bool:
    """Whether a folder's name is a locale, or what people write for one."""
    return _ALIKE.fullmatch(name) is not None


def meant_locale(name: str, locales: Collection[str]) -> str:
    """`did you mean `en-US`?` for the name of a folder: of `locales` where one fits, or nothing.

    A locale that is spelt in another way is told though no settings list it.
    """
    alike = _ALIKE.fullmatch(name)
    if alike is None:
        return did_you_mean(name, locales)
    language, country = alike[1].lower(), (alike[2] or "").upper()
    if country:
        return f"did you mean `{language}-{country}`?"
    fit = next((one for one in locales if one.startswith(f"{language}-")), "")
    return f"did you mean `{fit}`?" if fit else ""
