"""The studio's pages, one file each: each gives `ROUTES`, and `ENTRY` if navigation names it.

`PAGES` lists the files; `docs/studio.md` tells how to add one.
"""

from __future__ import annotations

from types import ModuleType

from service.studio.routes import approving, decisions, editing, making, preview, signing_in

PAGES: tuple[ModuleType, ...] = (signing_in, preview, editing, making, approving, decisions)
