"""Signs the tests' library anew after an edit: `python -m tests.data.sign`.

Every role approves everything that needs it, so the library stays whole and current.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from service.library.approving import approve

LIBRARY = Path(__file__).resolve().parent / "library"
ROLES = ("medical", "legal", "privacy", "operations")


def sign(folder: Path) -> int:
    """Write all approvals of a library again; how many."""
    for approvals in (folder / "approvals.jsonl", folder / "prompts" / "approvals.jsonl"):
        approvals.unlink(missing_ok=True)
    given, until = date(2026, 11, 1), date(2028, 12, 31)
    return sum(
        len(approve(folder, [], role, f"rev.{role}", given, until, everything=True))
        for role in ROLES
    )


if __name__ == "__main__":
    sys.stdout.write(f"{sign(LIBRARY)} approvals\n")
