"""The committed proof is that of the shipped rules: a guard of that version starts faster."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from guardrails.build import build
from guardrails.proof import prove, proved_version

ROOT = Path(__file__).resolve().parents[2]


def test_shipped_rules_hold_and_their_proof_is_up_to_date() -> None:
    parts = build([], [], None)
    prove(parts)
    assert parts.version == proved_version(), "run `python -m guardrails.prove`"


def test_what_is_run_by_name_is_not_there_before() -> None:
    """`python -m` warns of a file that its own package has imported, and runs it a second time."""
    run = [
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for path in sorted((ROOT / "guardrails").rglob("*.py"))
        if '__name__ == "__main__"' in path.read_text(encoding="utf-8")
    ]
    assert "guardrails.prove" in run
    packages = ", ".join(sorted({name.rpartition(".")[0] for name in run}))
    code = f"import sys, {packages}; print(*({set(run)!r} & sys.modules.keys()))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
