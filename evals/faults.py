"""One thing wrong with one case, and which way it is wrong."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

#: missed: something unsafe went out, or a call for help went unheard. over_blocked: something good
#: was kept back. gone: the case names what the library no longer has. other: right way, wrong
#: detail. crashed: no verdict could be had.
FaultKind = Literal["missed", "over_blocked", "gone", "other", "crashed"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, what was wanted, what came, and in which step (from 1)."""

    kind: FaultKind
    what: str
    wanted: str = ""
    got: str = ""
    step: int = 0

    def __str__(self) -> str:
        step = f"step {self.step}: " if self.step else ""
        detail = f" (wanted {self.wanted}, got {self.got})" if self.wanted or self.got else ""
        return f"{step}{self.what}{detail}"

    def to_json(self) -> dict[str, Any]:
        """The fault as a run keeps it."""
        return asdict(self)
