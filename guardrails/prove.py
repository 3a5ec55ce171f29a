"""Proves the shipped rules and writes down their version: `python -m guardrails.prove`.

It stands apart from `proof.py`, which the guard itself imports: a file that is there already is
not run a second time.
"""

from __future__ import annotations

from guardrails.build import build
from guardrails.proof import PROVED, prove


def main() -> None:
    """Raises GuardDataError, and writes nothing, where a rule gets one of its cases wrong."""
    parts = build([], [], None)
    prove(parts)
    PROVED.write_text(parts.version + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
