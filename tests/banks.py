"""The starter release with one more approved rewording, of the lead of an e-mail on walking."""

from __future__ import annotations

from datetime import date
from typing import Any

from service.domain.content import BankedRewording
from service.library.hashing import words_hash
from service.library.release import Release, Stamp
from tests.doubles import altered

LEAD = "heart/walking-basics"
GOOD = "Take it one step at a time."
NAME = f"{LEAD}/cedar-valley/en-US/email.1"
KEY = f"rewording:{NAME}"


def banked(release: Release, *, until: date = date(2028, 1, 31), **changes: Any) -> Release:
    """The release with one more approved rewording, of the lead by e-mail."""
    approved = next(one for one in release.renditions[LEAD] if one.channel == "email")
    fields: dict[str, Any] = {
        "rewords": words_hash(approved.source),
        "model": "scripted",
        "brand_hash": "b" * 64,
        "prompt_hash": "c" * 64,
        "checks": ("facts",),
        "made_on": date(2026, 11, 1),
        "written_by": ("jo.park",),
        "module": LEAD,
        "kind": "education",
        "brand": "cedar-valley",
        "channel": "email",
        "locale": "en-US",
        "number": 1,
        "source": f"{approved.source}\n\n{GOOD}",
    }
    one = BankedRewording(**{**fields, **changes})
    return altered(
        release,
        rewordings={**release.rewordings, NAME: one},
        stamps={**release.stamps, KEY: Stamp(hash=words_hash(one.source), until=until)},
    )
