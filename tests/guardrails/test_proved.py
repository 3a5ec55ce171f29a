"""The committed proof is that of the shipped rules: a guard of that version starts faster."""

from __future__ import annotations

from guardrails.build import build
from guardrails.proof import prove, proved_version


def test_shipped_rules_hold_and_their_proof_is_up_to_date() -> None:
    parts = build([], [], None)
    prove(parts)
    assert parts.version == proved_version(), "run `python -m guardrails.proof`"
