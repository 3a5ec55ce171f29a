"""The studio's pages, one file each: each gives `ROUTES`, and `ENTRY` if navigation names it.

`PAGES` lists the files; `docs/how-to/add-a-studio-page.md` tells how to add one.
"""

from __future__ import annotations

from types import ModuleType

from service.studio.routes import (
    all_at_once,
    approving,
    decisions,
    drafting,
    editing,
    finding,
    going_back,
    inbox,
    library,
    looking,
    making,
    preview,
    removing,
    rewording,
    signing_in,
)

PAGES: tuple[ModuleType, ...] = (
    signing_in,
    preview,
    all_at_once,
    finding,
    editing,
    looking,
    drafting,
    making,
    removing,
    going_back,
    rewording,
    inbox,
    approving,
    library,
    decisions,
)
