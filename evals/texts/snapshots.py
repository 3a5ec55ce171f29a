"""A finished message as the one text file that people review, and the files themselves.

The receipt's id stands in unsubscribe links and changes with every release, so it is written as
`r_*`; every other character is as it leaves.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

from service.domain.decision import Decision
from service.domain.message import PARTS, parts

#: The folder of the agreed words, beside the cases.
SNAPSHOTS: Final = "snapshots"
_RECEIPT: Final = re.compile(r"\br_[0-9a-f]{32}\b")


def written(decision: Decision) -> str:
    """Everything that leaves with a decision, one section for each part."""
    lines = [f"outcome: {decision.outcome}"]
    if decision.reasons:
        lines.append(f"reasons: {', '.join(reason.code for reason in decision.reasons)}")
    if decision.why:
        lines.append(f"why: {decision.why}")
    sections = parts(decision.message)
    for name in PARTS:
        if name not in sections:
            continue
        value = sections[name]
        text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
        lines += ["", f"=== {name}", text.rstrip("\n")]
    if decision.message and decision.message.headers:
        lines += [
            "",
            "=== headers",
            *(f"{name}: {value}" for name, value in decision.message.headers),
        ]
    return _RECEIPT.sub("r_*", "\n".join(lines)) + "\n"


def snapshot_file(folder: Path, case_id: str) -> Path:
    """Where the agreed words of a case stand."""
    return folder / SNAPSHOTS / f"{case_id.replace('@', '.')}.txt"
